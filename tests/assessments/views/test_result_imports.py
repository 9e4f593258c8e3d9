import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.enums import ScaleKind, SheetState
from assessments.models import Result
from assessments.services.sheets import CellInput, record_results
from core.enums import ImportState
from core.models import ImportBatch
from tests.conftest import NOW
from tests.factories.assessments import CriterionFactory, InstrumentFactory, SheetFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    StudentFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(college):
    instrument = InstrumentFactory()
    CriterionFactory(instrument=instrument, name="Вспашка", scale=ScaleKind.MARK)
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    return SheetFactory(group=group, instrument=instrument)


@pytest.fixture
def student(sheet):
    person = StudentFactory(
        college=sheet.college, last_name="Ким", first_name="Юлия", patronymic=""
    )
    return EnrolmentFactory(group=sheet.group, student=person).student


def upload(client, sheet, text, name="results.csv"):
    file = SimpleUploadedFile(name, text.encode("cp1251"))
    return client.post(
        reverse("assessments:result_import"), {"sheet": sheet.pk, "file": file}, follow=True
    )


def apply(client, batch):
    return client.post(reverse("assessments:result_apply", args=[batch.pk]), follow=True)


def texts(response):
    return [str(message) for message in response.context["messages"]]


GOOD = "ФИО;Вспашка\nКим Юлия;4\n"


def test_dry_run_writes_nothing_but_the_batch(college_teacher_client, sheet, student):
    response = upload(college_teacher_client, sheet, GOOD)

    assert response.status_code == 200
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.college_id) == (ImportState.CHECKED, sheet.college_id)
    assert batch.uploaded_by == college_teacher_client.user
    assert not Result.objects.exists()
    assert [value for _title, value in response.context["facts"]] == [1, 1, 0, 0, 0]


def test_applied_file_is_in_the_sheet_and_is_not_applied_again(
    college_teacher_client, sheet, student
):
    upload(college_teacher_client, sheet, GOOD)
    batch = ImportBatch.objects.get()

    first = apply(college_teacher_client, batch)
    second = apply(college_teacher_client, batch)

    assert texts(first) == ["Загружено ячеек: 1."]
    assert texts(second) == ["Файл уже применён, или ведомость сдана."]
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
    assert texts(apply(college_teacher_client, batch)) == [
        "Файл уже применён, или ведомость сдана."
    ]
    assert not Result.objects.exists()


def test_sheet_changed_since_the_dry_run_is_shown_anew_before_applying(
    college_teacher_client, sheet, student
):
    upload(college_teacher_client, sheet, GOOD)
    batch = ImportBatch.objects.get()
    cell = CellInput(student.pk, sheet.instrument.criteria.get().pk, "2")
    record_results(sheet=sheet, cells=[cell], actor_id=None, now=NOW)

    response = apply(college_teacher_client, batch)

    assert texts(response) == [
        "Ведомость изменилась после проверки: посмотрите новый отчёт и подтвердите."
    ]
    assert Result.objects.get().raw_value == "2"
    assert [value for _title, value in response.context["facts"]] == [1, 1, 1, 0, 0]
    apply(college_teacher_client, batch)
    assert Result.objects.get().raw_value == "4"


def test_file_is_not_applied_to_a_submitted_sheet(college_teacher_client, sheet, student):
    upload(college_teacher_client, sheet, GOOD)
    sheet.state, sheet.submitted_at = SheetState.SUBMITTED, NOW
    sheet.save()

    response = apply(college_teacher_client, ImportBatch.objects.get())

    assert texts(response) == ["Файл уже применён, или ведомость сдана."]
    assert not Result.objects.exists()
    assert ImportBatch.objects.get().state == ImportState.CHECKED


def test_sheet_of_another_college_is_not_offered(other_college_manager_client, sheet, student):
    response = upload(other_college_manager_client, sheet, GOOD)

    assert set(response.context["form"].errors) == {"sheet"}
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
