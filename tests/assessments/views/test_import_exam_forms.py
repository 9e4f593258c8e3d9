"""A file of points names a КОД that nobody has made: it is made on the way to the points."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Instrument, Result
from core.models import AuditEntry, ImportBatch
from tests.assessments.views.importing import apply, texts
from tests.core.tables.workbooks import make_xlsx
from tests.factories.colleges import EnrolmentFactory, StudentFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db

KOD = "35.02.16-1-2026"
HEADER = ("ФИО", "Группа", "КОД", "Уровень", "Дата", "М1", "М2", "ВЧ", "Максимум")
ROWS = (
    ("Ким Анна", "М-31", KOD, "БУ", "11.06.2026", "21,5", 18, None, 50),
    ("Ли Анна", "М-31", KOD, "БУ", "11.06.2026", 24, "н/я", None, 50),
    ("Цой Анна", "М-31", KOD, "ПУ инвариант", "11.06.2026", 30, None, 12, 80),
)


@pytest.fixture
def waiting(college, college_manager_client):
    """A file of points of three people that waits for its КОД."""
    group = StudyGroupFactory(name="М-31", college=college)
    for name in ("Ким", "Ли", "Цой"):
        student = StudentFactory(college=college, last_name=name, first_name="Анна", patronymic="")
        EnrolmentFactory(group=group, student=student)
    file = SimpleUploadedFile("баллы.xlsx", make_xlsx([HEADER, *ROWS]))
    url = reverse("assessments:import_upload", args=["demo-exam"])
    college_manager_client.post(url, {"target": "", "file": file})
    return ImportBatch.objects.get()


def address(batch):
    return reverse("assessments:import_exam_forms", args=[batch.pk])


def sent(*rows):
    names = ("code", "level", "name", "maximum", "functions")
    data = {"module-TOTAL_FORMS": len(rows), "module-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        data |= {f"module-{number}-{key}": value for key, value in zip(names, row, strict=True)}
    return data


FILLED = sent(
    (KOD, "bu", "Подготовка машин", "26", ""),
    (KOD, "bu", "Ремонт", "24,5", ""),
    (KOD, "pu_inv", "Пуск", "50", ""),
    (KOD, "pu_inv", "Вариативная часть", "30", ""),
)


def test_file_says_which_kod_it_lacks_and_what_it_knows_of_it(college_manager_client, waiting):
    assert waiting.state == "refused"
    assert [(one["code"], one["modules"], one["total"]) for one in waiting.report["missing"]] == [
        (KOD, [["Модуль 1", "24"], ["Модуль 2", "18"]], "50"),
        (KOD, [["Модуль 1", "30"], ["Вариативная часть", "12"]], "80"),
    ]
    page = college_manager_client.get(reverse("assessments:import_batch", args=[waiting.pk]))
    assert f'href="{address(waiting)}"' in page.content.decode()
    form = college_manager_client.get(address(waiting)).content.decode()
    assert "Наибольший балл за весь экзамен по файлу: 50." in form
    assert form.count('value="Модуль 1"') == 2


def test_kod_is_made_by_a_checked_table_and_the_file_of_points_goes_on(
    college_manager_client, waiting
):
    client = college_manager_client
    page = client.post(address(waiting), FILLED, follow=True)
    made = ImportBatch.objects.get(kind="assessments.demo_exam_forms")
    assert page.context["batch"] == made
    assert made.file_name == "КОД для файла баллы.xlsx"
    assert made.report["counts"] == {"new": 2, "changed": 0, "modules": 4, "same": 0}
    assert not Instrument.objects.exists()

    page = apply(client, made)
    assert texts(page) == ["Записано: 2."]
    assert page.context["batch"] == waiting
    assert AuditEntry.objects.filter(action="assessments.load_exam_forms").count() == 1
    maxima = Instrument.objects.order_by("pk").values_list("criteria__name", "criteria__maximum")
    assert sorted((name, float(most)) for name, most in maxima) == [
        ("Вариативная часть", 30.0),
        ("Подготовка машин", 26.0),
        ("Пуск", 50.0),
        ("Ремонт", 24.5),
    ]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.report["missing"]) == ("checked", [])
    assert texts(apply(client, waiting)) == ["Записано: 6."]
    assert Result.objects.count() == 6


def test_maximum_is_asked_for_and_no_less_than_the_points_of_the_file(
    college_manager_client, waiting
):
    wrong = FILLED | {"module-0-maximum": "20", "module-1-maximum": ""}
    page = college_manager_client.post(address(waiting), wrong)
    errors = [form.errors.get("maximum") for form in page.context["formset"]]
    assert errors == [
        ["В файле есть балл 24: наибольший не может быть меньше."],
        ["Обязательное поле."],
        None,
        None,
    ]
    assert ImportBatch.objects.count() == 1


def test_functions_that_no_programme_has_are_told_by_the_check_of_the_table(
    college_manager_client, waiting
):
    wrong = FILLED | {"module-0-functions": "A/01.3"}
    college_manager_client.post(address(waiting), wrong)
    made = ImportBatch.objects.get(kind="assessments.demo_exam_forms")
    assert made.state == "refused"
    message = "Нет программы этой специальности с трудовыми функциями."
    assert [p["message"] for p in made.report["problems"] if p["is_error"]] == [message]


def test_file_that_was_written_meanwhile_stays_as_it_is(college_manager_client, waiting):
    client = college_manager_client
    client.post(address(waiting), FILLED)
    made = ImportBatch.objects.get(kind="assessments.demo_exam_forms")
    ImportBatch.objects.filter(pk=waiting.pk).update(state="purged")
    assert apply(client, made).context["batch"] == made
    assert texts(client.get(address(waiting), follow=True)) == ["Все КОД этого файла портал знает."]


def test_file_of_another_college_is_not_found(other_college_manager_client, waiting):
    assert other_college_manager_client.get(address(waiting)).status_code == 404
    assert other_college_manager_client.post(address(waiting), FILLED).status_code == 404
