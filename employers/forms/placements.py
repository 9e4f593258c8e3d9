"""Sending students of a group to an enterprise, and changing a placement."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from colleges.models import Module, Student, StudyGroup
from core.form_fields import (
    CHOICE,
    DAY,
    DAY_FORMAT,
    TEXT,
    RowChoice,
    RowsChoice,
    offer,
    plain_helper,
    row_choice,
)
from core.scope import Scope
from core.text import squeeze
from employers.enums import PlacementKind, PracticeMark
from employers.models import Contact, Employer, Placement
from employers.selectors.directory import (
    contacts_of,
    find_employers,
    practice_modules,
    students_of_group,
)
from employers.selectors.functions import (
    default_functions,
    functions_of_placement,
    functions_queryset,
)
from employers.selectors.placements import groups_of_board
from employers.services.directory import ContactData
from employers.services.placements import (
    MOST_HOURS,
    PAPER,
    NewPlacement,
    PaperFacts,
    PlacementChanges,
)
from standards.models import LabourFunction


class PlacementStartForm(forms.Form):
    """Which group goes where: the rest of the form depends on it."""

    group = row_choice(_("Группа"), _("выберите"))
    employer = row_choice(_("Предприятие"), _("выберите"))
    module = row_choice(_("Модуль"), _("без модуля"))

    def __init__(self, data: Any, *, scope: Scope, group: StudyGroup | None) -> None:
        super().__init__(data)
        offer(self, "group", groups_of_board(scope=scope))
        offer(self, "employer", find_employers().filter(is_active=True))
        if group is None:
            del self.fields["module"]
        else:
            offer(self, "module", practice_modules(group=group))


class FunctionChoiceField(RowsChoice):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.name}"


class StudentChoiceField(RowsChoice):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class MentorChoiceField(RowChoice):
    def label_from_instance(self, obj: Any) -> str:
        address = obj.email or obj.phone or _("нет почты и телефона")
        return ", ".join(str(part) for part in (obj.name, obj.position, address) if part)


def _supervisor_field() -> forms.CharField:
    return forms.CharField(
        label=_("Руководитель от колледжа"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={**TEXT, "autocomplete": "off"}),
        help_text=_("Как в документах: «Иванова А. П., преподаватель»."),
    )


class PlacementForm(forms.Form):
    students = StudentChoiceField(
        label=_("Кто идёт на практику"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Отметьте хотя бы одного обучающегося.")},
    )
    kind = forms.ChoiceField(
        label=_("Вид практики"),
        choices=PlacementKind.choices,
        initial=PlacementKind.WORKPLACE_PRACTICE,
        widget=forms.Select(attrs=CHOICE),
    )
    starts_on = forms.DateField(label=_("Начало"), widget=forms.DateInput(DAY, DAY_FORMAT))
    ends_on = forms.DateField(label=_("Окончание"), widget=forms.DateInput(DAY, DAY_FORMAT))
    mentor = MentorChoiceField(
        label=_("Наставник"),
        queryset=None,
        required=False,
        empty_label=_("пока неизвестен или новый"),
        widget=forms.Select(attrs=CHOICE),
    )
    mentor_name = forms.CharField(
        label=_("Имя нового наставника"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={**TEXT, "autocomplete": "off"}),
    )
    mentor_position = forms.CharField(
        label=_("Должность"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
    )
    mentor_email = forms.EmailField(
        label=_("Почта"),
        required=False,
        widget=forms.EmailInput(attrs={**TEXT, "autocomplete": "off"}),
        help_text=_("На неё придёт ссылка для оценки."),
    )
    mentor_phone = forms.CharField(
        label=_("Телефон"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "tel"}),
    )
    college_supervisor = _supervisor_field()
    functions = FunctionChoiceField(
        label=_("О каких трудовых функциях спросить наставника"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Отмечены обязательные функции программы. Оставьте то, что наставник увидит: "
            "на каждую функцию уходит 20 секунд."
        ),
        error_messages={"required": _("Отметьте хотя бы одну трудовую функцию.")},
    )

    def __init__(
        self,
        data: Any,
        *,
        scope: Scope,
        group: StudyGroup,
        employer: Employer,
        module: Module | None,
    ) -> None:
        super().__init__(data)
        self._employer, self._module = employer, module
        functions = default_functions(programme=group.programme)
        chosen = default_functions(programme=group.programme, module=module)
        offer(self, "students", students_of_group(group=group, scope=scope))
        offer(self, "mentor", contacts_of(employer=employer, scope=scope).filter(is_active=True))
        offer(self, "functions", functions_queryset(functions))
        self.fields["functions"].initial = [function.pk for function in chosen]
        self.helper = plain_helper(
            "students",
            "kind",
            Div("starts_on", "ends_on", css_class="grid grid--2"),
            "mentor",
            Div(
                "mentor_name",
                "mentor_position",
                "mentor_email",
                "mentor_phone",
                css_class="grid grid--2",
            ),
            "college_supervisor",
            "functions",
        )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        if starts_on is not None and ends_on is not None and ends_on < starts_on:
            self.add_error("ends_on", _("Практика не может закончиться раньше, чем началась."))
        has_new = bool(values.get("mentor_name"))
        if values.get("mentor") is not None and has_new:
            self.add_error("mentor", _("Выберите наставника из списка или напишите нового."))
        if not has_new and (values.get("mentor_email") or values.get("mentor_phone")):
            self.add_error("mentor_name", _("Напишите имя нового наставника."))
        return values

    def new_mentor(self) -> ContactData | None:
        """Return the mentor who is not in the directory yet, None when there is none."""
        values = self.cleaned_data
        if not values["mentor_name"]:
            return None
        return ContactData(
            name=squeeze(values["mentor_name"]),
            position=squeeze(values["mentor_position"]),
            email=values["mentor_email"],
            phone=squeeze(values["mentor_phone"]),
        )

    def placements(self) -> list[NewPlacement]:
        """Return one placement for each student chosen."""
        values = self.cleaned_data
        mentor: Contact | None = values["mentor"]
        students: list[Student] = list(values["students"])
        paper = PaperFacts(college_supervisor=squeeze(values["college_supervisor"]))
        return [
            NewPlacement(
                student=student,
                employer=self._employer,
                mentor=mentor,
                module=self._module,
                kind=PlacementKind(values["kind"]),
                starts_on=values["starts_on"],
                ends_on=values["ends_on"],
                function_ids=[function.pk for function in values["functions"]],
                paper=paper,
            )
            for student in students
        ]


class PlacementChangeForm(forms.Form):
    mentor = MentorChoiceField(
        label=_("Наставник"),
        queryset=None,
        required=False,
        empty_label=_("пока неизвестен"),
        widget=forms.Select(attrs=CHOICE),
        help_text=_("Нового наставника сначала добавьте на странице предприятия."),
    )
    starts_on = forms.DateField(label=_("Начало"), widget=forms.DateInput(DAY, DAY_FORMAT))
    ends_on = forms.DateField(label=_("Окончание"), widget=forms.DateInput(DAY, DAY_FORMAT))
    college_supervisor = _supervisor_field()
    hours_done = forms.IntegerField(
        label=_("Отработано часов"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        widget=forms.NumberInput(attrs=TEXT),
    )
    mark = forms.ChoiceField(
        label=_("Оценка за практику"),
        choices=[("", _("не выставлена")), *PracticeMark.choices],
        required=False,
        widget=forms.Select(attrs=CHOICE),
        help_text=_("Только для документов: готовность по ней не считается."),
    )
    functions = FunctionChoiceField(
        label=_("О каких трудовых функциях спросить наставника"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Отметьте хотя бы одну трудовую функцию.")},
    )

    def __init__(
        self, data: Any, *, scope: Scope, placement: Placement, offered: list[LabourFunction]
    ) -> None:
        asked = functions_of_placement(placement_id=placement.pk)
        super().__init__(
            data,
            initial={
                "mentor": placement.mentor_id,
                "starts_on": placement.starts_on,
                "ends_on": placement.ends_on,
                "functions": [function.pk for function in asked],
                **{name: getattr(placement, name) for name in PAPER},
            },
        )
        offer(self, "mentor", contacts_of(employer=placement.employer, scope=scope))
        offer(self, "functions", functions_queryset([*offered, *asked]))
        self.helper = plain_helper(
            "mentor",
            Div("starts_on", "ends_on", css_class="grid grid--2"),
            "college_supervisor",
            Div("hours_done", "mark", css_class="grid grid--2"),
            "functions",
        )

    def changes(self) -> PlacementChanges:
        values = self.cleaned_data
        return PlacementChanges(
            mentor=values["mentor"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            function_ids=[function.pk for function in values["functions"]],
            paper=PaperFacts(
                college_supervisor=squeeze(values["college_supervisor"]),
                hours_done=values["hours_done"],
                mark=values["mark"],
            ),
        )
