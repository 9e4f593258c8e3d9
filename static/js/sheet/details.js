// History, remark and flag of the active cell: the portal's own page of the cell inside a dialog.

export class Details {
  constructor(model, view, words) {
    Object.assign(this, { model, view, words });
    this.dialog = document.querySelector("[data-sheet-dialog]");
    this.dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(this.cell, new FormData(event.target)).then((isSent) => isSent && this.dialog.close());
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target.closest("[data-close-dialog]")) this.dialog.close();
    });
    this.dialog.addEventListener("close", () => this.view.go(this.view.active));
  }

  address(cell) {
    const { s, c } = this.model.idsOf(cell);
    return `${this.model.data.details_url}?student=${s}&criterion=${c}&part=1`;
  }

  async ask(cell, options = {}) {
    try {
      const response = await window.fetch(this.address(cell), { credentials: "same-origin", ...options });
      return response.ok && !response.redirected ? await response.text() : null;
    } catch {
      return null;
    }
  }

  /** Open the dialog; false when the portal cannot be reached. */
  async open(cell) {
    const html = await this.ask(cell);
    if (html === null) return false;
    this.cell = cell;
    this.put(html);
    this.dialog.showModal();
    this.dialog.querySelector("textarea")?.focus();
    return true;
  }

  put(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    this.dialog.replaceChildren(...page.body.childNodes);
  }

  /** Send a remark or a flag; the cell shows what the portal answers. */
  async send(cell, body) {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const html = await this.ask(cell, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (html === null) return false;
    this.put(html);
    const answer = this.dialog.querySelector("[data-cell-detail]").dataset;
    cell.note = Boolean(answer.note);
    cell.flag = Boolean(answer.flag);
    this.model.changed([cell], "portal");
    return true;
  }

  toggleFlag(cell) {
    const body = new FormData();
    if (!cell.flag) body.set("needs_attention", "on");
    else body.set("off", "1");
    return this.send(cell, body);
  }
}
