import datetime as dt
from dataclasses import replace

import pytest

from assessments.rules.cards import Adjustment, FunctionLine, PlanStep, SelfLine, StudentCard
from assessments.rules.packed_adjustments import AdjustedFunction
from assessments.views.card_presentation import card_context, sentence

CARD = StudentCard(
    index=0.68,
    index_low=0.63,
    index_high=0.73,
    level=1,
    is_provisional=False,
    is_ready=False,
    is_capped=False,
    completeness=0.85,
    coverage=0.9,
    components=(("практика", 0.7), ("мотивация", None)),
    functions=(),
    raising=(),
    lowering=(),
    weak_link="A/04.3 Посев",
    weak_link_bound=0.5,
    widest_gap=None,
    steps=(),
    missing_components=(),
    is_reachable=True,
    index_after=0.72,
    ready_bound=0.7,
    interval_mass=0.9,
    function_target=0.7,
    as_of_date=dt.date(2026, 11, 20),
    adjustment=None,
    methodology_version=1,
)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"index": None}, "Оценок ещё нет: вывод о готовности сделать нельзя."),
        ({}, "Индекс 0,68: уровень базовый. До готовности к работе не хватает 0,02."),
        (
            {"is_provisional": True, "is_ready": False, "index": 0.8},
            "Оценка предварительная: полнота 85\u00a0%, охват функций 90\u00a0%.",
        ),
        (
            {"is_capped": True},
            (
                "Индекс 0,68: уровень базовый. Обязательная функция «A/04.3 Посев» ниже 0,50:"
                " уровень не поднимется."
            ),
        ),
        (
            {"is_ready": True, "level": 2, "index": 0.75, "widest_gap": ("Вспашка", 0.23)},
            (
                "Индекс 0,75: уровень достаточный. Колледж оценивает функцию «Вспашка» выше"
                " работодателя на 0,23."
            ),
        ),
        (
            {"is_ready": True, "level": 2, "index": 0.75, "widest_gap": ("Вспашка", -0.2)},
            (
                "Индекс 0,75: уровень достаточный. Работодатель оценивает функцию «Вспашка» выше"
                " колледжа на 0,20."
            ),
        ),
        (
            {"is_ready": True, "level": 2, "index": 0.75, "widest_gap": ("Вспашка", 0.14)},
            "Индекс 0,75: уровень достаточный.",
        ),
    ],
)
def test_sentence_says_where_the_student_stands_and_why(changed, expected):
    assert sentence(replace(CARD, **changed)) == expected


STEP = PlanStep(name="A/04.3 Посев", score=None, target=0.7, is_mandatory=True)
UNKNOWN = FunctionLine(
    key=1, code="A/05.3", name="Уборка", is_required=True, is_mandatory=False, value=None
)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"is_ready": True}, "Готов к работе: недостающего нет."),
        (
            {"is_ready": True, "functions": (UNKNOWN,)},
            (
                "Готов к работе. Функций ниже 0,70 или без оценки: 1; готовности это не отменяет,"
                " но над ними стоит поработать."
            ),
        ),
        (
            {"is_reachable": False},
            "Одними трудовыми функциями готовности не достичь: нужны и другие компоненты.",
        ),
        (
            {"steps": (STEP,)},
            "Достаточно поднять эти функции до 0,70, и индекс станет 0,72:",
        ),
        ({}, "Поднимать оценки функций не требуется: нужны недостающие."),
        (
            {"functions": (UNKNOWN,)},
            "Поднимать оценки функций не требуется: нужны недостающие. Не оценено функций: 1.",
        ),
    ],
)
def test_plan_says_what_is_missing(changed, expected):
    assert card_context(replace(CARD, **changed))["plan_text"] == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"index": None}, ""),
        ({}, "уверенность: мало данных"),
        (
            {"index_confidence": 2, "index_chance": 0.254},
            "уверенность: высокая; вероятность, что индекс не ниже 0,70: 25\u00a0%",
        ),
        (
            {"index_confidence": 1, "index_chance": 0.999},
            "уверенность: средняя; вероятность, что индекс не ниже 0,70: больше 99\u00a0%",
        ),
    ],
)
def test_card_says_how_sure_the_index_is(changed, expected):
    assert card_context(replace(CARD, **changed))["confidence"] == expected


def test_missing_figures_are_dashes_and_never_zeros():
    context = card_context(replace(CARD, index_low=None, index_high=None))

    assert context["interval"] == ""
    assert context["facts"][-1] == ("Мотивация", "—")


def test_what_is_missing_stands_with_its_interval_and_how_sure_it_is():
    step = replace(STEP, score=0.4, low=0.2, high=0.6, confidence=0)
    steps = card_context(replace(CARD, steps=(STEP, step)))["steps"]
    assert [row["text"] for row in steps] == ["", "0,40 (0,20–0,60), мало данных"]


def test_own_view_stands_beside_others_with_their_interval():
    known = SelfLine(name="Посев", own=0.9, others=0.6, low=0.5, high=0.7, confidence=2)
    unknown = SelfLine(name="Уборка", own=0.9, others=None)
    rows = card_context(replace(CARD, own_view=(known, unknown)))["own_view"]
    assert [row["others"] for row in rows] == ["0,60 (0,50–0,70), уверенность высокая", "—"]


def test_function_of_low_confidence_has_no_level():
    line = replace(UNKNOWN, value=0.9, low=0.5, high=1.0, level=3, confidence=0, evidence_count=1)
    line = replace(line, ready_probability=0.83)
    sure = replace(line, confidence=1, college_value=0.9, employer_value=0.7)

    faint, strong = card_context(replace(CARD, functions=(line, sure)))["functions"]

    assert (faint["level"], strong["level"]) == (None, 3)
    assert faint["ready_text"] == "готов с вероятностью 83\u00a0%"
    assert faint["text"] == "0,90, от 0,50 до 1,00"
    assert (faint["gap"], strong["gap"]) == (None, pytest.approx(0.2))
    assert (faint["gap_is_large"], strong["gap_is_large"]) == (False, True)


@pytest.mark.parametrize(
    ("value", "found", "expected"),
    [
        (0.64, None, ""),
        (0.64, AdjustedFunction(0.64, 0.68, is_limited=False), "с поправкой 0,68"),
        (
            0.64,
            AdjustedFunction(0.64, 0.70, is_limited=True),
            "с поправкой 0,70, остановлена границей интервала",
        ),
        (0.68, AdjustedFunction(0.64, 0.68, is_limited=False), "как оценили 0,64"),
    ],
)
def test_function_says_the_other_number_beside_the_official_one(value, found, expected):
    line = replace(UNKNOWN, value=value, low=0.5, high=0.8, confidence=1, adjustment=found)
    (shown,) = card_context(replace(CARD, functions=(line,)))["functions"]
    assert shown["adjustment"] == expected


def test_both_indices_stand_side_by_side():
    adjustment = Adjustment(
        plain=0.68,
        adjusted=0.71,
        plain_level=1,
        adjusted_level=2,
        is_limited=True,
        adjusted_is_official=False,
    )
    shown = card_context(replace(CARD, adjustment=adjustment))["adjustment"]
    assert shown["pairs"] == [
        ("Как оценили", "0,68 (0,63–0,73), мало данных", 1),
        ("С поправкой", "0,71 (0,63–0,73), мало данных", 2),
    ]
    assert shown["words"] == (
        "Официальна оценка без поправки. Поправка остановлена границей интервала."
    )
