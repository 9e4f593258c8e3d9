import pytest
from django.urls import reverse

from employers.models import Contact, Employer
from tests.factories.colleges import MunicipalityFactory
from tests.factories.employers import ContactFactory, EmployerFactory, PlacementFactory

pytestmark = pytest.mark.django_db
INN = "7707083893"


@pytest.fixture
def teacher(college_teacher_client):
    return college_teacher_client


@pytest.mark.parametrize("count", [1, 30])
def test_directory_takes_a_constant_number_of_queries(teacher, count, django_assert_num_queries):
    EmployerFactory.create_batch(count)
    with django_assert_num_queries(6):
        response = teacher.get(reverse("employers:employer_list"))
    assert len(response.context["rows"]) == count


def test_directory_is_searched_and_empty_pages_say_what_to_do(teacher):
    url = reverse("employers:employer_list")
    assert "Справочник пуст" in teacher.get(url).content.decode()
    EmployerFactory(name="СПК «Луч»", inn=INN)
    EmployerFactory()
    found = teacher.get(url, {"query": "луч"}).context["rows"]
    assert [(row["name"], row["inn"], row["placements"]) for row in found] == [
        ("СПК «Луч»", INN, 0)
    ]
    assert "Ничего не найдено" in teacher.get(url, {"query": "нет"}).content.decode()


def test_enterprise_is_added_and_the_way_back_is_kept(teacher, college):
    place = MunicipalityFactory()
    data = {"name": "СПК «Луч»", "municipality": place.pk, "inn": INN}
    url = reverse("employers:employer_create")
    response = teacher.post(url, {**data, "next": "/placements/new/?group=1"})
    employer = Employer.objects.get()
    assert (employer.name, employer.added_by_college) == ("СПК «Луч»", college)
    assert response.url == f"/placements/new/?group=1&employer={employer.pk}"
    again = teacher.post(url, data)
    assert again.context["form"].errors == {
        "inn": ["Предприятие с таким ИНН или БИН уже есть в справочнике."]
    }


@pytest.mark.parametrize("elsewhere", ["https://evil.example.invalid/", "//evil.example.invalid"])
def test_way_back_never_leads_elsewhere(teacher, elsewhere):
    data = {"name": "СПК", "municipality": MunicipalityFactory().pk, "next": elsewhere}
    response = teacher.post(reverse("employers:employer_create"), data)
    assert response.url == reverse("employers:employer_detail", args=[Employer.objects.get().pk])


def test_record_is_mended_by_who_works_with_the_enterprise(teacher, placement):
    url = reverse("employers:employer_change", args=[placement.employer_id])
    data = {"name": "СПК «Восход»", "municipality": placement.employer.municipality_id}
    assert teacher.post(url, data).url == reverse(
        "employers:employer_detail", args=[placement.employer_id]
    )
    placement.employer.refresh_from_db()
    assert (placement.employer.name, placement.employer.is_active) == ("СПК «Восход»", False)


def test_record_of_a_stranger_is_not_mended(teacher):
    stranger = EmployerFactory(name="Чужое")
    url = reverse("employers:employer_change", args=[stranger.pk])
    data = {"name": "Наше", "municipality": stranger.municipality_id}
    assert teacher.post(url, data).status_code == 403
    stranger.refresh_from_db()
    assert stranger.name == "Чужое"


def test_people_of_an_enterprise_are_shown_to_who_knows_them(
    teacher, other_college_manager_client, placement, mentor
):
    url = reverse("employers:employer_detail", args=[placement.employer_id])
    assert "mentor@example.invalid" in teacher.get(url).content.decode()
    page = other_college_manager_client.get(url).content.decode()
    assert "СПК «Заря»" in page
    assert "mentor@example.invalid" not in page
    assert "Пётр Саввич" not in page


def test_person_is_added_and_shared_by_address(teacher, college, employer):
    known = ContactFactory(employer=employer, email="anna@example.invalid")
    url = reverse("employers:contact_create", args=[employer.pk])
    teacher.post(url, {"name": "Анна", "email": "anna@example.invalid"})
    teacher.post(url, {"name": "Борис"})
    assert set(Contact.objects.visible_to(teacher.scope)) == {
        known,
        Contact.objects.get(name="Борис"),
    }


def test_person_is_mended_by_who_knows_it(teacher, other_college_manager_client, placement, mentor):
    url = reverse("employers:contact_change", args=[mentor.pk])
    data = {"name": "Пётр Саввич", "email": "new@example.invalid", "is_active": "on"}
    assert other_college_manager_client.post(url, data).status_code == 404
    assert teacher.post(url, data).status_code == 302
    mentor.refresh_from_db()
    assert mentor.email == "new@example.invalid"


def test_enterprise_that_is_not_there_is_not_found(teacher):
    for route in ("employer_detail", "employer_change", "contact_create"):
        assert teacher.get(reverse(f"employers:{route}", args=[1])).status_code == 404


def test_inactive_enterprise_says_so(teacher):
    PlacementFactory()
    gone = EmployerFactory(is_active=False)
    page = teacher.get(reverse("employers:employer_detail", args=[gone.pk])).content.decode()
    assert "Предприятие не действует." in page
