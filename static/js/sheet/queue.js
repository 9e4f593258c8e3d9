// What is not saved yet, kept by this browser until it is: ids and values only, never a name.
// One entry for each sheet and person: another person at the same computer neither sees nor sends it.

import { keep, keptIn, nameOf } from "./kept.js";

export class Queue {
  constructor(model, user) {
    this.model = model;
    this.name = nameOf(model.data.sheet, user);
    this.own = new Set();
    model.addEventListener("change", () => this.write());
    // As long as this page is open it sends by itself: other pages need not tell of its cells.
    navigator.locks?.request(this.name, { mode: "shared" }, () => new Promise(() => {}));
  }

  /** Keep every cell that the portal has not taken: waiting, wrong, disputed. */
  write() {
    // Another tab of the same person may keep cells here: only one's own are touched.
    const kept = keptIn(this.name);
    for (const ids of this.own) delete kept[ids];
    this.own.clear();
    for (const cell of this.model.cells.values()) {
      if (this.model.isDirty(cell) || cell.conflict) {
        const { s, c } = this.model.idsOf(cell);
        kept[`${s}-${c}`] = { v: cell.value, n: cell.saved.version, t: cell.tries };
        this.own.add(`${s}-${c}`);
      }
    }
    // Storage may be full or forbidden: the page warns before it is left.
    this.isKept = keep(this.name, kept);
  }

  /** Put back what was kept; return the cells, and the values for which the page has no cell. */
  restore() {
    const cells = [];
    const strangers = [];
    for (const [ids, kept] of Object.entries(keptIn(this.name))) {
      const [student, criterion] = ids.split("-").map(Number);
      const cell = this.model.find(student, criterion);
      if (!cell) {
        strangers.push(kept.v);
        continue;
      }
      this.own.add(ids);
      if (kept.v === cell.value) continue;
      const stored = { v: cell.saved.value, n: cell.saved.version, by: cell.by, at: cell.at };
      cell.tries = Array.isArray(kept.t) ? kept.t : [];
      this.model.put(cell, String(kept.v));
      if (kept.n !== stored.n) this.model.meet(cell, stored);
      cells.push(cell);
    }
    return { cells, strangers };
  }
}
