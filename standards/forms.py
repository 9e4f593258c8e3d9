"""Forms of the catalogue and of the import."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from standards.rules.areas import area_title
from standards.rules.reports import SourceFile
from standards.selectors.catalogue import StandardFilter

MAX_FILES: Final = 50
MAX_TOTAL_BYTES: Final = 60 * 1024 * 1024

IN_FORCE: Final = ""
ALL_EDITIONS: Final = "all"


class CatalogueForm(forms.Form):
    """Filters of the catalogue; whatever a person types gives a list, never an error."""

    q = forms.CharField(
        label=_("Поиск"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "type": "search",
                "placeholder": _("Код, название, должность, слова из текста"),
            }
        ),
    )
    area = forms.ChoiceField(required=False)  # the constructor knows the areas in use
    editions = forms.ChoiceField(
        label=_("Редакции"),
        required=False,
        choices=[(IN_FORCE, _("Действующие")), (ALL_EDITIONS, _("Все редакции"))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, areas: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Все области")), *((number, area_title(number)) for number in areas)]
        self.fields["area"] = forms.ChoiceField(
            label=_("Область деятельности"),
            required=False,
            choices=choices,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def wanted(self) -> StandardFilter:
        """Return the filter; a value that does not exist does not restrict."""
        self.is_valid()
        values = self.cleaned_data
        return StandardFilter(
            query=values.get("q", ""),
            area=values.get("area", ""),
            all_editions=values.get("editions") == ALL_EDITIONS,
        )


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One or more files; `clean` returns a list."""

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    documents = SeveralFilesField(
        label=_("Файлы выгрузки"),
        help_text=_("XML из реестра профессиональных стандартов, один файл или несколько."),
        widget=SeveralFilesInput(
            attrs={"class": "form-control", "accept": ".xml,text/xml,application/xml"}
        ),
    )
    is_excerpt = forms.BooleanField(
        label=_("Это демонстрационная выдержка, а не официальный текст"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def clean_documents(self) -> list["UploadedFile[Any]"]:
        files: list[UploadedFile[Any]] = self.cleaned_data["documents"]
        if len(files) > MAX_FILES:
            raise ValidationError(
                _("Выбрано файлов: %(count)s. За один раз загружается не больше %(limit)s."),
                params={"count": len(files), "limit": MAX_FILES},
            )
        if sum(file.size or 0 for file in files) > MAX_TOTAL_BYTES:
            raise ValidationError(
                _("Файлы вместе больше %(limit)s МБ: загрузите их по частям."),
                params={"limit": MAX_TOTAL_BYTES // 2**20},
            )
        return files

    def sources(self) -> list[SourceFile]:
        """Return the files' names and bytes."""
        return [
            SourceFile(name=file.name or "", content=file.read())
            for file in self.cleaned_data["documents"]
        ]
