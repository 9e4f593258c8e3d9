"""Students: the list's filter, one person's fields, orders."""

from datetime import date
from typing import Any, Final

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from colleges.enums import EnrolmentState, Funding, MovementKind, Sex
from colleges.models import Student, StudyGroup
from colleges.rules.ages import is_birth_date
from colleges.selectors.students import ANY_STATE, WITHOUT_GROUP, StudentFilter
from colleges.services.movements import Order
from colleges.services.students import StudentDetails
from core.form_fields import CHOICE, TEXT, day_field, offer, plain_helper, row_choice, text_field
from core.names import foreign_to_name
from core.text import squeeze

PAGE_SIZES = (50, 25, 100)


# Whose readiness is provisional; readiness itself is known to the packages above.
SCARCE: Final = "scarce"


class StudentFilterForm(forms.Form):
    """Everything that narrows the list of students; it stands in the address."""

    query = forms.CharField(
        label=_("Имя или номер зачётной книжки"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
    )
    group = row_choice(_("Группа"), _("все"))
    speciality = row_choice(_("Специальность"), _("все"))
    course = forms.TypedChoiceField(
        label=_("Курс"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("все")), *((str(n), str(n)) for n in range(1, 6))],
        widget=forms.Select(attrs=CHOICE),
    )
    state = forms.ChoiceField(
        label=_("Состояние"),
        required=False,
        choices=[
            ("", _("учатся сейчас")),
            (EnrolmentState.ACADEMIC_LEAVE, _("в академическом отпуске")),
            (EnrolmentState.GRADUATED, _("выпускники")),
            (EnrolmentState.EXPELLED, _("отчислены")),
            (WITHOUT_GROUP, _("не в группе")),
            (ANY_STATE, _("все")),
        ],
        widget=forms.Select(attrs=CHOICE),
    )
    known = forms.ChoiceField(
        label=_("Данные"),
        required=False,
        choices=[("", _("любые")), (SCARCE, _("мало данных"))],
        widget=forms.Select(attrs=CHOICE),
    )
    rows = forms.TypedChoiceField(
        label=_("Строк"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("" if n == PAGE_SIZES[0] else str(n), str(n)) for n in sorted(PAGE_SIZES)],
        widget=forms.Select(attrs=CHOICE),
    )

    def __init__(self, data: Any, *, groups: Any, specialities: Any) -> None:
        super().__init__(data)
        offer(self, "group", groups)
        offer(self, "speciality", specialities)

    def chosen(self) -> StudentFilter:
        """Return the filter; a value that is not offered does not narrow."""
        self.is_valid()
        values = self.cleaned_data
        group, speciality = values.get("group"), values.get("speciality")
        return StudentFilter(
            query=values.get("query", ""),
            group_id=None if group is None else group.pk,
            speciality_id=None if speciality is None else speciality.pk,
            course=values.get("course"),
            state=values.get("state", ""),
        )

    def wants_scarce(self) -> bool:
        """Say whether only those are asked for whose readiness rests on little data."""
        self.is_valid()
        return self.cleaned_data.get("known") == SCARCE

    def page_size(self) -> int:
        """Return how many rows a page has."""
        size: int | None = self.cleaned_data.get("rows") if self.is_valid() else None
        return size or PAGE_SIZES[0]


class StudentForm(forms.Form):
    """The personal fields of one student."""

    last_name = text_field(_("Фамилия"), length=100)
    first_name = text_field(_("Имя"), length=100)
    patronymic = text_field(_("Отчество"), length=100, required=False)
    birth_date = day_field(_("Дата рождения"), required=False)
    sex = forms.ChoiceField(
        label=_("Пол"),
        required=False,
        choices=[("", _("не указан")), *Sex.choices],
        widget=forms.Select(attrs=CHOICE),
    )
    record_book = text_field(_("Номер зачётной книжки"), length=30, required=False)

    layout: tuple[Any, ...] = (
        Div("last_name", "first_name", "patronymic", css_class="grid grid--3"),
        Div("birth_date", "sex", "record_book", css_class="grid grid--3"),
    )

    def __init__(self, data: Any = None, *, today: date, student: Student | None = None) -> None:
        initial = {}
        if student is not None:
            names = ("last_name", "first_name", "patronymic", "birth_date", "sex", "record_book")
            initial = {name: getattr(student, name) for name in names}
        super().__init__(data, initial=initial)
        self.today = today
        self.helper = plain_helper(*self.layout)

    def clean(self) -> dict[str, Any]:
        names = ("last_name", "first_name", "patronymic")
        parts = {name: squeeze(self.cleaned_data.get(name, "")) for name in names}
        foreign = foreign_to_name(*parts.values())
        if foreign:
            name = next(key for key, part in parts.items() if foreign in part.split())
            self.add_error(name, _("Нужны только буквы, дефис и апостроф."))
        return self.cleaned_data

    def clean_birth_date(self) -> date | None:
        day: date | None = self.cleaned_data["birth_date"]
        if day is not None and not is_birth_date(day, today=self.today):
            raise forms.ValidationError(_("Проверьте год рождения."))
        return day

    def details(self) -> StudentDetails:
        """Return the person as the form says."""
        values = self.cleaned_data
        return StudentDetails(
            last_name=squeeze(values["last_name"]),
            first_name=squeeze(values["first_name"]),
            patronymic=squeeze(values["patronymic"]),
            birth_date=values["birth_date"],
            sex=values["sex"],
            record_book=squeeze(values["record_book"]),
            funding=values.get("funding") or Funding.BUDGET,
            has_target_contract=bool(values.get("has_target_contract")),
        )


class NewStudentForm(StudentForm):
    """A person added to a group by hand, with the order of enrolment."""

    started_on = day_field(_("Зачислен с"))
    order_number = text_field(_("Номер приказа"), length=40, required=False)
    funding = forms.ChoiceField(
        label=_("Финансирование"),
        choices=Funding.choices,
        widget=forms.Select(attrs=CHOICE),
    )
    has_target_contract = forms.BooleanField(label=_("Целевой договор"), required=False)
    is_another = forms.BooleanField(label=_("Это другой человек, добавить"), required=False)

    layout = (
        *StudentForm.layout,
        Div("started_on", "order_number", "funding", css_class="grid grid--3"),
        "has_target_contract",
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, today=today)
        self.fields["started_on"].initial = today

    def ask_about_namesakes(self) -> None:
        """Show the question that is asked once somebody alike is found."""
        self.helper = plain_helper(*self.layout, "is_another")

    def clean_started_on(self) -> date:
        return _not_later(self.cleaned_data["started_on"], self.today)


class OrderForm(forms.Form):
    """An order on one student; the target depends on its kind."""

    happened_on = day_field(_("С какого дня"))
    number = text_field(_("Номер приказа"), length=40, required=False)
    to_group = row_choice(_("В какую группу"), _("выберите"))
    to_college = row_choice(_("В какой колледж"), _("выберите"))
    reason = text_field(_("Основание"), length=300, required=False, hint=_("Без фамилий."))

    def __init__(
        self,
        data: Any = None,
        *,
        kind: MovementKind,
        today: date,
        groups: Any,
        colleges: Any,
        group: StudyGroup | None,
    ) -> None:
        super().__init__(data, initial={"happened_on": today})
        self.kind, self.today = kind, today
        if kind in (MovementKind.TRANSFERRED, MovementKind.REINSTATED, MovementKind.RETURNED):
            may_stay = kind == MovementKind.RETURNED and group is not None and not group.is_archived
            # Whoever was expelled may come back into the very group.
            stays_out = None if group is None or kind == MovementKind.REINSTATED else group.pk
            offer(self, "to_group", groups.exclude(pk=stays_out))
            self.fields["to_group"].required = not may_stay
            if may_stay:
                self.fields["to_group"].empty_label = _("в прежнюю")  # type: ignore[attr-defined]
        else:
            del self.fields["to_group"]
        if kind == MovementKind.CHANGED_COLLEGE:
            offer(self, "to_college", colleges)
            self.fields["to_college"].required = True
        else:
            del self.fields["to_college"]
        targets = [name for name in ("to_group", "to_college") if name in self.fields]
        self.helper = plain_helper(
            *targets, Div("happened_on", "number", css_class="grid grid--2"), "reason"
        )

    def clean_happened_on(self) -> date:
        return _not_later(self.cleaned_data["happened_on"], self.today)

    def order(self) -> Order:
        """Return the order as the form says."""
        values = self.cleaned_data
        return Order(
            kind=self.kind,
            happened_on=values["happened_on"],
            number=values["number"],
            reason=values["reason"],
            to_group=values.get("to_group"),
            to_college=values.get("to_college"),
        )


class AcceptanceForm(forms.Form):
    """Into which group an offered student is taken."""

    to_group = row_choice(_("В какую группу"), _("выберите"))
    started_on = day_field(_("Зачислен с"))
    order_number = text_field(_("Номер приказа"), length=40, required=False)

    def __init__(self, data: Any = None, *, today: date, groups: Any) -> None:
        super().__init__(data, initial={"started_on": today})
        self.today = today
        offer(self, "to_group", groups)
        self.fields["to_group"].required = True
        self.helper = plain_helper(
            "to_group", Div("started_on", "order_number", css_class="grid grid--2")
        )

    def clean_started_on(self) -> date:
        return _not_later(self.cleaned_data["started_on"], self.today)


class GraduationForm(forms.Form):
    """The order by which a whole group graduates."""

    graduated_on = day_field(_("День выпуска"))
    order_number = text_field(_("Номер приказа"), length=40, required=False)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"graduated_on": today})
        self.today = today
        self.helper = plain_helper(Div("graduated_on", "order_number", css_class="grid grid--2"))

    def clean_graduated_on(self) -> date:
        return _not_later(self.cleaned_data["graduated_on"], self.today)


def _not_later(day: date, today: date) -> date:
    if day > today:
        raise forms.ValidationError(_("Этот день ещё не наступил."))
    return day
