// A sheet of results as a spreadsheet: see docs/decisions on entry. Without this the form works by Tab.
import { Words } from "../words.js";
import { Clipboard } from "./clipboard.js";
import { Deeds } from "./deeds.js";
import { Details } from "./details.js";
import { Editor } from "./editor.js";
import { asSeen, keepPage, keepShell } from "./kept_page.js";
import { Keys } from "./keys.js";
import { SheetModel } from "./model.js";
import { Queue } from "./queue.js";
import { Status } from "./status.js";
import { Sync } from "./sync.js";
import { SheetView } from "./view.js";

function start(form, data) {
  const seen = asSeen();
  const words = new Words(document.querySelector("[data-sheet-words]"));
  const model = new SheetModel(data);
  const queue = new Queue(model, form.dataset.user);
  form.classList.add("sheet-form--live");
  document.querySelectorAll("[data-live-only]").forEach((part) => { part.hidden = false; });
  document.querySelectorAll("[data-form-only]").forEach((part) => part.remove());
  const typedBefore = typedIntoForm(form, model);
  const view = new SheetView(model, form.querySelector("[data-sheet-table]"), words.texts);
  const sync = new Sync(model);
  // Of a page opened without a network the tab knows when the portal was heard last.
  const offline = document.querySelector("[data-sheet-offline]");
  if (offline) sync.report("offline");
  else keepShell(form.dataset);
  sync.heardAt = Number(offline?.dataset.seen) || sync.heardAt;
  const editor = new Editor(model, view);
  const status = new Status(model, view, sync, words);
  const deeds = new Deeds({ model, view, editor, sync, status, words });
  deeds.details = new Details(model, view, words);
  new Keys(model, view, editor, deeds);
  deeds.clipboard = new Clipboard(model, view, editor, (name, n, facts = {}) => deeds.tell(name, n, facts));

  // A link may name the cell to begin with.
  const query = new URLSearchParams(window.location.search);
  const wanted = model.find(Number(query.get("student")), Number(query.get("criterion")));
  if (wanted) view.go({ row: wanted.row, column: wanted.column });

  const { cells, strangers } = queue.restore();
  if (cells.length) {
    model.changed(cells, "person");
    deeds.notice("restored", { n: cells.length });
  }
  if (strangers.length) deeds.notice("strangers", { n: strangers.length, values: strangers.join("; ") });
  if (typedBefore.length) model.edit(typedBefore);
  keepPage(seen, model, sync);

  form.addEventListener("submit", (event) => event.preventDefault());
  let isLeaving = false;
  window.addEventListener("beforeunload", (event) => {
    if (editor.mode) editor.commit({ refocus: false });
    const isSafe = isLeaving || ["waiting", "wrong", "conflict"].every((state) => !model.inState(state).length);
    if (!isSafe) event.preventDefault();
  });
  document.querySelector("[data-sheet-submit]")?.addEventListener("click", async (event) => {
    event.preventDefault();
    editor.commit();
    const link = event.currentTarget;
    link.setAttribute("aria-busy", "true");
    await sync.settle();
    link.removeAttribute("aria-busy");
    const stop = ["wrong", "conflict", "waiting"].find((state) => model.inState(state).length);
    if (stop) {
      status.goTo(stop);
      deeds.notice(`cannotSubmit${stop}`, { n: model.inState(stop).length });
      return;
    }
    isLeaving = true;
    window.location.assign(link.href);
  });
}

/** Texts that were typed, or put back by the browser, before this script came. */
function typedIntoForm(form, model) {
  const changes = [];
  form.querySelectorAll(".sheet__input").forEach((input) => {
    const [, student, criterion] = input.name.split("-").map(Number);
    const cell = model.find(student, criterion);
    if (cell && input.value !== input.defaultValue) {
      changes.push({ row: cell.row, column: cell.column, text: input.value });
    }
  });
  return changes;
}

const form = document.querySelector("[data-sheet-grid]");
const data = document.getElementById("sheet-data");
if (form && data && "timeout" in AbortSignal) start(form, JSON.parse(data.textContent));
