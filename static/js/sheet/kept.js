// Where a browser keeps what is not saved: one entry for each sheet and person.

export const nameOf = (sheet, user) => `sheet:${sheet}:${user}`;

/** The sheets of which this browser keeps something for a person. */
export function sheetsKept(user) {
  const found = [];
  try {
    for (let place = 0; place < localStorage.length; place += 1) {
      const match = /^sheet:(\d+):(.+)$/.exec(localStorage.key(place));
      if (match && match[2] === String(user)) found.push(Number(match[1]));
    }
  } catch {
    // No storage, nothing kept.
  }
  return found.sort((one, other) => one - other);
}

/** Keep cells under a name; without any the name goes. Says whether that was possible. */
export function keep(name, cells) {
  try {
    if (Object.keys(cells).length) localStorage.setItem(name, JSON.stringify(cells));
    else localStorage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

/** What is kept under a name: {"student-criterion": {v: value, n: version seen, t: values sent}}. */
export function keptIn(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) || {};
  } catch {
    return {};
  }
}
