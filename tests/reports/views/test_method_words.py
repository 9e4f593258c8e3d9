"""The page that explains the method in force."""

from dataclasses import replace

import pytest

from assessments.rules.parameters import default_parameter_values
from reports.views.method_words import method_facts
from scoring.parameters import (
    ComponentWeights,
    Kind,
    OfficialScore,
    Repeat,
    default_parameters,
)
from tests.factories.assessments import MethodologyFactory

DEFAULT = default_parameters()


def facts(**changed):
    return method_facts(replace(DEFAULT, **changed))


def test_default_version_reads_as_it_was_decided():
    found = facts()
    assert dict(found["kinds"])["демонстрационный экзамен"] == (
        "вес 1, чей голос: ничей (независимый)"
    )
    assert found["ageing"] == [
        "Со временем оценка значит меньше: за 36\u00a0месяцев её вес уменьшается вдвое.",
        "Из повторных попыток считается последняя, прежние остаются видны.",
    ]
    assert found["components"] == [
        ("практика", "40\u00a0%"),
        ("знания", "25\u00a0%"),
        ("мотивация", "20\u00a0%"),
        ("рефлексия", "15\u00a0%"),
    ]
    assert found["levels"] == [
        ("низкий", "ниже 0,50"),
        ("базовый", "от 0,50"),
        ("достаточный", "от 0,70"),
        ("высокий", "от 0,85"),
    ]
    assert "уровнем «достаточный» или «высокий»" in found["ready"]
    assert "с вероятностью 90\u00a0%" in found["sureness"][0]
    assert dict(found["errors"])["демонстрационный экзамен"] == "±0,14"
    assert "среднего 0,60 и разброса ±0,20" in found["fallback"][1]


@pytest.mark.parametrize(
    ("changed", "section", "expected"),
    [
        ({"ready_levels": (3,)}, "ready", "с уровнем «высокий», если"),
        ({"weak_link_cap": 0}, "limits", "уровень не выше «низкий»"),
        ({"min_completeness": 0.85}, "limits", "полнота меньше 0,85"),
        ({"min_coverage": 0.555}, "limits", "охват меньше 0,555"),
        ({"half_life_months": 24}, "ageing", "за 24\u00a0месяца"),
        ({"half_life_months": 7.5}, "ageing", "за 7,5\u00a0месяца"),
        ({"half_life_months": None}, "ageing", "веса не теряют"),
        ({"repeat": Repeat.BEST}, "ageing", "считается лучшая"),
        (
            {"official": OfficialScore.ADJUSTED},
            "function",
            "Официальной считается оценка с поправкой",
        ),
        ({"function_target": 0.65}, "function", "не меньше 0,65"),
    ],
)
def test_changed_parameter_changes_the_words(changed, section, expected):
    said = facts(**changed)[section]
    assert expected in (said if isinstance(said, str) else " ".join(said))
    before = facts()[section]
    assert expected not in (before if isinstance(before, str) else " ".join(before))


def test_rule_that_is_switched_off_is_not_told():
    assert not any("Слабое звено" in words for words in facts(weak_link=None)["limits"])


def test_weights_of_components_are_told_as_shares_of_the_whole():
    weights = ComponentWeights(practical=2, knowledge=1, motivation=0, reflection=0)
    assert [value for _name, value in facts(components=weights)["components"]] == [
        "66,7\u00a0%",
        "33,3\u00a0%",
        "0\u00a0%",
        "0\u00a0%",
    ]


def test_kind_without_weight_is_said_not_to_count():
    kinds = {**DEFAULT.kinds, Kind.CONTEST: replace(DEFAULT.kinds[Kind.CONTEST], weight=0.0)}
    found = facts(kinds=kinds)
    assert dict(found["kinds"])["конкурс"] == "не учитывается"
    assert "конкурс" not in dict(found["errors"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "expected"),
    [("приказ № 7", "Утверждена: приказ № 7."), ("", "Утверждающий акт не указан.")],
)
def test_page_names_the_act(client, act, expected):
    MethodologyFactory(published=True, parameters=default_parameter_values(), act_reference=act)
    page = client.get("/method/").content.decode()
    assert expected in page
    assert "Слабое звено" in page
