"""Forms of a college's staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colleges.models import StudyGroup


class GroupFilter(forms.Form):
    """Search in the list of groups: by group or by a student's name."""

    query = forms.CharField(label=_("Группа или фамилия"), required=False)
    archived = forms.BooleanField(label=_("С архивными"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["query"].widget.attrs["class"] = "form-control"
        self.fields["archived"].widget.attrs["class"] = "form-check-input"


class ContingentFileForm(forms.Form):
    """A list of a group and the group it is for."""

    group: "forms.ModelChoiceField[StudyGroup]" = forms.ModelChoiceField(
        label=_("Группа"), queryset=None, empty_label=_("Выберите группу")
    )
    file = forms.FileField(
        label=_("Файл"), widget=forms.ClearableFileInput(attrs={"class": "form-control"})
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["group"].widget.attrs["class"] = "form-select"
