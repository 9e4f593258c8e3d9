import datetime as dt

import pytest
from django.utils.translation import override

from assessments.enums import Component
from assessments.rules.cards import FunctionLine, StudentCard
from assessments.views.own_words import FIRST, own_words


def function(key, value=None, *, mandatory=False, required=True, confidence=1):
    return FunctionLine(
        key=key,
        code=f"A/0{key}.3",
        name=f"Функция {key}",
        is_required=required,
        is_mandatory=mandatory,
        value=value,
        low=None if value is None else value - 0.1,
        high=None if value is None else value + 0.1,
        confidence=None if value is None else confidence,
    )


def card(*functions, is_ready=False, missing=()):
    return StudentCard(
        index=0.5,
        index_low=0.4,
        index_high=0.6,
        level=1,
        is_provisional=False,
        is_ready=is_ready,
        is_capped=False,
        completeness=1.0,
        coverage=1.0,
        components=(),
        functions=functions,
        raising=(),
        lowering=(),
        weak_link="",
        weak_link_bound=None,
        widest_gap=None,
        steps=(),
        missing_components=missing,
        is_reachable=True,
        index_after=None,
        ready_bound=0.7,
        interval_mass=0.9,
        function_target=0.7,
        as_of_date=dt.date(2026, 11, 20),
        adjustment=None,
        methodology_version=1,
    )


def parts(words):
    return tuple(Component[word] for word in words.split())


def names(found):
    return [
        [row["name"] for row in (*one["first"], *one["rest"])]
        for one in [*found["filled"], *found["empty"]]
    ]


def test_functions_are_told_by_what_to_do_with_them():
    found = own_words(
        card(
            function(1, 0.7),
            function(2, 0.95),
            function(3, 0.69),
            function(4, 0.2),
            function(5, 0.5, mandatory=True),
            function(6),
            function(7, mandatory=True),
            function(8, 0.9, required=False),
            function(9, 0.1, required=False),
            function(10, 0.1, confidence=0),
            function(11, 0.99, confidence=0, required=False),
            function(12, 0.05, confidence=0, mandatory=True),
        )
    )

    assert names(found) == [
        ["Функция 2", "Функция 8", "Функция 1"],
        ["Функция 5", "Функция 4", "Функция 3"],
        ["Функция 12", "Функция 10", "Функция 11"],
        ["Функция 7", "Функция 6"],
    ]


def test_every_score_stands_with_its_interval_and_how_sure_it_is():
    found = own_words(card(function(1, 0.8, confidence=2), function(2, 0.4, confidence=0)))
    texts = {one["title"]: [row["text"] for row in one["first"]] for one in found["filled"]}
    assert texts == {
        "Уже получается": ["0,80 (0,70–0,90), уверенность высокая"],
        "Пока мало данных": ["0,40 (0,30–0,50), мало данных"],
    }
    assert [one["title"] for one in found["empty"]] == ["Надо подтянуть", "Ещё никто не оценил"]


def test_no_advice_rests_on_little_data():
    faint, weak = function(1, 0.05, mandatory=True, confidence=0), function(2, 0.6)
    assert "«Функция 2»" in own_words(card(faint, weak))["next_step"]
    assert own_words(card(faint))["next_step"] == (
        "Попросите оценить ещё раз, и не одного человека, как у вас получается «Функция 1»: пока"
        " мало данных, чтобы об этом судить."
    )


def test_long_list_shows_its_first_lines():
    found = own_words(card(*(function(key) for key in range(1, 9))))

    (unknown,) = found["filled"]
    assert (unknown["count"], len(unknown["first"]), len(unknown["rest"])) == (8, FIRST, 3)


def test_next_step_asks_first_for_a_mandatory_function_that_nobody_has_assessed():
    weak, unknown = function(1, 0.2, mandatory=True), function(2, mandatory=True)

    assert (
        "оценить, как у вас получается «Функция 2»" in own_words(card(weak, unknown))["next_step"]
    )
    assert own_words(card(weak, function(3)))["next_step"] == (
        "Потренируйте «Функция 1» и попросите оценить ещё раз: сейчас 0,20 (0,10–0,30),"
        " уверенность средняя, нужно 0,70."
    )
    assert "«Функция 3»" in own_words(card(function(1, 0.9), function(3)))["next_step"]


def test_next_step_when_the_functions_are_done():
    assert own_words(card(function(1, 0.9), is_ready=True))["next_step"].startswith(
        "Порог готовности пройден. Оценки"
    )
    # There is no practice to come after the graduation.
    ready = card(function(1, 0.9), is_ready=True)
    assert "можно идти работать" in own_words(ready, has_graduated=True)["next_step"]


@pytest.mark.parametrize(
    ("missing", "asked", "expected"),
    [
        ("KNOWLEDGE", "", "Спросите куратора, когда оценят: знания."),
        ("KNOWLEDGE MOTIVATION", "MOTIVATION SELF", "Ответьте на анкету"),
        ("KNOWLEDGE SELF", "MOTIVATION SELF", "Заполните самооценку"),
        # Without a consent nobody is sent to a page that asks nothing, nor to the tutor about it.
        ("KNOWLEDGE MOTIVATION SELF", "", "Спросите куратора, когда оценят: знания."),
        ("MOTIVATION SELF", "", "Спросите куратора, какие оценки ещё впереди."),
    ],
)
@pytest.mark.parametrize("language", ["ru", "kk"])
def test_student_is_sent_to_a_questionnaire_only_with_a_consent(missing, asked, expected, language):
    done = card(function(1, 0.9), missing=parts(missing))
    with override(language):
        step = own_words(done, asked=parts(asked))["next_step"]
    if language == "ru":
        assert step.startswith(expected)
    else:
        # The advice follows the component, not the word for it.
        assert ("сауалнама" in step.casefold()) == ("анкету" in expected)
