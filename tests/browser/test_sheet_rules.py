"""The browser reads a cell exactly as the portal does."""

import pytest

from assessments.enums import ScaleKind
from assessments.rules.cells import LONGEST_CELL, read_cell, rules_for_browser
from scoring.scale_rules import RULES, STATES
from scoring.scale_words import TICKS
from tests.browser.sheets import make_sheet, open_sheet
from tests.factories.assessments import CriterionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NUMBERS = (
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "15",
    "15,5",
    "15.5",
    "20",
    "20,01",
    "21",
    "-1",
    "−3",
    "100",
    "101",
    "1 000",
    "1 000,5",
    "0,1",
    "0.10",
    "5,0",
    "4,75",
    "94,5",
    "007",
    "1,2,3",
    ".5",
    "5.",
    "٣",
)
TEXTS = (
    "",
    " ",
    "-",
    "—",
    "___",
    ".",
    "?",
    "=1+1",
    "отл.",
    "5 (отлично)",
    "5(отл.)",
    "отлично (5)",
    "4 (отл.)",
    "хор",
    "Удовл.",
    "неуд",
    "5+",
    "4 -",
    "+",
    "✓",
    "x",
    "Х",
    "да",
    "нет",
    "н/я",
    "Н/Я ",
    "н / я",
    "H/Я",
    "осв",
    "освобождён",
    "перезачтено",
    "4 (перезачтено)",
    "4\u00a0(перезачтено)",
    "18 из 20",
    "18/20",
    "18 из 26",
    "20 баллов",
    "3 балла",
    "50 %",
    "50%",
    "зачтено",
    "не зачтено",
    "Не зачтено!",
    "полностью",
    "частично",
    "½",
    "Высокое",
    "среднее",
    "регулярно",
    "пороговый",
    "повышенный",
    "без помощи",
    "с подсказкой",
    "3 (без помощи)",
    "А",
    "B+",
    "В+",
    "а−",
    "C-",
    "FX",
    "95 A",
    "94,5 A-",
    "80 (A)",
    "5б",
    "б",
    "так себе",
    "5 так себе",
    "12.05.2026",
    "1Е5",
    "«5»",
    "а" * LONGEST_CELL,
    "а" * (LONGEST_CELL + 1),
    "5 \u2009\u202f (отлично)",
    "Ё",
    "5\n",
    "н",
    "о",
)


def test_every_text_reads_alike_on_every_scale(
    browser_page, log_in, college_teacher, live_server, college
):
    page = browser_page()
    log_in(page, college_teacher)
    open_sheet(page, live_server, make_sheet(college, rows=1, columns=1))
    criteria = [
        CriterionFactory.build(scale=kind, maximum=20 if kind == ScaleKind.POINTS else None)
        for kind in ScaleKind.values
    ]
    words = {word for rule in RULES.values() for word in rule.words} | set(STATES) | TICKS
    texts = [*NUMBERS, *TEXTS, *sorted(words), *(f"1 {word}" for word in sorted(words))]

    read = page.evaluate(
        """async ({ rules, columns, texts }) => {
            const { makeReader } = await import("/static/js/sheet/rules.js");
            return columns.map((column) => {
                const reader = makeReader(rules, column);
                return texts.map((text) => reader(text)).map(({ state, error }) => [state, error]);
            });
        }""",
        {
            "rules": rules_for_browser(criteria),
            "columns": [
                {"kind": c.scale, "maximum": 20 if c.scale == ScaleKind.POINTS else None}
                for c in criteria
            ],
            "texts": texts,
        },
    )

    different = {}
    for criterion, column in zip(criteria, read, strict=True):
        for text, (state, error) in zip(texts, column, strict=True):
            reading = read_cell(text, criterion)
            wanted = ("error", reading.error) if reading.error else (reading.state.value, "")
            if (state, error) != wanted:
                different[criterion.scale, text] = ((state, error), wanted)
    assert different == {}
    assert len(texts) * len(criteria) > 2000
