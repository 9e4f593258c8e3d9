"""Parameters of the methodology in words."""

from copy import deepcopy

import pytest

from assessments.rules.parameter_lines import parameter_lines, plain_number, value_at
from assessments.rules.parameter_words import changes_between, printed, sections
from assessments.rules.parameters import default_parameter_values


def leaves(values, path=()):
    """Yield the path of every value; lists of levels are one value."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, name))
        elif name == "bounds":
            yield from ((*path, name, place) for place in range(len(value)))
        else:
            yield (*path, name)


def test_every_parameter_has_a_line():
    values = default_parameter_values()
    assert {line.path for line in parameter_lines()} == set(leaves(values))


@pytest.mark.parametrize(
    ("value", "text"), [(36.0, "36"), (0.25, "0,25"), (0.0001, "0,0001"), (100, "100"), (None, "")]
)
def test_plain_number_prints_all_digits(value, text):
    assert plain_number(value) == text


def test_changes_between_names_old_and_new_in_words():
    old = default_parameter_values()
    new = deepcopy(old)
    new["components"]["practical"] = 0.5
    new["bounds"][1] = 0.65
    new["weak_link"] = None
    new["weak_link_cap"] = 0
    new["repeat"] = "best"
    new["kinds"]["contest"]["voice"] = "college"
    found = [(str(change.title), change.old, change.new) for change in changes_between(old, new)]
    assert found == [
        ("Вес практики (Д)", "0,4", "0,5"),
        ("Достаточный уровень от", "0,7", "0,65"),
        ("Слабое звено: обязательная функция ниже", "0,5", "не действует"),
        ("При слабом звене уровень не выше", "базовый", "низкий"),
        ("Из повторных попыток считается", "последняя", "лучшая"),
        ("Конкурс: чей голос", "ничей (независимый)", "колледж"),
    ]


def test_changes_between_equal_versions_empty():
    values = default_parameter_values()
    assert changes_between(values, deepcopy(values)) == []


def test_sections_hold_all_lines_in_words():
    found = sections(default_parameter_values())
    assert [str(section.title) for section in found] == [
        "Компоненты индекса",
        "Уровни",
        "Когда оценка предварительная",
        "Старение и повторы",
        "Источники",
        "Строгость оценивающих",
        "Уверенность",
        "Запасные значения, пока данных мало",
    ]
    assert sum(len(section.items) for section in found) == len(parameter_lines())
    assert ("Готовы к работе с уровнем", "достаточный, высокий") in [
        (str(title), value) for title, value in found[1].items
    ]


def test_value_missing_is_a_dash_and_not_zero():
    line = next(line for line in parameter_lines() if line.path == ("interval",))
    assert value_at({}, line.path) is None
    assert printed(line, {}) == "—"


def test_version_from_before_a_parameter_reads_as_it_was_meant():
    values = default_parameter_values()
    old = {name: value for name, value in values.items() if name != "official"}
    assert changes_between(old, values) == []
    assert ("Официальной считается готовность", "как поставили оценивающие, без поправки") in [
        (str(title), value) for title, value in sections(old)[5].items
    ]
