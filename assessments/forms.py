"""Forms of college staff."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.enums import SheetState
from assessments.models import Instrument
from assessments.rules.evidence_coverage import EvidenceState
from assessments.rules.place_evidence import PlaceState
from assessments.selectors.sheets import NOT_SUBMITTED, SheetChoice
from colleges.models import StudyGroup
from core.form_fields import CHOICE, TEXT, day_field, plain_helper
from core.import_kinds import TargetChoice
from core.tables.limits import LIMITS


class SheetForm(forms.Form):
    """What a new sheet is about; the group and the instrument are the own college's."""

    group: "forms.ModelChoiceField[StudyGroup]" = forms.ModelChoiceField(
        label=_("Группа"), queryset=None, empty_label=_("Выберите группу")
    )
    instrument: "forms.ModelChoiceField[Instrument]" = forms.ModelChoiceField(
        label=_("Форма оценки"), queryset=None, empty_label=_("Выберите форму оценки")
    )
    held_on = day_field(_("Дата проведения"))
    due_on = day_field(_("Сдать до"), required=False)
    commission = forms.CharField(
        label=_("Кто оценивает"),
        max_length=200,
        required=False,
        help_text=_("Комиссия, без фамилий. Пусто: вы сами."),
    )

    def __init__(self, *args: Any, groups: Any, instruments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["instrument"].queryset = instruments  # type: ignore[attr-defined]
        self.helper = plain_helper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        held_on, due_on = cleaned.get("held_on"), cleaned.get("due_on")
        if held_on and due_on and due_on < held_on:
            self.add_error("due_on", _("Срок сдачи не может быть раньше дня проведения."))
        return cleaned


class SheetFilter(forms.Form):
    """The filter bar of the list of sheets."""

    query = forms.CharField(label=_("Поиск"), required=False, max_length=100)
    whose = forms.ChoiceField(
        label=_("Чьи"), choices=[("", _("Все")), ("own", _("Мои"))], required=False
    )
    group: "forms.ModelChoiceField[StudyGroup]" = forms.ModelChoiceField(
        label=_("Группа"), queryset=None, required=False
    )
    state = forms.ChoiceField(
        label=_("Состояние"),
        choices=[("", _("Все")), (NOT_SUBMITTED, _("Не сданы")), *SheetState.choices],
        required=False,
    )
    due = forms.ChoiceField(
        label=_("Срок сдачи"),
        choices=[("", _("Любой")), ("late", _("Просрочены"))],
        required=False,
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        field.queryset = groups  # type: ignore[attr-defined]
        field.empty_label = _("Все группы")  # type: ignore[attr-defined]
        for name, item in self.fields.items():
            item.widget.attrs["class"] = "form-control" if name == "query" else "form-select"

    def chosen(self) -> SheetChoice:
        """Return what the address asks for; a wrong value does not narrow."""
        self.is_valid()
        chosen = self.cleaned_data
        group = chosen.get("group")
        return SheetChoice(
            query=chosen.get("query", ""),
            group_id=group.pk if group is not None else None,
            state=chosen.get("state", ""),
            is_own=chosen.get("whose") == "own",
            is_late=chosen.get("due") == "late",
        )


class EvidenceFilter(forms.Form):
    """The filter bar of a programme's evidence."""

    state = forms.ChoiceField(
        label=_("Состояние"),
        choices=[("", _("чего-нибудь не хватает")), *EvidenceState.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class _OfPlaces(forms.Form):
    """A filter bar over places of practice; what cannot be read narrows nothing."""

    query = forms.CharField(
        label=_("Предприятие или округ"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class PlacesFilter(_OfPlaces):
    """Places of a programme by what they have not told."""

    NO_VOICE = "no_voice"
    SILENT = "silent"
    lack = forms.ChoiceField(
        label=_("Чего не хватает"),
        choices=[
            ("", _("все места")),
            (SILENT, _("есть функции без свидетельств")),
            (NO_VOICE, _("работодатель ничего не оценил")),
        ],
        required=False,
        widget=forms.Select(attrs=CHOICE),
    )


class FunctionPlacesFilter(_OfPlaces):
    """Places by what they tell of one function."""

    state = forms.ChoiceField(
        label=_("Состояние"),
        choices=[("", _("любое")), *PlaceState.choices],
        required=False,
        widget=forms.Select(attrs=CHOICE),
    )


class ReasonForm(forms.Form):
    """Why a sheet is returned or voided."""

    reason = forms.CharField(
        label=_("Причина"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )


ENCODINGS = (
    ("", _("определить по тексту")),
    ("cp1251", "Windows-1251"),
    ("utf-8-sig", "UTF-8"),
    ("cp866", _("DOS (866)")),
    ("koi8-r", _("КОИ-8")),
)


class ImportFileForm(forms.Form):
    """A file to load and, where the kind of file asks, what it is for."""

    file = forms.FileField(
        label=_("Файл"), widget=forms.ClearableFileInput(attrs={"class": "form-control"})
    )

    encoding = forms.ChoiceField(
        label=_("Кодировка файла CSV"),
        choices=ENCODINGS,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    without_forbidden = forms.BooleanField(
        label=_("Если в файле есть сведения, которые портал хранить не вправе, загрузить без них"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(
        self, *args: Any, choice: TargetChoice | None, chosen: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choice = choice
        self.chosen = "" if choice is None else chosen.get(choice.name, "")
        if choice is not None:
            options: list[tuple[int | str, Any]] = [("", choice.empty_label), *choice.options]
            self.fields["target"] = forms.TypedChoiceField(
                label=str(choice.label),
                choices=options,
                coerce=int,
                empty_value=None,
                required=choice.required,
                initial=chosen.get(choice.name),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse a file that would not be read anyway before it is kept."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.file_bytes:
            size = LIMITS.file_bytes // 2**20
            message = gettext("Файл больше %(size)s МБ. Разделите его на части.")
            raise forms.ValidationError(message % {"size": size})
        return file

    def said(self) -> dict[str, str]:
        """Return what the batch keeps of what was said of the file itself."""
        encoding = self.cleaned_data["encoding"]
        return {"encoding": encoding} if encoding else {}

    def parameters(self) -> dict[str, int]:
        """Return what the batch keeps of the choice made."""
        if self.choice is None or self.cleaned_data["target"] is None:
            return {}
        return {self.choice.name: self.cleaned_data["target"]}
