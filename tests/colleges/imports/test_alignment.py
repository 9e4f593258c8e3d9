"""The matrix of a programme through the common page of imports: out, edited, back."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from colleges.models import Alignment, AlignmentVersion
from colleges.services.alignments import set_cells, set_parts
from core.models import ImportBatch
from tests.colleges.aligned import make_aligned

pytestmark = pytest.mark.django_db


@pytest.fixture
def aligned(college, now):
    made = make_aligned(college)
    set_cells(
        programme=made.programme,
        changes=[made.change(made.key(0), 0, 1.0), made.change(made.module_key, 1, 0.5)],
        actor_id=None,
        now=now,
    )
    return made


@pytest.fixture
def client(college_teacher_client):
    return college_teacher_client


def download(client, aligned):
    return client.get(reverse("colleges:alignment_xlsx", args=[aligned.programme.pk])).content


def upload(client, aligned, content):
    answer = client.post(
        reverse("assessments:import_upload", args=["alignment"]),
        {
            "target": aligned.programme.pk,
            "file": SimpleUploadedFile("matrix.xlsx", content),
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return ImportBatch.objects.latest("pk")


def edited(content, change):
    book = load_workbook(BytesIO(content))
    change(book.worksheets[0])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def cells():
    return sorted(
        Alignment.objects.values_list("competence_id", "module_id", "function_id", "strength"),
        key=str,
    )


def test_page_of_imports_offers_the_programmes_own_matrix(aligned, client):
    page = client.get(reverse("assessments:import_list")).content.decode()
    assert "Сопряжение программы" in page
    where = reverse("assessments:import_template", args=["alignment"])
    content = client.get(f"{where}?programme={aligned.programme.pk}").content
    assert load_workbook(BytesIO(content)).worksheets[0]["A2"].value == str(aligned.key(0))


def test_programme_of_another_college_is_not_reached(client):
    foreign = make_aligned()
    answer = client.post(
        reverse("assessments:import_upload", args=["alignment"]),
        {"target": foreign.programme.pk, "file": SimpleUploadedFile("matrix.xlsx", b"x")},
    )
    assert answer.status_code == 200
    assert not ImportBatch.objects.exists()


def test_matrix_comes_back_unchanged(aligned, client):
    content = download(client, aligned)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:4] == [
        str(aligned.key(0)),
        "ПК 1.1",
        "Настраивать плуг и сеялку",
        "полностью",
    ]
    batch = upload(client, aligned, content)
    assert batch.report["counts"] == {"set": 0, "cleared": 0, "detailed": 0, "same": 8}
    assert batch.report["problems"] == []


def test_edited_matrix_is_shown_and_applied(aligned, client):
    def change(sheet):
        sheet["D2"] = None
        sheet["D3"] = "частично"
        sheet["E4"] = "●"
        sheet.delete_rows(5)

    content = edited(download(client, aligned), change)
    before = cells()
    batch = upload(client, aligned, content)
    assert batch.report["counts"]["set"] == 2
    assert batch.report["counts"]["cleared"] == 1
    page = client.get(reverse("assessments:import_batch", args=[batch.pk])).content.decode()
    assert "Записать ячейки" in page
    told = [(row["row"], row["column"], row["message"]) for row in batch.report["problems"]]
    assert sorted(told) == [
        (2, "D", "ПК 1.1 → A/01.3: было «полностью», станет «нет»."),
        (3, "D", "ПК 1.1 (2) → A/01.3: было «нет», станет «частично»."),
        (4, "E", "ПМ.01 → A/02.3: было «частично», станет «полностью»."),
    ]
    assert cells() == before
    client.post(reverse("assessments:import_apply", args=[batch.pk]))
    first, second = (row.pk for row in aligned.functions)
    assert cells() == sorted(
        [(aligned.key(1).pk, None, first, 0.5), (None, aligned.module.pk, second, 1.0)], key=str
    )
    assert ImportBatch.objects.get().state == "applied"
    client.post(reverse("assessments:import_undo", args=[batch.pk]))
    assert cells() == before
    assert ImportBatch.objects.get().state == "undone"


# --- details by actions, skills and knowledge --------------------------------------------------


def of_parts(change):
    """Return a change of the second sheet: rows are elements, columns sources."""
    return lambda book: change(book["Действия, умения, знания"])


def edited_book(content, change):
    book = load_workbook(BytesIO(content))
    change(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def details():
    rows = Alignment.objects.filter(element__isnull=False)
    return sorted(rows.values_list("competence__text", "element__text", "strength"))


@pytest.fixture
def detailed(aligned, now):
    set_parts(
        programme=aligned.programme,
        function_id=aligned.functions[0].pk,
        parts={aligned.key(1): {aligned.actions[0].pk: 1.0, aligned.actions[1].pk: 0.5}},
        actor_id=None,
        now=now,
    )
    return aligned


def test_details_go_out_and_come_back_unchanged(detailed, client):
    content = download(client, detailed)
    sheet = load_workbook(BytesIO(content))["Действия, умения, знания"]
    assert [cell.value for cell in sheet[1]][4:] == [
        f"ПК 1.1 #{detailed.key(0)}",
        f"ПК 1.1 (2) #{detailed.key(1)}",
        f"ПМ.01 #{detailed.module_key}",
        f"ОК 01 #{detailed.key(2)}",
    ]
    assert [[cell.value for cell in row][:6] for row in sheet.iter_rows(min_row=2)] == [
        [f"e{row.pk}", f"{row.function.standard.code} A/01.3", kind, row.text, "", word]
        for row, kind, word in (
            (detailed.actions[0], "трудовое действие", "полностью"),
            (detailed.actions[1], "трудовое действие", "частично"),
            (detailed.functions[0].elements.get(kind="skill"), "необходимое умение", ""),
        )
    ]
    batch = upload(client, detailed, content)
    assert batch.report["counts"] == {"set": 0, "cleared": 0, "detailed": 0, "same": 8}
    assert batch.report["problems"] == []


def test_edited_details_are_told_written_and_taken_back(detailed, client):
    def change(sheet):
        sheet["E2"] = "полностью"  # ПК 1.1 was «полностью» as a whole
        sheet["F3"] = None

    before = cells()
    batch = upload(client, detailed, edited_book(download(client, detailed), of_parts(change)))
    assert batch.report["counts"] == {"set": 0, "cleared": 0, "detailed": 2, "same": 6}
    told = [(row["row"], row["column"], row["message"]) for row in batch.report["problems"]]
    assert told == [
        (2, "E", "ПК 1.1 → A/01.3, «Настройка плуга»: было «нет», станет «полностью»."),
        (3, "F", "ПК 1.1 (2) → A/01.3, «Контроль глубины»: было «частично», станет «нет»."),
    ]
    client.post(reverse("assessments:import_apply", args=[batch.pk]))
    assert details() == [
        ("Вести учёт поголовья", "Настройка плуга", 1.0),
        ("Настраивать плуг и сеялку", "Настройка плуга", 1.0),
    ]
    first = detailed.functions[0].pk
    assert (detailed.key(0).pk, None, first, 0.5) in cells()
    client.post(reverse("assessments:import_undo", args=[batch.pk]))
    assert cells() == before


def test_cleared_details_leave_the_cell_to_the_first_sheet(detailed, client):
    def change(book):
        book.worksheets[0]["D3"] = "полностью"
        book["Действия, умения, знания"]["F2"] = None
        book["Действия, умения, знания"]["F3"] = None

    before = cells()
    batch = upload(client, detailed, edited_book(download(client, detailed), change))
    assert batch.report["counts"] == {"set": 1, "cleared": 0, "detailed": 1, "same": 7}
    client.post(reverse("assessments:import_apply", args=[batch.pk]))
    assert details() == []
    assert (detailed.key(1).pk, None, detailed.functions[0].pk, 1.0) in cells()
    client.post(reverse("assessments:import_undo", args=[batch.pk]))
    assert cells() == before


def test_whole_cell_alone_does_not_overwrite_details(detailed, client):
    def change(book):
        book.worksheets[0]["D3"] = None
        del book["Действия, умения, знания"]

    batch = upload(client, detailed, edited_book(download(client, detailed), change))
    assert batch.report["counts"]["cleared"] == 0
    assert [row["message"] for row in batch.report["problems"]] == [
        "A/01.3: ячейка размечена по действиям, меняйте её на листе действий."
    ]


def test_rows_and_columns_left_out_of_the_details_stay(detailed, client):
    def change(sheet):
        sheet.delete_cols(6)
        sheet.delete_rows(3)

    batch = upload(client, detailed, edited_book(download(client, detailed), of_parts(change)))
    assert batch.report["counts"] == {"set": 0, "cleared": 0, "detailed": 0, "same": 8}


def test_errors_in_details_name_sheet_row_and_column(detailed, client):
    def change(sheet):
        sheet["F2"] = "наполовину"
        sheet["A3"] = "e999999"
        sheet["I1"] = "ПК 9.9 #c999999"

    batch = upload(client, detailed, edited_book(download(client, detailed), of_parts(change)))
    found = [
        (row["sheet"], row["row"], row["column"])
        for row in batch.report["problems"]
        if row["is_error"]
    ]
    sheet = "Действия, умения, знания"
    assert sorted(found) == [(sheet, 1, "I"), (sheet, 2, "F"), (sheet, 3, "A")]


def test_later_work_is_not_undone(aligned, client, now):
    def change(sheet):
        sheet["D3"] = "частично"

    batch = upload(client, aligned, edited(download(client, aligned), change))
    client.post(reverse("assessments:import_apply", args=[batch.pk]))
    set_cells(
        programme=aligned.programme,
        changes=[aligned.change(aligned.key(1), 0, 1.0, was=0.5)],
        actor_id=None,
        now=now,
    )
    before = cells()
    client.post(reverse("assessments:import_undo", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, cells()) == ("applied", before)


def test_errors_name_sheet_row_and_column(aligned, client):
    def change(sheet):
        sheet["D2"] = "наполовину"
        sheet["A3"] = "c999999"
        sheet["A5"] = sheet["A4"].value
        sheet["F1"] = "13.999 A/99.9 #999999"
        sheet["F2"] = "частично"

    content = edited(download(client, aligned), change)
    batch = upload(client, aligned, content)
    found = [(row["row"], row["column"]) for row in batch.report["problems"] if row["is_error"]]
    assert sorted(found) == [(1, "F"), (2, "D"), (3, "A"), (5, "A")]
    assert batch.state == "refused"
    page = client.get(reverse("assessments:import_batch", args=[batch.pk])).content.decode()
    assert "Записать ячейки" not in page
    client.post(reverse("assessments:import_apply", args=[batch.pk]))
    assert len(cells()) == 2


def test_other_changes_meanwhile_are_shown_anew(aligned, client, now):
    def change(sheet):
        sheet["D3"] = "частично"

    content = edited(download(client, aligned), change)
    batch = upload(client, aligned, content)
    set_cells(
        programme=aligned.programme,
        changes=[aligned.change(aligned.key(1), 1, 1.0)],
        actor_id=None,
        now=now,
    )
    client.post(reverse("assessments:import_apply", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.report["counts"]["cleared"]) == ("checked", 1)
    assert len(cells()) == 3


def test_agreed_alignment_is_not_changed_by_a_file(aligned, client):
    def change(sheet):
        sheet["D3"] = "частично"

    content = edited(download(client, aligned), change)
    batch = upload(client, aligned, content)
    AlignmentVersion.objects.update(state="agreed_college")
    client.post(reverse("assessments:import_apply", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == "checked"
    assert len(cells()) == 2
