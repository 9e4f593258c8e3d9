import datetime as dt

import pytest

from colleges.enums import EnrolmentState
from core.scope import NOBODY
from employers.enums import RatingState, RequestChannel
from employers.models import Placement
from employers.selectors.placements import (
    PlacementFilter,
    board_rows,
    count_by_state,
    employers_of_board,
    filter_placements,
    groups_of_board,
    placements_to_ask,
    with_rating_state,
    years_of_board,
)
from tests.factories.colleges import EnrolmentFactory, StudentFactory, StudyGroupFactory
from tests.factories.employers import (
    ContactFactory,
    EmployerFactory,
    EvaluationFactory,
    FunctionRatingFactory,
    PlacementFactory,
    RatingRequestFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
EVERYTHING = PlacementFilter()


@pytest.fixture
def scope(college_teacher_client):
    return college_teacher_client.scope


def state_of(placement, now) -> str:
    rows = with_rating_state(Placement.objects.filter(pk=placement.pk), now=now)
    return rows.values_list("rating_state", flat=True).get()


def ask(placement, now, **values):
    return RatingRequestFactory(
        placement=placement, created_at=now - DAY, expires_at=now + DAY, **values
    )


def test_placement_nobody_asked_about(placement, now):
    assert state_of(placement, now) == RatingState.NOT_ASKED


def test_state_follows_the_mentor_from_link_to_rating(placement, now):
    request = ask(placement, now)
    assert state_of(placement, now) == RatingState.SENT
    request.opened_at = now
    request.save()
    evaluation = EvaluationFactory(placement=placement)
    assert state_of(placement, now) == RatingState.OPENED
    FunctionRatingFactory(evaluation=evaluation)
    assert state_of(placement, now) == RatingState.DRAFT
    evaluation.submitted_at = now
    evaluation.save()
    assert state_of(placement, now) == RatingState.RATED


def test_expired_link_without_rating_is_overdue_even_with_a_draft(placement, now):
    ask(placement, now)
    FunctionRatingFactory(evaluation=EvaluationFactory(placement=placement))
    assert state_of(placement, now + 2 * DAY) == RatingState.OVERDUE


def test_fresh_link_beside_an_expired_one_is_sent(placement, now):
    RatingRequestFactory(placement=placement)
    assert state_of(placement, now) == RatingState.OVERDUE
    ask(placement, now)
    assert state_of(placement, now) == RatingState.SENT


def test_withdrawn_link_counts_for_nothing(placement, now):
    ask(placement, now, revoked_at=now)
    assert state_of(placement, now) == RatingState.NOT_ASKED


def test_answers_without_any_link_are_a_draft(placement, now):
    FunctionRatingFactory(evaluation=EvaluationFactory(placement=placement))
    assert state_of(placement, now) == RatingState.DRAFT


def test_rating_outlives_its_link(placement, now):
    RatingRequestFactory(placement=placement)
    EvaluationFactory(placement=placement, submitted_at=now)
    assert state_of(placement, now) == RatingState.RATED


def found(scope, now, **chosen) -> set[Placement]:
    return set(filter_placements(scope=scope, chosen=PlacementFilter(**chosen), now=now))


def test_board_is_filtered_by_group_employer_year_name_and_state(placement, scope, group, now):
    classmate = StudentFactory(college=placement.student.college, last_name="Ёлкин")
    EnrolmentFactory(group=StudyGroupFactory(programme=group.programme), student=classmate)
    other = PlacementFactory(student=classmate)
    ask(other, now)
    PlacementFactory()

    assert found(scope, now) == {placement, other}
    assert found(scope, now, group_id=group.pk) == {placement}
    assert found(scope, now, employer_id=other.employer_id) == {other}
    assert found(scope, now, year=2026) == {placement}
    assert found(scope, now, year=2025) == {other}
    assert found(scope, now, query="елкин") == {other}
    assert found(scope, now, query="ЁЛКИН имя") == {other}
    assert found(scope, now, query="Вершинин") == {placement}
    assert found(scope, now, state=RatingState.SENT) == {other}
    assert found(scope, now, state=RatingState.RATED) == set()
    assert found(NOBODY, now) == set()


def test_board_is_filtered_by_the_programme_of_present_students(placement, scope, group, now):
    elsewhere = StudentFactory(college=placement.student.college)
    EnrolmentFactory(group=StudyGroupFactory(college=group.college), student=elsewhere)
    gone = StudentFactory(college=placement.student.college)
    EnrolmentFactory(group=group, student=gone, state=EnrolmentState.EXPELLED)
    others = {PlacementFactory(student=elsewhere), PlacementFactory(student=gone)}
    assert found(scope, now) == {placement, *others}
    assert found(scope, now, programme_id=group.programme_id) == {placement}


def test_academic_year_begins_on_the_first_of_september(scope, college, now):
    student = StudentFactory(college=college)
    last, first = dt.date(2026, 8, 31), dt.date(2026, 9, 1)
    summer = PlacementFactory(student=student, starts_on=last, ends_on=last)
    autumn = PlacementFactory(student=student, starts_on=first, ends_on=first)
    assert found(scope, now, year=2025) == {summer}
    assert found(scope, now, year=2026) == {autumn}
    assert years_of_board(scope=scope) == [2026, 2025]


def test_states_are_counted_under_the_other_filters(placement, scope, college, now):
    ask(placement, now)
    for _again in range(2):
        PlacementFactory(student=StudentFactory(college=college), employer=placement.employer)
    PlacementFactory(student=StudentFactory(college=college))
    chosen = PlacementFilter(employer_id=placement.employer_id, state=RatingState.RATED)
    assert count_by_state(scope=scope, chosen=chosen, now=now) == {
        RatingState.NOT_ASKED: 2,
        RatingState.SENT: 1,
        RatingState.OPENED: 0,
        RatingState.DRAFT: 0,
        RatingState.RATED: 0,
        RatingState.OVERDUE: 0,
    }


def rows(scope, now, **order):
    return board_rows(filter_placements(scope=scope, chosen=EVERYTHING, now=now), **order)


def test_row_tells_group_last_letter_and_wishes(placement, scope, now):
    ask(placement, now, asked_again_at=now)
    RatingRequestFactory(
        placement=placement,
        created_at=now,
        expires_at=now + DAY,
        revoked_at=now,
        reminders_stopped_at=now,
    )
    (row,) = rows(scope, now)
    assert row.group_name == "М-31"
    assert row.asked_at == now - DAY
    assert (row.wants_link, row.no_letters) == (True, False)


def test_row_names_the_group_entered_last(placement, scope, group, now):
    later = StudyGroupFactory(programme=group.programme, name="М-41")
    placement.student.enrolments.update(state="transferred")
    EnrolmentFactory(group=later, student=placement.student, started_on=dt.date(2026, 9, 1))
    (row,) = rows(scope, now)
    assert row.group_name == "М-41"


def test_board_is_ordered_as_asked(scope, college, now):
    made = [
        PlacementFactory(
            student=StudentFactory(college=college, last_name=name),
            employer=EmployerFactory(name=employer),
            ends_on=dt.date(2026, 6, day),
        )
        for name, employer, day in (("Бобров", "В", 1), ("Аксёнов", "Б", 3), ("Волков", "А", 2))
    ]
    first, second, third = made
    assert list(rows(scope, now)) == [second, third, first]
    assert list(rows(scope, now, sort="nonsense")) == [second, third, first]
    assert list(rows(scope, now, sort="student")) == [second, first, third]
    assert list(rows(scope, now, sort="-student")) == [third, first, second]
    assert list(rows(scope, now, sort="employer")) == [third, second, first]
    assert list(rows(scope, now, sort="ends")) == [first, third, second]


def test_placements_to_ask_are_those_named_within_scope(placement, scope, now):
    foreign = PlacementFactory()
    asked = placements_to_ask(
        scope=scope, placement_ids=[placement.pk, foreign.pk], chosen=EVERYTHING, now=now
    )
    assert asked == [placement]


def test_whole_board_leaves_out_what_is_rated(placement, scope, college, now):
    rated = PlacementFactory(student=StudentFactory(college=college))
    EvaluationFactory(placement=rated, submitted_at=now)
    other = PlacementFactory(student=StudentFactory(college=college))
    chosen = PlacementFilter(employer_id=placement.employer_id)
    everybody = placements_to_ask(scope=scope, placement_ids=None, chosen=EVERYTHING, now=now)
    assert set(everybody) == {placement, other}
    assert placements_to_ask(scope=scope, placement_ids=None, chosen=chosen, now=now) == [placement]


def test_filters_offer_the_own_groups_and_enterprises(placement, scope, group):
    StudyGroupFactory(programme=group.programme, is_archived=True)
    StudyGroupFactory()
    EmployerFactory()
    assert list(groups_of_board(scope=scope)) == [group]
    offered = employers_of_board(scope=scope, group_id=None, year=None, kept="")
    assert list(offered) == [placement.employer]


def test_letter_channel_is_not_needed_to_be_asked(placement, now):
    ask(placement, now, channel=RequestChannel.QR, mentor=ContactFactory())
    assert state_of(placement, now) == RatingState.SENT
