"""What a file hides: rows, columns and sheets are told of, and people choose."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from colleges.models import Student
from core.models import ImportBatch
from tests.assessments.views.importing import apply, texts
from tests.core.tables.workbooks import FILES, make_xlsx
from tests.importing import found

pytestmark = pytest.mark.django_db

HEADER = ("ФИО", "Дата рождения")
PEOPLE = [("Ким Юлия", "05.03.2008"), ("Лунёв Артём", "06.03.2008"), ("Цой Олег", "07.03.2008")]


def send(client, group, content):
    url = reverse("assessments:import_upload", args=["contingent"])
    file = SimpleUploadedFile("список.xlsx", content)
    client.post(url, {"target": group.pk, "file": file})
    return ImportBatch.objects.get()


def choose(client, batch, words):
    url = reverse("assessments:import_hidden", args=[batch.pk])
    response = client.post(url, {"rows": words}, follow=True)
    batch.refresh_from_db()
    return response


def names():
    return sorted(Student.objects.values_list("last_name", flat=True))


def remarks(batch):
    return [message for _row, _column, message, _fixes in found(batch, warnings=True)]


def test_rows_under_a_forgotten_filter_are_loaded_and_told_of(college_manager_client, group):
    content = make_xlsx([HEADER, *PEOPLE, ()], hidden_rows=(3, 4), hidden_columns=(2,))
    batch = send(college_manager_client, group, content)

    page = college_manager_client.get(reverse("assessments:import_batch", args=[batch.pk]))
    assert "Скрытых строк: 2. Так бывает, когда забыли снять фильтр" in page.content.decode()
    assert remarks(batch) == [
        "Скрытые строки загружаются вместе с остальными, их номера: 3–4.",
        "Скрытые столбцы загружаются вместе с остальными: «Дата рождения».",
    ]
    apply(college_manager_client, batch)
    assert names() == ["Ким", "Лунёв", "Цой"]


def test_hidden_rows_are_left_out_and_taken_in_by_one_click(college_manager_client, group):
    content = make_xlsx([HEADER, *PEOPLE, ("Ли Анна", "31.02.2008")], hidden_rows=(3, 5))
    batch = send(college_manager_client, group, content)
    assert [place for place, *_rest in found(batch)] == [5]

    page = choose(college_manager_client, batch, "out")
    assert "Скрытых строк: 2. Они не загружаются." in page.content.decode()
    assert (found(batch), batch.rows_total) == ([], 2)
    assert remarks(batch) == ["Скрытые строки не загружаются, их номера: 3, 5."]
    choose(college_manager_client, batch, "in")
    assert batch.rows_total == 4
    choose(college_manager_client, batch, "out")
    apply(college_manager_client, batch)
    assert names() == ["Ким", "Цой"]
    assert texts(choose(college_manager_client, batch, "in")) == [
        "Файл уже применён: исправлять его поздно."
    ]


def test_file_given_back_has_no_rows_that_were_left_out(college_manager_client, group):
    content = make_xlsx([HEADER, *PEOPLE, ("Ли Анна", "31.02.2008")], hidden_rows=(3,))
    batch = send(college_manager_client, group, content)
    choose(college_manager_client, batch, "out")

    marked = college_manager_client.get(reverse("assessments:import_marked", args=[batch.pk]))

    sheet = openpyxl.load_workbook(BytesIO(marked.content)).active
    assert [row[0].value for row in sheet.iter_rows()] == [
        "ФИО", "Ким Юлия", None, "Цой Олег", "Ли Анна",
    ]  # fmt: skip


def test_hidden_row_still_names_the_group_of_the_rows_below(college_manager_client, group):
    content = make_xlsx(
        [(*HEADER, "Группа"), (*PEOPLE[0], group.name), (*PEOPLE[1], None)], hidden_rows=(2,)
    )
    url = reverse("assessments:import_upload", args=["contingent"])
    file = SimpleUploadedFile("список.xlsx", content)
    college_manager_client.post(url, {"target": "", "file": file})
    batch = ImportBatch.objects.get()

    choose(college_manager_client, batch, "out")

    assert (found(batch), batch.rows_total) == ([], 1)


def test_hidden_sheet_with_such_a_table_is_told_of_and_loaded_on_demand(
    college_manager_client, group
):
    content = make_xlsx(
        [HEADER, *PEOPLE[:2]],
        more={"Архив": [HEADER, PEOPLE[2]], "Списки": [("муж",), ("жен",)]},
        hidden=("Архив", "Списки"),
    )
    batch = send(college_manager_client, group, content)
    (remark,) = remarks(batch)
    assert remark.startswith("Лист скрыт и не загружен, строк на нём: 2.")

    url = reverse("assessments:import_columns", args=[batch.pk])
    sheets = college_manager_client.get(url).context["sheets"]
    assert [(sheet.name, sheet.is_left_out) for sheet in sheets] == [
        ("Лист1", False), ("Архив", True), ("Списки", True),
    ]  # fmt: skip
    columns = {
        f"column-{number}-{key}": place
        for number in (0, 1)
        for key, place in (("person", "1"), ("birth_date", "2"))
    }
    college_manager_client.post(url, {"row-0": "1", "row-1": "1", "out-2": "on", **columns})

    batch.refresh_from_db()
    assert (found(batch), remarks(batch)) == ([], [])
    apply(college_manager_client, batch)
    assert names() == ["Ким", "Лунёв", "Цой"]


def test_hidden_rows_of_old_excel_are_counted_and_left_out(college_manager_client, group):
    file = SimpleUploadedFile("старый.xls", (FILES / "hidden_97.xls").read_bytes())
    url = reverse("assessments:import_upload", args=["contingent"])
    answer = college_manager_client.post(url, {"target": group.pk, "file": file}, follow=True)
    batch = ImportBatch.objects.get()
    assert answer.context["hidden_rows"] == 2
    assert batch.rows_total == 5

    hidden = reverse("assessments:import_hidden", args=[batch.pk])
    college_manager_client.post(hidden, {"rows": "out"}, follow=True)
    batch.refresh_from_db()
    assert (batch.rows_total, batch.report["hidden_rows"]) == (3, 2)
