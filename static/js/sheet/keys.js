// Keys and pointers, as in a spreadsheet. Letters of shortcuts go by place, not by layout.

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Keys {
  constructor(model, view, editor, deeds) {
    Object.assign(this, { model, view, editor, deeds });
    // The column from which Tab set out: Enter returns to it, one row lower.
    this.tabFrom = null;
    // After Escape the next Tab leaves the table.
    this.mayLeave = false;
    view.table.addEventListener("keydown", (event) => this.onGridKey(event));
    editor.input.addEventListener("keydown", (event) => this.onEditorKey(event));
    this.listenToPointers();
  }

  // --- keys on a cell ------------------------------------------------------------------------

  onGridKey(event) {
    if (event.isComposing || !this.view.placeOf(event.target)) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && !event.altKey && this.command(event)) event.preventDefault();
    else if (!event.altKey && this.move(event, isCommand)) event.preventDefault();
    else if (!isCommand && !event.altKey && this.change(event)) event.preventDefault();
    if (event.key !== "Escape" && event.key !== "Tab" && event.key !== "Shift") this.mayLeave = false;
  }

  command(event) {
    const deed = {
      KeyZ: event.shiftKey ? "redo" : "undo",
      KeyY: "redo",
      KeyD: "fillDown",
      Enter: "nextEmpty",
      NumpadEnter: "nextEmpty",
    }[event.code];
    if (deed) this.deeds[deed]();
    else if (event.code === "KeyA") this.view.selectAll();
    else return false;
    return true;
  }

  move(event, isCommand) {
    const { row, column } = this.view.active;
    const extend = event.shiftKey;
    const lastRow = this.view.places.length - 1;
    const lastColumn = this.model.columns.length - 1;
    const arrow = ARROWS[event.key];
    let to = null;
    if (arrow) to = isCommand ? this.edge(arrow) : { row: row + arrow[0], column: column + arrow[1] };
    else if (event.key === "Home") to = { row: isCommand ? 0 : row, column: 0 };
    else if (event.key === "End") to = { row: isCommand ? lastRow : row, column: lastColumn };
    else if (event.key === "PageUp") to = { row: row - this.view.pageLength(), column };
    else if (event.key === "PageDown") to = { row: row + this.view.pageLength(), column };
    else if (event.key === "Enter" && !isCommand) return this.down(event.shiftKey ? -1 : 1);
    else if (event.key === "Tab" && !isCommand) return this.sideways(event.shiftKey ? -1 : 1);
    else return false;
    this.tabFrom = null;
    this.view.go(to, { extend });
    return true;
  }

  /** Where Ctrl and an arrow lead: the last filled cell before an empty one, or the first filled. */
  edge([down, right]) {
    const filled = (place) => Boolean(this.model.at(place.row, place.column).value);
    const next = (place) => ({ row: place.row + down, column: place.column + right });
    const isInside = (place) => {
      const kept = this.view.inside(place);
      return kept.row === place.row && kept.column === place.column;
    };
    let place = this.view.active;
    if (!isInside(next(place))) return place;
    const along = filled(place) && filled(next(place));
    place = next(place);
    while (isInside(next(place)) && (along ? filled(next(place)) : !filled(place))) place = next(place);
    return place;
  }

  /** Enter: one row down; from the last row to the top of the next column. */
  down(step) {
    const { row, column } = this.view.active;
    const last = this.view.places.length - 1;
    const from = this.tabFrom ?? column;
    this.tabFrom = null;
    if (row + step > last && from < this.model.columns.length - 1) this.view.go({ row: 0, column: from + 1 });
    else if (row + step < 0 && from > 0) this.view.go({ row: last, column: from - 1 });
    else this.view.go({ row: row + step, column: from });
    return true;
  }

  /** Tab: along the rows; from the last cell, and after Escape, out of the table. */
  sideways(step) {
    const { row, column } = this.view.active;
    const width = this.model.columns.length;
    const next = row * width + column + step;
    if (this.mayLeave || next < 0 || next >= this.view.places.length * width) {
      // The browser's own Tab goes on from here: all cells together are one stop.
      this.mayLeave = false;
      return false;
    }
    if (this.tabFrom === null) this.tabFrom = column;
    this.view.go({ row: Math.floor(next / width), column: next % width });
    return true;
  }

  change(event) {
    if (event.key === "F2") {
      if (event.shiftKey) this.deeds.openDetails();
      else this.editor.begin("edit");
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.deeds.clear();
    } else if (event.key === "Escape") {
      this.mayLeave = true;
      this.view.go(this.view.active);
      this.deeds.sayHowToLeave();
    } else if (event.key.length === 1) {
      if (event.key === " ") return true;
      // The field takes the focus before the letter is put in, and so receives it.
      this.editor.begin("type");
      return false;
    } else {
      return false;
    }
    return true;
  }

  // --- keys while typing ---------------------------------------------------------------------

  onEditorKey(event) {
    if (event.isComposing) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const { mode } = this.editor;
    if (event.key === "Escape") this.editor.cancel();
    else if (event.key === "F2") this.editor.mode = mode === "edit" ? "type" : "edit";
    else if (event.key === "Enter" && isCommand) this.editor.commit({ everywhere: true });
    else if (event.key === "Enter") this.commitAnd(() => this.down(event.shiftKey ? -1 : 1));
    else if (event.key === "Tab") {
      if (!this.commitAnd(() => this.sideways(event.shiftKey ? -1 : 1))) return;
    }
    else if (mode === "type" && ARROWS[event.key] && !isCommand) {
      this.commitAnd(() => this.move(event, false));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  commitAnd(move) {
    const isTouch = this.isTouch;
    this.editor.commit({ refocus: !isTouch });
    const hasMoved = move();
    // On a phone the next cell is open at once, and the keyboard stays.
    if (isTouch && hasMoved) this.editor.begin("edit");
    return hasMoved;
  }

  // --- pointers ------------------------------------------------------------------------------

  listenToPointers() {
    const { table } = this.view;
    table.addEventListener("pointerdown", (event) => {
      this.isTouch = event.pointerType === "touch";
      const place = this.view.placeOf(event.target);
      if (!place || this.isTouch || event.button !== 0) return;
      event.preventDefault();
      this.editor.commit({ refocus: false });
      this.tabFrom = null;
      this.view.go(place, { extend: event.shiftKey });
      this.isDragging = true;
    });
    table.addEventListener("pointerover", (event) => {
      const place = this.isDragging && this.view.placeOf(event.target);
      if (place) this.view.go(place, { extend: true });
    });
    window.addEventListener("pointerup", () => { this.isDragging = false; });
    table.addEventListener("dblclick", (event) => {
      if (this.view.placeOf(event.target)) this.editor.begin("edit");
    });
    table.addEventListener("click", (event) => {
      const place = this.view.placeOf(event.target);
      if (!place || !this.isTouch) return;
      this.editor.commit({ refocus: false });
      this.view.go(place, { focus: false });
      this.editor.begin("edit");
    });
    table.addEventListener("focusin", (event) => {
      const place = this.view.placeOf(event.target);
      if (place && (place.row !== this.view.active.row || place.column !== this.view.active.column)) this.view.go(place);
    });
  }
}
