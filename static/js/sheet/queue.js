// The cells of a sheet that the portal has not taken: kept by this browser, put back when it opens again.
import { nameOf, Shelf } from "../kept.js";

export class Queue {
  constructor(model, user) {
    this.model = model;
    this.shelf = new Shelf(nameOf("sheet", model.data.sheet, user));
    model.addEventListener("change", () => this.write());
  }

  /** Keep every cell that the portal has not taken: waiting, wrong, disputed. */
  write() {
    const cells = {};
    for (const cell of this.model.cells.values()) {
      if (this.model.isDirty(cell) || cell.conflict) {
        const { s, c } = this.model.idsOf(cell);
        cells[`${s}-${c}`] = { v: cell.value, n: cell.saved.version, t: cell.tries };
      }
    }
    // Storage may be full or forbidden: the page warns before it is left.
    this.shelf.write(cells);
  }

  /** Put back what was kept; return the cells, and the values for which the page has no cell. */
  restore() {
    const cells = [];
    const strangers = [];
    for (const [ids, kept] of this.shelf.read()) {
      const [student, criterion] = ids.split("-").map(Number);
      const cell = this.model.find(student, criterion);
      if (!cell) {
        strangers.push(kept.v);
        continue;
      }
      this.shelf.own.add(ids);
      if (kept.v === cell.value) continue;
      const stored = { v: cell.saved.value, n: cell.saved.version, by: cell.by, at: cell.at };
      cell.tries = kept.t;
      this.model.put(cell, String(kept.v));
      if (kept.n !== stored.n) this.model.meet(cell, stored);
      cells.push(cell);
    }
    return { cells, strangers };
  }
}
