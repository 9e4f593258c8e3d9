"""Lists of a college as files: what stands in them, and the audit line of names that leave."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.enums import EvidenceKind, ScaleKind
from assessments.models import Result
from core.models import AuditEntry, ImportBatch
from tests.factories.assessments import (
    CriterionFactory,
    InstrumentFactory,
    ResultFactory,
    SheetFactory,
    StudentReadinessFactory,
)
from tests.factories.colleges import EnrolmentFactory

pytestmark = pytest.mark.django_db


def rows_of(response, first=""):
    """Return the rows of the first sheet from the one that begins with `first`."""
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"
    book = openpyxl.load_workbook(BytesIO(response.content))
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    begin = [row[0] for row in rows].index(first) if first else 0
    return rows[begin:]


def listed():
    return list(AuditEntry.objects.values_list("details__list", "details__people"))


@pytest.fixture
def filled(sheet, student):
    """Two criteria: a mark and points; two people, one of them with a name like a formula."""
    marks = sheet.instrument.criteria.get()
    points = CriterionFactory(
        instrument=sheet.instrument, name="Баллы", scale=ScaleKind.POINTS, maximum=20
    )
    marks.position = points.position - 1
    marks.save()
    other = EnrolmentFactory(
        group=sheet.group,
        student__last_name="=Пак",
        student__first_name="Ян",
        student__patronymic="",
        student__record_book="17-041",
    ).student
    for person, criterion, raw in (
        (student, marks, "4,0"),
        (student, points, "12,5"),
        (other, marks, "н/я"),
    ):
        ResultFactory(sheet=sheet, student=person, criterion=criterion, raw_value=raw)
    return sheet


def test_filled_sheet_has_what_stands_in_its_cells_and_no_formula(
    college_teacher_client, filled, student
):
    url = reverse("assessments:sheet_file", args=[filled.pk])

    response = college_teacher_client.get(url)

    head, *rows = rows_of(response)
    titles = [str(title).rstrip("*") for title in head]
    assert titles == ["ФИО", "№ зачётной книжки", "Вспашка", "Баллы"]
    assert rows == [
        ["=Пак Ян", "17-041", "н/я", None],
        ["Ким Юлия", student.record_book, 4, 12.5],
    ]
    cell = openpyxl.load_workbook(BytesIO(response.content)).worksheets[0]["A2"]
    assert cell.data_type == "s"
    guide = openpyxl.load_workbook(BytesIO(response.content))["Как заполнять"]
    (points,) = [row[2].value for row in guide.iter_rows() if row[0].value == "Баллы"]
    assert points == "Баллы от 0 до 20; «н/я»: не явился, «осв.»: освобождён."
    assert listed() == [("sheet", 2)]
    entry = AuditEntry.objects.get()
    assert (entry.object_type, entry.object_id) == ("assessments.sheet", str(filled.pk))


def test_filled_sheet_loaded_back_changes_nothing_and_a_mended_cell_alone(
    college_teacher_client, sheet, student
):
    criterion = sheet.instrument.criteria.get()
    ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="4,0")
    other = EnrolmentFactory(group=sheet.group, student__last_name="Пак").student
    ResultFactory(sheet=sheet, student=other, criterion=criterion, raw_value="осв.")
    content = college_teacher_client.get(reverse("assessments:sheet_file", args=[sheet.pk])).content

    def load(name, content):
        upload = SimpleUploadedFile(name, content)
        college_teacher_client.post(
            reverse("assessments:import_upload", args=["results"]),
            {"target": sheet.pk, "file": upload},
        )
        batch = ImportBatch.objects.latest("pk")
        assert batch.rows_wrong == 0
        return batch.report["counts"], batch

    counts, _batch = load("same.xlsx", content)
    assert (counts["cells"], counts["same"]) == (0, 2)

    book = openpyxl.load_workbook(BytesIO(content))
    book.worksheets[0]["C2"].value = 5
    mended = BytesIO()
    book.save(mended)
    counts, batch = load("mended.xlsx", mended.getvalue())
    assert (counts["cells"], counts["replaced"], counts["same"]) == (1, 1, 1)
    college_teacher_client.post(reverse("assessments:import_apply", args=[batch.pk]))
    values = Result.objects.order_by("student__last_name").values_list("raw_value", flat=True)
    assert list(values) == ["5", "осв."]


def test_sheet_page_offers_the_file(college_teacher_client, sheet, student):
    page = college_teacher_client.get(reverse("assessments:sheet_detail", args=[sheet.pk]))

    assert reverse("assessments:sheet_file", args=[sheet.pk]) in page.content.decode()


def test_list_of_students_follows_the_address_and_is_written_down(
    college_teacher_client, sheet, student, other_college
):
    EnrolmentFactory(group=sheet.group, student__last_name="Пак")
    EnrolmentFactory(group__programme__college=other_college, student__last_name="Ким")
    StudentReadinessFactory(
        student=student,
        group=sheet.group,
        college=sheet.college,
        index=0.71,
        index_low=0.6,
        index_high=0.8,
        level=2,
        is_provisional=False,
    )
    url = reverse("assessments:student_list_file")

    head, *rows = rows_of(college_teacher_client.get(url, {"query": "ким"}), "Обучающийся")

    assert head[:3] == ["Обучающийся", "Зачётная книжка", "Группа"]
    assert [row[0] for row in rows] == ["Ким Юлия"]
    assert rows[0][2] == "М-31"
    assert rows[0][head.index("Индекс")] == 0.71
    assert rows[0][head.index("Уровень")] == "достаточный"
    assert listed() == [("students", 1)]


def test_group_as_a_file(college_teacher_client, sheet, student):
    _head, *rows = rows_of(
        college_teacher_client.get(reverse("assessments:group_file", args=[sheet.group_id])),
        "Обучающийся",
    )

    assert [row[0] for row in rows] == ["Ким Юлия"]
    assert rows[0][-1] == "нет оценки"
    assert listed() == [("group", 1)]


def test_list_of_sheets_follows_the_address_and_names_no_student(
    college_teacher_client, sheet, student
):
    SheetFactory(group__programme__college=sheet.college, due_on=dt.date(2027, 1, 15))
    url = reverse("assessments:sheet_list_file")

    head, *rows = rows_of(college_teacher_client.get(url, {"group": sheet.group_id}), "Ведомость")

    assert head[:2] == ["Ведомость", "Группа"]
    assert [row[:2] for row in rows] == [[sheet.instrument.name, "М-31"]]
    assert listed() == []


def test_marks_of_an_exam_as_a_file(college_teacher_client, group):
    instrument = InstrumentFactory(kind=EvidenceKind.DEMO_EXAM)
    criterion = CriterionFactory(instrument=instrument, scale=ScaleKind.POINTS, maximum=50)
    exam = SheetFactory(group=group, instrument=instrument)
    first, second = (
        EnrolmentFactory(group=group, student__last_name=name).student for name in ("Ан", "Бо")
    )
    ResultFactory(sheet=exam, student=first, criterion=criterion, raw_value="40", score=0.8)

    head, *rows = rows_of(
        college_teacher_client.get(reverse("assessments:sheet_marks_file", args=[exam.pk])),
        "Обучающийся",
    )

    assert head == ["Обучающийся", "Зачётная книжка", "Баллы", "Процент", "Отметка"]
    assert [row[2:] for row in rows] == [[40, 80, 5], [None, None, None]]
    assert [row[0] for row in rows] == [first.full_name, second.full_name]
    assert listed() == [("marks", 2)]
