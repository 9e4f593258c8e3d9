// What was changed in the matrix and is not saved: kept by this browser, sent, told how it went.
import { SENDING } from "./cells.js";
import { nameOf, Shelf } from "./kept.js";
import { ask } from "./wire.js";

const PAUSE = { typing: 250, again: 5000 };
const { batch: BATCH, bodyOf, outcomesOf } = SENDING.alignment;

export class Saving {
  /** `told` has a function for each thing that may happen: saving, failed, refused, taken. */
  constructor(box, told) {
    this.url = box.dataset.save;
    this.told = told;
    this.shelf = new Shelf(nameOf("alignment", box.dataset.alignment, box.dataset.user));
    // Place → {step, was: as the person saw it, kept: as the portal has it, tries: steps sent}.
    this.waiting = new Map();
    this.isSending = false;
    this.timer = 0;
    window.addEventListener("online", () => this.hurry());
    // Back from the tab of the login: no waiting for the next try.
    window.addEventListener("focus", () => this.hurry());
  }

  set(place, before, step) {
    const known = this.waiting.get(place);
    this.waiting.set(place, {
      step, was: known?.was ?? before, kept: known?.kept ?? before, tries: known ? known.tries : [],
    });
    this.write();
    this.schedule(PAUSE.typing);
  }

  /** Put back what was kept, `shown` says what a place shows; return [[place, step], …]. */
  restore(shown) {
    for (const [place, { v, n, t }] of this.shelf.read()) {
      this.shelf.own.add(place);
      const seen = shown(place);
      // A filter may hide the place: it is sent all the same.
      if (seen !== v) this.waiting.set(place, { step: v, was: t.includes(seen) ? seen : n, kept: seen, tries: t });
    }
    this.write();
    if (this.waiting.size) this.schedule(0);
    return [...this.waiting].map(([place, { step }]) => [place, step]);
  }

  write() {
    const cells = [...this.waiting].map(([place, { step, was, tries }]) => [place, { v: step, n: was, t: tries }]);
    // Storage may be full or forbidden: the page warns before it is left.
    this.shelf.write(Object.fromEntries(cells));
  }

  schedule(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  hurry() {
    clearTimeout(this.timer);
    this.save();
  }

  async save() {
    if (this.isSending || !this.waiting.size) return;
    this.isSending = true;
    this.told.saving();
    const batch = [...this.waiting].slice(0, BATCH);
    const cells = batch.map(([place, { step, was }]) => ({ place, v: step, n: was }));
    for (const [, change] of batch) if (!change.tries.includes(change.step)) change.tries.push(change.step);
    // Before the request leaves: its answer may never come.
    this.write();
    const { answer, trouble, said } = await ask(this.url, { method: "POST", body: bodyOf(cells) });
    this.isSending = false;
    if (answer) this.settle(batch, outcomesOf(answer, cells), answer);
    else if (said) this.refuse(said, trouble === "locked");
    else {
      this.told.failed(trouble);
      this.schedule(PAUSE.again);
    }
  }

  /** Nothing was taken, and nothing will be; of an agreed version it may be, in the next one. */
  refuse(said, isLocked) {
    const shown = [...this.waiting].map(([place, { kept }]) => [place, kept]);
    this.waiting.clear();
    if (isLocked) this.shelf.own.clear();
    else this.write();
    this.told.refused(said, shown);
  }

  settle(batch, outcomes, answer) {
    const conflicts = [];
    batch.forEach(([place, change], index) => {
      const outcome = outcomes[index];
      const later = this.waiting.get(place);
      // An answer that was lost made the portal's value one's own: it is no conflict.
      const isOwn = outcome.conflict && outcome.v !== change.was && change.tries.includes(outcome.v);
      if (outcome.conflict && !isOwn) {
        this.waiting.delete(place);
        conflicts.push([place, outcome]);
      } else if (later === change && !isOwn) this.waiting.delete(place);
      else Object.assign(later, { was: outcome.v, kept: outcome.v });
    });
    this.write();
    this.told.taken(batch.map(([place]) => place).filter((place) => !this.waiting.has(place)), conflicts, answer);
    if (this.waiting.size) this.schedule(0);
  }
}
