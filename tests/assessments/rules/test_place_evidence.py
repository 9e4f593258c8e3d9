import datetime as dt

import pytest

from assessments.rules.place_evidence import (
    PlaceFacts,
    PlaceState,
    PlaceStep,
    Practice,
    steps_at_place,
    unanswered,
)

TODAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


def practice(**given):
    return Practice(
        **{
            "pk": 1,
            "group_id": 1,
            "starts_on": TODAY - 20 * DAY,
            "ends_on": TODAY - DAY,
            "function_ids": frozenset({7}),
            "has_address": True,
            "was_asked": False,
            "is_rated": False,
            **given,
        }
    )


@pytest.mark.parametrize(
    ("asked", "marked", "rated", "state"),
    [
        (0, 0, 0, PlaceState.NOT_ASKED),
        (4, 0, 0, PlaceState.NO_EVIDENCE),
        (4, 1, 0, PlaceState.COLLEGE_ONLY),
        # A sheet may show what the mentor was never asked about.
        (0, 1, 0, PlaceState.COLLEGE_ONLY),
        (4, 4, 1, PlaceState.HEARD),
        (4, 0, 1, PlaceState.HEARD),
    ],
)
def test_state_of_a_place_is_the_best_word_it_has_given(asked, marked, rated, state):
    assert PlaceFacts(5, asked, marked, rated).state == state


@pytest.mark.parametrize(
    ("practices", "steps"),
    [
        ([], [PlaceStep.INCLUDE]),
        ([practice()], [PlaceStep.ASK, PlaceStep.ENTER]),
        ([practice(was_asked=True)], [PlaceStep.REMIND, PlaceStep.ENTER]),
        ([practice(has_address=False)], [PlaceStep.ENTER]),
        ([practice(), practice(was_asked=True)], [PlaceStep.ASK]),
        ([practice(was_asked=True), practice(was_asked=True)], [PlaceStep.REMIND]),
        ([practice(has_address=False), practice(has_address=False)], [PlaceStep.ENTER]),
        ([practice(), practice(is_rated=True)], [PlaceStep.ASK, PlaceStep.ENTER]),
        ([practice(is_rated=True)], [PlaceStep.NEXT_PRACTICE]),
        ([practice(starts_on=TODAY + DAY, ends_on=TODAY + 9 * DAY)], [PlaceStep.WAIT]),
        ([practice(is_rated=True), practice(starts_on=TODAY + DAY)], [PlaceStep.WAIT]),
    ],
)
def test_steps_follow_the_practices_that_have_the_function(practices, steps):
    assert steps_at_place(practices, today=TODAY) == steps


def test_sheet_is_offered_only_where_a_practice_has_begun():
    begun = [practice(was_asked=True)]
    assert steps_at_place(begun, today=TODAY, wants_sheet=True) == [
        PlaceStep.REMIND,
        PlaceStep.ENTER,
        PlaceStep.SHEET,
    ]
    coming = [practice(starts_on=TODAY + DAY)]
    assert steps_at_place(coming, today=TODAY, wants_sheet=True) == [PlaceStep.WAIT]


def test_practice_that_begins_today_has_begun():
    first, later, rated = (
        practice(starts_on=TODAY),
        practice(starts_on=TODAY + DAY),
        practice(is_rated=True),
    )
    assert unanswered([first, later, rated], today=TODAY) == [first]
