import datetime as dt

import pytest
from django.urls import reverse

from assessments.enums import EvidenceKind, RaterKind, ScaleKind, SheetState
from assessments.models import Evidence, Result, Sheet
from assessments.services.sheets import submit_sheet
from core.models import AuditEntry
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    InstrumentFactory,
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
LIST_QUERIES = 6


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme=ProgrammeFactory(college=college), name="М-31")


@pytest.fixture
def sheet(group):
    instrument = InstrumentFactory(name="Экзамен по модулю")
    CriterionFactory(instrument=instrument, name="Вспашка", scale=ScaleKind.MARK, position=1)
    return SheetFactory(group=group, instrument=instrument)


@pytest.fixture
def criterion(sheet):
    return sheet.instrument.criteria.get()


@pytest.fixture
def student(group):
    return EnrolmentFactory(group=group).student


@pytest.fixture
def foreign_sheet(other_college):
    return SheetFactory(group__programme__college=other_college)


def at(name, sheet):
    return reverse(f"assessments:{name}", args=[sheet.pk])


def typed(student, criterion, raw, *, was="", version=0):
    key = f"{student.pk}-{criterion.pk}"
    return {f"cell-{key}": raw, f"seen-{key}": f"{version}:{was}"}


def texts(response):
    return [str(message) for message in response.context["messages"]]


# --- new sheet --------------------------------------------------------------------------------


def new_sheet(**changed):
    return {"held_on": "2026-11-18", "due_on": "", "commission": "", **changed}


def test_teacher_makes_a_sheet_and_is_its_rater(college_teacher_client, group):
    instrument = InstrumentFactory(college=group.college)

    response = college_teacher_client.post(
        reverse("assessments:sheet_create"), new_sheet(group=group.pk, instrument=instrument.pk)
    )

    sheet = Sheet.objects.get()
    assert response.url == at("sheet_detail", sheet)
    assert (sheet.group, sheet.instrument, sheet.held_on) == (
        group,
        instrument,
        dt.date(2026, 11, 18),
    )
    assert (sheet.rater.kind, sheet.rater.user_id, sheet.rater.college_id) == (
        RaterKind.COLLEGE,
        college_teacher_client.user.pk,
        group.college_id,
    )


def test_commission_is_a_rater_of_its_own(college_teacher_client, group):
    college_teacher_client.post(
        reverse("assessments:sheet_create"),
        new_sheet(group=group.pk, instrument=InstrumentFactory().pk, commission="ГЭК 35.02.16"),
    )

    rater = Sheet.objects.get().rater
    assert (rater.kind, rater.title, rater.user_id) == (
        RaterKind.COMMISSION,
        "ГЭК 35.02.16",
        None,
    )


def test_group_or_form_of_another_college_is_refused(college_manager_client, group, other_college):
    foreign_group = StudyGroupFactory(programme=ProgrammeFactory(college=other_college))
    foreign_form = InstrumentFactory(college=other_college)

    response = college_manager_client.post(
        reverse("assessments:sheet_create"),
        new_sheet(group=foreign_group.pk, instrument=foreign_form.pk),
    )

    assert set(response.context["form"].errors) == {"group", "instrument"}
    assert not Sheet.objects.exists()


def test_second_sheet_of_the_day_and_a_term_before_the_day_are_refused(
    college_manager_client, sheet
):
    url = reverse("assessments:sheet_create")
    same = new_sheet(
        group=sheet.group_id, instrument=sheet.instrument_id, held_on=sheet.held_on.isoformat()
    )

    twice = college_manager_client.post(url, same)
    early = college_manager_client.post(url, same | {"due_on": "2020-01-01"})

    assert twice.context["form"].non_field_errors() == [
        "Такая ведомость этой группы за этот день уже есть."
    ]
    assert early.context["form"].errors["due_on"] == [
        "Срок сдачи не может быть раньше дня проведения."
    ]
    assert Sheet.objects.count() == 1


def test_address_offers_the_forms_that_show_a_function(college_manager_client, group):
    bearing = CriterionFunctionFactory(criterion__instrument__college=group.college)
    of_practice = CriterionFunctionFactory(
        criterion__instrument__kind=EvidenceKind.WORKPLACE_PRACTICE, function=bearing.function
    )
    CriterionFunctionFactory()
    url = reverse("assessments:sheet_create")

    def offered(**query):
        form = college_manager_client.get(url, query).context["form"]
        return set(form.fields["instrument"].queryset), form.initial["instrument"]

    form, practice = bearing.criterion.instrument, of_practice.criterion.instrument
    assert offered(function=bearing.function_id) == ({form, practice}, None)
    assert offered(function=bearing.function_id, practice="on") == ({practice}, practice.pk)
    assert len(offered(function="x")[0]) == 3
    page = college_manager_client.get(url, {"group": group.pk, "function": bearing.function_id})
    assert f'href="?group={group.pk}">Выбрать из всех форм' in page.text


def test_function_that_no_form_shows_is_told_and_narrows_nothing(college_manager_client, group):
    InstrumentFactory(college=group.college)
    function = ProgrammeFunctionFactory(programme=group.programme).function
    page = college_manager_client.get(
        reverse("assessments:sheet_create"), {"function": function.pk}
    )
    assert "Ни одна форма не показывает эту функцию" in page.text
    assert page.context["form"].fields["instrument"].queryset.count() == 1


def test_day_of_a_new_sheet_is_written_as_browsers_read_it(college_manager_client, frozen_now):
    page = college_manager_client.get(reverse("assessments:sheet_create")).content.decode()

    assert 'value="2026-11-20"' in page


# --- grid -------------------------------------------------------------------------------------


def test_typed_cell_is_saved_and_shown(college_teacher_client, sheet, student, criterion):
    response = college_teacher_client.post(
        at("sheet_detail", sheet), typed(student, criterion, "4"), follow=True
    )

    assert texts(response) == ["Сохранено."]
    assert Result.objects.get().updated_by == college_teacher_client.user
    cell = response.context["rows"][0]["cells"][0]
    assert (cell["value"], cell["version"], cell["error"]) == ("4", 1, "")
    assert (response.context["done"], response.context["total"]) == (1, 1)


def test_wrong_cell_stays_as_typed_and_the_others_are_saved(
    college_teacher_client, sheet, student, criterion
):
    other = EnrolmentFactory(group=sheet.group).student

    response = college_teacher_client.post(
        at("sheet_detail", sheet),
        typed(student, criterion, "7") | typed(other, criterion, "н/я"),
    )

    assert list(Result.objects.values_list("student_id", "raw_value")) == [(other.pk, "н/я")]
    assert texts(response) == ["1 ячейка не сохранена: исправьте её."]
    assert response.context["errors"] == [
        {
            "key": f"{student.pk}-{criterion.pk}",
            "name": student.short_name,
            "criterion": "Вспашка",
            "text": "Значение 7 вне границ шкалы: от 2 до 5.",
        }
    ]
    assert 'value="7"' in response.content.decode()


def test_cell_changed_by_somebody_else_is_a_conflict_that_can_be_decided(
    college_teacher_client, sheet, student, criterion
):
    ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="3", version=2)
    url = at("sheet_detail", sheet)

    response = college_teacher_client.post(url, typed(student, criterion, "5", version=0))

    cell = response.context["rows"][0]["cells"][0]
    assert (cell["is_conflict"], cell["value"], cell["other"], cell["version"]) == (
        True,
        "5",
        "3",
        2,
    )
    assert Result.objects.get().raw_value == "3"
    college_teacher_client.post(url, typed(student, criterion, "5", was="3", version=2))
    assert Result.objects.get().raw_value == "5"


def test_untouched_cell_is_not_written_over_what_came_meanwhile(
    college_teacher_client, sheet, student, criterion
):
    ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="3", version=2)

    college_teacher_client.post(
        at("sheet_detail", sheet), typed(student, criterion, "5", was="5", version=1)
    )

    assert Result.objects.get().raw_value == "3"


def test_submitted_sheet_takes_no_more_cells(college_teacher_client, sheet, student, criterion):
    ResultFactory(sheet=sheet, student=student, criterion=criterion)
    submit_sheet(sheet=sheet, actor_id=None, now=sheet.created_at)

    response = college_teacher_client.post(
        at("sheet_detail", sheet), typed(student, criterion, "2", was="4", version=1), follow=True
    )

    assert texts(response)[-1] == "Ведомость сдана: её результаты больше не меняются."
    assert Result.objects.get().raw_value == "4"
    assert "<input class=" not in response.content.decode()


# --- submit, return, void ---------------------------------------------------------------------


def test_save_and_submit_saves_and_leads_to_the_page_of_handing_in(
    college_teacher_client, sheet, student, criterion
):
    response = college_teacher_client.post(
        at("sheet_detail", sheet), typed(student, criterion, "5") | {"then_submit": "1"}
    )

    assert response.url == at("sheet_submit", sheet)
    assert Result.objects.get().raw_value == "5"


def test_wrong_cell_keeps_the_person_in_the_grid(college_teacher_client, sheet, student, criterion):
    other = EnrolmentFactory(group=sheet.group).student

    response = college_teacher_client.post(
        at("sheet_detail", sheet),
        typed(student, criterion, "5") | typed(other, criterion, "?") | {"then_submit": "1"},
    )

    assert Result.objects.get().raw_value == "5"
    assert len(response.context["errors"]) == 1


def test_manager_returns_and_voids_with_a_reason(college_manager_client, sheet, student, criterion):
    CriterionFunctionFactory(criterion=criterion)
    ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="5", score=1.0)
    submit_sheet(sheet=sheet, actor_id=None, now=sheet.created_at)

    nothing = college_manager_client.post(at("sheet_return", sheet), {"reason": " "}, follow=True)
    assert texts(nothing)[-1] == "Укажите причину."
    returned = college_manager_client.post(
        at("sheet_return", sheet), {"reason": "описка у Кима"}, follow=True
    )
    sheet.refresh_from_db()
    assert (sheet.state, sheet.state_reason) == (SheetState.RETURNED, "описка у Кима")
    assert "описка у Кима" in returned.content.decode()
    assert not Evidence.objects.filter(voided_at__isnull=True).exists()
    college_manager_client.post(at("sheet_void", sheet), {"reason": "дубль"})
    sheet.refresh_from_db()
    assert sheet.state == SheetState.VOIDED
    again = college_manager_client.post(at("sheet_return", sheet), {"reason": "x"}, follow=True)
    assert texts(again)[-1] == "В этом состоянии ведомость вернуть нельзя."
    # Reasons may name people: they stay out of the audit.
    assert "описка" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_teacher_may_neither_return_nor_void(college_teacher_client, sheet):
    for name in ("sheet_return", "sheet_void"):
        response = college_teacher_client.post(at(name, sheet), {"reason": "x"})
        assert response.status_code == 403


@pytest.mark.parametrize("name", ["sheet_detail", "sheet_submit", "sheet_return", "sheet_void"])
def test_sheet_of_another_college_is_not_found(college_manager_client, foreign_sheet, name):
    response = college_manager_client.post(at(name, foreign_sheet), {"reason": "x"})

    assert response.status_code == 404
    foreign_sheet.refresh_from_db()
    assert foreign_sheet.state == SheetState.DRAFT


def test_reading_the_grid_writes_nothing(college_teacher_client, sheet, student):
    before = AuditEntry.objects.count()

    assert college_teacher_client.get(at("sheet_detail", sheet)).status_code == 200
    assert (Result.objects.count(), AuditEntry.objects.count()) == (0, before)


# --- lists ------------------------------------------------------------------------------------


def test_list_shows_own_sheets_and_filters_by_state(
    college_teacher_client, sheet, foreign_sheet, student, criterion
):
    submitted = SheetFactory(
        group=sheet.group,
        state=SheetState.SUBMITTED,
        submitted_at=dt.datetime(2026, 6, 20, tzinfo=dt.UTC),
    )
    url = reverse("assessments:sheet_list")

    everything = college_teacher_client.get(url).context["rows"]
    only = college_teacher_client.get(url, {"state": "submitted"}).context["rows"]

    assert {row["pk"] for row in everything} == {sheet.pk, submitted.pk}
    assert [row["pk"] for row in only] == [submitted.pk]


def queries_of(client, url, capture):
    with capture as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("name", "most"), [("assessments:sheet_list", 24), ("assessments:tasks", 29)]
)
def test_lists_cost_as_many_queries_for_three_sheets_as_for_one(
    college_teacher_client, sheet, student, name, most, django_assert_max_num_queries
):
    url = reverse(name)
    one = queries_of(college_teacher_client, url, django_assert_max_num_queries(most))
    for other in SheetFactory.create_batch(2, group=sheet.group):
        ResultFactory(sheet=other, student=student)

    assert queries_of(college_teacher_client, url, django_assert_max_num_queries(most)) == one


def test_grid_costs_as_many_queries_for_three_rows_as_for_one(
    college_teacher_client, sheet, student, criterion, django_assert_max_num_queries
):
    ResultFactory(sheet=sheet, student=student, criterion=criterion)
    url = at("sheet_detail", sheet)
    one = queries_of(college_teacher_client, url, django_assert_max_num_queries(20))
    for enrolment in EnrolmentFactory.create_batch(2, group=sheet.group):
        ResultFactory(sheet=sheet, student=enrolment.student, criterion=criterion)

    assert queries_of(college_teacher_client, url, django_assert_max_num_queries(20)) == one


def test_tasks_name_what_is_late_and_returned(college_teacher_client, sheet, frozen_now):
    Sheet.objects.filter(pk=sheet.pk).update(
        due_on=dt.date(2026, 11, 19), state=SheetState.RETURNED, state_reason="нет подписи"
    )

    url = reverse("assessments:tasks")
    due = college_teacher_client.get(url, {"whose": "all"}).context["due"]

    assert [(task.pk, task.is_late, task.is_returned, task.reason) for task in due.sheets] == [
        (sheet.pk, True, True, "нет подписи")
    ]


def test_namesakes_of_a_group_are_told_apart_wherever_the_sheet_names_them(
    college_teacher_client, sheet, criterion
):
    first, second = (
        EnrolmentFactory(
            group=sheet.group,
            student__last_name="Ким",
            student__first_name="Юлия",
            student__patronymic=patronymic,
        ).student
        for patronymic in ("Олеговна", "Сергеевна")
    )
    college_teacher_client.post(at("sheet_detail", sheet), typed(second, criterion, "4"))

    page = college_teacher_client.get(at("sheet_detail", sheet))
    cell = college_teacher_client.get(
        f"{at('cell_detail', sheet)}?student={first.pk}&criterion={criterion.pk}"
    )
    submit = college_teacher_client.get(at("sheet_submit", sheet))

    names = {row["student_id"]: row["name"] for row in page.context["rows"]}
    assert names[first.pk] == "Ким Юлия Олеговна"
    assert names[second.pk] == "Ким Юлия Сергеевна"
    assert [change["name"] for change in page.context["changes"]] == ["Ким Юлия Сергеевна"]
    assert cell.context["name"] == "Ким Юлия Олеговна"
    assert "Ким Юлия Олеговна" in submit.content.decode()


def listed(client, **query):
    response = client.get(reverse("assessments:sheet_list"), query)
    return [row["pk"] for row in response.context["rows"]]


def test_list_finds_by_words_owner_and_overdue_deadline(
    college_teacher_client, college_manager_client, sheet, group, frozen_now
):
    today = frozen_now.date()
    mine = SheetFactory(
        group=group,
        instrument=InstrumentFactory(name="Зачёт по вождению"),
        created_by=college_teacher_client.user,
        due_on=today - dt.timedelta(days=1),
        held_on=sheet.held_on,
    )
    later = SheetFactory(
        group__programme__college=group.college,
        group__name="Э-12",
        due_on=today,
        held_on=sheet.held_on,
    )
    submitted = SheetFactory(
        group=group,
        state=SheetState.SUBMITTED,
        submitted_at=frozen_now,
        due_on=mine.due_on,
        held_on=sheet.held_on,
    )

    assert set(listed(college_teacher_client)) == {sheet.pk, mine.pk, later.pk, submitted.pk}
    assert listed(college_teacher_client, query="вожд м-31") == [mine.pk]
    assert listed(college_teacher_client, query="э-12") == [later.pk]
    assert listed(college_teacher_client, whose="own") == [mine.pk]
    assert listed(college_manager_client, whose="own") == []
    assert listed(college_teacher_client, due="late") == [mine.pk]
    page = college_teacher_client.get(reverse("assessments:sheet_list"), {"due": "late"})
    assert page.context["rows"][0]["is_late"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_constant_number_of_queries(
    college_teacher_client, group, count, django_assert_num_queries
):
    SheetFactory.create_batch(count, group=group)
    with django_assert_num_queries(LIST_QUERIES):
        response = college_teacher_client.get(reverse("assessments:sheet_list"))
    assert len(response.context["rows"]) == count
