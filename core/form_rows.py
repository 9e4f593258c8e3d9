"""Rows of a form that are put in order, added and removed without scripts."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext


class OrderedRows(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    """A place and a box to remove it beside every row; a row without `telling` fields is empty."""

    telling: ClassVar[tuple[str, ...]]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        order, remove = form.fields["ORDER"], form.fields["DELETE"]
        order.label, remove.label = gettext("Порядок"), gettext("убрать")
        order.widget.attrs["class"] = "form-control"
        remove.widget.attrs["class"] = "form-check-input"

    def typed(self) -> list[dict[str, Any]]:
        """Return the rows with anything in them as typed, without those to be removed."""
        return [row for row in self._kept() if self._tells(row)]

    def empty_rows(self) -> int:
        """Return how many rows stand ready to be filled in."""
        return sum(not self._tells(row) for row in self._kept())

    def _kept(self) -> list[dict[str, Any]]:
        rows = [{name: form[name].value() for name in form.fields} for form in self.forms]
        return [row for row in rows if not row.pop("DELETE")]

    def _tells(self, row: Mapping[str, Any]) -> bool:
        return any(row[name] for name in self.telling)
