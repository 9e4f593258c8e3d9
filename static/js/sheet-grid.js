// Moves through the grid of a sheet like through a spreadsheet. Without it the form works by Tab.
(() => {
  const form = document.querySelector("[data-sheet-grid]");
  if (!form) return;
  const rows = [...form.querySelectorAll("tbody tr")].map((row) => [
    ...row.querySelectorAll(".sheet__input"),
  ]);
  const moves = { ArrowDown: 1, Enter: 1, ArrowUp: -1 };
  form.classList.add("sheet--keys");

  function isChanged(input) {
    return input.value.trim() !== input.defaultValue.trim();
  }

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches(".sheet__input") || event.isComposing) return;
    if (event.key === "Escape") {
      input.value = input.defaultValue;
      return;
    }
    const step = event.shiftKey && event.key === "Enter" ? -1 : moves[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = rows.findIndex((row) => row.includes(input));
    const next = rows[place + step]?.[rows[place].indexOf(input)];
    // In the last row Enter presses the first button: «Сохранить».
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });

  let leaving = false;
  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && rows.flat().some(isChanged)) event.preventDefault();
  });
})();
