from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from colleges.models import Student
from core.enums import ImportState
from core.models import AuditEntry, ImportBatch
from tests.factories.colleges import EnrolmentFactory, ProgrammeFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db

GOOD = "ФИО\nКим Юлия Олеговна\nЛунёв Артём Ильич\n"


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme=ProgrammeFactory(college=college), name="М-31")


def upload(client, group, text):
    file = SimpleUploadedFile("list.csv", text.encode())
    return client.post(
        reverse("colleges:student_import"), {"group": group.pk, "file": file}, follow=True
    )


def apply(client, batch):
    return client.post(reverse("colleges:student_apply", args=[batch.pk]), follow=True)


def texts(response):
    return [str(message) for message in response.context["messages"]]


def test_list_is_checked_then_applied_once(college_manager_client, group):
    checked = upload(college_manager_client, group, GOOD)
    assert [value for _title, value in checked.context["facts"]] == [2, 2, 0, 0, 0]
    assert not Student.objects.exists()
    batch = ImportBatch.objects.get()

    assert texts(apply(college_manager_client, batch)) == ["Записано строк: 2."]
    assert texts(apply(college_manager_client, batch)) == ["Файл уже применён или содержит ошибки."]
    assert Student.objects.filter(enrolments__group=group).count() == 2


def test_list_uploaded_twice_before_applying_adds_nobody_twice(college_manager_client, group):
    upload(college_manager_client, group, GOOD)
    upload(college_manager_client, group, GOOD)
    first, second = ImportBatch.objects.order_by("pk")
    apply(college_manager_client, first)

    response = apply(college_manager_client, second)

    assert texts(response) == [
        "Группа изменилась после проверки: посмотрите новый отчёт и подтвердите."
    ]
    assert [value for _title, value in response.context["facts"]] == [2, 0, 0, 2, 0]
    assert Student.objects.count() == 2


def test_list_with_errors_says_where_and_is_refused(college_manager_client, group):
    response = upload(college_manager_client, group, "ФИО\nКим Юлия\nЛунёв\n")

    page = response.content.decode()
    assert "строка 3, столбец A" in page
    assert "Нужны фамилия и имя." in page
    batch = ImportBatch.objects.get()
    assert batch.state == ImportState.REFUSED
    apply(college_manager_client, batch)
    assert not Student.objects.exists()


def test_names_stay_out_of_the_audit(college_manager_client, group):
    upload(college_manager_client, group, GOOD)
    apply(college_manager_client, ImportBatch.objects.get())

    assert "Ким" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_group_and_batch_of_another_college_are_out_of_reach(
    college_manager_client, other_college_manager_client, group
):
    refused = upload(other_college_manager_client, group, GOOD)
    assert set(refused.context["form"].errors) == {"group"}
    upload(college_manager_client, group, GOOD)

    assert apply(other_college_manager_client, ImportBatch.objects.get()).status_code == 404
    assert not Student.objects.exists()


def test_template_is_read_by_the_import_itself(college_manager_client, group):
    content = college_manager_client.get(reverse("colleges:student_template")).content
    titles = [cell.value for cell in load_workbook(BytesIO(content)).worksheets[0][1]]

    assert [title.rstrip(" *") for title in titles if title] == [
        "ФИО",
        "Дата рождения",
        "Пол",
        "№ зачётной книжки",
    ]


def test_groups_are_found_by_a_name_of_a_student(college_manager_client, group):
    upload(college_manager_client, group, GOOD)
    apply(college_manager_client, ImportBatch.objects.get())
    StudyGroupFactory(programme=group.programme, name="Т-11")
    url = reverse("colleges:group_list")

    def found(query):
        rows = college_manager_client.get(url, {"query": query}).context["rows"]
        return [(row.name, row.students) for row in rows]

    assert found("лунев") == [("М-31", 2)]
    assert found("т-1") == [("Т-11", 0)]
    assert found("никто") == []


def test_list_costs_as_many_queries_for_three_groups_as_for_one(
    college_manager_client, group, django_assert_max_num_queries
):
    url = reverse("colleges:group_list")

    def cost():
        with django_assert_max_num_queries(15) as captured:
            assert college_manager_client.get(url).status_code == 200
        return len(captured)

    one = cost()
    for other in StudyGroupFactory.create_batch(2, programme=group.programme):
        EnrolmentFactory(group=other)
    assert cost() == one
