// Says in words how the sheet stands: progress, what is saved, what waits, what is wrong, and where.

export class Status {
  constructor(model, view, sync, words) {
    Object.assign(this, { model, view, sync, words });
    this.root = document.querySelector("[data-sheet-status]");
    this.live = document.querySelector("[data-sheet-live]");
    this.about = document.querySelector("[data-sheet-cell]");
    this.progress = document.querySelector("[data-sheet-progress]");
    const soon = () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.show(), 60);
    };
    model.addEventListener("change", (event) => {
      soon();
      if (event.detail.source === "person") this.complain(event.detail.cells);
    });
    sync.addEventListener("state", soon);
    sync.addEventListener("heard", (event) => {
      if (event.detail) this.announce(words.say("heard", { n: event.detail }));
    });
    view.table.addEventListener("sheet:move", () => this.describe());
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-go-to]");
      if (button) this.goTo(button.dataset.goTo);
    });
    this.about.addEventListener("click", (event) => {
      const button = event.target.closest("[data-resolve]");
      if (button) this.resolve(button.dataset.resolve);
    });
    this.show();
  }

  /** Read out, once, politely. */
  announce(text) {
    this.live.textContent = "";
    window.setTimeout(() => { this.live.textContent = text; }, 30);
  }

  complain(cells) {
    const wrong = cells.filter((cell) => cell.reading.error);
    if (wrong.length === 1) this.announce(`${this.view.labelOf(wrong[0])}. ${wrong[0].reading.error}`);
  }

  /** To the next cell in this state after the active one. */
  goTo(state) {
    const cells = this.model.inState(state);
    const { row, column } = this.view.active;
    const next = cells.find((cell) => cell.row > row || (cell.row === row && cell.column > column));
    if (cells.length) this.view.go(next || cells[0]);
  }

  resolve(choice) {
    const cell = this.model.at(this.view.active.row, this.view.active.column);
    if (!cell.conflict) return;
    if (choice === "mine") this.model.keepMine(cell);
    else this.model.takeTheirs(cell);
    this.view.go(this.view.active);
    this.announce(this.words.say("resolved"));
  }

  // --- the line of the whole sheet -----------------------------------------------------------

  show() {
    const waiting = this.model.inState("waiting").length;
    const wrong = this.model.inState("wrong");
    const conflicts = this.model.inState("conflict").length;
    const { trouble } = this.sync;
    const isStuck = trouble && waiting > 0;
    this.fill("waiting", waiting > 0 && this.words.say(isStuck ? "waitingNetwork" : "waiting", { n: waiting }));
    this.fill("wrong", wrong.length > 0 && this.wrongText(wrong));
    this.fill("conflict", conflicts > 0 && this.words.say("conflicts", { n: conflicts }));
    const isSaved = !waiting && this.sync.savedAt;
    this.fill("saved", isSaved && this.words.say("saved", { time: this.sync.savedAt }));
    this.showTrouble(trouble, waiting);
    const done = this.model.assessedRows();
    const total = this.model.data.expected;
    const text = this.words.say("progress", { done, total });
    this.progress.querySelector("span").textContent = text;
    const bar = this.progress.querySelector("progress");
    bar.value = done;
    bar.setAttribute("aria-label", text);
    this.describe();
  }

  wrongText(wrong) {
    const text = this.words.say("wrong", { n: wrong.length });
    return `${text}: ${this.view.labelOf(wrong[0])}. ${wrong[0].reading.error}`;
  }

  fill(name, text) {
    const place = this.root.querySelector(`[data-status="${name}"]`);
    place.hidden = !text;
    if (text) place.querySelector("[data-status-text]").textContent = text;
  }

  showTrouble(trouble, waiting) {
    const place = document.querySelector("[data-sheet-trouble]");
    const isShown = trouble && trouble !== this.hiddenTrouble;
    place.hidden = !isShown;
    if (isShown && place.dataset.kind !== trouble) {
      place.dataset.kind = trouble;
      place.querySelector("[data-trouble-text]").textContent = this.words.say(`trouble${trouble}`, { n: waiting });
      place.querySelector("[data-trouble-login]").hidden = trouble !== "login";
      this.announce(this.words.say(`trouble${trouble}`, { n: waiting }));
    } else if (!trouble && place.dataset.kind) {
      place.dataset.kind = "";
      this.announce(this.words.say("recovered"));
    }
  }

  // --- the line of the active cell -----------------------------------------------------------

  describe() {
    const { row, column } = this.view.active;
    const cell = this.model.at(row, column);
    const state = this.model.stateOf(cell);
    this.text("name", this.view.names[row]);
    this.text("title", `${this.view.titles[column]}, ${this.view.scales[column]}`);
    this.text("state", this.stateText(cell, state));
    this.about.dataset.state = state;
    const choice = this.about.querySelector("[data-conflict]");
    choice.hidden = !cell.conflict;
    if (cell.conflict) {
      const { value, by, at } = cell.conflict;
      const empty = this.words.say("emptyvalue");
      const facts = { theirs: value || empty, mine: cell.value || empty, by: by || this.words.say("somebody"), at };
      this.text("conflict-text", this.words.say("conflictText", facts));
      this.text("mine", this.words.say("keepMine", facts));
      this.text("theirs", this.words.say("takeTheirs", facts));
    }
  }

  stateText(cell, state) {
    if (state === "wrong") return cell.reading.error;
    if (state === "conflict") return "";
    if (state === "waiting") return this.words.say(this.sync.trouble ? "cellwaitingnetwork" : "cellwaiting");
    if (!cell.saved.version || !cell.value) return this.words.say("cellempty");
    return cell.at ? this.words.say("cellsaved", { by: cell.by, at: cell.at }) : this.words.say("cellsavednow");
  }

  text(name, value) {
    this.about.querySelector(`[data-cell-${name}]`).textContent = value;
  }
}
