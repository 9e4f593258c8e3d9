import pytest
from django.urls import reverse

from assessments.enums import Component, RaterKind, ScaleKind, SheetState, UnusualKind
from assessments.models import AcknowledgedWarning, Evidence, SheetEvent, SheetSigner
from assessments.selectors.submissions import print_of_cells
from assessments.services.sheets import CellInput, record_results
from core.models import AuditEntry, Job
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    InstrumentFactory,
    RaterFactory,
    ResultFactory,
    SheetFactory,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(college):
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    instrument = InstrumentFactory()
    for position in (1, 2):
        criterion = CriterionFactory(
            instrument=instrument, scale=ScaleKind.MARK, position=position, name=f"К{position}"
        )
        CriterionFunctionFactory(criterion=criterion)
    return SheetFactory(group=group, instrument=instrument)


@pytest.fixture
def student(sheet):
    return EnrolmentFactory(group=sheet.group).student


@pytest.fixture
def criteria(sheet):
    return list(sheet.instrument.criteria.order_by("position"))


def url_of(sheet):
    return reverse("assessments:sheet_submit", args=[sheet.pk])


def answer(sheet, *signers, confirmed=()):
    """A filled form of the page as it stands: signers are (name, role, is_absent)."""
    form = {
        "form-TOTAL_FORMS": len(signers),
        "form-INITIAL_FORMS": 0,
        "confirmed": confirmed,
        "seen": print_of_cells(sheet=sheet),
    }
    for number, (name, role, is_absent) in enumerate(signers):
        form |= {f"form-{number}-name": name, f"form-{number}-role": role}
        if is_absent:
            form[f"form-{number}-is_absent"] = "on"
    return form


COMMISSION = (("Петров П. П.", "chairman", False), ("Сидорова А. А.", "member", False))


def test_unusual_is_shown_and_must_be_confirmed_one_by_one(
    college_teacher_client, sheet, student, criteria
):
    ResultFactory(sheet=sheet, student=student, criterion=criteria[0], raw_value="5", score=1.0)
    page = college_teacher_client.get(url_of(sheet))
    (finding,) = page.context["findings"]
    assert finding["text"] == (
        "Осталась 1 пустая ячейка: пустая ячейка значит «не оценён», а не ноль."
    )

    refused = college_teacher_client.post(url_of(sheet), answer(sheet))
    assert refused.context["problem"] == "Проверьте предупреждения и отметьте каждое."
    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT
    response = college_teacher_client.post(url_of(sheet), answer(sheet, confirmed=[finding["key"]]))

    assert response.url == reverse("assessments:sheet_detail", args=[sheet.pk])
    sheet.refresh_from_db()
    assert (sheet.state, sheet.submitted_by) == (
        SheetState.SUBMITTED,
        college_teacher_client.user,
    )
    kept = AcknowledgedWarning.objects.get()
    assert (kept.kind, kept.facts) == (UnusualKind.MISSING_CELLS, {"cells": 1})
    assert Evidence.objects.get().score == 1.0
    assert Job.objects.filter(kind="assessments.compute_students").count() == 1


def test_cells_to_come_back_to_are_told_before_handing_in(
    college_teacher_client, sheet, student, criteria
):
    for criterion, flag in zip(criteria, (True, False), strict=True):
        ResultFactory(
            sheet=sheet,
            student=student,
            criterion=criterion,
            raw_value="5",
            score=1.0,
            needs_attention=flag,
        )
    (finding,) = college_teacher_client.get(url_of(sheet)).context["findings"]
    assert finding["text"] == (
        f"Осталось ячеек с пометкой «вернуться»: 1. {student.last_name} {student.first_name}: К1."
    )


def test_cells_changed_after_the_check_are_shown_before_the_sheet_is_closed(
    college_teacher_client, college_manager_client, sheet, student, criteria, now
):
    for criterion in criteria:
        ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="3", score=0.5)
    shown = answer(sheet)
    cell = CellInput(student.pk, criteria[1].pk, "5", version=1)
    manager = college_manager_client.user
    record_results(sheet=sheet, cells=[cell], actor_id=manager.pk, now=now)

    again = college_teacher_client.post(url_of(sheet), shown)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT
    assert again.context["problem"] == (
        "Пока вы проверяли, ведомость изменили. Посмотрите изменения и сдайте ещё раз."
    )
    name = f"{student.last_name} {student.first_name}"
    assert again.context["changes"] == [
        {
            "student": name,
            "criterion": "К2",
            "old": "3",
            "new": "5",
            "by": manager.display_name,
            "at": now,
        }
    ]
    assert f"{name}, К2: «3» → «5»" in again.content.decode()
    # A page that tells of no cells at all has not been checked either.
    for wrong in ("", "9" * 5000):
        college_teacher_client.post(url_of(sheet), {**shown, "seen": wrong})
    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT

    college_teacher_client.post(url_of(sheet), {**shown, "seen": again.context["seen"]})
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED


def test_what_became_unusual_meanwhile_is_asked_again(
    college_teacher_client, sheet, student, criteria
):
    ResultFactory(sheet=sheet, student=student, criterion=criteria[0], raw_value="5", score=1.0)
    key = college_teacher_client.get(url_of(sheet)).context["findings"][0]["key"]
    EnrolmentFactory(group=sheet.group)

    response = college_teacher_client.post(url_of(sheet), answer(sheet, confirmed=[key]))

    assert response.status_code == 200
    assert [finding["is_confirmed"] for finding in response.context["findings"]] == [False, True]


@pytest.mark.parametrize(
    ("signers", "problem"),
    [
        ((), "Назовите председателя комиссии: он один."),
        (
            (("А", "chairman", False), ("Б", "chairman", False)),
            "Назовите председателя комиссии: он один.",
        ),
        (
            (("А", "chairman", True), ("Б", "member", False)),
            "Председатель отсутствует: укажите председателем того, кто его заменил.",
        ),
        (
            (("А", "chairman", False), ("Б", "member", True)),
            "Кроме председателя нужен хотя бы один присутствующий член комиссии.",
        ),
        (
            (("А", "chairman", False), ("а", "member", False)),
            "Один человек назван в комиссии дважды.",
        ),
    ],
)
def test_commission_must_be_whole(
    college_teacher_client, sheet, student, criteria, signers, problem
):
    rater = RaterFactory(kind=RaterKind.COMMISSION, college=sheet.college)
    type(sheet).objects.filter(pk=sheet.pk).update(rater=rater)
    for criterion in criteria:
        ResultFactory(sheet=sheet, student=student, criterion=criterion)

    response = college_teacher_client.post(url_of(sheet), answer(sheet, *signers))

    assert response.context["problem"] == problem
    assert not SheetEvent.objects.exists()


def test_signers_are_kept_in_their_order_and_offered_again(
    college_manager_client, sheet, student, criteria
):
    for criterion in criteria:
        ResultFactory(sheet=sheet, student=student, criterion=criterion)
    absent = ("Ким В. В.", "member", True)

    college_manager_client.post(url_of(sheet), answer(sheet, *COMMISSION, absent))

    rows = list(SheetSigner.objects.values_list("name", "role", "is_absent"))
    assert rows == [*COMMISSION, absent]
    college_manager_client.post(
        reverse("assessments:sheet_return", args=[sheet.pk]), {"reason": "описка"}
    )
    again = college_manager_client.get(url_of(sheet)).context["formset"]
    assert [form.initial.get("name") for form in again][:3] == [row[0] for row in rows]
    # Names of people stay out of the audit.
    assert "Петров" not in str(list(AuditEntry.objects.values_list("details", flat=True)))
    assert [event.kind for event in SheetEvent.objects.all()] == ["returned", "submitted"]


def test_sheet_without_marks_is_not_submitted(college_teacher_client, sheet, student):
    response = college_teacher_client.post(url_of(sheet), answer(sheet))

    assert response.context["problem"] == "В ведомости нет ни одной оценки: сдавать нечего."


def test_submitted_sheet_leads_back_to_itself(college_teacher_client, sheet):
    type(sheet).objects.update(state=SheetState.SUBMITTED, submitted_at=sheet.created_at)

    response = college_teacher_client.get(url_of(sheet))

    assert response.url == reverse("assessments:sheet_detail", args=[sheet.pk])


def test_form_that_shows_no_function_is_told_before_it_is_too_late(
    college_teacher_client, sheet, student, criteria
):
    for criterion in criteria:
        criterion.bearings.all().delete()
        ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="5", score=1.0)
    (finding,) = college_teacher_client.get(url_of(sheet)).context["findings"]
    assert finding["text"].startswith("По этой форме ничего не пойдёт в счёт: ")

    refused = college_teacher_client.post(url_of(sheet), answer(sheet))
    assert refused.context["problem"] == "Проверьте предупреждения и отметьте каждое."
    college_teacher_client.post(url_of(sheet), answer(sheet, confirmed=[finding["key"]]))
    assert AcknowledgedWarning.objects.get().kind == UnusualKind.NO_FUNCTIONS
    assert Evidence.objects.count() == 0


def test_form_is_judged_by_what_the_group_s_programme_requires(
    college_teacher_client, sheet, student, criteria
):
    for criterion in criteria:
        ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="5", score=1.0)
    said = "По этой форме ничего не пойдёт в счёт"

    def warned():
        findings = college_teacher_client.get(url_of(sheet)).context["findings"]
        return any(one["text"].startswith(said) for one in findings)

    ProgrammeFunctionFactory(programme=sheet.group.programme)
    assert warned()
    shown = criteria[0].bearings.get().function
    ProgrammeFunctionFactory(programme=sheet.group.programme, function=shown)
    assert not warned()


def test_knowledge_needs_no_function(college_teacher_client, sheet, student, criteria):
    sheet.instrument.component = Component.KNOWLEDGE
    sheet.instrument.save()
    for criterion in criteria:
        criterion.bearings.all().delete()
        ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="5", score=1.0)
    assert college_teacher_client.get(url_of(sheet)).context["findings"] == []


def test_slip_and_copy_are_told_in_words(college_teacher_client, sheet, criteria):
    criteria[0].scale, criteria[0].maximum = ScaleKind.POINTS, 100
    criteria[0].save()
    for number in range(20):
        name = f"Белов {number:02}"
        student = EnrolmentFactory(group=sheet.group, student__last_name=name).student
        points = 8 if number == 0 else 80 + number % 8
        for criterion, value in zip(criteria, (points, 80 + number % 8), strict=True):
            ResultFactory(
                sheet=sheet,
                student=student,
                criterion=criterion,
                raw_value=str(value),
                score=value / 100,
            )

    first = sheet.group.enrolments.get(student__last_name="Белов 00").student
    findings = college_teacher_client.get(url_of(sheet)).context["findings"]
    slip = f"Белов 00 {first.first_name}, «К1»"
    assert [finding["text"] for finding in findings] == [
        "Столбцы «К1» и «К2» почти совпадают: одинаковых строк 19 из 20.",
        f"{slip}: 8\xa0% шкалы, а у остальных около 83\xa0%. Не пропущена ли цифра?",
    ]
