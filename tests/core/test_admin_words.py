"""The service part speaks Russian: names of models, labels of their fields, headers of lists."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.utils import translation

from tests.architecture.source import PACKAGES

RUSSIAN = re.compile("[а-яё№]", re.IGNORECASE)
OURS = [
    (model, page)
    for model, page in admin.site._registry.items()
    if model.__module__.split(".")[0] in PACKAGES
]
SHOWN = {model: None for model, _page in OURS} | {
    part.model: None for _model, page in OURS for part in page.inlines
}


def foreign(words):
    return {name: label for name, label in words.items() if not RUSSIAN.search(label)}


@pytest.mark.parametrize(("model", "page"), OURS, ids=[model._meta.label for model, _page in OURS])
def test_headers_of_a_list_are_russian(model, page):
    with translation.override("ru"):
        headers = {
            str(column): str(label_for_field(column, model, page)) for column in page.list_display
        }

    assert foreign(headers) == {}


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.label)
def test_names_of_a_model_and_its_fields_are_russian(model):
    fields = [*model._meta.fields, *model._meta.many_to_many]
    with translation.override("ru"):
        words = {
            field.name: str(field.verbose_name) for field in fields if not field.primary_key
        } | {
            "(one)": str(model._meta.verbose_name),
            "(many)": str(model._meta.verbose_name_plural),
        }

    assert foreign(words) == {}
