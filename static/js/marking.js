// A form of rows to tick: all of the page at once, how many are ticked, all that were found.
(function () {
  "use strict";

  const form = document.querySelector("[data-marking]");
  const page = form && form.querySelector("[data-mark-page]");
  if (!page) {
    return;
  }
  const rows = Array.from(form.querySelectorAll("[data-mark-one]"));
  const whole = form.querySelector("[data-mark-all]");
  const count = form.querySelector("[data-mark-count]");

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
