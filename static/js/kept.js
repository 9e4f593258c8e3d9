// What a page has not sent yet, kept by this browser until it is: ids and values only, never a name.
// One entry for each place (a sheet, an alignment) and person: another person at the same computer
// neither sees nor sends it. Written at once: IndexedDB may lose the last writes of a closed page.

export const nameOf = (kind, id, user) => `${kind}:${id}:${user}`;

/** The places of which this browser keeps something for a person: [{kind, id}, …]. */
export function placesKept(kinds, user) {
  const found = [];
  try {
    for (let place = 0; place < localStorage.length; place += 1) {
      const [kind, id, owner] = localStorage.key(place).split(":");
      if (kinds.includes(kind) && owner === String(user)) found.push({ kind, id: Number(id) });
    }
  } catch {
    // No storage, nothing kept.
  }
  return found.sort((one, other) => one.kind.localeCompare(other.kind) || one.id - other.id);
}

/** Keep cells under a name; without any the name goes. Says whether that was possible. */
export function keep(name, cells) {
  try {
    if (Object.keys(cells).length) localStorage.setItem(name, JSON.stringify(cells));
    else localStorage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

/** What is kept under a name: {place: {v: value, n: what was seen, t: values sent}}. */
export function keptIn(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) || {};
  } catch {
    return {};
  }
}

/** What one open page keeps under a name, beside other tabs of the same person. */
export class Shelf {
  constructor(name) {
    this.name = name;
    this.own = new Set();
    // As long as this page is open it sends by itself: other pages need not tell of its cells.
    navigator.locks?.request(name, { mode: "shared" }, () => new Promise(() => {}));
  }

  /** Replace this page's own cells, {place: {v, n, t}}. Says whether they could be kept. */
  write(cells) {
    const kept = keptIn(this.name);
    for (const place of this.own) delete kept[place];
    this.own = new Set(Object.keys(cells));
    return keep(this.name, Object.assign(kept, cells));
  }

  /** What lies there, as [place, {v, n, t}]; what is put back on the page becomes its own. */
  read() {
    return Object.entries(keptIn(this.name)).map(([place, cell]) => [place, { ...cell, t: Array.isArray(cell.t) ? cell.t : [] }]);
  }
}
