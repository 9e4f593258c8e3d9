// The matrix as a grid: arrows move, keys set, every change is saved at once. Without this script
// the cells are changed on the page of a function.
import { renewToken, token } from "./token.js";

// As many as the portal takes at once.
const BATCH = 2000;

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
  const login = box.querySelector("[data-login-link]");
  // Each deed is one entry, [[cell, step before], …], however many cells it changed.
  const undo = [];
  const redo = [];
  let current = cells[0][0];
  // Where a block begins, while one is chosen with Shift.
  let anchor = null;
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
    const said = cell.querySelector(".visually-hidden");
    cell.textContent = step ? words[step] : "";
    if (said) cell.append(said);
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

  /** The cells between the anchor and the current one; the current one alone without an anchor. */
  function block() {
    if (!anchor) return [current];
    const [[a, b], [c, d]] = [place(anchor), place(current)];
    const [top, bottom, left, right] = [Math.min(a, c), Math.max(a, c), Math.min(b, d), Math.max(b, d)];
    return cells.slice(top, bottom + 1).flatMap((row) => row.slice(left, right + 1));
  }

  function choose() {
    for (const cell of table.querySelectorAll("td[aria-selected]")) cell.removeAttribute("aria-selected");
    const chosen = block();
    if (chosen.length < 2) return;
    for (const cell of chosen) cell.setAttribute("aria-selected", "true");
    now.textContent = box.dataset.block.replace("%s", chosen.length);
  }

  function go(cell, extend = false) {
    anchor = extend ? anchor || current : null;
    current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
    current.focus({ preventScroll: true });
    current.scrollIntoView({ block: "nearest", inline: "nearest" });
    choose();
  }

  /** Set the chosen cells; those marked by actions are left alone, one such cell opens its page. */
  function fill(step) {
    const chosen = block();
    if (chosen.length === 1 && current.dataset.parts) { say(box.dataset.conflict, true); open(current); return; }
    apply(chosen.filter((cell) => !cell.dataset.parts).map((cell) => [cell, step]), undo);
    redo.length = 0;
    if (chosen.length > 1) choose();
  }

  /** Change cells and remember in `memory` what takes that back. */
  function apply(changes, memory) {
    const real = changes.filter(([cell, step]) => Number(cell.dataset.v) !== step);
    if (!real.length) return;
    memory.push(real.map(([cell]) => [cell, Number(cell.dataset.v)]));
    for (const [cell, step] of real) set(cell, step);
  }

  function again(from, to) {
    const last = from.pop();
    if (!last) return;
    go(last[0][0]);
    apply(last, to);
  }

  function set(cell, step) {
    const before = Number(cell.dataset.v);
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
    const batch = [...waiting].slice(0, BATCH);
    const body = new URLSearchParams();
    for (const [cell, change] of batch) { change.sent = true; body.append("cell", `${key(cell)}:${change.step}:${change.was}`); }
    let answer;
    try {
      const response = await post(body);
      if (!response) { postpone(batch, box.dataset.loggedOut); return; }
      answer = await response.json();
      if (!response.ok) { say(answer.error, true); refuse(); return; }
    } catch {
      postpone(batch, box.dataset.failed);
      return;
    } finally {
      sending = false;
    }
    login.hidden = true;
    settle(batch, answer);
    if (waiting.size) save();
  }

  /** Send; null when the person has to log in again. */
  async function post(body, retry = true) {
    const response = await fetch(box.dataset.save, { method: "POST", body, headers: { "X-CSRFToken": token() } });
    if (response.status === 403 && retry && (await renewToken())) return post(body, false);
    return response.redirected || response.status === 403 ? null : response;
  }

  function postpone(batch, reason) {
    for (const [, change] of batch) change.sent = false;
    say(reason, true);
    login.hidden = reason !== box.dataset.loggedOut;
    timer = setTimeout(save, 5000);
  }

  /** Nothing was taken, and nothing will be: the cells show again what the portal keeps. */
  function refuse() {
    for (const [cell, change] of waiting) { show(cell, change.kept); delete cell.dataset.saving; }
    waiting.clear();
    undo.length = 0;
    redo.length = 0;
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
    if (next) go(next, event.shiftKey);
    return true;
  }

  table.addEventListener("keydown", (event) => {
    if (!event.target.matches("td") || event.altKey || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && (event.code === "KeyY" || (event.code === "KeyZ" && event.shiftKey))) again(redo, undo);
    else if (command && event.code === "KeyZ") again(undo, redo);
    else if (event.key === " ") fill((Number(current.dataset.v) + 1) % 3);
    else if ("012".includes(event.key) && event.key.length === 1 && !command) fill(Number(event.key));
    else if (event.key === "Delete" || event.key === "Backspace") fill(0);
    else if (event.key === "Enter") open(current);
    else if (event.key === "Escape") { if (!anchor) return; go(current); describe(current); }
    else if (!move(event)) return;
    event.preventDefault();
  });
  table.addEventListener("focusin", (event) => { if (event.target.matches("td")) describe(event.target); });
  table.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td");
    if (!cell) return;
    // The first press chooses the cell, the next ones change it.
    if (event.shiftKey) go(cell, true);
    else if (cell === document.activeElement && !anchor) fill((Number(cell.dataset.v) + 1) % 3);
    else { go(cell); describe(cell); }
    event.preventDefault();
  });
  for (const button of box.querySelectorAll("[data-set]")) {
    button.addEventListener("click", () => { fill(Number(button.dataset.set)); current.focus({ preventScroll: true }); });
  }
  // Back from the tab of the login: no waiting for the next try.
  window.addEventListener("focus", () => { clearTimeout(timer); save(); });
  window.addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
})();
