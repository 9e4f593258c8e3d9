from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from employers.models import Contact, Employer
from employers.services.directory import (
    ContactData,
    EmployerData,
    add_contact,
    add_employer,
    change_contact,
    change_employer,
)
from tests.factories.colleges import MunicipalityFactory
from tests.factories.employers import ContactFactory, EmployerFactory

pytestmark = pytest.mark.django_db
INN = "7707083893"
PERSON = ContactData(name="Анна Ильинична", email="anna@example.invalid", phone="+7 900 000-00-01")


def test_enterprise_is_added_on_behalf_of_the_college(college, college_teacher, now):
    data = EmployerData(name="СПК «Луч»", municipality=college.municipality, inn=INN)
    employer = add_employer(data=data, college=college, actor_id=college_teacher.user_id, now=now)
    employer.refresh_from_db()
    assert (employer.name, employer.inn, employer.added_by_college) == ("СПК «Луч»", INN, college)
    line = AuditEntry.objects.get()
    assert (line.action, line.actor_id) == ("employers.add_employer", college_teacher.user_id)
    assert line.details == {"employer_id": employer.pk}


def test_tax_number_belongs_to_one_enterprise(college, now):
    EmployerFactory(inn=INN)
    data = EmployerData(name="Двойник", municipality=college.municipality, inn=INN)
    with pytest.raises(ValidationError) as refusal:
        add_employer(data=data, college=college, actor_id=None, now=now)
    assert refusal.value.message_dict == {
        "inn": ["Предприятие с таким ИНН или БИН уже есть в справочнике."]
    }
    other = EmployerFactory()
    with pytest.raises(ValidationError):
        change_employer(employer=other, data=data, actor_id=None, now=now)
    assert Employer.objects.filter(inn=INN).count() == 1


def test_enterprises_without_a_number_do_not_clash(college, now):
    data = EmployerData(name="КФХ", municipality=college.municipality)
    for _again in range(2):
        add_employer(data=data, college=college, actor_id=None, now=now)
    assert Employer.objects.filter(name="КФХ").count() == 2


def test_enterprise_keeps_its_own_number_when_mended(now):
    employer = EmployerFactory(inn=INN)
    place = MunicipalityFactory()
    data = EmployerData(name="Новое имя", municipality=place, inn=INN, is_active=False)
    change_employer(employer=employer, data=data, actor_id=None, now=now)
    employer.refresh_from_db()
    assert (employer.name, employer.municipality, employer.is_active) == (
        "Новое имя",
        place,
        False,
    )


def test_person_is_known_to_the_college_that_entered_it(employer, college, now):
    contact = add_contact(employer=employer, data=PERSON, college=college, actor_id=None, now=now)
    assert (contact.employer, list(contact.known_to.all())) == (employer, [college])
    line = AuditEntry.objects.get()
    assert line.details == {"employer_id": employer.pk}


@pytest.mark.parametrize(
    "known", [{"email": "Anna@example.invalid"}, {"email": "", "phone": "+7 900 000-00-01"}]
)
def test_same_address_at_the_same_enterprise_is_the_same_person(
    employer, college, other_college, known, now
):
    first = ContactFactory(employer=employer, name="Анна И.", **known)
    first.known_to.add(other_college)
    found = add_contact(employer=employer, data=PERSON, college=college, actor_id=None, now=now)
    assert found == first
    assert found.name == "Анна И."
    assert set(found.known_to.all()) == {college, other_college}


def test_same_address_elsewhere_is_another_person(employer, college, now):
    ContactFactory(email="anna@example.invalid")
    add_contact(employer=employer, data=PERSON, college=college, actor_id=None, now=now)
    assert Contact.objects.filter(email="anna@example.invalid").count() == 2


def test_people_without_address_are_never_taken_for_one(employer, college, now):
    nameless = ContactData(name="Бригадир")
    for _again in range(2):
        add_contact(employer=employer, data=nameless, college=college, actor_id=None, now=now)
    assert Contact.objects.filter(name="Бригадир").count() == 2


def test_persons_record_is_mended(mentor, now):
    data = replace(PERSON, is_active=False)
    change_contact(contact=mentor, data=data, actor_id=None, now=now)
    mentor.refresh_from_db()
    assert (mentor.name, mentor.email, mentor.is_active) == (
        "Анна Ильинична",
        "anna@example.invalid",
        False,
    )
    assert AuditEntry.objects.get().action == "employers.change_contact"
