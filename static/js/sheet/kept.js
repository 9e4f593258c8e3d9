// Where a browser keeps what is not saved: one entry for each sheet and person.

export const nameOf = (sheet, user) => `sheet:${sheet}:${user}`;

/** What is kept under a name: {"student-criterion": {v: value, n: version seen, t: values sent}}. */
export function keptIn(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) || {};
  } catch {
    return {};
  }
}
