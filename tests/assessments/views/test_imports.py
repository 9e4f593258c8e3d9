from io import BytesIO
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from assessments.enums import SheetState
from assessments.models import Result
from assessments.services.sheets import CellInput, record_results
from colleges.models import Student
from core.enums import ImportState
from core.models import AuditEntry, ImportBatch
from tests.assessments.views.importing import (
    GOOD,
    LIST,
    apply,
    numbers,
    texts,
    upload,
    upload_list,
)
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_dry_run_writes_nothing_but_the_batch(college_teacher_client, sheet, student):
    response = upload(college_teacher_client, sheet, GOOD)

    assert response.status_code == 200
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.college_id) == (ImportState.CHECKED, sheet.college_id)
    assert batch.uploaded_by == college_teacher_client.user
    assert not Result.objects.exists()
    assert numbers(response) == [1, 1, 0, 0]


def test_applied_file_is_in_the_sheet_and_is_not_applied_again(
    college_teacher_client, sheet, student
):
    upload(college_teacher_client, sheet, GOOD)
    batch = ImportBatch.objects.get()

    first = apply(college_teacher_client, batch)
    second = apply(college_teacher_client, batch)

    assert texts(first) == ["Записано: 1."]
    assert texts(second) == ["Файл уже применён или содержит ошибки."]
    assert [(r.student_id, r.raw_value, r.version) for r in Result.objects.all()] == [
        (student.pk, "4", 1)
    ]


def test_wrong_file_shows_its_errors_and_cannot_be_applied(college_teacher_client, sheet, student):
    response = upload(college_teacher_client, sheet, "ФИО;Вспашка\nКим Юлия;7\nЛунёв Артём;4\n")

    page = response.content.decode()
    assert "строка 2, столбец B" in page
    assert "Значение 7 вне границ шкалы: от 2 до 5." in page
    assert "Такого обучающегося в группе нет." in page
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.rows_wrong) == (ImportState.REFUSED, 2)
    assert texts(apply(college_teacher_client, batch)) == ["Файл уже применён или содержит ошибки."]
    assert not Result.objects.exists()


def test_sheet_changed_since_the_dry_run_is_shown_anew_before_applying(
    college_teacher_client, sheet, student
):
    upload(college_teacher_client, sheet, GOOD)
    batch = ImportBatch.objects.get()
    cell = CellInput(student.pk, sheet.instrument.criteria.get().pk, "2")
    record_results(sheet=sheet, cells=[cell], actor_id=None, now=NOW)

    response = apply(college_teacher_client, batch)

    assert response.context["is_surprise"]
    assert "кто-то работал с теми же записями" in response.content.decode()
    assert Result.objects.get().raw_value == "2"
    assert numbers(response) == [1, 1, 1, 0]
    apply(college_teacher_client, batch)
    assert Result.objects.get().raw_value == "4"


def test_file_is_not_applied_to_a_submitted_sheet(college_teacher_client, sheet, student):
    upload(college_teacher_client, sheet, GOOD)
    sheet.state, sheet.submitted_at = SheetState.SUBMITTED, NOW
    sheet.save()

    response = apply(college_teacher_client, ImportBatch.objects.get())

    assert texts(response) == ["Ведомость сдана: сначала её нужно вернуть на исправление."]
    assert not Result.objects.exists()
    assert ImportBatch.objects.get().state == ImportState.CHECKED


def test_sheet_of_another_college_is_not_offered(other_college_manager_client, sheet, student):
    response = upload(other_college_manager_client, sheet, GOOD)

    assert set(response.context["form"].errors) == {"target"}
    assert not ImportBatch.objects.exists()


def test_batch_of_another_college_is_not_found(
    college_teacher_client, other_college_manager_client, sheet, student
):
    upload(college_teacher_client, sheet, GOOD)
    batch = ImportBatch.objects.get()

    assert apply(other_college_manager_client, batch).status_code == 404
    assert not Result.objects.exists()


def test_file_that_is_no_table_is_refused_in_the_form(college_teacher_client, sheet):
    response = upload(college_teacher_client, sheet, "%PDF-1.7", "results.pdf")

    assert set(response.context["form"].errors) == {"file"}
    assert not ImportBatch.objects.exists()


# --- lists of groups --------------------------------------------------------------------------


def test_encoding_chosen_by_hand_is_kept_with_the_file(college_manager_client, group):
    file = SimpleUploadedFile("list.csv", LIST.encode("cp866"))
    url = reverse("assessments:import_upload", args=["contingent"])
    sent = {"target": group.pk, "file": file, "encoding": "cp866"}
    answer = college_manager_client.post(url, sent, follow=True)
    assert numbers(answer)[:2] == [2, 2]
    assert ImportBatch.objects.get().chosen == {"encoding": "cp866"}

    file.seek(0)
    answer = college_manager_client.post(url, sent | {"encoding": "utf-8-sig"})
    assert "выбранной кодировке" in answer.context["form"].errors["file"][0]


def test_list_is_checked_then_applied_once(college_manager_client, group):
    checked = upload_list(college_manager_client, group, LIST)
    assert numbers(checked) == [2, 2, 0, 0]
    assert not Student.objects.exists()
    batch = ImportBatch.objects.get()

    assert texts(apply(college_manager_client, batch)) == ["Записано: 2."]
    assert texts(apply(college_manager_client, batch)) == ["Файл уже применён или содержит ошибки."]
    assert Student.objects.filter(enrolments__group=group).count() == 2


def test_list_uploaded_twice_before_applying_adds_nobody_twice(college_manager_client, group):
    upload_list(college_manager_client, group, LIST)
    upload_list(college_manager_client, group, LIST)
    first, second = ImportBatch.objects.order_by("pk")
    apply(college_manager_client, first)

    response = apply(college_manager_client, second)

    assert response.context["is_surprise"]
    assert "кто-то работал с теми же записями" in response.content.decode()
    assert numbers(response) == [2, 0, 0, 2]
    assert Student.objects.count() == 2


def test_list_with_errors_says_where_and_is_refused(college_manager_client, group):
    response = upload_list(college_manager_client, group, "ФИО\nКим Юлия\nЛунёв\n")

    page = response.content.decode()
    assert "строка 3, столбец A" in page
    assert "Нужны фамилия и имя." in page
    batch = ImportBatch.objects.get()
    assert batch.state == ImportState.REFUSED
    apply(college_manager_client, batch)
    assert not Student.objects.exists()


def test_names_stay_out_of_the_audit(college_manager_client, group):
    upload_list(college_manager_client, group, LIST)
    apply(college_manager_client, ImportBatch.objects.get())

    assert "Ким" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_group_of_another_college_is_not_offered(other_college_manager_client, group):
    refused = upload_list(other_college_manager_client, group, LIST)

    assert set(refused.context["form"].errors) == {"target"}


# --- templates --------------------------------------------------------------------------------


def titles(client, slug, **query):
    url = reverse("assessments:import_template", args=[slug])
    book = load_workbook(BytesIO(client.get(url, query).content))
    lines = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(max_row=2)]
    return [[title.rstrip("*") for title in lines[0]], *lines[1:]]


def test_template_of_a_list_has_the_columns_that_are_read(college_manager_client):
    assert titles(college_manager_client, "contingent")[0] == [
        "Фамилия",
        "Имя",
        "Отчество",
        "Дата рождения",
        "Пол",
        "№ зачётной книжки",
        "Группа",
        "Финансирование",
        "Целевой договор",
        "Статус",
        "Код специальности",
        "Год набора",
        "Курс",
        "Форма обучения",
        "База",
    ]


def test_template_with_names_leaves_a_line_of_the_journal(college_manager_client, sheet, student):
    url = reverse("assessments:import_template", args=["results"])
    answer = college_manager_client.get(url, {"sheet": sheet.pk})

    assert answer["Cache-Control"] == "no-store, private"
    # Templates of two sheets lie side by side in a folder.
    named = unquote(answer["Content-Disposition"])
    assert named.startswith("attachment; filename*=utf-8''Шаблон_Результаты-ведомости_М-31")
    line = AuditEntry.objects.get(action="colleges.export_graduates")
    assert line.details == {"list": "template", "people": 1}
    college_manager_client.get(reverse("assessments:import_template", args=["contingent"]))
    assert AuditEntry.objects.filter(action="colleges.export_graduates").get() == line


def test_template_of_a_sheet_has_its_criteria_and_students(college_manager_client, sheet, student):
    assert titles(college_manager_client, "results", sheet=sheet.pk) == [
        ["ФИО", "№ зачётной книжки", "Вспашка"],
        ["Ким Юлия", student.record_book, None],
    ]
