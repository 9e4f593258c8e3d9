// Sends what was typed, in batches, and hears what others typed. Never two sendings at once.
import { SENDING } from "../cells.js";
import { renewToken, token } from "../token.js";
import { ask } from "../wire.js";

const PAUSE = { typing: 1000, first: 2000, longest: 30000, listening: 15000 };
const BATCH = SENDING.sheet.batch;

export class Sync extends EventTarget {
  constructor(model) {
    super();
    this.model = model;
    this.cursor = model.data.cursor;
    // "" all well; offline, login, locked, broken: why nothing can be saved now.
    this.trouble = "";
    this.savedAt = "";
    this.heardAt = Date.now();
    this.pause = PAUSE.first;
    this.timer = 0;
    this.isSending = false;
    model.addEventListener("change", (event) => {
      // One sending a second at most, however quickly one types.
      if (event.detail.source === "person" && !this.timer) this.schedule(PAUSE.typing);
    });
    window.addEventListener("online", () => {
      this.hurry();
      this.listen();
    });
    window.addEventListener("offline", () => this.report("offline"));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.listen();
      else this.send();
    });
    window.addEventListener("focus", () => this.listen());
    window.setInterval(() => this.listen(), PAUSE.listening);
  }

  schedule(pause) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.send();
    }, pause);
  }

  hurry() {
    this.pause = PAUSE.first;
    this.schedule(0);
  }

  report(trouble) {
    this.trouble = trouble;
    this.dispatchEvent(new Event("state"));
  }

  /** Resolves when everything that can be saved is saved, or nothing more can be. */
  async settle() {
    window.clearTimeout(this.timer);
    this.timer = 0;
    while (this.model.inState("waiting").length) {
      if (this.isSending) await new Promise((done) => { window.setTimeout(done, 50); });
      else if (!(await this.send())) return;
    }
  }

  async send() {
    if (this.isSending || this.trouble === "locked") return false;
    const batch = this.model.inState("waiting").slice(0, BATCH).map((cell) => ({ cell, value: cell.value }));
    if (!batch.length) return false;
    this.isSending = true;
    for (const { cell, value } of batch) {
      cell.isSending = true;
      if (!cell.tries.includes(value)) cell.tries.push(value);
    }
    // Before the request leaves: its answer may never come.
    this.model.changed([], "portal");
    const answer = await this.post({
      cells: batch.map(({ cell, value }) => ({ ...this.model.idsOf(cell), v: value, n: cell.saved.version })),
    });
    this.isSending = false;
    for (const { cell } of batch) cell.isSending = false;
    if (answer) this.take(batch, answer);
    this.model.changed(batch.map(({ cell }) => cell), "portal");
    if (this.model.inState("waiting").length && this.trouble !== "locked") {
      // More than one batch waits: the rest at once; what was typed meanwhile at the pace of typing.
      if (answer) this.schedule(batch.length === BATCH ? 0 : PAUSE.typing);
      else this.schedule(this.pause);
      if (!answer) this.pause = Math.min(this.pause * 2, PAUSE.longest);
    }
    return Boolean(answer);
  }

  take(batch, answer) {
    this.pause = PAUSE.first;
    this.savedAt = answer.saved_at;
    this.heardAt = Date.now();
    answer.cells.forEach((outcome, index) => {
      const { cell, value } = batch[index];
      if (outcome.conflict) {
        this.model.meet(cell, outcome);
        return;
      }
      cell.tries = [];
      if (outcome.error) {
        if (cell.value === value) cell.reading = { state: "error", error: outcome.error };
        return;
      }
      cell.saved = { value: outcome.v, version: outcome.n };
      // The portal trims what it keeps; what was typed meanwhile stays and goes next.
      if (cell.value === value) cell.value = outcome.v;
      cell.wasSaved = true;
    });
    this.report("");
  }

  /** Return the answer, or null after saying why there is none. */
  async post(body) {
    const { answer, trouble } = await ask(this.model.data.cells_url, {
      method: "POST", body: JSON.stringify(body),
    });
    if (trouble) this.report(trouble);
    return answer;
  }

  async listen() {
    if (document.hidden || this.isListening || this.trouble === "locked") return;
    this.isListening = true;
    const query = this.cursor ? `?since=${encodeURIComponent(this.cursor)}` : "";
    const { answer } = await ask(this.model.data.cells_url + query, { method: "GET" });
    this.isListening = false;
    if (!answer) return;
    // A page opened without a network has no token yet.
    if (!token()) await renewToken();
    this.cursor = answer.cursor;
    this.heardAt = Date.now();
    const heard = answer.cells.map((stored) => this.model.hear(stored)).filter(Boolean);
    if (!answer.editable) this.report("locked");
    else if (this.trouble && this.model.inState("waiting").length) this.hurry();
    else if (this.trouble) this.report("");
    if (!heard.length) return;
    this.model.changed(heard.map(({ cell }) => cell), "portal");
    this.dispatchEvent(new CustomEvent("heard", { detail: heard.filter(({ isNews }) => isNews).length }));
  }
}
