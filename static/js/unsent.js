// Results that this browser has not sent yet: told on every page of the college, sent from there.
import { keep, keptIn, nameOf, sheetsKept } from "./sheet/kept.js";
import { ask } from "./sheet/wire.js";
import { Words } from "./sheet/words.js";

const BATCH = 500;

class Unsent {
  constructor(note) {
    this.note = note;
    this.words = new Words(note);
    this.title = note.querySelector("[data-unsent-title]");
    this.list = note.querySelector("[data-unsent-list]");
    this.line = note.querySelector("template");
  }

  /** The sheets to tell of: not the one on this page, nor one that another tab is sending. */
  async sheets() {
    const here = document.querySelector("[data-sheet-leftovers]")?.dataset.sheetLeftovers
      || document.querySelector("[data-sheet-grid]")?.dataset.sheetGrid;
    const locks = (await navigator.locks?.query())?.held || [];
    const open = new Set(locks.map((lock) => lock.name));
    return sheetsKept(this.note.dataset.user).filter(
      (sheet) => String(sheet) !== here && !open.has(this.nameOf(sheet)),
    );
  }

  nameOf(sheet) {
    return nameOf(sheet, this.note.dataset.user);
  }

  async tell() {
    const sheets = await this.sheets();
    if (!sheets.length) return;
    const query = sheets.map((sheet) => `sheet=${sheet}`).join("&");
    const { answer } = await ask(`${this.note.dataset.unsent}?${query}`, { method: "GET" });
    for (const sheet of sheets) this.show(sheet, answer && (answer.sheets[sheet] || null));
    this.note.hidden = false;
  }

  /** `known` null: the sheet cannot be opened in this role, or the portal did not answer. */
  show(sheet, known) {
    const line = this.line.content.firstElementChild.cloneNode(true);
    const [link, state, button] = ["a", "[data-unsent-state]", "button"].map((one) => line.querySelector(one));
    link.textContent = known ? known.title : this.words.say("number", { sheet });
    if (known) link.href = known.url;
    else link.removeAttribute("href");
    state.textContent = this.count(sheet);
    button.hidden = !known?.editable;
    if (known && !known.editable) state.textContent += ` ${this.words.say("locked")}`;
    button.addEventListener("click", async () => {
      button.disabled = true;
      state.textContent = await this.send(sheet, known);
      button.disabled = false;
      button.hidden = !Object.keys(keptIn(this.nameOf(sheet))).length;
      if (!(await this.sheets()).length) this.title.textContent = this.words.say("done");
    });
    this.list.append(line);
  }

  count(sheet) {
    return this.words.say("count", { n: Object.keys(keptIn(this.nameOf(sheet))).length });
  }

  /** Send what is kept; return in words how it went. Two tabs never send at once. */
  async send(sheet, known) {
    const name = this.nameOf(sheet);
    const deed = () => this.sendAll(name, known);
    if (!navigator.locks) return deed();
    return navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? deed() : this.words.say("elsewhere")));
  }

  async sendAll(name, known) {
    const kept = keptIn(name);
    const all = Object.keys(kept);
    for (let from = 0; from < all.length; from += BATCH) {
      const trouble = await this.sendSome(kept, all.slice(from, from + BATCH), known.cells);
      keep(name, kept);
      if (trouble) return this.words.say(trouble);
    }
    const left = Object.keys(kept).length;
    return left ? this.words.say("refused", { n: left }) : this.words.say("sent", { n: all.length });
  }

  /** Drop from `kept` what the portal has taken; return why it could not be asked, or "". */
  async sendSome(kept, names, url, retry = true) {
    const cells = names.map((ids) => {
      const [s, c] = ids.split("-").map(Number);
      return { s, c, v: kept[ids].v, n: kept[ids].n };
    });
    const { answer, trouble } = await ask(url, { method: "POST", body: JSON.stringify({ cells }) });
    if (!answer) return trouble || "broken";
    const again = [];
    answer.cells.forEach((outcome, index) => {
      const own = kept[names[index]];
      // An answer that was lost made the portal's value one's own: it is no conflict.
      if (outcome.conflict && outcome.v !== own.v) {
        if (!own.t?.includes(outcome.v)) return;
        own.n = outcome.n;
        again.push(names[index]);
      } else if (!outcome.error) delete kept[names[index]];
    });
    return again.length && retry ? this.sendSome(kept, again, url, false) : "";
  }
}

const note = document.querySelector("[data-unsent]");
if (note && "timeout" in AbortSignal) new Unsent(note).tell();
