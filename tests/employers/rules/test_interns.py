from datetime import date

import pytest
from django.utils import translation

from employers.rules.interns import (
    days_of_practice,
    describe_by_actions,
    intern_label,
    period_in_words,
)


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        ("Мария", "Вершинина", "Мария\xa0В."),
        (" Анна-Мария ", " ёлкина", "Анна-Мария\xa0Ё."),
        ("Мария", "", "Мария"),
    ],
)
def test_intern_is_named_without_the_surname(first, last, label):
    assert intern_label(first_name=first, last_name=last) == label


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "with_year", "without_year"),
    [
        (date(2026, 5, 12), date(2026, 5, 30), "12–30\xa0мая 2026", "12–30\xa0мая"),
        (
            date(2026, 4, 28),
            date(2026, 5, 15),
            "28\xa0апреля – 15\xa0мая 2026",
            "28\xa0апреля – 15\xa0мая",
        ),
        (
            date(2026, 12, 28),
            date(2027, 1, 15),
            "28\xa0декабря 2026 – 15\xa0января 2027",
            "28\xa0декабря – 15\xa0января",
        ),
        (date(2026, 5, 12), date(2026, 5, 12), "12\xa0мая 2026", "12\xa0мая"),
        (
            date(2025, 5, 12),
            date(2026, 5, 12),
            "12\xa0мая 2025 – 12\xa0мая 2026",
            "12\xa0мая – 12\xa0мая",
        ),
    ],
)
def test_period_names_each_month_and_year_once(starts_on, ends_on, with_year, without_year):
    with translation.override("ru"):
        assert period_in_words(starts_on, ends_on) == with_year
        assert period_in_words(starts_on, ends_on, with_year=False) == without_year


def test_days_of_practice_count_both_ends():
    assert days_of_practice(date(2026, 5, 12), date(2026, 5, 30)) == 19
    assert days_of_practice(date(2026, 5, 12), date(2026, 5, 12)) == 1


def test_description_takes_whole_actions_while_they_fit():
    actions = ["Настройка сеялки.", "Ведение агрегата", "Контроль нормы высева"]
    assert describe_by_actions(actions, length=45) == "Настройка сеялки; ведение агрегата."
    assert describe_by_actions(actions) == (
        "Настройка сеялки; ведение агрегата; контроль нормы высева."
    )


def test_description_cuts_a_long_first_action_at_a_word():
    action = "Комплектование машинно-тракторных агрегатов для посева"
    assert describe_by_actions([action], length=40) == "Комплектование машинно-тракторных…"


def test_description_leaves_abbreviations_in_capitals():
    assert describe_by_actions(["Осмотр", "ЕТО трактора"]) == "Осмотр; ЕТО трактора."


def test_description_of_no_actions_is_empty():
    assert describe_by_actions([]) == ""
