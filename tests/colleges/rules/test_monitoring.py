import copy
import datetime as dt
import json

import pytest

from colleges.rules.monitoring import Person, Weight, check_cells, fill_form, spans
from colleges.rules.monitoring_templates import (
    FOLDER,
    BadTemplate,
    monitoring_templates,
    template_for,
    template_of,
)
from colleges.rules.outcomes import Said, standing_of

NEW = template_for(year=2026)


def person(status=None, *, fits=None, target=False):
    words = (
        []
        if status is None
        else [
            Said(
                as_of_date=dt.date(2026, 10, 1),
                status=status,
                source="college",
                in_speciality=fits,
            )
        ]
    )
    return Person(standing=standing_of(words), has_target_contract=target)


def texts(form, weight):
    return [finding.text for finding in form.findings if finding.weight is weight]


def test_versions_differ_and_the_year_chooses():
    assert [one.version for one in monitoring_templates()] == ["2025", "2023"]
    assert template_for(year=2024).version == "2025"
    assert template_for(year=2023).version == "2023"
    assert template_for(year=2026, version="2023").version == "2023"
    assert template_for(year=2026, version="1999").version == "2025"
    new, old = monitoring_templates()
    assert [column.code for column in new.columns] == [f"{n:02}" for n in range(4, 30)]
    assert [column.code for column in old.columns] == [f"{n:02}" for n in range(7, 33)]
    assert [row.code for row in new.rows] == [f"{n:02}" for n in range(1, 15)]
    assert [row.code for row in old.rows] == [f"{n:02}" for n in range(1, 16)]


def test_form_counts_statuses_and_leaves_the_unknown_empty():
    people = [
        person("employed", fits=True, target=True),
        person("employed", fits=False),
        person("conscript", target=True),
        person("no_motivation"),
        person("will_be_employed", fits=True),
    ]

    form = fill_form(NEW, people)

    filled = {column: form.cells["01", column] for column in ("04", "05", "07", "10", "16")}
    assert filled == {"04": 5, "05": 2, "07": 1, "10": 1, "16": 1}
    assert (form.cells["01", "22"], form.cells["01", "24"], form.cells["01", "29"]) == (1, 1, 0)
    assert [form.cells["05", column] for column in ("04", "05", "07", "10")] == [2, 1, 1, 1]
    # Health, convictions, disability: nothing, which is not zero.
    assert [form.cells["01", column] for column in ("06", "18", "19", "23")] == [None] * 4
    assert form.row("02") == form.row("06") == form.row("14") == [None] * 26
    assert [row.code for row in form.filled_rows] == ["01", "05"]
    assert form.findings == ()


def test_old_version_has_a_column_for_other():
    form = fill_form(template_for(year=2023), [person("other"), person("employed", fits=True)])

    assert (form.cells["01", "26"], form.cells["01", "08"], form.cells["01", "09"]) == (1, 1, 1)
    assert form.findings == ()


def test_lack_is_named_with_row_columns_values_and_what_to_do():
    form = fill_form(NEW, [person("employed", fits=True), person(), person("other")])

    assert texts(form, Weight.ERROR) == []
    assert texts(form, Weight.GAP) == [
        (
            "Строка 01 «Всего»: графа 04 «Суммарный выпуск» = 3, а сумма граф 05, 08–22, 25–29 = 1,"
            " разница 2. Допишите статусы или впишите в файле графы, которые пусты."
        ),
        "У 1 выпускника нет статуса на эту дату: запишите на странице «Выпускники».",
        "У 1 выпускника статус «иное»: впишите его в файле в одну из граф 18, 19.",
    ]


def test_employed_of_unknown_speciality_are_said():
    form = fill_form(NEW, [person("employed")])

    assert texts(form, Weight.GAP) == [
        (
            "Графа 07: у 1 из графы 05 неизвестно, по специальности ли работа. Уточните, иначе"
            " графа занижена."
        )
    ]


def cells(**changed):
    """A form filled by hand: every cell 0 but those given as r01c04=5."""
    found = {(row.code, column.code): 0 for row in NEW.rows for column in NEW.columns}
    return found | {(key[1:3], key[4:6]): value for key, value in changed.items()}


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        (
            {"r01c04": 2, "r01c05": 1},
            (
                "Строка 01 «Всего»: графа 04 «Суммарный выпуск» = 2, а сумма граф 05, 08–22, 25–29"
                " = 1, разница 1. Проверьте статусы и числа: соотношение нарушено."
            ),
        ),
        (
            {"r01c04": 1, "r01c05": 1, "r01c07": 2},
            (
                "Строка 01 «Всего»: графа 07 «из графы 05: по полученной профессии, специальности»"
                " = 2, это больше графы 05 = 1. Проверьте статусы и числа: соотношение нарушено."
            ),
        ),
        (
            {"r01c06": 1, "r02c06": 1, "r01c05": 1, "r01c04": 1, "r02c04": 1, "r02c05": 1}
            | {"r06c04": 1, "r06c05": 1, "r06c06": 1, "r13c04": 1, "r13c05": 1},
            (
                "Графа 06 «из графы 05: продолжили обучение»: строка 06 «Лица с ОВЗ и инвалиды"
                " (строка 02 + строка 04)» = 1, а сумма строк 07–13 = 0, разница 1. Проверьте"
                " статусы и числа: соотношение нарушено."
            ),
        ),
        (
            {"r05c04": 1, "r05c10": 1},
            (
                "Графа 04 «Суммарный выпуск»: строка 05 «из строки 01: имеют договор о целевом"
                " обучении» = 1, это больше строки 01 = 0. Проверьте статусы и числа: соотношение"
                " нарушено."
            ),
        ),
    ],
)
def test_broken_relation_is_an_error(changed, text):
    found = check_cells(NEW, cells(**changed))

    assert text in [finding.text for finding in found]
    assert {finding.weight for finding in found} == {Weight.ERROR}


def test_sum_above_the_total_is_an_error_even_with_empty_columns():
    given = cells(r01c04=1, r01c05=2) | {("01", "18"): None}

    assert [finding.weight for finding in check_cells(NEW, given)] == [Weight.ERROR]


def test_codes_that_follow_each_other_are_joined():
    assert spans(["05", "08", "09", "22"], ["04", "05", "08", "09", "21", "22"]) == [
        "05–09",
        "22",
    ]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda t: t["columns"][1].update(statuses=["employed", "studying"]), "status studying"),
        (lambda t: t["columns"][2].pop("missing"), "column 06 must have statuses"),
        (lambda t: t["columns"][3].update(of="99"), "a part of the unknown 99"),
        (lambda t: t["columns"][3].update(statuses=["conscript"]), "counts statuses that 05"),
        (lambda t: t["columns"][5].update(code="08"), "column 08 stands twice"),
        (lambda t: t["columns"][1].update(statuses=["employed", "rich"]), "unknown status rich"),
        (lambda t: t["rows"][1].pop("missing"), "row 02 must have people"),
        (lambda t: t["rows"][5].update(sum=["02", "77"]), "row 06 sums unknown 77"),
        (lambda t: t["relations"][0].update(left="77"), "the unknown column 77"),
        (lambda t: t["relations"][0].update(sign="<"), "unknown sign <"),
        (lambda t: t["columns"][0].update(kind="exclusive", missing="x"), "one total, not 0"),
        (lambda t: t.pop("rows"), "cannot be read"),
    ],
)
def test_template_that_contradicts_itself_is_refused(spoil, message):
    data = copy.deepcopy(json.loads((FOLDER / "monitoring_2025.json").read_text("utf-8")))
    spoil(data)

    with pytest.raises(BadTemplate, match=message):
        template_of(data)
