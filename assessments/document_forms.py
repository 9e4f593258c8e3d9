"""Forms of issued papers and their templates."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.enums import DocumentFormat, DocumentKind
from colleges.models import StudyGroup
from core.form_fields import CHOICE, RADIO, TEXT, offer, row_choice


class DocumentFilter(forms.Form):
    """Which issued papers are listed."""

    query = forms.CharField(
        label=_("Обучающийся или номер"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=TEXT),
    )
    kind = forms.ChoiceField(
        label=_("Вид"),
        required=False,
        choices=[("", _("Все виды")), *DocumentKind.choices],
        widget=forms.Select(attrs=CHOICE),
    )
    group = row_choice(_("Группа"), _("Все группы"))
    state = forms.ChoiceField(
        label=_("Состояние"),
        required=False,
        choices=[
            ("", _("Любое")),
            ("kept", _("не отозванные")),
            ("changed", _("данные изменились")),
            ("revoked", _("отозванные")),
        ],
        widget=forms.Select(attrs=CHOICE),
    )

    def __init__(self, *args: Any, groups: QuerySet[StudyGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", groups)


class GroupForm(forms.Form):
    """Whose papers are made; the kind stays what it is."""

    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    group = row_choice(_("Группа"), _("Выберите группу"), required=True)

    def __init__(self, *args: Any, groups: QuerySet[StudyGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", groups)


class IssueForm(forms.Form):
    """In which form the chosen papers are made."""

    file_format = forms.ChoiceField(
        label=_("Формат"),
        choices=DocumentFormat.choices,
        initial=DocumentFormat.DOCX,
        widget=forms.RadioSelect(attrs=RADIO),
    )


class TemplateForm(forms.Form):
    """A college's own template."""

    file = forms.FileField(
        label=_("Шаблон DOCX"),
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ".docx"},
        ),
    )
