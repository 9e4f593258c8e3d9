// A sheet without a network: as this tab saw it last, or in words what this browser keeps unsent.
import { keptIn, nameOf, placesKept } from "../kept.js";
import { Words } from "../words.js";
import { pageKept, userOfSession } from "./kept_page.js";

const main = document.querySelector("main");
const words = new Words(document.querySelector("[data-shell-missing]"));

/** Put the kept page into place; main.js, which comes next, makes it live. */
function show(page) {
  const note = document.querySelector("[data-shell-note]").content.firstElementChild;
  const time = new Date(page.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  note.querySelector("[data-shell-seen]").textContent = words.say("seen", { time });
  note.dataset.seen = page.at;
  note.querySelector("a").href = page.path;
  const data = document.createElement("script");
  data.type = "application/json";
  data.id = "sheet-data";
  data.textContent = JSON.stringify(page.data);
  const kept = new DOMParser().parseFromString(page.html, "text/html").body;
  main.replaceChildren(...kept.childNodes, data);
  main.querySelector(".stack-wide").prepend(note);
  document.title = page.title;
}

/** Numbers only: whose marks they are and of whom is not kept outside the tab. */
function tell() {
  const user = userOfSession();
  const lines = user ? placesKept(["sheet"], user).map(({ id }) => {
    const line = document.createElement("li");
    const n = Object.keys(keptIn(nameOf("sheet", id, user))).length;
    line.textContent = words.say("count", { id, n });
    return line;
  }) : [];
  document.querySelector("[data-shell-list]").replaceChildren(...lines);
  document.querySelector("[data-shell-unsent]").hidden = !lines.length;
  document.querySelector("[data-shell-again]").href = window.location.pathname;
  document.querySelector("[data-shell-missing]").hidden = false;
  window.addEventListener("online", () => window.location.reload());
}

const page = pageKept(window.location.pathname);
if (page) show(page);
else tell();
