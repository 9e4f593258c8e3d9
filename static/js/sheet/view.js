// The table on the page: cells as text, one of them active, a block of them selected.
import { keyOf } from "./model.js";

const WORDS = { waiting: "waiting", wrong: "wrong", conflict: "conflict" };

export class SheetView {
  constructor(model, table, words) {
    this.model = model;
    this.table = table;
    this.words = words;
    this.frame = table.closest(".table-scroll");
    this.active = { row: 0, column: 0 };
    this.anchor = { row: 0, column: 0 };
    this.selected = new Set();
    this.bodyRows = [...table.tBodies[0].rows];
    this.places = this.bodyRows.map((row) => [...row.querySelectorAll(".sheet__cell")]);
    this.totals = this.bodyRows.map((row) => row.querySelector(".sheet__total"));
    this.names = this.bodyRows.map((row) => row.cells[0].dataset.name);
    const heads = [...table.tHead.querySelectorAll(".sheet__head")];
    this.titles = heads.map((head) => head.dataset.name);
    this.scales = heads.map((head) => head.dataset.scale);
    this.describe();
    this.paintAll();
    this.focusable(this.active).tabIndex = 0;
    model.addEventListener("change", (event) => event.detail.cells.forEach((cell) => this.paint(cell)));
  }

  /** Tell assistive technology that this is a grid. */
  describe() {
    const { table } = this;
    table.setAttribute("role", "grid");
    table.setAttribute("aria-multiselectable", "true");
    table.setAttribute("aria-rowcount", this.places.length + 1);
    table.setAttribute("aria-colcount", this.model.columns.length + 1 + (this.totals[0] ? 1 : 0));
    [table.tHead.rows[0], ...this.bodyRows].forEach((row, index) => {
      row.setAttribute("role", "row");
      row.setAttribute("aria-rowindex", index + 1);
      [...row.cells].forEach((place, column) => place.setAttribute("aria-colindex", column + 1));
    });
    [...table.tHead.rows[0].cells].forEach((head) => head.setAttribute("role", "columnheader"));
    this.bodyRows.forEach((row) => row.cells[0].setAttribute("role", "rowheader"));
    this.totals.forEach((place) => place?.setAttribute("role", "gridcell"));
    this.places.forEach((row, r) => row.forEach((place, c) => {
      place.setAttribute("role", "gridcell");
      place.tabIndex = -1;
      place.dataset.place = keyOf(r, c);
    }));
    // The frame scrolls by the cells in it: it is no stop of its own any more.
    this.frame.removeAttribute("tabindex");
    this.frame.classList.add("sheet-frame");
    this.keepClear();
    window.addEventListener("resize", () => this.keepClear());
  }

  /** A cell brought into view must not hide behind the header and the names. */
  keepClear() {
    const corner = this.table.tHead.rows[0].cells[0];
    this.frame.style.scrollPadding = `${corner.offsetHeight + 4}px 8px 12px ${corner.offsetWidth + 4}px`;
  }

  placeOf(target) {
    const place = target.closest?.("[data-place]");
    if (!place) return null;
    const [row, column] = place.dataset.place.split("-").map(Number);
    return { row, column };
  }

  focusable({ row, column }) {
    return this.places[row][column];
  }

  /** Where a cell lies in the frame, whatever the frame has scrolled. */
  boxOf(place) {
    const { frame } = this;
    const [cell, outer] = [place.getBoundingClientRect(), frame.getBoundingClientRect()];
    return {
      left: cell.left - outer.left - frame.clientLeft + frame.scrollLeft,
      top: cell.top - outer.top - frame.clientTop + frame.scrollTop,
      width: cell.width,
      height: cell.height,
    };
  }

  labelOf(cell) {
    return `${this.names[cell.row]}: ${this.titles[cell.column]}`;
  }

  // --- painting ------------------------------------------------------------------------------

  paintAll() {
    for (let row = 0; row < this.places.length; row += 1) {
      for (let column = 0; column < this.model.columns.length; column += 1) {
        const cell = this.model.cells.get(keyOf(row, column));
        if (cell) this.paint(cell);
        else this.places[row][column].replaceChildren();
      }
    }
  }

  paint(cell) {
    const place = this.places[cell.row][cell.column];
    const state = this.model.stateOf(cell);
    const said = [WORDS[state], cell.flag && "flag", cell.note && "note"].filter(Boolean);
    place.textContent = cell.value;
    // Not a hidden element: twelve hundred of them would each be laid out and painted on their own.
    const label = [cell.value || this.words.emptyvalue, ...said.map((name) => this.words[`cell${name}`])].join(", ");
    if (said.length) place.setAttribute("aria-label", label);
    else place.removeAttribute("aria-label");
    if (state === "saved") delete place.dataset.state;
    else place.dataset.state = state;
    place.classList.toggle("is-fresh", cell.wasSaved && state === "saved");
    place.classList.toggle("has-note", cell.note);
    place.classList.toggle("has-flag", cell.flag);
    place.classList.toggle("sheet__cell--special", !["empty", "value", "error"].includes(cell.reading.state));
    if (state === "wrong") place.setAttribute("aria-invalid", "true");
    else place.removeAttribute("aria-invalid");
    if (this.totals[cell.row]) this.totals[cell.row].textContent = this.model.totalOf(cell.row);
  }

  // --- moving and selecting ------------------------------------------------------------------

  inside({ row, column }) {
    return {
      row: Math.max(0, Math.min(this.places.length - 1, row)),
      column: Math.max(0, Math.min(this.model.columns.length - 1, column)),
    };
  }

  /** Go to a place; with `extend` the block from the anchor to it is selected. */
  go(place, { extend = false, focus = true } = {}) {
    const next = this.inside(place);
    const before = this.focusable(this.active);
    const now = this.focusable(next);
    before.tabIndex = -1;
    before.classList.remove("is-active");
    now.tabIndex = 0;
    now.classList.add("is-active");
    this.active = next;
    if (!extend) this.anchor = next;
    this.select();
    if (focus) now.focus({ preventScroll: true });
    now.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.table.dispatchEvent(new CustomEvent("sheet:move", { bubbles: true }));
  }

  block() {
    return {
      top: Math.min(this.anchor.row, this.active.row),
      bottom: Math.max(this.anchor.row, this.active.row),
      left: Math.min(this.anchor.column, this.active.column),
      right: Math.max(this.anchor.column, this.active.column),
    };
  }

  blockPlaces() {
    const { top, bottom, left, right } = this.block();
    const places = [];
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) places.push({ row, column });
    }
    return places;
  }

  select() {
    const wanted = new Set();
    const places = this.blockPlaces();
    if (places.length > 1) places.forEach((place) => wanted.add(this.focusable(place)));
    for (const place of this.selected) {
      if (!wanted.has(place)) {
        place.classList.remove("is-selected");
        place.removeAttribute("aria-selected");
      }
    }
    for (const place of wanted) {
      if (!this.selected.has(place)) {
        place.classList.add("is-selected");
        place.setAttribute("aria-selected", "true");
      }
    }
    this.selected = wanted;
  }

  selectAll() {
    this.anchor = { row: 0, column: 0 };
    this.go({ row: this.places.length - 1, column: this.model.columns.length - 1 }, { extend: true });
  }

  pageLength() {
    const row = this.bodyRows[0].offsetHeight || 40;
    return Math.max(1, Math.floor((this.frame.clientHeight - this.table.tHead.offsetHeight) / row) - 1);
  }
}
