import pytest

from employers.forms.directory import ContactForm, EmployerForm
from employers.services.directory import ContactData, EmployerData
from tests.factories.colleges import MunicipalityFactory
from tests.factories.employers import EmployerFactory

pytestmark = pytest.mark.django_db


def errors_of(number: str, country: str) -> list[str]:
    place = MunicipalityFactory(country=country)
    form = EmployerForm({"name": "СПК", "municipality": place.pk, "inn": number})
    return form.errors.get("inn", [])


def test_tax_number_is_checked_by_the_rules_of_its_country():
    assert errors_of("7707083893", "RU") == []
    assert errors_of("941240000193", "KZ") == []
    assert errors_of("", "RU") == []
    assert errors_of("7707083894", "RU") == [
        "Проверьте ИНН: 10 цифр у организации, 12 у предпринимателя."
    ]
    assert errors_of("7707083893", "KZ") == ["Проверьте БИН: 12 цифр, последняя контрольная."]
    assert len(errors_of("941240000193", "RU")) == 1


def test_enterprise_form_gives_squeezed_values():
    place = MunicipalityFactory()
    form = EmployerForm({"name": "  СПК   «Луч» ", "municipality": place.pk})
    assert form.is_valid()
    assert form.employer_data() == EmployerData(name="СПК «Луч»", municipality=place)


def test_enterprise_form_begins_with_what_is_known():
    employer = EmployerFactory(inn="7707083893", is_active=False)
    form = EmployerForm(employer=employer)
    assert (form["inn"].value(), form["is_active"].value()) == ("7707083893", False)
    assert "is_active" not in EmployerForm().fields


def test_contact_form_gives_squeezed_values(mentor):
    data = {"name": " Анна  Ильинична", "email": "Anna@Example.invalid", "phone": " +7  900 "}
    form = ContactForm(data)
    assert form.is_valid()
    assert form.contact_data() == ContactData(
        name="Анна Ильинична", email="Anna@Example.invalid", phone="+7 900"
    )
    changed = ContactForm(data, contact=mentor)
    assert changed.is_valid()
    assert not changed.contact_data().is_active


def test_contact_form_begins_with_what_is_known(mentor):
    form = ContactForm(contact=mentor)
    assert [form[name].value() for name in ("name", "email", "is_active")] == [
        "Пётр Саввич",
        "mentor@example.invalid",
        True,
    ]
