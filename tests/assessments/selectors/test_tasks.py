import datetime as dt

import pytest

from assessments.enums import RaterKind, SheetState
from assessments.models import GroupFunctionReadiness, Sheet
from assessments.selectors.progress import MissingGroup, progress_of
from assessments.selectors.tasks import tasks_of
from assessments.services.sheets import return_sheet
from colleges.services.alignment_states import agree_by_college, return_alignment
from core.enums import ImportState, Role
from core.models import ImportBatch
from core.scope import Scope
from employers.enums import RatingState
from tests.factories.accounts import UserFactory
from tests.factories.assessments import (
    GroupReadinessFactory,
    RaterFactory,
    ResultFactory,
    SheetFactory,
)
from tests.factories.colleges import (
    AlignmentFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.employers import EvaluationFactory, PlacementFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def person(college):
    return UserFactory(display_name="Мастер")


@pytest.fixture
def scope(college, person):
    return Scope(user_id=person.pk, role=Role.COLLEGE_TEACHER, college_ids=frozenset({college.pk}))


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme=ProgrammeFactory(college=college), name="М-31")


def test_own_sheets_are_those_made_or_judged_by_the_person(scope, person, group, other_college):
    judged = SheetFactory(group=group, rater=RaterFactory(college=group.college, user=person))
    made = SheetFactory(group=group, created_by=person)
    foreign = SheetFactory(
        group=group, rater__kind=RaterKind.COMMISSION, rater__title="комиссия ПМ.01"
    )
    SheetFactory(group__programme__college=other_college)
    SheetFactory(group=group, state=SheetState.SUBMITTED, submitted_at=NOW)

    own = tasks_of(scope=scope, now=NOW, own_only=True)
    everything = tasks_of(scope=scope, now=NOW)

    assert {sheet.pk for sheet in own.sheets} == {judged.pk, made.pk}
    assert {sheet.pk: sheet.whose for sheet in everything.sheets} == {
        judged.pk: "Мастер",
        made.pk: made.rater.title,
        foreign.pk: "комиссия ПМ.01",
    }


def test_late_and_returned_sheets_are_counted(scope, group):
    SheetFactory(group=group, state=SheetState.RETURNED, due_on=dt.date(2026, 11, 19))
    SheetFactory(group=group, due_on=dt.date(2026, 11, 20))

    due = tasks_of(scope=scope, now=NOW)

    assert (due.late_sheets, due.returned_sheets) == (1, 1)
    assert [sheet.is_late for sheet in due.sheets] == [True, False]


def test_returned_sheet_names_who_returned_it_last_and_when(scope, group):
    sheet, plain = SheetFactory(group=group), SheetFactory(group=group)
    deputy = UserFactory(display_name="Завуч")
    for reason, actor, day in (("описка", scope.user_id, 18), ("нет даты", deputy.pk, 19)):
        Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.SUBMITTED, submitted_at=NOW)
        return_sheet(sheet=sheet, reason=reason, actor_id=actor, now=NOW.replace(day=day))

    due = {row.pk: row for row in tasks_of(scope=scope, now=NOW).sheets}

    told = due[sheet.pk]
    assert (told.reason, told.returned_by, told.returned_at) == (
        "нет даты",
        "Завуч",
        NOW.replace(day=19),
    )
    assert (due[plain.pk].returned_by, due[plain.pk].returned_at) == ("", None)


def test_alignment_returned_by_the_association_waits_until_handed_in_again(
    scope, college, other_college
):
    expert = UserFactory(display_name="Эксперт объединения")

    def handed_in(place):
        version = AlignmentFactory(programme=ProgrammeFactory(college=place)).version
        agree_by_college(programme=version.programme, actor_id=None, now=NOW)
        return version.programme

    returned, withdrawn, foreign = handed_in(college), handed_in(college), handed_in(other_college)
    for programme, by_college in ((returned, False), (withdrawn, True), (foreign, False)):
        return_alignment(
            programme=programme, reason="Нет практики", actor_id=expert.pk, now=NOW,
            by_college=by_college,
        )  # fmt: skip

    (task,) = tasks_of(scope=scope, now=NOW).alignments
    assert (task.programme_id, task.reason, task.returned_by, task.returned_at) == (
        returned.pk,
        "Нет практики",
        "Эксперт объединения",
        NOW,
    )

    agree_by_college(programme=returned, actor_id=None, now=NOW)
    assert tasks_of(scope=scope, now=NOW).alignments == ()

    # Taken back by the college after that: a draft again, but nobody waits for a correction.
    own = {"programme": returned, "actor_id": None, "now": NOW}
    return_alignment(reason="Забыли модуль", by_college=True, **own)
    assert tasks_of(scope=scope, now=NOW).alignments == ()
    agree_by_college(**own)
    return_alignment(reason="Снова нет практики", **own)
    assert [one.reason for one in tasks_of(scope=scope, now=NOW).alignments] == [
        "Снова нет практики"
    ]


def test_marked_cells_of_open_sheets_wait(scope, group):
    sheet = SheetFactory(group=group)
    row = ResultFactory(sheet=sheet, needs_attention=True, comment="пересдача")
    closed = SheetFactory(group=group, state=SheetState.SUBMITTED, submitted_at=NOW)
    ResultFactory(sheet=closed, needs_attention=True)

    due = tasks_of(scope=scope, now=NOW)

    assert due.flagged_cells == 1
    assert [(cell.student_id, cell.comment) for cell in due.cells] == [
        (row.student_id, "пересдача")
    ]
    assert due.sheets[0].flagged == 1


def test_ended_practices_without_a_rating_wait(scope, college):
    ended = PlacementFactory(student__college=college, ends_on=dt.date(2026, 11, 10))
    PlacementFactory(student__college=college, ends_on=dt.date(2026, 11, 20))
    rated = PlacementFactory(student__college=college, ends_on=dt.date(2026, 11, 1))
    EvaluationFactory(placement=rated, submitted_at=NOW)

    due = tasks_of(scope=scope, now=NOW)

    assert due.unrated_placements == 1
    assert [(row.pk, row.days, row.state) for row in due.placements] == [
        (ended.pk, 10, RatingState.NOT_ASKED)
    ]


def test_files_that_were_checked_and_not_written_wait(scope, college, other_college):
    def batch(place, state, **more):
        return ImportBatch.objects.create(
            kind="results", college_id=place.pk, state=state, file_name="М-31.xlsx", content=b"",
            uploaded_at=NOW, **more,
        )  # fmt: skip

    waiting = batch(college, ImportState.REFUSED, rows_wrong=2)
    batch(college, ImportState.APPLIED, applied_at=NOW)
    batch(other_college, ImportState.CHECKED)

    files = tasks_of(scope=scope, now=NOW).files

    assert [(row.pk, row.rows_wrong) for row in files] == [(waiting.pk, 2)]
    assert tasks_of(scope=scope, now=NOW, own_only=True).files == ()


def test_progress_of_groups_begins_with_the_least_assessed(scope, group):
    other = StudyGroupFactory(programme=group.programme, name="М-32")
    StudyGroupFactory(programme=group.programme, name="пустая")
    EnrolmentFactory.create_batch(2, group=group)
    EnrolmentFactory.create_batch(2, group=other)
    GroupReadinessFactory(
        group=group, students_count=2, assessed_count=2, employer_voice_count=1,
        provisional_count=0, ready_count=0,
    )  # fmt: skip
    SheetFactory(group=group, state=SheetState.SUBMITTED, submitted_at=NOW)
    SheetFactory(group=group)

    rows = progress_of(scope=scope).groups

    assert [(r.name, r.students, r.assessed, r.employer_voice) for r in rows] == [
        ("М-32", 2, 0, 0),
        ("М-31", 2, 2, 1),
    ]
    assert (rows[1].sheets_submitted, rows[1].sheets_open) == (1, 1)


def test_functions_of_the_programme_name_the_groups_that_lack_them(scope, group):
    EnrolmentFactory.create_batch(3, group=group)
    done, missing = (
        ProgrammeFunctionFactory(programme=group.programme).function for _number in range(2)
    )
    for function, students in ((done, 3), (missing, 1)):
        GroupFunctionReadiness.objects.create(
            group=group, college=group.college, function=function, students_count=students,
            value_sum=1, value_square_sum=1, low_confidence_count=0, employer_count=1,
            employer_sum=1, gap_count=0, gap_sum=0, evidence_count=1,
        )  # fmt: skip

    rows = progress_of(scope=scope).functions

    assert [(r.pk, r.students, r.assessed, r.missing, r.employer_voice) for r in rows] == [
        (missing.pk, 3, 1, 2, 1),
        (done.pk, 3, 3, 0, 1),
    ]
    assert rows[0].groups == (MissingGroup(pk=group.pk, name="М-31", missing=2),)
