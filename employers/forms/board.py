"""Filters of the board, and what is to be done with the rows chosen on it."""

from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from colleges.selectors.groups import programmes_of
from core.form_fields import CHOICE, TEXT, RowChoice, offer, row_choice
from core.numbers import format_academic_year
from core.scope import Scope
from employers.enums import RatingState, RequestChannel
from employers.selectors.placements import (
    AWAITED,
    PlacementFilter,
    employers_of_board,
    groups_of_board,
    years_of_board,
)

LINKS_AT_ONCE = 200


class ProgrammeChoice(RowChoice):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.speciality}, {obj.intake_year}"


class BoardFilterForm(forms.Form):
    query = forms.CharField(
        label=_("Обучающийся"), required=False, max_length=100, widget=forms.TextInput(attrs=TEXT)
    )
    programme = ProgrammeChoice(
        queryset=None,
        label=_("Программа"),
        empty_label=_("все"),
        required=False,
        widget=forms.Select(attrs=CHOICE),
    )
    group = row_choice(_("Группа"), _("все"))
    employer = row_choice(_("Предприятие"), _("все"))
    year = forms.TypedChoiceField(
        label=_("Учебный год"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs=CHOICE),
    )
    # Chosen by the tabs above the table.
    state = forms.ChoiceField(
        choices=[(AWAITED, AWAITED), *RatingState.choices],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__(data)
        offer(self, "programme", programmes_of(scope=scope))
        offer(self, "group", groups_of_board(scope=scope))
        year = cast("forms.TypedChoiceField", self.fields["year"])
        years: list[tuple[str, str | Promise]] = [
            (str(start), format_academic_year(start)) for start in years_of_board(scope=scope)
        ]
        year.choices = [("", _("все")), *years]
        group = self._chosen("group")
        employers = employers_of_board(
            scope=scope,
            group_id=group.pk if group is not None else None,
            year=self._chosen("year"),
            kept=self.data.get("employer", ""),
        )
        offer(self, "employer", employers)

    def _chosen(self, name: str) -> Any:
        """Return what one field says before the others are known; None for nothing valid."""
        try:
            return self.fields[name].clean(self.data.get(name))
        except forms.ValidationError:
            return None

    def chosen(self) -> PlacementFilter:
        """Return the filter; a value that is not on offer narrows nothing."""
        self.is_valid()
        values = self.cleaned_data
        group, employer = values.get("group"), values.get("employer")
        programme = values.get("programme")
        return PlacementFilter(
            group_id=group.pk if group is not None else None,
            employer_id=employer.pk if employer is not None else None,
            state=values.get("state", ""),
            year=values.get("year"),
            query=values.get("query", ""),
            programme_id=programme.pk if programme is not None else None,
        )


class AskForm(forms.Form):
    """Which placements, and by which way their mentors are asked."""

    channel = forms.ChoiceField(choices=RequestChannel.choices)
    placement = forms.TypedMultipleChoiceField(coerce=int, required=False)
    whole_board = forms.BooleanField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        # Whether the placements are the asker's own is for the selector to say.
        numbers = [pk for pk in data.getlist("placement") if pk.isdecimal()]
        placement = cast("forms.TypedMultipleChoiceField", self.fields["placement"])
        placement.choices = [(pk, pk) for pk in numbers]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not values.get("placement") and not values.get("whole_board"):
            raise forms.ValidationError(_("Отметьте хотя бы одну практику."))
        return values
