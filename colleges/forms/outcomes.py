"""What became of graduates: the list's filter, statuses of many at once, of one, the form's day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, cast

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from colleges.enums import OutcomeSource, OutcomeStatus
from colleges.rules.outcomes import day_fault
from colleges.selectors.graduates import AT_RISK, DISAGREE, NO_STATUS, Graduate
from colleges.services.outcomes import OutcomeDetails
from core.form_fields import CHOICE, TEXT, day_field, plain_helper, text_field
from core.state_numbers import is_enterprise

_YES, _NO = "yes", "no"
_ANSWERS = {_YES: True, _NO: False}
_IN_SPECIALITY = [("", _("не указано")), (_YES, _("по специальности")), (_NO, _("не по ней"))]


def _number_choice(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs=CHOICE),
    )


def _offer(form: forms.Form, name: str, empty: Any, choices: Iterable[tuple[Any, str]]) -> None:
    field = cast("forms.ChoiceField", form.fields[name])
    field.choices = [("", empty), *((str(key), title) for key, title in choices)]


class GraduateFilterForm(forms.Form):
    """Which graduates the list shows; it stands in the address."""

    query = forms.CharField(
        label=_("Имя"), required=False, max_length=200, widget=forms.TextInput(attrs=TEXT)
    )
    year = _number_choice(_("Год выпуска"))
    group = _number_choice(_("Группа"))
    status = forms.ChoiceField(
        label=_("Статус"),
        required=False,
        choices=[
            ("", _("все")),
            (NO_STATUS, _("нет статуса")),
            (AT_RISK, _("под риском")),
            (DISAGREE, _("источники расходятся")),
            *OutcomeStatus.choices,
        ],
        widget=forms.Select(attrs=CHOICE),
    )

    def __init__(
        self, data: Any, *, years: Sequence[int], groups: Sequence[tuple[int, str]]
    ) -> None:
        super().__init__(data)
        _offer(self, "year", _("последний"), [(str(year), str(year)) for year in years])
        _offer(self, "group", _("все"), groups)


class _KnownForm(forms.Form):
    """The day and the source of what is written down."""

    as_of_date = day_field(_("На дату"))
    source = forms.ChoiceField(
        label=_("Источник"), choices=OutcomeSource.choices, widget=forms.Select(attrs=CHOICE)
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"as_of_date": today, "source": OutcomeSource.COLLEGE.value})
        self.today = today

    def clean_as_of_date(self) -> date:
        day: date = self.cleaned_data["as_of_date"]
        fault = self._fault(day, "", None)
        if fault:
            raise forms.ValidationError(fault)
        return day

    def _fault(self, day: date, status: str, graduated_on: date | None) -> str:
        return day_fault(day, status, today=self.today, graduated_on=graduated_on)

    def _details(self, student_id: int, status: str, answer: str, inn: str = "") -> OutcomeDetails:
        return OutcomeDetails(
            student_id=student_id,
            as_of_date=self.cleaned_data["as_of_date"],
            source=self.cleaned_data["source"],
            status=status,
            in_speciality=_ANSWERS.get(answer),
            employer_inn=inn,
        )


class StatusesForm(_KnownForm):
    """One select a graduate of the page, common day and source; an empty select changes nothing."""

    STATUSES: Final = [("", _("не менять")), *OutcomeStatus.choices]
    ANSWERS: Final = _IN_SPECIALITY

    def __init__(self, data: Any = None, *, today: date, graduates: Sequence[Graduate]) -> None:
        super().__init__(data, today=today)
        self.graduates = graduates
        self.helper = plain_helper(
            Div("as_of_date", "source", css_class="grid grid--2"),
        )
        for one in graduates:
            label = {"aria-label": _("Новый статус: %(name)s") % {"name": one.name}}
            self.fields[self.status_name(one)] = forms.ChoiceField(
                required=False,
                choices=self.STATUSES,
                widget=forms.Select(attrs=CHOICE | label),
            )
            label = {"aria-label": _("По специальности: %(name)s") % {"name": one.name}}
            self.fields[self.answer_name(one)] = forms.ChoiceField(
                required=False,
                choices=self.ANSWERS,
                widget=forms.Select(attrs=CHOICE | label),
            )

    @staticmethod
    def status_name(graduate: Graduate) -> str:
        return f"status_{graduate.student_id}"

    @staticmethod
    def answer_name(graduate: Graduate) -> str:
        return f"fits_{graduate.student_id}"

    def clean(self) -> dict[str, Any]:
        """Refuse an answer on the speciality without a status: it would be lost without a word."""
        values = self.cleaned_data
        for one in self.graduates:
            status, day = values.get(self.status_name(one), ""), values.get("as_of_date")
            if values.get(self.answer_name(one)) and not status:
                self.add_error(self.status_name(one), _("Выберите и статус."))
            elif status and day and (fault := self._fault(day, status, one.graduated_on)):
                self.add_error(self.status_name(one), fault)
        return self.cleaned_data

    def outcomes(self) -> list[OutcomeDetails]:
        """Return the statuses that were chosen."""
        values = self.cleaned_data
        return [
            self._details(one.student_id, status, values[self.answer_name(one)])
            for one in self.graduates
            if (status := values[self.status_name(one)])
        ]


class OutcomeForm(_KnownForm):
    """The status of one graduate."""

    status = forms.ChoiceField(
        label=_("Статус"), choices=OutcomeStatus.choices, widget=forms.Select(attrs=CHOICE)
    )
    in_speciality = forms.ChoiceField(
        label=_("По специальности"),
        required=False,
        choices=_IN_SPECIALITY,
        widget=forms.Select(attrs=CHOICE),
    )
    employer_inn = text_field(
        _("ИНН работодателя"), length=12, required=False, hint=_("10 или 12 цифр, если известен")
    )

    def __init__(self, data: Any = None, *, today: date, graduated_on: date | None = None) -> None:
        super().__init__(data, today=today)
        self.graduated_on = graduated_on
        self.helper = plain_helper(
            Div("status", "in_speciality", css_class="grid grid--2"),
            Div("as_of_date", "source", "employer_inn", css_class="grid grid--3"),
        )

    def clean_employer_inn(self) -> str:
        inn: str = self.cleaned_data["employer_inn"].strip()
        if inn and not is_enterprise(inn):
            raise forms.ValidationError(_("Неверный ИНН: не сходится контрольная цифра."))
        return inn

    def clean(self) -> dict[str, Any]:
        day, status = (self.cleaned_data.get(name) for name in ("as_of_date", "status"))
        if day and status and (fault := self._fault(day, status, self.graduated_on)):
            self.add_error("as_of_date", fault)
        return self.cleaned_data

    def outcome(self, student_id: int) -> OutcomeDetails:
        """Return the status as the form says."""
        values = self.cleaned_data
        return self._details(
            student_id, values["status"], values["in_speciality"], values["employer_inn"]
        )


class MonitoringForm(forms.Form):
    """Graduates, day, speciality, version of the form; all of it stands in the address."""

    year = _number_choice(_("Год выпуска"))
    as_of = day_field(_("На дату"), required=False)
    speciality = _number_choice(_("Специальность"))
    version = forms.ChoiceField(label=_("Форма"), required=False, widget=forms.Select(attrs=CHOICE))

    def __init__(
        self,
        data: Any,
        *,
        years: Sequence[int],
        specialities: Sequence[tuple[int, str]],
        versions: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        _offer(self, "year", _("последний"), [(str(year), str(year)) for year in years])
        _offer(self, "speciality", _("весь колледж"), specialities)
        _offer(self, "version", _("по году выпуска"), versions)
