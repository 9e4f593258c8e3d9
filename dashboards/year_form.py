"""The filter of pages that are about one year of graduation."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class YearForm(forms.Form):
    """The year stands in the address; one that means nothing is the default."""

    year = forms.TypedChoiceField(label=_("Выпуск"), coerce=int, required=False, empty_value=None)

    def __init__(
        self, query: Mapping[str, Any], *, years: list[int], default_year: int | None
    ) -> None:
        asked = query.get("year")
        known = {str(year) for year in years}
        super().__init__({"year": asked if asked in known else str(default_year or "")})
        field = self.fields["year"]
        field.choices = [  # type: ignore[attr-defined]
            (year, str(year)) for year in years
        ] or [("", _("нет выпусков"))]
        field.initial = default_year
        field.widget.attrs["class"] = "form-select"

    def year_in_force(self) -> int | None:
        """Return the year that the page is about; None when there is no graduation yet."""
        self.is_valid()
        year: int | None = self.cleaned_data.get("year")
        return year
