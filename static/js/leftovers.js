// A page closed to changes: what this browser still keeps of it is shown, so that it is not lost unseen.
import { keptIn, nameOf } from "./kept.js";

const NAMES = {
  sheet: (student, criterion) => [`[data-student="${student}"]`, `[data-criterion="${criterion}"]`],
  alignment: (source, labourFunction) => [`tr[data-s="${source}"] > th`, `th[data-f="${labourFunction}"]`],
};

const note = document.querySelector("[data-leftovers]");
const [kind, id] = note ? note.dataset.kept.split(":") : [];
const name = note && nameOf(kind, id, note.dataset.user);
const kept = note ? Object.entries(keptIn(name)) : [];

if (kept.length) {
  const words = note.dataset.words?.split("|");
  note.querySelector("[data-leftovers-list]").append(...kept.map(([place, { v }]) => {
    const names = NAMES[kind](...place.split(/[-:]/)).map((selector) => document.querySelector(selector)?.dataset.name || "");
    const line = document.createElement("li");
    line.textContent = `${names.join(", ")}: «${words?.[v] ?? v}»`;
    return line;
  }));
  note.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(name);
    note.remove();
  });
  note.hidden = false;
}
