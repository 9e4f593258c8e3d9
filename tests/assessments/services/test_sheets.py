import datetime as dt

import pytest

from assessments.enums import ResultState, ScaleKind, SheetState
from assessments.models import Evidence, Result, ResultChange, StaleStudent
from assessments.services.sheets import (
    CellInput,
    SheetIsLocked,
    record_results,
    return_sheet,
    submit_sheet,
    void_sheet,
)
from assessments.services.submissions import SheetNotReady
from colleges.models import Student
from core.models import AuditEntry, Job
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    InstrumentFactory,
    SheetFactory,
)
from tests.factories.colleges import CollegeFactory, EnrolmentFactory

NOW = dt.datetime(2026, 6, 20, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=5)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    instrument = InstrumentFactory()
    CriterionFactory(instrument=instrument, position=1, scale=ScaleKind.MARK)
    CriterionFactory(instrument=instrument, position=2, scale=ScaleKind.POINTS, maximum=20)
    return SheetFactory(instrument=instrument)


@pytest.fixture
def student(sheet):
    return EnrolmentFactory(group=sheet.group).student


@pytest.fixture
def criteria(sheet):
    return list(sheet.instrument.criteria.order_by("position"))


def save(sheet, *cells, now=NOW):
    return record_results(sheet=sheet, cells=cells, actor_id=None, now=now)


def test_typed_cells_are_saved_with_scores(sheet, student, criteria):
    outcomes = save(
        sheet,
        CellInput(student.pk, criteria[0].pk, "4"),
        CellInput(student.pk, criteria[1].pk, "15,5"),
    )

    assert [outcome.error for outcome in outcomes] == ["", ""]
    rows = Result.objects.order_by("criterion__position")
    assert [(row.raw_value, row.state, row.score) for row in rows] == [
        ("4", ResultState.VALUE, pytest.approx(2 / 3)),
        ("15,5", ResultState.VALUE, pytest.approx(0.775)),
    ]


def test_absence_and_exemption_are_kept_without_a_score(sheet, student, criteria):
    save(
        sheet,
        CellInput(student.pk, criteria[0].pk, "н/я"),
        CellInput(student.pk, criteria[1].pk, "осв."),
    )

    rows = Result.objects.order_by("criterion__position")
    assert [(row.state, row.score) for row in rows] == [
        (ResultState.ABSENT, None),
        (ResultState.EXEMPT, None),
    ]


def test_wrong_cell_is_refused_and_the_others_are_saved(sheet, student, criteria):
    outcomes = save(
        sheet,
        CellInput(student.pk, criteria[0].pk, "6"),
        CellInput(student.pk, criteria[1].pk, "20"),
    )

    assert outcomes[0].error != ""
    assert outcomes[1].error == ""
    assert list(Result.objects.values_list("raw_value", flat=True)) == ["20"]


def test_cell_of_a_student_of_another_group_is_refused(sheet, criteria):
    stranger = EnrolmentFactory().student

    outcome = save(sheet, CellInput(stranger.pk, criteria[0].pk, "5"))[0]

    assert outcome.error == "Такой ячейки в ведомости нет."
    assert not Result.objects.exists()


def test_edit_made_against_an_older_version_is_a_conflict(sheet, student, criteria):
    save(sheet, CellInput(student.pk, criteria[0].pk, "4", version=0))

    outcome = save(sheet, CellInput(student.pk, criteria[0].pk, "5", version=0), now=LATER)[0]

    assert outcome.is_conflict
    assert (outcome.value, outcome.version) == ("4", 1)
    assert Result.objects.get().raw_value == "4"


def test_cleared_cell_keeps_its_history(sheet, student, criteria):
    save(sheet, CellInput(student.pk, criteria[0].pk, "4"))
    save(sheet, CellInput(student.pk, criteria[0].pk, ""), now=LATER)

    row = Result.objects.get()
    assert (row.state, row.raw_value, row.score, row.version) == (ResultState.EMPTY, "", None, 2)
    history = ResultChange.objects.order_by("changed_at", "pk")
    assert [(c.old_value, c.new_value) for c in history] == [("", "4"), ("4", "")]


def test_same_value_again_changes_nothing(sheet, student, criteria):
    save(sheet, CellInput(student.pk, criteria[0].pk, "4"))
    save(sheet, CellInput(student.pk, criteria[0].pk, "4"), now=LATER)

    assert Result.objects.get().version == 1
    assert ResultChange.objects.count() == 1


def test_submitted_sheet_writes_evidence_for_every_bearing(
    sheet, student, criteria, django_capture_on_commit_callbacks
):
    first = CriterionFunctionFactory(criterion=criteria[0], strength=1.0)
    second = CriterionFunctionFactory(criterion=criteria[0], strength=0.5)
    save(
        sheet,
        CellInput(student.pk, criteria[0].pk, "5"),
        CellInput(student.pk, criteria[1].pk, "10"),
    )

    submit_sheet(sheet=sheet, actor_id=None, now=NOW)

    rows = Evidence.objects.order_by("strength")
    assert [(row.function_id, row.score, row.strength) for row in rows] == [
        (second.function_id, 1.0, 0.5),
        (first.function_id, 1.0, 1.0),
    ]
    assert {row.observed_on for row in rows} == {sheet.held_on}
    job = Job.objects.get(kind="assessments.compute_students")
    assert job.parameters == {"college_id": sheet.college_id}
    assert list(StaleStudent.objects.values_list("pk", flat=True)) == [student.pk]
    assert AuditEntry.objects.filter(action="assessments.submit_sheet").count() == 1


def test_submitted_sheet_is_locked(sheet, student, criteria):
    save(sheet, CellInput(student.pk, criteria[0].pk, "5"))
    submit_sheet(sheet=sheet, actor_id=None, now=NOW)

    with pytest.raises(SheetIsLocked):
        save(sheet, CellInput(student.pk, criteria[0].pk, "2"), now=LATER)
    with pytest.raises(SheetIsLocked):
        submit_sheet(sheet=sheet, actor_id=None, now=LATER)


def test_sheet_without_assessments_cannot_be_submitted(sheet, student, criteria):
    save(sheet, CellInput(student.pk, criteria[0].pk, "н/я"))

    with pytest.raises(SheetNotReady):
        submit_sheet(sheet=sheet, actor_id=None, now=NOW)

    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT


def test_returned_sheet_voids_evidence_until_submitted_again(sheet, student, criteria):
    CriterionFunctionFactory(criterion=criteria[0])
    save(sheet, CellInput(student.pk, criteria[0].pk, "5"))
    submit_sheet(sheet=sheet, actor_id=None, now=NOW)

    return_sheet(sheet=sheet, reason="описка", actor_id=None, now=LATER)
    assert not Evidence.objects.filter(voided_at__isnull=True).exists()
    save(sheet, CellInput(student.pk, criteria[0].pk, "3"), now=LATER)
    submit_sheet(sheet=sheet, actor_id=None, now=LATER)

    live = Evidence.objects.get(voided_at__isnull=True)
    assert live.score == pytest.approx(1 / 3)
    assert Evidence.objects.get(voided_at=LATER).void_reason == "описка"


def test_student_who_changed_the_college_takes_results_of_the_old_one_along(
    sheet, student, criteria
):
    CriterionFunctionFactory(criterion=criteria[0])
    save(sheet, CellInput(student.pk, criteria[0].pk, "5"))
    submit_sheet(sheet=sheet, actor_id=None, now=NOW)
    elsewhere = CollegeFactory()
    Student.objects.filter(pk=student.pk).update(college=elsewhere)
    StaleStudent.objects.all().delete()

    return_sheet(sheet=sheet, reason="описка", actor_id=None, now=LATER)
    assert StaleStudent.objects.get().college == elsewhere
    submit_sheet(sheet=sheet, actor_id=None, now=LATER)

    assert Evidence.objects.get(voided_at__isnull=True).college == elsewhere
    assert StaleStudent.objects.get().college == elsewhere


def test_voided_sheet_can_be_neither_edited_nor_returned(sheet, student, criteria):
    save(sheet, CellInput(student.pk, criteria[0].pk, "5"))
    void_sheet(sheet=sheet, reason="дубль", actor_id=None, now=NOW)

    with pytest.raises(SheetIsLocked):
        save(sheet, CellInput(student.pk, criteria[0].pk, "4"), now=LATER)
    with pytest.raises(SheetIsLocked):
        return_sheet(sheet=sheet, reason="x", actor_id=None, now=LATER)
