"""What holds for every model."""

import inspect

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.source import PACKAGES

# Fields that may hold a name or an address of a person.
PERSONAL = {
    "last_name",
    "first_name",
    "patronymic",
    "email",
    "phone",
    "display_name",
    "record_book",
    "search_name",
    "insurance_number",
}
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]
NAMES_OF_PEOPLE = ("Student", "Contact", "User")


def name_of(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=name_of)
def test_model_prints_no_name_of_a_person(model):
    """Texts of models end up in logs, audit lines and error pages."""
    assert "__str__" in vars(model), "the default prints a number only, which says too little"
    source = inspect.getsource(model.__str__)
    fields = set(PERSONAL) & {field.name for field in model._meta.get_fields()}
    if model.__name__ in NAMES_OF_PEOPLE:
        fields |= {"name"}
    assert {field for field in fields if f"self.{field}" in source} == set()
    for person in ("student", "contact", "mentor", "user"):
        # f"{self.student}" prints what Student prints, which is tested here; fields of it do not.
        assert f"self.{person}.name" not in source
        assert not any(f"self.{person}.{field}" in source for field in PERSONAL)


@pytest.mark.parametrize("model", OURS, ids=name_of)
def test_model_has_names_for_people(model):
    names = (str(model._meta.verbose_name), str(model._meta.verbose_name_plural))
    for name in names:
        assert name == name.lower() or name.split()[0].isupper(), name
        assert any("а" <= letter <= "я" for letter in name), f"{name} is not Russian"


@pytest.mark.parametrize("model", OURS, ids=name_of)
def test_moments_and_days_are_named_as_such(model):
    """`_at` for moments, `_on` or `_date` for days, so that nobody compares the two."""
    wrong = [
        field.name
        for field in model._meta.get_fields()
        if type(field) is models.DateTimeField
        and not field.name.endswith(("_at", "last_login", "at"))
    ]
    assert wrong == []
