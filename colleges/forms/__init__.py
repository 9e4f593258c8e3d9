"""Forms of a college's staff."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class GroupFilter(forms.Form):
    """Search in the list of groups: by group or by a student's name."""

    query = forms.CharField(label=_("Группа или фамилия"), required=False)
    archived = forms.BooleanField(label=_("С архивными"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["query"].widget.attrs["class"] = "form-control"
        self.fields["archived"].widget.attrs["class"] = "form-check-input"


_SELECT = {"class": "form-select"}
_INPUT = {"class": "form-control"}


class MatrixFilter(forms.Form):
    """Which rows and columns of a matrix are shown; whatever is typed gives a matrix."""

    q = forms.CharField(
        label=_("Поиск по тексту"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={**_INPUT, "type": "search"}),
    )
    rows = forms.ChoiceField(
        label=_("Строки"),
        required=False,
        choices=[
            ("", _("Все строки")),
            ("professional", _("Профессиональные компетенции")),
            ("modules", _("Модули")),
            ("general", _("Общие компетенции")),
            ("idle", _("Никуда не ведут")),
        ],
        widget=forms.Select(attrs=_SELECT),
    )
    columns = forms.ChoiceField(
        label=_("Функции"),
        required=False,
        choices=[
            ("", _("Все функции")),
            ("weak", _("Покрыты не полностью")),
            ("none", _("Никем не готовятся")),
        ],
        widget=forms.Select(attrs=_SELECT),
    )
    standard = forms.ChoiceField(label=_("Стандарт"), required=False)

    def __init__(self, *args: Any, standards: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"] = forms.ChoiceField(
            label=_("Стандарт"),
            required=False,
            choices=[("", _("Все стандарты")), *((str(pk), name) for pk, name in standards)],
            widget=forms.Select(attrs=_SELECT),
        )

    def chosen(self) -> dict[str, str]:
        """Return the filters in force; a value that does not exist does not restrict."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class RegionFilter(forms.Form):
    """Which programmes and functions the region's view is about."""

    speciality = forms.ChoiceField(label=_("Специальность"), required=False)
    standard = forms.ChoiceField(label=_("Стандарт"), required=False)
    state = forms.ChoiceField(label=_("Состояние"), required=False)
    intake = forms.ChoiceField(label=_("Набор"), required=False)

    def __init__(
        self, *args: Any, choices: dict[str, Sequence[tuple[str, str]]], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        for name, own in choices.items():
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label,
                required=False,
                choices=own,
                widget=forms.Select(attrs=_SELECT),
            )

    def chosen(self) -> dict[str, str]:
        """Return the filters in force; a value that does not exist does not restrict."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Что исправить"),
        max_length=500,
        widget=forms.Textarea(attrs={**_INPUT, "rows": 3}),
    )
