import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Result, StudentReadiness
from assessments.services.sheets import CellInput, record_results, return_sheet, submit_sheet
from colleges.models import Student
from colleges.services.contingent_changes import goes_along
from core.enums import ImportState
from core.import_flow import WHOLE
from core.models import ImportBatch
from tests.assessments.views.importing import (
    GOOD,
    LIST,
    apply,
    numbers,
    send,
    texts,
    upload,
    upload_list,
)
from tests.conftest import NOW
from tests.factories.assessments import StudentReadinessFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    StudentFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db


# --- mending ----------------------------------------------------------------------------------


def mend(client, batch, **sent):
    url = reverse("assessments:import_mend", args=[batch.pk])
    fields = {key.replace("_", "-"): value for key, value in sent.items()}
    report = {"report": batch.report["fingerprint"]}
    return client.post(url, report | fields, follow=True)


def found(batch):
    batch.refresh_from_db()
    return [(p["row"], p["column"], p["value"], p["fixes"]) for p in batch.report["problems"]]


def test_typed_value_takes_the_place_of_the_cell_and_the_file_is_checked_again(
    college_manager_client, group
):
    upload_list(college_manager_client, group, "ФИО;Дата рождения\nКим Юлия;31.02.2008\nЛи\n")
    batch = ImportBatch.objects.get()
    assert found(batch) == [(2, "B", "31.02.2008", []), (3, "A", "Ли", [])]

    response = mend(college_manager_client, batch, value_0="28.02.2008", value_1="Ли Анна")

    assert texts(response) == ["Исправлено ячеек: 2."]
    assert found(batch) == []
    assert batch.state == ImportState.CHECKED
    assert bytes(batch.content).decode("cp1251").splitlines()[2] == "Ли"  # the file is as it came
    apply(college_manager_client, batch)
    assert sorted(Student.objects.values_list("last_name", "birth_date__day")) == [
        ("Ким", 28),
        ("Ли", None),
    ]


def test_suggestions_are_accepted_one_by_one(college_manager_client, group):
    wrong = "ФИО;Пол\nКим Юлия;женн\nЛи Анна;женс\nЦой Олег;мужж\n"
    upload_list(college_manager_client, group, wrong)
    batch = ImportBatch.objects.get()
    assert [fixes for *_place, fixes in found(batch)] == [["жен"], ["жен"], ["муж"]]

    mend(college_manager_client, batch, take="1:0")
    assert [row for row, *_rest in found(batch)] == [2, 4]


def test_all_suggestions_are_shown_before_they_are_accepted(college_manager_client, group):
    wrong = "ФИО;Пол\nКим Юлия;женн\nЛи Анна;мужж\nЦой Ия;женн\n"
    upload_list(college_manager_client, group, wrong)
    batch = ImportBatch.objects.get()

    page = mend(college_manager_client, batch, all="1")

    shown = [(one["value"], one["fix"], one["count"]) for one in page.context["fixes"]]
    assert shown == [("женн", "жен", 2), ("мужж", "муж", 1)]
    assert [row for row, *_rest in found(batch)] == [2, 3, 4]  # nothing is mended yet
    mend(college_manager_client, batch, accept="1", fix=[page.context["fixes"][0]["index"]])
    assert [(row, fixes) for row, *_place, fixes in found(batch)] == [(3, ["муж"])]


def test_question_about_a_row_is_answered_by_a_button(college_manager_client, group):
    known = StudentFactory(
        college=group.college,
        last_name="Ким",
        first_name="Юлия",
        patronymic="",
        birth_date=dt.date(2008, 3, 5),
    )
    EnrolmentFactory(group=group, student=known)
    row = "ФИО;Дата рождения\nКимм Юлия;05.03.2008\n"
    page = upload_list(college_manager_client, group, row)
    batch = ImportBatch.objects.get()
    assert "Другой человек, добавить" in page.content.decode()
    assert batch.state == ImportState.REFUSED

    mend(college_manager_client, batch, answer="0:7")  # there is no such answer
    assert batch.chosen == {}
    mend(college_manager_client, batch, answer="0:2")

    batch.refresh_from_db()
    assert (batch.state, batch.report["counts"]["new"]) == (ImportState.CHECKED, 1)


def test_answer_to_an_old_report_changes_nothing(college_manager_client, group):
    upload_list(college_manager_client, group, "ФИО\nЛи\n")
    batch = ImportBatch.objects.get()
    url = reverse("assessments:import_mend", args=[batch.pk])

    response = college_manager_client.post(
        url, {"report": "old", "value-0": "Ли Анна"}, follow=True
    )

    assert texts(response) == ["Отчёт уже обновился: посмотрите его и повторите."]
    assert found(batch) == [(2, "A", "Ли", [])]


def test_applied_file_is_not_mended(college_manager_client, group):
    upload_list(college_manager_client, group, LIST)
    batch = ImportBatch.objects.get()
    apply(college_manager_client, batch)
    columns = reverse("assessments:import_columns", args=[batch.pk])

    assert texts(college_manager_client.get(columns, follow=True)) == [
        "Файл уже применён: исправлять его поздно."
    ]


def test_file_comes_back_whole_with_errors_beside_the_rows(college_manager_client, group):
    upload_list(college_manager_client, group, "ФИО;Прим\nКим Юлия;=1+1\nЛи;б\n")
    url = reverse("assessments:import_marked", args=[ImportBatch.objects.get().pk])

    answer = college_manager_client.get(url)
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]

    assert answer["Cache-Control"] == "no-store, private"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["ФИО", "Прим", "Ошибки"],
        ["Ким Юлия", "=1+1", None],
        ["Ли", "б", "ФИО: Нужны фамилия и имя."],
    ]
    assert sheet["B2"].data_type == "s"


# --- columns ----------------------------------------------------------------------------------

FOREIGN = "Выгрузка\nКто;Когда;Шифр\nКим Юлия;05.03.2008;17\n"


def name_columns(client, batch, **sent):
    url = reverse("assessments:import_columns", args=[batch.pk])
    fields = {key.replace("__", "-"): value for key, value in sent.items()}
    return client.post(url, fields, follow=True)


def test_columns_named_by_hand_are_remembered_for_the_next_file(college_manager_client, group):
    upload_list(college_manager_client, group, FOREIGN)
    batch = ImportBatch.objects.get()
    assert batch.state == ImportState.REFUSED

    name_columns(
        college_manager_client,
        batch,
        row__0=2,
        column__0__person=1,
        column__0__birth_date=2,
    )
    batch.refresh_from_db()
    assert (batch.state, batch.report["counts"]["new"]) == (ImportState.CHECKED, 1)

    again = upload_list(college_manager_client, group, FOREIGN.replace("Ким Юлия", "Ли Анна"))
    assert numbers(again) == [1, 1, 0, 0]
    apply(college_manager_client, ImportBatch.objects.order_by("pk").last())
    assert list(Student.objects.values_list("last_name", "birth_date__year")) == [("Ли", 2008)]


def test_another_college_remembers_nothing_of_it(
    college_manager_client, other_college_manager_client, group
):
    upload_list(college_manager_client, group, FOREIGN)
    name_columns(
        college_manager_client,
        ImportBatch.objects.get(),
        row__0=2,
        column__0__person=1,
    )
    other = StudyGroupFactory(
        programme=ProgrammeFactory(college=other_college_manager_client.membership.college)
    )

    upload_list(other_college_manager_client, other, FOREIGN)

    assert ImportBatch.objects.order_by("pk").last().state == ImportState.REFUSED


def test_page_of_columns_shows_the_rows_and_what_is_taken_for_what(college_manager_client, group):
    upload_list(college_manager_client, group, FOREIGN)
    url = reverse("assessments:import_columns", args=[ImportBatch.objects.get().pk])

    (sheet,) = college_manager_client.get(url, {"row-0": 2}).context["sheets"]

    assert (sheet.row, sheet.preview[1]) == (2, (2, ["Кто", "Когда", "Шифр"]))
    assert sheet.options[1] == (2, "B · Когда · 05.03.2008")
    assert {field.key: field.chosen for field in sheet.fields}["person"] == 0


def test_other_header_row_is_shown_without_choosing_anything(college_manager_client, group):
    upload_list(college_manager_client, group, FOREIGN)
    batch = ImportBatch.objects.get()

    response = name_columns(college_manager_client, batch, row__0=2, show=1)

    assert [sheet.row for sheet in response.context["sheets"]] == [2]
    batch.refresh_from_db()
    assert batch.chosen == {}


# --- undoing ----------------------------------------------------------------------------------


def undo(client, batch):
    return client.post(reverse("assessments:import_undo", args=[batch.pk]), follow=True)


def test_list_is_taken_back_as_a_whole_and_only_once(college_manager_client, group):
    known = EnrolmentFactory(
        group=group,
        student=StudentFactory(
            college=group.college, last_name="Цой", first_name="Олег", patronymic="", record_book=""
        ),
    ).student
    upload_list(college_manager_client, group, "ФИО;Дата рождения\nКим Юлия\nЦой Олег;05.03.2008\n")
    batch = ImportBatch.objects.get()
    apply(college_manager_client, batch)
    assert Student.objects.count() == 2

    assert texts(undo(college_manager_client, batch)) == ["Загрузка отменена, возвращено: 2."]

    assert list(Student.objects.values_list("pk", "birth_date")) == [(known.pk, None)]
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == (ImportState.UNDONE, college_manager_client.user)
    assert texts(undo(college_manager_client, batch)) == ["Отменить можно только применённый файл."]


def test_computed_readiness_goes_with_the_people_of_a_list(college_manager_client, group):
    upload_list(college_manager_client, group, LIST)
    batch = ImportBatch.objects.get()
    apply(college_manager_client, batch)
    StudentReadinessFactory(student=Student.objects.get(last_name="Ким"))

    assert texts(undo(college_manager_client, batch)) == ["Загрузка отменена, возвращено: 2."]
    assert (Student.objects.count(), StudentReadiness.objects.count()) == (0, 0)


def test_nothing_hangs_on_what_goes_with_a_student():
    """Rows are deleted by keys, not one by one: what pointed at them would be left behind."""
    along = [one for one in Student._meta.related_objects if goes_along(one)]
    assert {one.related_model.__name__ for one in along} == {
        "AdjustedReadiness", "Enrolment", "StudentReadiness",
    }  # fmt: skip
    assert [rows for one in along for rows in one.related_model._meta.related_objects] == []


def test_list_is_not_taken_back_when_somebody_has_a_result(college_manager_client, sheet):
    upload_list(college_manager_client, sheet.group, LIST)
    batch = ImportBatch.objects.get()
    apply(college_manager_client, batch)
    student = Student.objects.get(last_name="Ким")
    cell = CellInput(student.pk, sheet.instrument.criteria.get().pk, "4")
    record_results(sheet=sheet, cells=[cell], actor_id=None, now=NOW)

    assert texts(undo(college_manager_client, batch)) == [
        "Отменить нельзя. У добавленных обучающихся уже есть результаты."
    ]
    assert Student.objects.count() == 2
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED


def test_results_are_taken_back_until_the_sheet_is_submitted(
    college_teacher_client, sheet, student
):
    upload(college_teacher_client, sheet, GOOD)
    batch = ImportBatch.objects.get()
    apply(college_teacher_client, batch)
    submit_sheet(sheet=sheet, actor_id=None, now=NOW)
    assert texts(undo(college_teacher_client, batch)) == [
        "Отменить нельзя. Ведомость сдана: сначала её нужно вернуть на исправление."
    ]

    return_sheet(sheet=sheet, reason="ошибка", actor_id=None, now=NOW)
    assert texts(undo(college_teacher_client, batch)) == ["Загрузка отменена, возвращено: 1."]
    assert [(r.raw_value, r.version) for r in Result.objects.all()] == [("", 2)]


def test_results_corrected_by_hand_since_are_not_taken_back(college_teacher_client, sheet, student):
    upload(college_teacher_client, sheet, GOOD)
    batch = ImportBatch.objects.get()
    apply(college_teacher_client, batch)
    cell = CellInput(student.pk, sheet.instrument.criteria.get().pk, "5")
    record_results(sheet=sheet, cells=[cell], actor_id=None, now=NOW)

    assert texts(undo(college_teacher_client, batch)) == [
        "Отменить нельзя. Оценки этой загрузки с тех пор изменили."
    ]
    assert Result.objects.get().raw_value == "5"


def test_file_loaded_before_there_was_undo_says_so(college_manager_client, group):
    upload_list(college_manager_client, group, LIST)
    batch = ImportBatch.objects.get()
    apply(college_manager_client, batch)
    ImportBatch.objects.update(undo={})

    assert texts(undo(college_manager_client, batch)) == [
        "Отменить нельзя. Файл загрузили, когда отмены ещё не было."
    ]
    assert Student.objects.count() == 2


# --- the whole college ------------------------------------------------------------------------


def test_list_of_the_college_goes_to_the_groups_that_its_rows_name(college_manager_client, group):
    other = StudyGroupFactory(programme=group.programme, name="Т-11")
    text = "Группа;ФИО;Статус\nМ-31;Ким Юлия;учится\nт – 11;Ли Анна;\nТ-11;Цой Олег;отчислен\n"

    checked = send(college_manager_client, "contingent", None, text)

    assert numbers(checked) == [3, 2, 0, 0]
    apply(college_manager_client, ImportBatch.objects.get())
    assert list(
        Student.objects.order_by("last_name").values_list("last_name", "enrolments__group")
    ) == [("Ким", group.pk), ("Ли", other.pk)]


def test_unknown_group_is_an_error_with_the_likely_one(college_manager_client, group):
    send(college_manager_client, "contingent", None, "Группа;ФИО\nМ-З1;Ким Юлия\n")

    assert found(ImportBatch.objects.get()) == [(2, "A", "М-З1", ["М-31"])]


# --- long files -------------------------------------------------------------------------------


def test_long_file_is_checked_and_applied_by_jobs(
    college_manager_client, group, run_jobs, monkeypatch
):
    monkeypatch.setattr("assessments.imports.jobs._LONG_BYTES", 10)
    monkeypatch.setattr("assessments.imports.jobs._LONG_ROWS", 1)

    response = upload_list(college_manager_client, group, LIST)

    assert response.resolver_match.view_name == "accounts:job_detail"
    batch = ImportBatch.objects.get()
    assert batch.state == ImportState.UPLOADED
    (job,) = run_jobs(at=batch.uploaded_at)
    page = reverse("assessments:import_batch", args=[batch.pk])
    assert (job.kind, job.result["url"]) == ("assessments.check_import", page)
    assert job.progress_done == job.progress_total == WHOLE
    batch.refresh_from_db()
    assert batch.state == ImportState.CHECKED

    apply(college_manager_client, batch)
    (job,) = run_jobs(at=batch.uploaded_at + dt.timedelta(minutes=1))
    assert (job.kind, job.result["url"]) == ("assessments.apply_import", page)
    assert Student.objects.count() == 2
    batch.refresh_from_db()
    assert batch.applied_by == college_manager_client.user


def test_long_file_that_cannot_be_read_says_so_in_its_report(
    college_manager_client, group, run_jobs, monkeypatch
):
    monkeypatch.setattr("assessments.imports.jobs._LONG_BYTES", 3)
    monkeypatch.setattr("assessments.imports.jobs._LOOKED_BYTES", 3)
    send(college_manager_client, "contingent", group, "%PDF-1.7", "list.csv")
    batch = ImportBatch.objects.get()

    run_jobs(at=batch.uploaded_at)

    batch.refresh_from_db()
    assert batch.state == ImportState.REFUSED
    assert "на самом деле PDF" in batch.report["problems"][0]["message"]


# --- the list ---------------------------------------------------------------------------------


def test_list_of_files_says_who_when_what_and_offers_to_undo(
    college_manager_client, other_college_manager_client, group
):
    url = reverse("assessments:import_list")
    upload_list(college_manager_client, group, LIST)
    apply(college_manager_client, ImportBatch.objects.get())

    (row,) = college_manager_client.get(url).context["rows"]
    assert (row["file_name"], row["state"], row["rows"], row["can_undo"]) == (
        "list.csv",
        "применён",
        2,
        True,
    )
    assert row["facts"][0] == ("Новых обучающихся", 2)
    user = college_manager_client.user
    assert row["uploaded_by"] == row["done_by"] == (user.display_name or user.email)
    assert other_college_manager_client.get(url).context["rows"] == []


def test_list_costs_as_many_queries_for_three_files_as_for_one(
    college_manager_client, group, django_assert_max_num_queries
):
    url = reverse("assessments:import_list")

    def cost():
        with django_assert_max_num_queries(12) as captured:
            assert college_manager_client.get(url).status_code == 200
        return len(captured)

    upload_list(college_manager_client, group, LIST)
    one = cost()
    for name in ("Ли Анна", "Цой Олег"):
        upload_list(college_manager_client, group, f"ФИО\n{name}\n")
    assert cost() == one


def test_file_is_checked_anew_once_the_portal_has_what_it_lacked(college_manager_client, group):
    send(college_manager_client, "contingent", None, "Группа;ФИО\nТ-77;Ким Юлия\n")
    batch = ImportBatch.objects.get()
    assert batch.state == "refused"
    StudyGroupFactory(programme=group.programme, name="Т-77")

    sent = {"report": batch.report["fingerprint"]}
    college_manager_client.post(reverse("assessments:import_mend", args=[batch.pk]), sent)

    batch.refresh_from_db()
    assert (batch.state, batch.report["counts"]["new"]) == ("checked", 1)


def test_written_file_says_so_though_the_one_that_waited_for_it_is_gone(
    college_manager_client, group
):
    send(college_manager_client, "contingent", group, LIST)
    batch = ImportBatch.objects.get()
    ImportBatch.objects.update(parameters={**batch.parameters, "back": batch.pk + 1})

    page = apply(college_manager_client, batch)

    assert (page.status_code, page.context["batch"].pk) == (200, batch.pk)
    assert texts(page)[0].startswith("Записано: ")
