// The matrix as a grid: arrows move, keys set, every change is saved at once. Without this script
// the cells are changed on the page of a function.
(() => {
  const box = document.querySelector("[data-alignment]");
  const table = box?.querySelector("table[role=grid]");
  if (!table) return;
  const words = box.dataset.words.split("|");
  const rows = [...table.tBodies[0].rows];
  const cells = rows.map((row) => [...row.querySelectorAll("td")]);
  const heads = [...table.querySelectorAll("th[data-f]")];
  const state = box.querySelector("[data-state]");
  const now = box.querySelector("[data-now]");
  const waiting = new Map();
  const undo = [];
  let current = cells[0][0];
  let sending = false;
  let timer = 0;
  let refreshing = 0;

  for (const row of cells) for (const cell of row) { cell.tabIndex = -1; cell.setAttribute("role", "gridcell"); }
  current.tabIndex = 0;

  const place = (cell) => {
    const row = rows.indexOf(cell.parentElement);
    return [row, cells[row].indexOf(cell)];
  };
  const key = (cell) => `${cell.parentElement.dataset.s}:${heads[place(cell)[1]].dataset.f}`;

  function show(cell, step) {
    cell.dataset.v = step;
    cell.textContent = step ? words[step] : "";
  }

  function describe(cell) {
    const head = heads[place(cell)[1]];
    const label = cell.parentElement.querySelector(".matrix__label").firstChild.textContent.trim();
    const text = cell.parentElement.querySelector(".matrix__text").textContent;
    const code = head.querySelector("a").textContent;
    now.replaceChildren();
    const strong = document.createElement("strong");
    strong.textContent = `${label} → ${code}: ${words[cell.dataset.v]}. `;
    now.append(strong, `${text} → ${head.dataset.name}`);
  }

  function go(cell) {
    current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
    current.focus({ preventScroll: true });
    current.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function set(cell, step, remember = true) {
    const before = Number(cell.dataset.v);
    if (before === step) return;
    if (cell.dataset.parts) { say(box.dataset.conflict, true); open(cell); return; }
    if (remember) undo.push([cell, before]);
    const known = waiting.get(cell);
    const was = known && !known.sent ? known.was : before;
    waiting.set(cell, { was, kept: known ? known.kept : before, step, sent: false });
    show(cell, step);
    cell.dataset.saving = "";
    delete cell.dataset.conflict;
    describe(cell);
    clearTimeout(timer);
    timer = setTimeout(save, 250);
  }

  function say(text, bad = false) {
    state.textContent = text;
    state.classList.toggle("align__state--bad", bad);
  }

  async function save() {
    if (sending || !waiting.size) return;
    sending = true;
    say(box.dataset.saving);
    const batch = [...waiting];
    const body = new URLSearchParams();
    for (const [cell, change] of batch) { change.sent = true; body.append("cell", `${key(cell)}:${change.step}:${change.was}`); }
    let answer;
    try {
      const response = await fetch(box.dataset.save, { method: "POST", body, headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content } });
      answer = await response.json();
      if (!response.ok) { say(answer.error, true); refuse(); return; }
    } catch {
      for (const [, change] of batch) change.sent = false;
      say(box.dataset.failed, true);
      timer = setTimeout(save, 5000);
      return;
    } finally {
      sending = false;
    }
    settle(batch, answer);
    if (waiting.size) save();
  }

  /** Nothing was taken, and nothing will be: the cells show again what the portal keeps. */
  function refuse() {
    for (const [cell, change] of waiting) { show(cell, change.kept); delete cell.dataset.saving; }
    waiting.clear();
    undo.length = 0;
    describe(current);
  }

  function settle(batch, answer) {
    const conflicts = new Map(answer.conflicts.map((one) => [one.place, one]));
    for (const [cell, change] of batch) {
      const conflict = conflicts.get(key(cell));
      const later = waiting.get(cell);
      if (later === change) { waiting.delete(cell); delete cell.dataset.saving; }
      else if (later) later.kept = change.step;
      if (!conflict) continue;
      waiting.delete(cell);
      delete cell.dataset.saving;
      cell.dataset.conflict = "";
      cell.title = conflict.message;
      show(cell, conflict.now);
    }
    for (const head of heads) {
      const own = answer.functions[head.dataset.f];
      const cover = head.querySelector(".cover");
      cover.textContent = own.text;
      cover.className = `cover cover--${own.band}`;
      cover.title = own.word;
    }
    const idle = new Set(answer.idle);
    for (const row of rows) row.querySelector(".matrix__idle").hidden = !idle.has(row.dataset.s);
    const first = answer.conflicts[0];
    if (first) say(first.message, true);
    else say(`${box.dataset.saved} · ${answer.index}`);
    clearTimeout(refreshing);
    refreshing = setTimeout(refresh, 1000);
  }

  // The figures, the gaps and the deeds around the matrix follow what was saved.
  async function refresh() {
    if (waiting.size) return;
    try {
      const response = await fetch(location.href);
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      for (const part of ["#align-tiles", "#align-gaps", ".page__head"]) {
        const [here, there] = [document.querySelector(part), fresh.querySelector(part)];
        if (here && there && !here.contains(document.activeElement)) here.replaceWith(there);
      }
    } catch {
      // The saved cells stand; the figures are renewed with the next saving.
    }
  }

  function open(cell) {
    location.assign(heads[place(cell)[1]].querySelector("a").href);
  }

  function move(event) {
    const [row, column] = place(current);
    const last = cells[0].length - 1;
    const to = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      PageUp: [Math.max(0, row - 10), column], PageDown: [Math.min(rows.length - 1, row + 10), column],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? rows.length - 1 : row, last],
    }[event.key];
    if (!to) return false;
    const next = cells[to[0]]?.[to[1]];
    if (next) go(next);
    return true;
  }

  table.addEventListener("keydown", (event) => {
    if (!event.target.matches("td") || event.altKey || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyZ") {
      const last = undo.pop();
      if (last) { go(last[0]); set(last[0], last[1], false); }
    } else if (event.key === " ") set(current, (Number(current.dataset.v) + 1) % 3);
    else if ("012".includes(event.key) && event.key.length === 1 && !event.ctrlKey) set(current, Number(event.key));
    else if (event.key === "Delete" || event.key === "Backspace") set(current, 0);
    else if (event.key === "Enter") open(current);
    else if (!move(event)) return;
    event.preventDefault();
  });
  table.addEventListener("focusin", (event) => { if (event.target.matches("td")) describe(event.target); });
  table.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td");
    if (!cell) return;
    // The first press chooses the cell, the next ones change it.
    if (cell === document.activeElement) set(cell, (Number(cell.dataset.v) + 1) % 3);
    else go(cell);
    event.preventDefault();
  });
  for (const button of box.querySelectorAll("[data-set]")) {
    button.addEventListener("click", () => { set(current, Number(button.dataset.set)); current.focus({ preventScroll: true }); });
  }
  window.addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
})();
