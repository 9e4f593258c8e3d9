// The board of placements: marking a whole page, saying how many are marked; printing of sheets.
(function () {
  "use strict";

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.addEventListener("click", () => window.print());
  });

  const form = document.querySelector("[data-ask]");
  if (!form) {
    return;
  }
  const rows = Array.from(form.querySelectorAll("[data-ask-one]"));
  const page = form.querySelector("[data-ask-page]");
  const whole = form.querySelector("[data-ask-all]");
  const count = form.querySelector("[data-ask-count]");

  function refresh() {
    const marked = rows.filter((row) => row.checked).length;
    count.textContent = marked ? `${count.dataset.word}: ${marked}` : "";
    page.checked = marked > 0 && marked === rows.length;
    page.indeterminate = marked > 0 && marked < rows.length;
    rows.concat(page).forEach((box) => {
      box.disabled = Boolean(whole && whole.checked);
    });
  }

  page.addEventListener("change", () => {
    rows.forEach((row) => {
      row.checked = page.checked;
    });
  });
  form.addEventListener("change", refresh);
  refresh();
})();
