"""One table with placements and marks of a practice, loaded once."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.enums import EvidenceKind
from assessments.models import Result
from core.enums import ImportState
from core.models import ImportBatch
from employers.models import Placement
from tests.assessments.views.importing import apply, texts
from tests.core.tables.workbooks import make_xlsx
from tests.factories.assessments import CriterionFactory, InstrumentFactory
from tests.factories.colleges import EnrolmentFactory, StudentFactory, StudyGroupFactory
from tests.factories.employers import EmployerFactory

pytestmark = pytest.mark.django_db

HEADER = ("ФИО", "Группа", "Вид практики", "Дата начала", "Дата окончания", "Организация", "ПК 1.1")
ROW = (
    "Ким Анна", "М-31", "производственная", dt.date(2026, 4, 13), dt.date(2026, 5, 10),
    "СПК «Колос»", 5,
)  # fmt: skip


@pytest.fixture
def college_table(college):
    """What the table needs: a student, an enterprise, a form of the practice."""
    group = StudyGroupFactory(name="М-31", college=college)
    student = StudentFactory(college=college, last_name="Ким", first_name="Анна", patronymic="")
    EnrolmentFactory(group=group, student=student)
    EmployerFactory(name="СПК «Колос»")
    instrument = InstrumentFactory(kind=EvidenceKind.WORKPLACE_PRACTICE, college=college)
    CriterionFactory(instrument=instrument, code="ПК 1.1")


def send(client, slug, *rows):
    file = SimpleUploadedFile("практика.xlsx", make_xlsx(rows))
    url = reverse("assessments:import_upload", args=[slug])
    return client.post(url, {"target": "", "file": file}, follow=True)


def take_along(client, batch):
    return client.post(reverse("assessments:import_companion", args=[batch.pk]), follow=True)


@pytest.mark.parametrize("first", ["placements", "practice-results"])
def test_table_with_placements_and_marks_is_loaded_once(
    first, college_teacher_client, college_table
):
    response = send(college_teacher_client, first, HEADER, ROW)
    batch = ImportBatch.objects.get()
    assert response.context["companion"]["batch"] is None
    assert texts(apply(college_teacher_client, batch)) == ["Записано: 1."]

    response = take_along(college_teacher_client, batch)

    second = ImportBatch.objects.exclude(pk=batch.pk).get()
    assert (second.state, bytes(second.content)) == (ImportState.CHECKED, bytes(batch.content))
    assert response.context["companion"]["batch"] == batch
    apply(college_teacher_client, second)
    assert (Placement.objects.count(), Result.objects.get().raw_value) == (1, "5")
    page = college_teacher_client.get(reverse("assessments:import_batch", args=[batch.pk]))
    assert page.context["companion"]["batch"] == second


def test_columns_named_by_hand_and_mended_cells_go_along(college_teacher_client, college_table):
    header = ("Кто", "Где", "Вид практики", "Заезд", "Отъезд", "Хозяйство", "ПК 1.1")
    row = (*ROW[:3], "31.02.2026", *ROW[4:])
    send(college_teacher_client, "placements", header, row)
    batch = ImportBatch.objects.get()
    names = ("person", "group", "kind", "starts_on", "ends_on", "employer")
    said = {f"column-0-{name}": str(place) for place, name in enumerate(names, start=1)}
    url = reverse("assessments:import_columns", args=[batch.pk])
    college_teacher_client.post(url, {"row-0": "1", **said})
    batch.refresh_from_db()
    index = next(n for n, one in enumerate(batch.report["problems"]) if one["column"] == "D")
    mended = {"report": batch.report["fingerprint"], f"value-{index}": "13.04.2026"}
    college_teacher_client.post(reverse("assessments:import_mend", args=[batch.pk]), mended)

    take_along(college_teacher_client, batch)

    second = ImportBatch.objects.exclude(pk=batch.pk).get()
    assert second.chosen["cells"] == [["Лист1", 2, 4, "13.04.2026"]]
    assert second.state == ImportState.CHECKED
    assert second.report["counts"]["cells"] == 1


def test_table_of_one_kind_offers_nothing_and_other_kinds_have_no_companion(
    college_teacher_client, college_table
):
    placements = send(college_teacher_client, "placements", HEADER[:6], ROW[:6])
    without_start = [value for place, value in enumerate(HEADER) if place != 3]
    row = [value for place, value in enumerate(ROW) if place != 3]
    marks = send(college_teacher_client, "practice-results", without_start, row)
    people = send(college_teacher_client, "contingent", ("ФИО", "Группа"), ROW[:2])

    assert [page.context["companion"] for page in (placements, marks, people)] == [None] * 3
    batch = ImportBatch.objects.order_by("pk").last()
    answer = take_along(college_teacher_client, batch)
    assert texts(answer) == ["Этот файл можно загрузить только так."]
    assert ImportBatch.objects.count() == 3
