/* What every page can do with JavaScript; without it all of this still works, with one click more. */
(function () {
  "use strict";

  document.documentElement.classList.add("js");

  function each(selector, deed) {
    document.querySelectorAll(selector).forEach(deed);
  }

  /* htmx: the token against forged requests travels in a header. */
  document.addEventListener("htmx:configRequest", function (event) {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token && event.detail.verb !== "get") {
      event.detail.headers["X-CSRFToken"] = token.content;
    }
  });

  /* The page of a sheet, with names on it, is kept only while this tab shows the sheet. */
  if (!document.querySelector("[data-sheet-grid], [data-shell-missing]")) {
    try {
      window.sessionStorage.removeItem("sheet-page");
    } catch (error) {
      /* No storage, nothing kept. */
    }
  }

  /* Panels that drop down close on a click outside and on Escape. */
  document.addEventListener("click", function (event) {
    each("details[data-drop][open]", function (panel) {
      if (!panel.contains(event.target)) panel.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    each("details[data-drop][open]", function (panel) {
      panel.open = false;
      panel.querySelector("summary").focus();
    });
  });

  /* Copy a link; the address of the page when the button names none. */
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const address = new URL(button.dataset.copy || window.location.href, window.location.href).href;
    const words = button.querySelector("[data-copy-text]");
    const before = words.textContent;
    copy(address).then(function () {
      words.textContent = button.dataset.copied;
      window.setTimeout(function () { words.textContent = before; }, 2500);
    });
  });

  function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    return Promise.resolve();
  }

  /* Filters: empty fields stay out of the address; a choice in a list is applied at once. */
  document.addEventListener("submit", function (event) {
    const form = event.target.closest("[data-filters]");
    if (!form) return;
    form.querySelectorAll("input, select").forEach(function (field) {
      if (field.value === "") field.disabled = true;
    });
    /* Back from the next page must find the fields alive. */
    window.setTimeout(function () {
      form.querySelectorAll("input, select").forEach(function (field) { field.disabled = false; });
    }, 0);
  });
  document.addEventListener("change", function (event) {
    const form = event.target.closest("[data-filters]");
    if (form && event.target.matches("select:not([multiple])")) form.requestSubmit();
  });

  /* A form is sent once, however often its button is pressed. */
  document.addEventListener("submit", function (event) {
    const form = event.target.closest("form[method='post']");
    if (!form || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    /* An answer that is a file leaves the page open: its form comes back to life. */
    window.setTimeout(revive, 8000);
  });
  window.addEventListener("pageshow", revive);

  function revive() {
    each("form[data-sent]", function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
    });
  }

  /* Fields that belong to one answer only: data-shown-when="role=teacher,manager". */
  each("[data-switches]", function (form) {
    const places = Array.from(form.querySelectorAll("[data-shown-when]"));
    function show() {
      places.forEach(function (place) {
        const rule = place.dataset.shownWhen.split("=");
        const field = form.elements[rule[0]];
        place.hidden = !rule[1].split(",").includes(field.value);
      });
    }
    form.addEventListener("change", show);
    show();
  });

  /* A file: drop it on the field, see its name and size. */
  each("[data-file]", function (place) {
    const input = place.querySelector("input[type=file]");
    const chosen = place.querySelector("[data-file-chosen]");
    if (!input) return;
    function show() {
      const names = Array.from(input.files, function (file) {
        return file.name + " · " + Math.max(1, Math.round(file.size / 1024)).toLocaleString("ru") + " КБ";
      });
      chosen.textContent = names.join(", ");
      chosen.hidden = names.length === 0;
    }
    input.addEventListener("change", show);
    ["dragenter", "dragover"].forEach(function (name) {
      place.addEventListener(name, function (event) {
        event.preventDefault();
        place.classList.add("file--over");
      });
    });
    ["dragleave", "drop"].forEach(function (name) {
      place.addEventListener(name, function () { place.classList.remove("file--over"); });
    });
    place.addEventListener("drop", function (event) {
      event.preventDefault();
      input.files = event.dataTransfer.files;
      show();
    });
  });
})();
