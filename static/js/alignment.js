// The matrix as a grid: arrows move, keys set, every change is saved at once. Without this script
// the cells are changed on the page of a function.
import { Saving } from "./alignment_saving.js";
import { Words } from "./words.js";

(() => {
  const box = document.querySelector("[data-alignment]");
  const table = box?.querySelector("table[role=grid]");
  if (!table || !("timeout" in AbortSignal)) return;
  const words = box.dataset.words.split("|");
  const rows = [...table.tBodies[0].rows];
  const cells = rows.map((row) => [...row.querySelectorAll("td")]);
  const heads = [...table.querySelectorAll("th[data-f]")];
  const state = box.querySelector("[data-state]");
  const now = box.querySelector("[data-now]");
  const login = box.querySelector("[data-login-link]");
  // Each deed is one entry, [[cell, step before], …], however many cells it changed.
  const undo = [];
  const redo = [];
  let current = cells[0][0];
  // Where a block begins, while one is chosen with Shift.
  let anchor = null;
  let refreshing = 0;

  const saving = new Saving(box, { saving: () => say(box.dataset.saving), failed, refused, taken });

  for (const row of cells) for (const cell of row) { cell.tabIndex = -1; cell.setAttribute("role", "gridcell"); }
  current.tabIndex = 0;

  const place = (cell) => {
    const row = rows.indexOf(cell.parentElement);
    return [row, cells[row].indexOf(cell)];
  };
  const key = (cell) => `${cell.parentElement.dataset.s}:${heads[place(cell)[1]].dataset.f}`;
  const cellOf = new Map(cells.flat().map((cell) => [key(cell), cell]));

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
    saving.set(key(cell), Number(cell.dataset.v), step);
    show(cell, step);
    cell.dataset.saving = "";
    delete cell.dataset.conflict;
    describe(cell);
  }

  function say(text, bad = false) {
    state.textContent = text;
    state.classList.toggle("align__state--bad", bad);
  }

  function failed(trouble) {
    say(trouble === "login" ? box.dataset.loggedOut : box.dataset.failed, true);
    login.hidden = trouble !== "login";
  }

  function refused(said, shown) {
    say(said, true);
    for (const [at, step] of shown) {
      const cell = cellOf.get(at);
      if (!cell) continue;
      show(cell, step);
      delete cell.dataset.saving;
    }
    undo.length = 0;
    redo.length = 0;
    describe(current);
  }

  function taken(places, conflicts, answer) {
    login.hidden = true;
    for (const at of places) delete cellOf.get(at)?.dataset.saving;
    for (const [at, { v, message }] of conflicts) {
      const cell = cellOf.get(at);
      if (!cell) continue;
      cell.dataset.conflict = "";
      cell.title = message;
      show(cell, v);
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
    if (conflicts.length) say(conflicts[0][1].message, true);
    else say(`${box.dataset.saved} · ${answer.index}`);
    clearTimeout(refreshing);
    refreshing = setTimeout(refresh, 1000);
  }

  // The figures, the gaps and the deeds around the matrix follow what was saved.
  async function refresh() {
    if (saving.waiting.size) return;
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
  window.addEventListener("beforeunload", (event) => { if (saving.waiting.size) event.preventDefault(); });

  const restored = saving.restore((at) => (cellOf.has(at) ? Number(cellOf.get(at).dataset.v) : null));
  for (const [at, step] of restored) {
    const cell = cellOf.get(at);
    if (!cell) continue;
    show(cell, step);
    cell.dataset.saving = "";
  }
  if (restored.length) say(new Words(box).say("restored", { n: restored.length }));
})();
