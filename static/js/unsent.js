// What this browser has not sent yet: told on every page of the college, sent from there.
import { SENDING } from "./cells.js";
import { keep, keptIn, nameOf, placesKept } from "./kept.js";
import { ask } from "./wire.js";
import { Words } from "./words.js";

class Unsent {
  constructor(note) {
    this.note = note;
    this.words = new Words(note);
    this.title = note.querySelector("[data-unsent-title]");
    this.list = note.querySelector("[data-unsent-list]");
    this.line = note.querySelector("template");
  }

  /** The places to tell of: not the one on this page, nor one that another tab is sending. */
  async places() {
    const here = document.querySelector("[data-kept]")?.dataset.kept;
    const locks = (await navigator.locks?.query())?.held || [];
    const open = new Set(locks.map((lock) => lock.name));
    return placesKept(Object.keys(SENDING), this.note.dataset.user).filter(
      (place) => `${place.kind}:${place.id}` !== here && !open.has(this.nameOf(place)),
    );
  }

  nameOf({ kind, id }) {
    return nameOf(kind, id, this.note.dataset.user);
  }

  async tell() {
    const places = await this.places();
    if (!places.length) return;
    for (const kind of Object.keys(SENDING)) {
      const ids = places.filter((place) => place.kind === kind).map((place) => place.id);
      const titles = ids.length ? await this.titles(kind, ids) : null;
      for (const id of ids) this.show({ kind, id }, titles && (titles[id] || null));
    }
    this.note.hidden = false;
  }

  async titles(kind, ids) {
    const query = ids.map((id) => `${kind}=${id}`).join("&");
    const { answer } = await ask(`${this.note.dataset[`${kind}titles`]}?${query}`, { method: "GET" });
    return answer?.titles;
  }

  /** `known` null: the page cannot be opened in this role, or the portal did not answer. */
  show(place, known) {
    const line = this.line.content.firstElementChild.cloneNode(true);
    const [link, state, button] = ["a", "[data-unsent-state]", "button"].map((one) => line.querySelector(one));
    link.textContent = known ? known.title : this.words.say(`${place.kind}number`, { id: place.id });
    if (known) link.href = known.url;
    else link.removeAttribute("href");
    state.textContent = this.count(place);
    button.hidden = !known?.editable;
    if (known && !known.editable) state.textContent += ` ${this.words.say("locked")}`;
    button.addEventListener("click", async () => {
      button.disabled = true;
      state.textContent = await this.send(place, known);
      button.disabled = false;
      button.hidden = !Object.keys(keptIn(this.nameOf(place))).length;
      if (!(await this.places()).length) this.title.textContent = this.words.say("done");
    });
    this.list.append(line);
  }

  count(place) {
    return this.words.say("count", { n: Object.keys(keptIn(this.nameOf(place))).length });
  }

  /** Send what is kept; return in words how it went. Two tabs never send at once. */
  async send(place, known) {
    const name = this.nameOf(place);
    const deed = () => this.sendAll(name, known.cells, SENDING[place.kind]);
    if (!navigator.locks) return deed();
    return navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? deed() : this.words.say("elsewhere")));
  }

  async sendAll(name, url, sending) {
    const kept = keptIn(name);
    const all = Object.keys(kept);
    for (let from = 0; from < all.length; from += sending.batch) {
      const trouble = await this.sendSome(kept, all.slice(from, from + sending.batch), url, sending);
      keep(name, kept);
      if (trouble) return this.words.say(trouble);
    }
    const left = Object.keys(kept).length;
    return left ? this.words.say("refused", { n: left }) : this.words.say("sent", { n: all.length });
  }

  /** Drop from `kept` what the portal has taken; return why it could not be asked, or "". */
  async sendSome(kept, places, url, sending, retry = true) {
    const cells = places.map((place) => ({ place, v: kept[place].v, n: kept[place].n }));
    const { answer, trouble } = await ask(url, { method: "POST", body: sending.bodyOf(cells) });
    if (!answer) return trouble || "broken";
    const again = [];
    sending.outcomesOf(answer, cells).forEach((outcome, index) => {
      const own = kept[places[index]];
      // An answer that was lost made the portal's value one's own: it is no conflict.
      if (outcome.conflict && outcome.v !== own.v) {
        if (!own.t?.includes(outcome.v)) return;
        own.n = outcome.n;
        again.push(places[index]);
      } else if (!outcome.error) delete kept[places[index]];
    });
    return again.length && retry ? this.sendSome(kept, again, url, sending, false) : "";
  }
}

const note = document.querySelector("[data-unsent]");
if (note && "timeout" in AbortSignal) new Unsent(note).tell();
