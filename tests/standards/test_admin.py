import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from standards.models import (
    EducationalStandard,
    FunctionLink,
    LabourFunction,
    ProfessionalStandard,
    Speciality,
)
from tests.factories.accounts import UserFactory
from tests.factories.standards import (
    CompetenceFactory,
    LabourFunctionFactory,
    ProfessionalStandardFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize(
    "model", [ProfessionalStandard, LabourFunction, FunctionLink, Speciality, EducationalStandard]
)
def test_reference_data_is_listed_for_administrators(admin_client: Client, model: type) -> None:
    CompetenceFactory()
    LabourFunctionFactory()

    response = admin_client.get(reverse(f"admin:standards_{model.__name__.lower()}_changelist"))

    assert response.status_code == 200
    assert model in admin.site._registry


def test_imported_text_is_read_only_but_its_end_is_not(admin_client: Client) -> None:
    standard = ProfessionalStandardFactory(name="Пчеловод")
    url = reverse("admin:standards_professionalstandard_change", args=[standard.pk])

    admin_client.post(url, {"valid_to": "01.03.2031", "name": "Другое"})

    standard.refresh_from_db()
    assert (standard.name, str(standard.valid_to)) == ("Пчеловод", "2031-03-01")
    add = reverse("admin:standards_professionalstandard_add")
    assert admin_client.get(add).status_code == 403
