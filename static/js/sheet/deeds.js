// What keys and buttons do to the sheet, each with a word to the person.

export class Deeds {
  constructor(parts) {
    Object.assign(this, parts);
    this.notices = document.querySelector("[data-sheet-notice]");
    document.querySelectorAll("[data-deed]").forEach((button) => {
      // The focus stays in the table: a press must not end the work there.
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => {
        this.editor.commit({ refocus: false });
        this[button.dataset.deed](button.dataset.value);
      });
    });
    this.notices.querySelector("button").addEventListener("click", () => {
      this.notices.hidden = true;
      this.view.go(this.view.active);
    });
  }

  /** A line that stays until it is closed. */
  notice(name, facts = {}) {
    const text = this.words.say(name, facts);
    this.notices.querySelector("[data-notice-text]").textContent = text;
    this.notices.hidden = false;
    this.status.announce(text);
  }

  /** What became of copying and pasting. */
  tell(name, n, { lost = 0, wrong = 0 } = {}) {
    const parts = [this.words.say(name, { n })];
    if (wrong) parts.push(this.words.say("pastedWrong", { n: wrong }));
    if (lost) parts.push(this.words.say("pastedLost", { n: lost }));
    if (lost) this.notice("plain", { text: parts.join(" ") });
    else this.status.announce(parts.join(" "));
  }

  undo() {
    this.back(this.model.undo(), "undone", "notUndone");
  }

  redo() {
    this.back(this.model.redo(), "redone", "notRedone");
  }

  back(outcome, done, notDone) {
    if (!outcome) {
      this.status.announce(this.words.say("nothing"));
      return;
    }
    const { cells, kept } = outcome;
    this.view.go(cells[0] || kept[0]);
    const parts = cells.length ? [this.words.say(done, { n: cells.length })] : [];
    if (kept.length) parts.push(this.words.say(notDone, { n: kept.length, cell: this.view.labelOf(kept[0]) }));
    // What could not be taken back must not pass unnoticed.
    if (kept.length) this.notice("plain", { text: parts.join(" ") });
    else this.status.announce(parts.join(" "));
  }

  /** The top row of the block over the block; a single cell takes what stands above it. */
  fillDown() {
    const { top, bottom, left, right } = this.view.block();
    const from = top === bottom ? top - 1 : top;
    if (from < 0) return;
    const changes = [];
    for (let column = left; column <= right; column += 1) {
      const text = this.model.at(from, column).value;
      for (let row = from + 1; row <= bottom; row += 1) changes.push({ row, column, text });
    }
    this.model.edit(changes);
    this.status.announce(this.words.say("filled", { n: changes.length }));
  }

  clear() {
    this.put("");
  }

  /** One text into the whole selection: «н/я» and «осв.» of the buttons. */
  put(text) {
    this.model.edit(this.view.blockPlaces().map((place) => ({ ...place, text })));
    this.view.focusable(this.view.active).focus({ preventScroll: true });
  }

  nextEmpty() {
    const { row, column } = this.view.active;
    const place = this.model.nextEmpty(row, column);
    if (place) this.view.go(place);
    else this.status.announce(this.words.say("allFilled"));
  }

  async pasteFromClipboard() {
    try {
      this.clipboard.paste(await navigator.clipboard.readText());
    } catch {
      this.notice("pasteByKeys");
    }
  }

  sayHowToLeave() {
    this.status.announce(this.words.say("howToLeave"));
  }

  activeCell() {
    return this.model.at(this.view.active.row, this.view.active.column);
  }

  /** Of a disputed cell the choice, of any other its history and remark. */
  async openDetails() {
    const choice = document.querySelector("[data-conflict]:not([hidden]) button");
    if (choice) {
      choice.focus();
      return;
    }
    // The history must know what was typed a moment ago.
    await this.sync.settle();
    if (!(await this.details.open(this.activeCell()))) this.notice("needsNetwork");
  }

  async toggleFlag() {
    const cell = this.activeCell();
    const isSent = await this.details.toggleFlag(cell);
    if (isSent) this.status.announce(this.words.say(cell.flag ? "flagged" : "unflagged"));
    else this.notice("needsNetwork");
    this.view.go(this.view.active);
  }
}
