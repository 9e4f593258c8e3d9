// A closed sheet: values that this browser still keeps are shown, so that they are not lost unseen.
import { keptIn, nameOf } from "./kept.js";

const note = document.querySelector("[data-sheet-leftovers]");
const name = note && nameOf(note.dataset.sheetLeftovers, note.dataset.user);
const kept = note ? Object.entries(keptIn(name)) : [];

if (kept.length) {
  const text = (selector) => document.querySelector(selector)?.dataset.name || "";
  note.querySelector("[data-leftovers]").append(...kept.map(([ids, { v }]) => {
    const [student, criterion] = ids.split("-");
    const line = document.createElement("li");
    line.textContent = `${text(`[data-student="${student}"]`)}, ${text(`[data-criterion="${criterion}"]`)}: «${v}»`;
    return line;
  }));
  note.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(name);
    note.remove();
  });
  note.hidden = false;
}
