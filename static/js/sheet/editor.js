// The one field in which a cell is typed; it lies over the cell, so that a phone keeps its keyboard.

export class Editor {
  constructor(model, view) {
    this.model = model;
    this.view = view;
    // "": no cell is being typed; "type": typing replaces, arrows leave; "edit": arrows stay inside.
    this.mode = "";
    this.input = document.createElement("input");
    Object.assign(this.input, {
      className: "sheet__editor", type: "text", autocomplete: "off", spellcheck: false, maxLength: 200, hidden: true,
    });
    this.input.setAttribute("enterkeyhint", "next");
    this.input.setAttribute("autocapitalize", "none");
    view.frame.append(this.input);
    this.input.addEventListener("blur", () => {
      if (this.mode && !this.isMoving) this.commit({ refocus: false });
    });
    this.input.addEventListener("input", () => this.judge());
    // Somebody else's value, an error or a late font may widen a column while a cell is being typed.
    this.watch = new ResizeObserver(() => this.follow());
    window.addEventListener("pagehide", () => this.commit({ refocus: false }));
  }

  /** Begin to type into the active cell; "type" begins empty, "edit" with what stands there. */
  begin(mode) {
    const { active } = this.view;
    const place = this.view.focusable(active);
    const cell = this.model.at(active.row, active.column);
    this.mode = mode;
    this.place = active;
    this.input.value = mode === "edit" ? cell.value : "";
    this.input.setAttribute("aria-label", this.view.labelOf(cell));
    this.input.inputMode = this.keyboardFor(active.column);
    this.follow();
    this.input.hidden = false;
    this.watch.observe(this.view.table);
    this.watch.observe(place);
    this.isMoving = true;
    this.input.focus({ preventScroll: true });
    this.isMoving = false;
    this.judge();
    if (mode === "edit") this.input.setSelectionRange(cell.value.length, cell.value.length);
  }

  /** Lie over the cell, wherever it has moved to. */
  follow() {
    if (!this.mode) return;
    const { left, top, width, height } = this.view.boxOf(this.view.focusable(this.place));
    Object.assign(this.input.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  }

  /** Figures first on a phone; «н/я» and «осв.» have buttons of their own there. */
  keyboardFor(column) {
    return ["points", "mark", "average_mark", "rubric", "percent", "anchor"].includes(this.model.columns[column].kind)
      ? "decimal"
      : "text";
  }

  judge() {
    const reading = this.model.read(this.place.column, this.input.value);
    this.input.classList.toggle("is-wrong", Boolean(reading.error));
    this.input.setAttribute("aria-invalid", reading.error ? "true" : "false");
  }

  /** Take what was typed; `everywhere` puts it into the whole selected block. */
  commit({ refocus = true, everywhere = false } = {}) {
    if (!this.mode) return;
    const text = this.input.value;
    const places = everywhere ? this.view.blockPlaces() : [this.place];
    this.end(refocus);
    this.model.edit(places.map((place) => ({ ...place, text })));
  }

  cancel() {
    if (this.mode) this.end(true);
  }

  end(refocus) {
    this.mode = "";
    this.watch.disconnect();
    if (refocus) this.view.focusable(this.view.active).focus({ preventScroll: true });
    this.input.hidden = true;
  }
}
