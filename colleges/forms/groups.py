"""Groups made and corrected by hand."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from colleges.models import StudyGroup
from core.form_fields import TEXT, offer, plain_helper, row_choice, text_field
from core.text import squeeze


class GroupForm(forms.Form):
    """A group's programme, name and year; the programme is chosen once."""

    programme = row_choice(_("Программа"), _("выберите"), required=True)
    name = text_field(_("Группа"), length=40, hint=_("Как в журнале, например М-231."))
    graduation_year = forms.IntegerField(
        label=_("Год выпуска"),
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs=TEXT),
    )

    def __init__(
        self, data: Any = None, *, programmes: Any = None, group: StudyGroup | None = None
    ) -> None:
        initial = {}
        if group is not None:
            initial = {"name": group.name, "graduation_year": group.graduation_year}
        super().__init__(data, initial=initial)
        layout: list[Any] = [Div("name", "graduation_year", css_class="grid grid--2")]
        if group is None:
            offer(self, "programme", programmes)
            layout.insert(0, "programme")
        else:
            del self.fields["programme"]
        self.helper = plain_helper(*layout)

    def clean_name(self) -> str:
        return squeeze(self.cleaned_data["name"])
