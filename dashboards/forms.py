"""The filter bar of the dashboards: everything stands in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colleges.enums import SettlementKind
from standards.models import Speciality


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filter in force; what was not chosen, or cannot be, is the default."""

    year: int | None
    speciality: int | None
    settlement: str


class CutForm(forms.Form):
    """Year of graduation, speciality and kind of place; nothing is required.

    `fields` are those that select something on the page; the others are not asked.

    The kind of place selects rows, not people: totals stay those of the whole region.
    There is no choice of all years: a cohort that still studies is no part of one that has
    finished, and sums over years would betray what each year hides.
    """

    year = forms.TypedChoiceField(label=_("Выпуск"), coerce=int, required=False, empty_value=None)
    speciality = forms.TypedChoiceField(
        label=_("Специальность"), coerce=int, required=False, empty_value=None
    )
    settlement = forms.ChoiceField(
        label=_("Место"),
        choices=[("", _("Город, малый город, село")), *SettlementKind.choices],
        required=False,
    )

    def __init__(
        self,
        query: Mapping[str, Any],
        *,
        years: list[int],
        default_year: int | None,
        specialities: list[Speciality],
        fields: Sequence[str] = ("year", "speciality", "settlement"),
        **kwargs: Any,
    ) -> None:
        shown = {name: query[name] for name in query}
        if default_year is not None and shown.get("year") not in {str(year) for year in years}:
            shown["year"] = str(default_year)
        super().__init__(shown, **kwargs)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (year, str(year)) for year in years
        ] or [("", _("нет выпусков"))]
        self.fields["year"].initial = default_year
        self.fields["speciality"].choices = [  # type: ignore[attr-defined]
            ("", _("Все специальности")),
            *((row.pk, f"{row.code} {row.name}") for row in specialities),
        ]
        for name in set(self.fields) - set(fields):
            del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def chosen(self) -> Chosen:
        """Return the filter in force; a part of the address that means nothing is ignored."""
        self.is_valid()
        return Chosen(
            self.cleaned_data.get("year"),
            self.cleaned_data.get("speciality"),
            self.cleaned_data.get("settlement", ""),
        )

    def described(self) -> tuple[tuple[str, str], ...]:
        """Return the filter in force in words, for files: (name, value)."""
        chosen = self.chosen()
        described = []
        for field in self.visible_fields():
            value = getattr(chosen, field.name)
            words = {str(code): str(word) for code, word in field.field.choices}  # type: ignore[attr-defined]
            described.append((str(field.label), words["" if value is None else str(value)]))
        return tuple(described)


class CompareForm(CutForm):
    """The filter of chosen places, which travel along; the kind of place would select nothing."""

    def __init__(self, query: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(query, fields=("year", "speciality"), **kwargs)
        for name in ("kind", "with"):
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
