// Texts of the page for scripts: data- attributes of one element, forms of a number parted by «|».

export class Words {
  constructor(element) {
    this.texts = element.dataset;
    this.rules = new Intl.PluralRules(document.documentElement.lang || "ru");
  }

  /** The text with its facts put in; a fact `n` chooses among one, few and many. */
  say(name, facts = {}) {
    const forms = (this.texts[name] || "").split("|");
    const place = { one: 0, few: 1, two: 1 }[this.rules.select(facts.n ?? 1)] ?? 2;
    const text = forms[Math.min(place, forms.length - 1)];
    return text.replace(/\{(\w+)\}/g, (_all, fact) => facts[fact] ?? "");
  }
}
