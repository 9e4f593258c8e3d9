// Blocks of cells from and to a spreadsheet: tab-separated text, quoted where it must be.

/** Read tab-separated text: quoted cells may hold tabs, line ends and doubled quotes. */
export function readBlock(text) {
  const rows = [[]];
  let cell = "";
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const letter = text[i];
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text[i + 1] === '"') cell += text[(i += 1)];
      else isQuoted = false;
    } else if (letter === '"' && cell === "") {
      isQuoted = true;
    } else if (letter === "\t") {
      rows.at(-1).push(cell);
      cell = "";
    } else if (letter === "\n" || letter === "\r") {
      if (letter === "\r" && text[i + 1] === "\n") i += 1;
      rows.at(-1).push(cell);
      cell = "";
      rows.push([]);
    } else {
      cell += letter;
    }
  }
  // A spreadsheet ends the last row too; a row that never began is none.
  if (cell !== "" || rows.at(-1).length) rows.at(-1).push(cell);
  else if (rows.length > 1) rows.pop();
  return rows.map((row) => row.map((value) => value.replace(/\s+/g, " ").trim()));
}

export function writeBlock(rows) {
  const quoted = (value) => (/[\t\n\r"]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value);
  return rows.map((row) => row.map(quoted).join("\t")).join("\r\n");
}

export class Clipboard {
  constructor(model, view, editor, say) {
    Object.assign(this, { model, view, editor, say });
    document.addEventListener("copy", (event) => this.onCopy(event, false));
    document.addEventListener("cut", (event) => this.onCopy(event, true));
    document.addEventListener("paste", (event) => this.onPaste(event));
  }

  isHere() {
    return Boolean(this.view.placeOf(document.activeElement || document.body));
  }

  onCopy(event, isCut) {
    if (!this.isHere()) return;
    const { left, right } = this.view.block();
    const width = right - left + 1;
    const values = this.view.blockPlaces().map(({ row, column }) => this.model.at(row, column).value);
    const rows = [];
    for (let i = 0; i < values.length; i += width) rows.push(values.slice(i, i + width));
    event.clipboardData.setData("text/plain", writeBlock(rows));
    event.preventDefault();
    if (isCut) this.model.edit(this.view.blockPlaces().map((place) => ({ ...place, text: "" })));
    this.say(isCut ? "cut" : "copied", values.length);
  }

  onPaste(event) {
    const text = event.clipboardData.getData("text/plain");
    const isTyping = document.activeElement === this.editor.input;
    // One value pasted while typing is text like any other; a block never is.
    if (isTyping && !/[\t\n\r]/.test(text.trim())) return;
    if (!isTyping && !this.isHere()) return;
    event.preventDefault();
    if (isTyping) this.editor.cancel();
    this.paste(text);
  }

  /** How often a block is repeated down and along; once where it does not fill the selection. */
  static times(selected, own) {
    const counts = selected.map((size, side) => (size === 1 ? 1 : size / own[side]));
    return counts.every(Number.isInteger) ? counts : [1, 1];
  }

  /** Put a block from the corner of the selection on, repeated where it fills the selection. */
  paste(text) {
    const rows = readBlock(text);
    const { top, left, bottom, right } = this.view.block();
    const height = rows.length;
    const width = Math.max(1, ...rows.map((values) => values.length));
    const [down, along] = Clipboard.times([bottom - top + 1, right - left + 1], [height, width]);
    let lost = 0;
    const changes = [];
    for (let i = 0; i < height * down; i += 1) {
      for (let j = 0; j < width * along; j += 1) {
        const value = rows[i % height][j % width];
        const place = { row: top + i, column: left + j };
        if (value === undefined) continue;
        if (place.row < this.view.places.length && place.column < this.model.columns.length) {
          changes.push({ ...place, text: value });
        } else if (value) {
          lost += 1;
        }
      }
    }
    if (!changes.length) return;
    this.model.edit(changes);
    const end = changes.reduce(
      (far, { row, column }) => ({ row: Math.max(far.row, row), column: Math.max(far.column, column) }),
      { row: top, column: left },
    );
    // The block stays selected, and one goes on from its corner.
    this.view.anchor = end;
    this.view.go({ row: top, column: left }, { extend: true });
    const wrong = changes.filter(({ row, column }) => this.model.at(row, column).reading.error).length;
    this.say("pasted", changes.length, { lost, wrong });
  }
}
