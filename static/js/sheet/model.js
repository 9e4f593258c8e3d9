// The cells of a sheet: what is shown, what the portal keeps, what is wrong, and how to go back.
import { expand, makeReader } from "./rules.js";

const DEEPEST_UNDO = 500;

export const keyOf = (row, column) => `${row}-${column}`;

export class SheetModel extends EventTarget {
  constructor(data) {
    super();
    this.data = data;
    this.rows = data.rows;
    this.columns = data.columns;
    this.readers = data.columns.map((column) => makeReader(data.rules, column));
    this.rowOf = new Map(data.rows.map((id, index) => [id, index]));
    this.columnOf = new Map(data.columns.map((column, index) => [column.id, index]));
    this.cells = new Map();
    this.undone = [];
    this.done = [];
    for (const stored of data.cells) {
      const cell = this.find(stored.s, stored.c);
      if (cell) this.store(cell, stored);
    }
  }

  /** The cell at a place; an empty one is made when first asked. */
  at(row, column) {
    const key = keyOf(row, column);
    let cell = this.cells.get(key);
    if (!cell) {
      cell = {
        key, row, column,
        value: "", saved: { value: "", version: 0 },
        reading: { state: "empty", error: "" },
        conflict: null, tries: [], isSending: false, wasSaved: false,
        note: false, flag: false, by: "", at: "",
      };
      this.cells.set(key, cell);
    }
    return cell;
  }

  /** The cell of a student and a criterion, null when the page does not have it. */
  find(student, criterion) {
    const row = this.rowOf.get(student);
    const column = this.columnOf.get(criterion);
    return row === undefined || column === undefined ? null : this.at(row, column);
  }

  idsOf(cell) {
    return { s: this.rows[cell.row], c: this.columns[cell.column].id };
  }

  read(column, text) {
    return this.readers[column](text);
  }

  isDirty(cell) {
    return cell.value !== cell.saved.value;
  }

  /** saved, waiting, wrong or conflict. */
  stateOf(cell) {
    if (cell.conflict) return "conflict";
    if (cell.reading.error) return "wrong";
    return this.isDirty(cell) || cell.isSending ? "waiting" : "saved";
  }

  inState(state) {
    return [...this.cells.values()]
      .filter((cell) => this.stateOf(cell) === state)
      .sort((a, b) => a.row - b.row || a.column - b.column);
  }

  // --- what a person does --------------------------------------------------------------------

  /** Put texts into cells as one step of undo; `changes` is [{row, column, text}]. */
  edit(changes) {
    const step = [];
    for (const { row, column, text } of changes) {
      const cell = this.at(row, column);
      const after = expand(this.data.rules, text.trim());
      if (after !== cell.value) step.push({ cell, before: cell.value, after });
    }
    if (!step.length) return 0;
    this.done.push(step);
    if (this.done.length > DEEPEST_UNDO) this.done.shift();
    this.undone = [];
    this.apply(step, "after");
    return step.length;
  }

  undo() {
    return this.back(this.done, this.undone, "after", "before");
  }

  redo() {
    return this.back(this.undone, this.done, "before", "after");
  }

  /**
   * Take back the last step, in the cells only that still hold what it left: what another person
   * wrote there meanwhile was never seen by whoever typed the step, and stays.
   */
  back(from, to, left, wanted) {
    const step = from.pop();
    if (!step) return null;
    const own = step.filter((change) => change.cell.value === change[left]);
    if (own.length) to.push(own);
    const kept = step.filter((change) => !own.includes(change)).map((change) => change.cell);
    return { cells: this.apply(own, wanted), kept };
  }

  apply(step, side) {
    const cells = step.map((change) => {
      this.put(change.cell, change[side]);
      return change.cell;
    });
    this.changed(cells, "person");
    return cells;
  }

  put(cell, value) {
    cell.value = value;
    cell.reading = this.read(cell.column, value);
    cell.wasSaved = false;
    if (cell.conflict && cell.conflict.value === value) this.settle(cell);
  }

  /** Of a conflict keep the own value: it will be written over the other person's. */
  keepMine(cell) {
    this.settle(cell);
    this.changed([cell], "person");
  }

  /** Of a conflict take the other person's value; the own one can be had back by undo. */
  takeTheirs(cell) {
    const step = [{ cell, before: cell.value, after: cell.conflict.value }];
    this.settle(cell);
    this.done.push(step);
    this.apply(step, "after");
  }

  settle(cell) {
    cell.saved = { value: cell.conflict.value, version: cell.conflict.version };
    cell.conflict = null;
  }

  // --- what the portal says ------------------------------------------------------------------

  store(cell, stored) {
    cell.saved = { value: stored.v, version: stored.n };
    this.describe(cell, stored);
    cell.value = stored.v;
    cell.reading = this.read(cell.column, stored.v);
  }

  describe(cell, stored) {
    cell.note = stored.note ?? cell.note;
    cell.flag = stored.flag ?? cell.flag;
    cell.by = stored.by ?? cell.by;
    cell.at = stored.at ?? cell.at;
  }

  /** Somebody's newer value: shown in an untouched cell, a conflict in a touched one. */
  hear(stored) {
    const cell = this.find(stored.s, stored.c);
    if (!cell || cell.isSending || stored.n < cell.saved.version) return null;
    if (stored.n === cell.saved.version) {
      const before = `${cell.note} ${cell.flag}`;
      this.describe(cell, stored);
      return before === `${cell.note} ${cell.flag}` ? null : { cell, isNews: false };
    }
    if (!this.isDirty(cell) && !cell.conflict) this.store(cell, stored);
    else this.meet(cell, stored);
    return { cell, isNews: true };
  }

  /** The portal holds another version than the one that was seen here. */
  meet(cell, stored) {
    const isOwn = cell.tries.includes(stored.v);
    if (stored.v === cell.value || isOwn) {
      // The answer to an earlier sending was lost: what stands there is one's own.
      cell.saved = { value: stored.v, version: stored.n };
      cell.conflict = null;
      cell.tries = [];
    } else {
      cell.conflict = { value: stored.v, version: stored.n, by: stored.by || "", at: stored.at || "" };
    }
  }

  changed(cells, source) {
    this.dispatchEvent(new CustomEvent("change", { detail: { cells, source } }));
  }

  /** The cells as the portal has them, in the words of the page's data. */
  savedCells() {
    return [...this.cells.values()].filter((cell) => cell.saved.version).map((cell) => ({
      ...this.idsOf(cell), v: cell.saved.value, n: cell.saved.version,
      note: cell.note, flag: cell.flag, by: cell.by, at: cell.at,
    }));
  }

  // --- counting ------------------------------------------------------------------------------

  assessedRows() {
    const rows = new Set();
    for (const cell of this.cells.values()) {
      if (cell.value && !cell.reading.error) rows.add(cell.row);
    }
    return rows.size;
  }

  /** The next empty place after (row, column), row by row, from the top again; null when none. */
  nextEmpty(row, column) {
    const width = this.columns.length;
    const count = this.rows.length * width;
    const start = row * width + column;
    for (let step = 1; step <= count; step += 1) {
      const place = (start + step) % count;
      const [r, c] = [Math.floor(place / width), place % width];
      if (!this.cells.get(keyOf(r, c))?.value) return { row: r, column: c };
    }
    return null;
  }

  /** The sum of a row's points, "" when nothing is assessed. */
  totalOf(row) {
    let sum = null;
    for (let column = 0; column < this.columns.length; column += 1) {
      const cell = this.cells.get(keyOf(row, column));
      if (cell?.reading.state === "value") sum = (sum ?? 0) + cell.reading.value;
    }
    return sum === null ? "" : String(Math.round(sum * 100) / 100).replace(".", ",");
  }
}
