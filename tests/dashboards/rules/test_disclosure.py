import random
from dataclasses import replace

import pytest

from assessments.rules.figures import GroupFigures
from dashboards.rules.disclosure import _add_up, hidden_reason, make_disclosure, plan_of
from dashboards.rules.spots import REGION, GroupPath, PlaceKind
from scoring.disclosure import audit


def figures(low, basic, sufficient, high, provisional=0, voice=None):
    assessed = low + basic + sufficient + high
    students = assessed + provisional
    return GroupFigures(
        students=students,
        assessed=assessed,
        provisional=provisional,
        ready=sufficient + high,
        low=low,
        basic=basic,
        sufficient=sufficient,
        high=high,
        employer_voice=students if voice is None else voice,
        index_sum=0.5 * assessed,
    )


def path(group, college, municipality, speciality=1):
    return GroupPath(group, 100 * college + speciality, college, municipality, speciality)


LARGE = figures(5, 7, 9, 6)
SHAPES = {
    "one college in each municipality, one is tiny": [
        (path(1, 1, 1), LARGE),
        (path(2, 2, 2), figures(6, 6, 8, 8)),
        (path(3, 3, 3), figures(1, 1, 1, 0)),
        (path(4, 4, 4), figures(7, 5, 6, 9)),
    ],
    "two colleges in a municipality, one is tiny": [
        (path(1, 1, 1), LARGE),
        (path(2, 2, 1), figures(0, 2, 1, 0)),
        (path(3, 3, 2), figures(6, 6, 6, 6)),
        (path(4, 4, 2), figures(8, 8, 6, 6)),
    ],
    "tiny groups of one speciality in large colleges": [
        (path(group, college, college % 3, speciality), own)
        for college in range(1, 7)
        for group, speciality, own in (
            (10 * college, 1, figures(5, 5, 6, 6, provisional=college % 4)),
            (10 * college + 1, 2, figures(college % 2, 1, 1, college % 3, provisional=1)),
        )
    ],
    "some have no employer's voice": [
        (path(1, 1, 1), figures(5, 7, 9, 6, provisional=2, voice=26)),
        (path(2, 2, 2), figures(6, 6, 8, 8, provisional=6, voice=20)),
        (path(3, 3, 3), figures(9, 6, 8, 8, provisional=7, voice=30)),
    ],
}


def random_shape(seed):
    source = random.Random(seed)  # noqa: S311 -- figures of a test
    return [
        (
            path(group, college, college % 4, source.randint(1, 3)),
            figures(*(source.randint(0, 9) for _level in range(4)), source.randint(0, 3)),
        )
        for group, college in enumerate(source.randint(1, 8) for _group in range(20))
    ]


@pytest.mark.parametrize("minimum", [5, 10])
@pytest.mark.parametrize("shape", [*SHAPES, *range(2)])
def test_plan_gives_nothing_back(shape, minimum):
    groups = SHAPES[shape] if shape in SHAPES else random_shape(shape)
    spots, _fixed, territory = _add_up(groups, tuple(PlaceKind), filters=True)

    plan = plan_of(spots, territory, minimum)

    assert plan.unprotected == ()
    assert audit(plan).is_clean


@pytest.mark.parametrize("shape", [*SHAPES, *range(2)])
def test_count_under_minimum_never_shown(shape):
    groups = SHAPES[shape] if shape in SHAPES else random_shape(shape)
    whole = make_disclosure(groups, minimum=5)
    for speciality in (None, 1, 2, 3):
        for spot in whole.figures:
            shown = replace(whole, speciality=speciality).shown(spot.place)
            if shown is None:
                continue
            unready = None if shown.ready is None else shown.assessed - shown.ready
            for count in (
                shown.assessed,
                shown.provisional,
                shown.ready,
                unready,
                *shown.levels,
            ):
                assert count is None or count == 0 or count >= 5
            if shown.assessed is None:
                assert shown.mean_index is None
                assert shown.share_ready is None


@pytest.mark.parametrize("minimum", [1, 5])
@pytest.mark.parametrize("shape", SHAPES)
def test_counts_alone_are_those_of_what_is_shown(shape, minimum):
    plan = make_disclosure(SHAPES[shape], minimum=minimum)
    for speciality in (None, 1):
        asked = replace(plan, speciality=speciality)
        for place in {place for own, _figures in SHAPES[shape] for place in own.places()}:
            shown = asked.shown(place)
            told = shown is not None and shown.assessed is not None and shown.ready is not None
            expected = (shown.ready, shown.assessed) if told else None
            assert asked.counts_shown(place) == expected
    assert plan.counts_shown((PlaceKind.COLLEGE, 99)) is None


def test_small_place_is_hidden_with_one_reason():
    disclosure = make_disclosure(SHAPES["two colleges in a municipality, one is tiny"], minimum=5)
    tiny = disclosure.shown((PlaceKind.COLLEGE, 2))
    sibling = disclosure.shown((PlaceKind.COLLEGE, 1))
    region = disclosure.shown(REGION)
    assert tiny.is_hidden
    assert tiny.why_hidden == hidden_reason(5)
    assert hidden_reason(5) == "скрыто, чтобы нельзя было узнать о группе меньше 5 человек"
    # The sibling or the municipality goes too: 30 - 27 would be the tiny college.
    municipality = disclosure.shown((PlaceKind.MUNICIPALITY, 1))
    assert sibling.is_hidden or municipality.is_hidden
    assert region.assessed == 27 + 3 + 24 + 28


def test_minimum_of_one_shows_everything():
    disclosure = make_disclosure(SHAPES["two colleges in a municipality, one is tiny"], minimum=1)
    tiny = disclosure.shown((PlaceKind.COLLEGE, 2))
    assert (tiny.assessed, tiny.ready, tiny.levels) == (3, 1, (0, 2, 1, 0))
    assert tiny.share_ready == pytest.approx(1 / 3)
    assert tiny.why_hidden == ""


def test_filtered_place_shows_its_speciality_only():
    groups = SHAPES["tiny groups of one speciality in large colleges"]
    disclosure = make_disclosure(groups, minimum=1)
    filtered = replace(disclosure, speciality=1)
    assert filtered.shown((PlaceKind.COLLEGE, 3)).assessed == 22
    assert filtered.shown(REGION).assessed == 6 * 22
    assert filtered.shown((PlaceKind.PROGRAMME, 301)).assessed == 22
    assert filtered.shown((PlaceKind.PROGRAMME, 302)) is None


def test_place_without_students_is_none():
    disclosure = make_disclosure([(path(1, 1, 1), LARGE)], minimum=5)
    assert disclosure.shown((PlaceKind.COLLEGE, 9)) is None
    assert make_disclosure([], minimum=5).shown(REGION) is None


def test_nobody_assessed_is_zero_not_hidden():
    nobody = figures(0, 0, 0, 0, provisional=12)
    disclosure = make_disclosure(
        [(path(1, 1, 1), nobody), (path(2, 2, 2), LARGE), (path(3, 3, 3), LARGE)], minimum=5
    )
    shown = disclosure.shown((PlaceKind.COLLEGE, 1))
    assert (shown.assessed, shown.provisional, shown.share_ready) == (0, 12, None)
    assert shown.why_hidden == ""


def test_report_is_not_narrowed_by_what_it_does_not_print():
    groups = SHAPES["tiny groups of one speciality in large colleges"]
    outer = (PlaceKind.REGION, PlaceKind.MUNICIPALITY, PlaceKind.COLLEGE)
    report = make_disclosure(groups, minimum=5, kinds=outer, filters=False)
    assert report.shown((PlaceKind.COLLEGE, 1)).assessed == 22 + 4
    assert report.shown((PlaceKind.GROUP, 11)) is None
