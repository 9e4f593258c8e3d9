// Reads a cell as scoring/scales.py does, by the same tables, which the page brings along.
// tests/browser/test_sheet_rules.py compares the two over a long list of texts.

const DASHES = /[‐‑‒–—−﹣－]/g;
const SPACES = /[\s\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+/g;
const NOT_IN_KEY = /[\s.,;:!()[\]«»"'`*_]+/g;
const NUMBER = "\\d+(?: \\d{3})*(?:[.,]\\d+)?";
const CELL = new RegExp(
  `^([^\\d]*?)(?<![.,])(-?${NUMBER}) ?(?:(?:/|из) ?(${NUMBER}))?([^\\d]*)$`,
);
const SIGNED = /\d ?[+-]$/;
const CYRILLIC = { a: "а", c: "с", e: "е", o: "о", p: "р", x: "х", y: "у", h: "н", k: "к", m: "м", t: "т", b: "в" };
const LATIN = { А: "A", В: "B", С: "C", Е: "E" };

export function clean(text) {
  return text.replace(DASHES, "-").replace(SPACES, " ").trim();
}

function wordKey(text) {
  const key = text.toLowerCase().replace(/ё/g, "е").replace(NOT_IN_KEY, "");
  return /[а-я]/.test(key) ? key.replace(/[aceopxyhkmtb]/g, (letter) => CYRILLIC[letter]) : key;
}

function letterKey(text) {
  return text.toUpperCase().replace(NOT_IN_KEY, "").replace(/[АВСЕ]/g, (letter) => LATIN[letter]);
}

const toNumber = (text) => Number(text.replace(/ /g, "").replace(",", "."));
const show = (value) => String(Number(value.toPrecision(10))).replace(".", ",");

/** Return `read(text)` for one column: {state, value, error}; state is empty, value, absent … or error. */
export function makeReader(rules, column) {
  const rule = rules.kinds[column.kind];
  const low = rule.low;
  const high = column.maximum ?? rule.high;
  const isLetter = column.kind === "kz_letter";
  const ticks = new Set(rules.ticks);
  const units = new Set(rules.units);

  function fail(problem, facts) {
    const template = rules.messages[problem];
    return { state: "error", error: template.replace(/\{(\w+)\}/g, (_all, name) => facts[name]) };
  }

  function checked(value) {
    if (value < low || value > high) {
      return fail("out_of_range", { value: show(value), low: show(low), high: show(high) });
    }
    if (rule.allowed.length && !rule.allowed.includes(value)) {
      return fail("not_on_scale", { value: show(value), hint: rule.hint });
    }
    return { state: "value", value, error: "" };
  }

  function meaning(text) {
    if (isLetter) return rule.words[letterKey(text)];
    const key = wordKey(text);
    return rule.ticks && ticks.has(key) ? 1 : rule.words[key];
  }

  function agrees(number, word, beside) {
    if (!isLetter) return number === word;
    const letter = letterKey(beside);
    return rules.bands.some(([name, from, to]) => name === letter && from <= number && number < to + 1);
  }

  function withWord(number, beside, text) {
    const key = wordKey(beside);
    const reading = checked(number);
    if (!key || units.has(key)) {
      const isPercent = column.kind === "percent" || isLetter;
      return key === "%" && !isPercent ? fail("unknown", { text, hint: rule.hint }) : reading;
    }
    const word = meaning(beside);
    if (word === undefined) return fail("unknown", { text, hint: rule.hint });
    return reading.state === "value" && !agrees(number, word, beside) ? fail("conflict", { text }) : reading;
  }

  return function read(raw) {
    if ([...raw].length > rules.longest) return { state: "error", error: rules.too_long };
    const text = clean(raw);
    if (!text.replace(/[-_. ]/g, "")) return { state: "empty", error: "" };
    const state = rules.states[wordKey(text)];
    if (state) return { state, error: "" };
    if ((column.kind === "mark" || column.kind === "rubric") && SIGNED.test(text)) {
      return fail("signed_mark", { text });
    }
    const word = meaning(text);
    if (word !== undefined) return checked(word);
    const match = CELL.exec(text);
    if (!match) return fail("unknown", { text, hint: rule.hint });
    if (match[3] !== undefined && toNumber(match[3]) !== high) {
      return fail("other_maximum", { text, high: show(high) });
    }
    return withWord(toNumber(match[2]), clean(`${match[1]} ${match[4]}`), text);
  };
}

/** What one key stands for: «н» is «н/я»; a fraction has a comma, however it was typed or pasted. */
export function expand(rules, raw) {
  if (/^\d{1,6}\.\d{1,6}$/.test(raw.trim())) return raw.trim().replace(".", ",");
  return rules.shorthands[raw.trim().toLowerCase()] ?? raw;
}
