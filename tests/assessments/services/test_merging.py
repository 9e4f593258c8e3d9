import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from assessments.enums import ResultState, SheetState
from assessments.models import (
    Evidence,
    Result,
    ResultChange,
    StaleStudent,
    StudentMerge,
    StudentReadiness,
)
from assessments.rules.parameters import default_parameter_values
from assessments.selectors.merging import find_conflicts
from assessments.services.merging import merge_students
from assessments.services.movements import carry_out
from assessments.services.sheets import CellInput, record_results, submit_sheet
from assessments.services.unmerging import undo_merge
from colleges.enums import MovementKind
from colleges.models import Enrolment, GraduateOutcome, Student
from colleges.services.movements import Order
from core.enums import Role
from core.models import AuditEntry
from core.scope import Scope
from employers.models import Placement
from employers.selectors.links import placements_awaiting
from tests.factories.accounts import MembershipFactory
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    EvidenceFactory,
    IssuedDocumentFactory,
    MethodologyFactory,
    ResultFactory,
    SheetFactory,
)
from tests.factories.colleges import (
    ConsentFactory,
    EnrolmentFactory,
    GraduateOutcomeFactory,
    StudyGroupFactory,
)
from tests.factories.employers import (
    EvaluationFactory,
    FunctionRatingFactory,
    PlacementFactory,
    RatingRequestFactory,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme__college=college, name="М-31")


@pytest.fixture
def kept(group):
    return person(group, record_book="1")


@pytest.fixture
def dropped(group):
    return person(group, record_book="")


def person(group, **fields):
    names = {"last_name": "Лунёв", "first_name": "Пётр", "patronymic": "Ильич"}
    return EnrolmentFactory(
        group=group,
        student__college=group.college,
        **{f"student__{name}": value for name, value in (names | fields).items()},
    ).student


def merge(kept, dropped, **decisions):
    return merge_students(
        kept=kept,
        dropped=dropped,
        decisions={key.replace("__", ":"): value for key, value in decisions.items()},
        actor_id=None,
        now=NOW,
    )


def live(student):
    rows = Evidence.objects.filter(student=student, voided_at__isnull=True).order_by("score")
    return [row.score for row in rows]


def snapshot():
    """Everything that a merge may touch, without the ledger's keys and moments."""
    return {
        "students": list(
            Student.objects.order_by("pk").values_list(
                "pk", "last_name", "birth_date", "record_book", "search_name", "merged_into"
            )
        ),
        "enrolments": list(
            Enrolment.objects.order_by("pk").values_list("pk", "student", "state", "ended_on")
        ),
        "results": list(
            Result.objects.exclude(state=ResultState.EMPTY)
            .order_by("pk")
            .values_list("pk", "student", "raw_value", "score")
        ),
        "placements": list(
            Placement.objects.order_by("pk").values_list("pk", "student", "starts_on")
        ),
        "evidence": sorted(
            Evidence.objects.filter(voided_at__isnull=True).values_list(
                "student", "score", "function", "observed_on"
            ),
            key=str,
        ),
    }


def test_everything_of_the_dropped_record_follows_the_kept_one(kept, dropped, group, run_jobs):
    MethodologyFactory(published=True, parameters=default_parameter_values())
    sheet = SheetFactory(group=group, state=SheetState.SUBMITTED, submitted_at=NOW)
    result = ResultFactory(sheet=sheet, student=dropped)
    change = ResultChange.objects.create(
        sheet=sheet, student=dropped, criterion=result.criterion, new_value="4", changed_at=NOW
    )
    placement = PlacementFactory(student=dropped)
    consent = ConsentFactory(student=dropped)
    outcome = GraduateOutcomeFactory(student=dropped)
    account = MembershipFactory(student_role=True, student=dropped)
    paper = IssuedDocumentFactory(student=dropped)
    EvidenceFactory(student=kept, score=0.3)
    EvidenceFactory(student=dropped, score=0.6, result=result)
    Student.objects.filter(pk=dropped.pk).update(birth_date=dt.date(2008, 3, 12))
    dropped.refresh_from_db()

    made = merge(kept, dropped, field__note="Лунёв: своими словами")

    for row in (result, change, placement, consent, outcome, account, paper):
        row.refresh_from_db()
        assert row.student_id == kept.pk, row
    kept.refresh_from_db()
    dropped.refresh_from_db()
    assert kept.birth_date == dt.date(2008, 3, 12)
    assert (dropped.merged_into, dropped.birth_date) == (kept, None)
    assert (live(kept), live(dropped)) == ([0.3, 0.6], [])
    # The old row of the ledger stays as it was known then.
    old = Evidence.objects.get(student=dropped)
    assert (old.voided_at, old.score) == (NOW, 0.6)
    assert StaleStudent.objects.count() == 2
    run_jobs(at=NOW)
    assert StudentReadiness.objects.get().student_id == kept.pk
    line = AuditEntry.objects.get(action="assessments.merge_students")
    assert line.details == {"dropped_id": dropped.pk, "merge_id": made.pk, "decisions": {}}


def test_conflicts_are_shown_and_nothing_is_written_until_each_is_decided(kept, dropped, group):
    other = StudyGroupFactory(programme=group.programme, name="М-32")
    Enrolment.objects.filter(student=dropped).update(group=other)
    Student.objects.filter(pk=dropped.pk).update(record_book="2", first_name="Петр")
    dropped.refresh_from_db()
    ours = ResultFactory(sheet__group=group, student=kept, raw_value="3", score=1 / 3)
    ResultFactory(
        sheet=ours.sheet, criterion=ours.criterion, student=dropped, raw_value="5", score=1
    )

    conflicts = [
        (one.title, one.kept, one.dropped) for one in find_conflicts(kept=kept, dropped=dropped)
    ]

    assert conflicts == [
        ("Фамилия, имя, отчество", "Лунёв Пётр Ильич", "Лунёв Петр Ильич"),
        ("Номер зачётной книжки", "1", "2"),
        (
            "Группа сейчас",
            "М-31, обучается, бюджет, с 01.09.2023",
            "М-32, обучается, бюджет, с 01.09.2023",
        ),
        (f"Ведомость от 18.06.2026: {ours.criterion.name}", "3", "5"),
    ]
    before = snapshot()
    with pytest.raises(ValidationError, match="Выберите, что оставить: Номер зачётной"):
        merge(kept, dropped, field__name="kept")
    assert snapshot() == before
    assert not StudentMerge.objects.exists()


@pytest.mark.parametrize("chosen", ["kept", "dropped"])
def test_chosen_cell_counts_and_undo_restores_everything(kept, dropped, group, chosen):
    sheet = SheetFactory(group=group, state=SheetState.SUBMITTED, submitted_at=NOW)
    ours = ResultFactory(sheet=sheet, student=kept, raw_value="3", score=1 / 3)
    theirs = ResultFactory(
        sheet=sheet, criterion=ours.criterion, student=dropped, raw_value="5", score=1
    )
    EvidenceFactory(student=kept, result=ours, score=1 / 3)
    EvidenceFactory(student=dropped, result=theirs, score=1)
    Student.objects.filter(pk=dropped.pk).update(record_book="2")
    dropped.refresh_from_db()
    other = StudyGroupFactory(programme=group.programme)
    Enrolment.objects.filter(student=dropped).update(group=other)
    before = snapshot()

    made = merge(
        kept,
        dropped,
        field__record_book=chosen,
        group=chosen,
        **{f"result__{ours.pk}": chosen},
    )

    kept.refresh_from_db()
    ours.refresh_from_db()
    wanted = ("3", 1 / 3, "1", group) if chosen == "kept" else ("5", 1, "2", other)
    assert live(kept) == [wanted[1]]
    assert (ours.raw_value, kept.record_book) == (wanted[0], wanted[2])
    assert Enrolment.objects.current().get(student=kept).group == wanted[3]
    assert Evidence.objects.get(student=kept, voided_at__isnull=True).result == ours

    undo_merge(merge=made, actor_id=None, now=LATER)

    assert snapshot() == before
    made.refresh_from_db()
    assert made.undone_at == LATER
    with pytest.raises(ValidationError, match="уже отменено"):
        undo_merge(merge=made, actor_id=None, now=LATER)


@pytest.mark.parametrize("chosen", ["kept", "dropped"])
def test_two_ratings_of_one_practice_leave_the_chosen_one(kept, dropped, chosen):
    ours = PlacementFactory(student=kept)
    theirs = PlacementFactory(
        student=dropped, employer=ours.employer, mentor=ours.mentor, starts_on=ours.starts_on
    )
    for placement, score in ((ours, 0.2), (theirs, 0.9)):
        evaluation = EvaluationFactory(placement=placement, submitted_at=NOW)
        rating = FunctionRatingFactory(evaluation=evaluation)
        EvidenceFactory(student=placement.student, rating=rating, score=score)
    before = snapshot()

    made = merge(kept, dropped, **{f"placement__{ours.pk}": chosen})

    assert live(kept) == [0.2 if chosen == "kept" else 0.9]
    assert Placement.objects.get(student=kept) == (ours if chosen == "kept" else theirs)
    undo_merge(merge=made, actor_id=None, now=LATER)
    assert snapshot() == before


def test_practice_that_a_mentor_was_asked_about_is_the_one_that_stays(kept, dropped, group):
    ours = PlacementFactory(student=kept)
    theirs = PlacementFactory(
        student=dropped, employer=ours.employer, mentor=ours.mentor, starts_on=ours.starts_on
    )
    RatingRequestFactory(placement=theirs)
    before = snapshot()

    made = merge(kept, dropped)

    scope = Scope(role=Role.COLLEGE_MANAGER, college_ids=frozenset({group.college_id}))
    assert list(Placement.objects.visible_to(scope)) == [theirs]
    assert Placement.objects.get(student=kept) == theirs
    assert placements_awaiting(contact=ours.mentor, now=NOW) == [theirs]
    undo_merge(merge=made, actor_id=None, now=LATER)
    assert snapshot() == before


def test_undo_is_refused_once_an_exchanged_cell_was_corrected(kept, dropped, group):
    ours = ResultFactory(sheet__group=group, student=kept, raw_value="3", score=1 / 3)
    ResultFactory(
        sheet=ours.sheet, criterion=ours.criterion, student=dropped, raw_value="5", score=1
    )
    made = merge(kept, dropped, **{f"result__{ours.pk}": "dropped"})
    Result.objects.filter(pk=ours.pk).update(version=7)

    with pytest.raises(ValidationError, match="с тех пор исправляли"):
        undo_merge(merge=made, actor_id=None, now=LATER)


def test_edit_made_without_a_network_before_a_merge_overwrites_nothing(kept, dropped, group):
    sheet = SheetFactory(group=group)
    criterion = CriterionFactory(instrument=sheet.instrument)
    cell = {"sheet": sheet, "criterion": criterion}
    ours = ResultFactory(**cell, student=kept, raw_value="3", score=1 / 3)
    ResultFactory(**cell, student=dropped, raw_value="5", score=1)

    def refused(version):
        typed = CellInput(kept.pk, criterion.pk, "2", version=version)
        (outcome,) = record_results(sheet=sheet, cells=[typed], actor_id=None, now=LATER)
        assert outcome.is_conflict
        return outcome

    made = merge(kept, dropped, **{f"result__{ours.pk}": "dropped"})
    merged = refused(ours.version)
    assert merged.value == "5"

    undo_merge(merge=made, actor_id=None, now=LATER)
    assert refused(ours.version).value == refused(merged.version).value == "3"


def test_cell_that_an_undone_merge_left_empty_counts_its_versions_on(kept, dropped, group):
    sheet = SheetFactory(group=group)
    elsewhere = SheetFactory(group=StudyGroupFactory(programme=group.programme))
    theirs = ResultFactory(sheet=sheet, student=dropped, raw_value="5", score=1, version=2)
    ResultFactory(sheet=elsewhere, student=dropped)
    made = merge(kept, dropped)
    undo_merge(merge=made, actor_id=None, now=LATER)

    def write(raw, version):
        typed = CellInput(kept.pk, theirs.criterion_id, raw, version=version)
        (outcome,) = record_results(sheet=sheet, cells=[typed], actor_id=None, now=LATER)
        return outcome.is_conflict, outcome.version

    left = Result.objects.get(student=kept)
    assert (left.sheet, left.state, left.raw_value) == (sheet, ResultState.EMPTY, "")
    # Typed without a network: before the merge against nothing, during it against the value.
    assert write("2", 0) == (True, 3)
    assert write("2", 2) == (True, 3)
    assert write("4", 3) == (False, 4)

    again = merge(kept, dropped, **{f"result__{left.pk}": "kept"})
    undo_merge(merge=again, actor_id=None, now=LATER)
    assert [Result.objects.get(pk=row.pk).raw_value for row in (left, theirs)] == ["4", "5"]


@pytest.mark.parametrize("chosen", ["kept", "dropped"])
def test_sheet_handed_in_after_a_merge_counts_the_chosen_cell_only(kept, dropped, group, chosen):
    sheet = SheetFactory(group=group)
    ours = ResultFactory(sheet=sheet, student=kept, raw_value="3", score=1 / 3)
    theirs = ResultFactory(
        sheet=sheet, criterion=ours.criterion, student=dropped, raw_value="5", score=1
    )
    CriterionFunctionFactory(criterion=ours.criterion)
    made = merge(kept, dropped, **{f"result__{ours.pk}": chosen})

    submit_sheet(sheet=sheet, actor_id=None, now=LATER)

    assert live(kept) == [1 / 3 if chosen == "kept" else 1]
    assert live(dropped) == []
    undo_merge(merge=made, actor_id=None, now=LATER)
    assert (live(kept), live(dropped)) == ([1 / 3], [1])
    theirs.refresh_from_db()
    assert theirs.score == 1


def test_undo_is_refused_once_the_student_was_moved_even_on_the_same_day(kept, dropped, group):
    other = StudyGroupFactory(programme=group.programme)
    made = merge(kept, dropped)
    order = Order(kind=MovementKind.TRANSFERRED, happened_on=dt.date(2026, 11, 20), to_group=other)
    carry_out(student=kept, order=order, actor_id=None, now=LATER)

    with pytest.raises(ValidationError, match="перевели: отменить нельзя"):
        undo_merge(merge=made, actor_id=None, now=LATER)


def test_records_of_two_colleges_and_merged_ones_are_not_merged(kept, dropped):
    with pytest.raises(ValidationError, match="одного колледжа"):
        merge(kept, EnrolmentFactory().student)
    merge(kept, dropped)
    with pytest.raises(ValidationError, match="уже объединена"):
        merge(kept, dropped)


@pytest.mark.parametrize("chosen", ["kept", "dropped"])
def test_two_enrolments_in_one_group_leave_one_and_no_transfer(kept, dropped, group, chosen):
    Enrolment.objects.filter(student=dropped).update(has_target_contract=True)
    (conflict,) = find_conflicts(kept=kept, dropped=dropped)
    assert (conflict.kept, conflict.dropped) == (
        "М-31, обучается, бюджет, с 01.09.2023",
        "М-31, обучается, бюджет, целевой договор, с 01.09.2023",
    )
    before = snapshot()

    made = merge(kept, dropped, group=chosen)

    (left,) = Enrolment.objects.filter(student=kept)
    assert (left.state, left.has_target_contract) == ("studying", chosen == "dropped")
    assert not Enrolment.objects.current().filter(student=dropped).exists()
    undo_merge(merge=made, actor_id=None, now=LATER)
    assert snapshot() == before


def test_of_two_like_enrolments_the_earlier_one_counts(kept, dropped):
    Enrolment.objects.filter(student=dropped).update(started_on=dt.date(2022, 9, 1))

    merge(kept, dropped)

    assert Enrolment.objects.get(student=kept).started_on == dt.date(2022, 9, 1)


def test_what_only_one_record_knows_of_a_graduate_stays_and_the_rest_is_asked(kept, dropped):
    for year, ours, theirs in ((2024, None, True), (2025, True, None), (2026, True, False)):
        day = dt.date(year, 10, 1)
        GraduateOutcomeFactory(student=kept, as_of_date=day, in_speciality=ours)
        last = GraduateOutcomeFactory(student=dropped, as_of_date=day, in_speciality=theirs)
    GraduateOutcome.objects.filter(pk=last.pk).update(employer_inn="2636000000")
    (conflict,) = find_conflicts(kept=kept, dropped=dropped)
    assert (conflict.title, conflict.kept, conflict.dropped) == (
        "Трудоустройство на 01.10.2026",
        "трудоустроен, по специальности",
        "трудоустроен, не по специальности, ИНН 2636000000",
    )

    made = merge(kept, dropped, **{conflict.key.replace(":", "__"): "kept"})

    assert said_of(kept) == [True, True, True]
    undo_merge(merge=made, actor_id=None, now=LATER)
    assert (said_of(kept), said_of(dropped)) == ([None, True, True], [True, None, False])


def said_of(student):
    return list(student.outcomes.order_by("as_of_date").values_list("in_speciality", flat=True))


def test_remarks_and_flags_of_equal_cells_are_not_lost(kept, dropped, group):
    def cells(ours, theirs):
        sheet = SheetFactory(group=group)
        mine = ResultFactory(sheet=sheet, student=kept, raw_value="4", **ours)
        other = {"sheet": sheet, "criterion": mine.criterion, "student": dropped}
        ResultFactory(**other, raw_value="4", **theirs)
        return mine

    gained = cells({}, {"comment": "пересдать", "needs_attention": True})
    asked = cells({"comment": "хорошо"}, {"comment": "списал", "needs_attention": True})
    (conflict,) = find_conflicts(kept=kept, dropped=dropped)
    assert (conflict.kept, conflict.dropped) == ("4, «хорошо»", "4, «списал», вернуться")

    merge(kept, dropped, **{f"result__{asked.pk}": "kept"})

    for cell, words in ((gained, ("пересдать", True)), (asked, ("хорошо", False))):
        cell.refresh_from_db()
        assert (cell.student_id, cell.comment, cell.needs_attention) == (kept.pk, *words)


def test_whatever_points_at_a_student_is_known_to_the_merge():
    """A new table with a student in it needs a place in `merge_students` and `undo_merge`."""
    known = {
        "accounts.Membership",
        "assessments.Evidence",
        "assessments.IssuedDocument",
        "assessments.Result",
        "assessments.ResultChange",
        "assessments.StudentSurvey",
        "colleges.CollegeTransfer",
        "colleges.Consent",
        "colleges.Enrolment",
        "colleges.GraduateOutcome",
        "colleges.Movement",
        "employers.Placement",
    }
    stays = {
        # Derived, computed anew by the job or in the night.
        "assessments.AdjustedReadiness",
        "assessments.AdjustedScores",
        "assessments.StaleStudent",
        "assessments.StudentAbility",
        "assessments.StudentReadiness",
        "assessments.StudentScores",
        # What a submitted sheet was warned about stays as it was said then.
        "assessments.AcknowledgedWarning",
        # About the two records themselves.
        "assessments.StudentMerge",
        "colleges.DifferentPeople",
        "colleges.Student",
    }
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Student
    }
    assert pointing == known | stays
