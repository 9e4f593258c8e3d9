"""Rows of a form that are put in order, added and removed without scripts."""

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
        rows = [{name: form[name].value() for name in form.fields} for form in self.forms]
        return [
            row for row in rows if not row.pop("DELETE") and any(row[name] for name in self.telling)
        ]
