"""Forms of coming in, of passwords, of one's own profile, of inviting people and of filters."""

from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Div
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit_words import action_word, object_word
from accounts.models import User
from accounts.selectors import (
    AuditFilter,
    colleges_in_use,
    employer_by_number,
    municipalities_in_use,
)
from accounts.services import Invitation
from core.enums import JobState, Role
from core.form_fields import CHOICE, DAY, TEXT, plain_helper
from core.scope import COLLEGE_ROLES, Scope

if TYPE_CHECKING:
    NewPasswordBase = SetPasswordForm[User]
else:
    NewPasswordBase = SetPasswordForm


# --- coming in --------------------------------------------------------------------------------
class EmailLoginForm(AuthenticationForm):
    """Login by e-mail; the letter case and spaces around it make no difference."""

    error_messages = {
        "invalid_login": _(
            "Почта или пароль не подходят. Проверьте раскладку клавиатуры и клавишу Caps Lock."
        ),
        "inactive": _("Эта учётная запись отключена. Обратитесь к администратору портала."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = forms.EmailField(
            label=_("Электронная почта"),
            widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        )
        self.fields["password"].label = _("Пароль")
        self.helper = plain_helper()

    def clean_username(self) -> str:
        # django-axes counts failed attempts per spelling: one person must have one.
        return str(self.cleaned_data["username"]).strip().lower()


class PasswordResetRequestForm(forms.Form):
    email = forms.EmailField(
        label=_("Электронная почта"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class NewPasswordForm(NewPasswordBase):
    """A new password, twice: by the link of a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class OwnPasswordForm(PasswordChangeForm):
    """A new password of a person who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class ProfileForm(forms.Form):
    display_name = forms.CharField(
        label=_("Имя в портале"),
        max_length=150,
        required=False,
        help_text=_("Так вас видят коллеги, например: Иванова М. П."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


# --- inviting ---------------------------------------------------------------------------------
# Students are invited from the card that belongs to them.
INVITED_ROLES = tuple(role for role in Role if role is not Role.STUDENT)
PLACE_OF_ROLE = {
    Role.MUNICIPAL_VIEWER: "municipality",
    Role.COLLEGE_MANAGER: "college",
    Role.COLLEGE_TEACHER: "college",
    Role.EMPLOYER_MANAGER: "employer_number",
}


class InvitationForm(forms.Form):
    """Whom to invite. The head of a college invites to that college only."""

    email = forms.EmailField(label=_("Электронная почта"))
    display_name = forms.CharField(
        label=_("Фамилия и инициалы"), max_length=150, help_text=_("Например: Иванова М. П.")
    )
    employer_number = forms.CharField(
        label=_("ИНН или БИН организации"), max_length=12, required=False
    )

    def __init__(self, *args: Any, scope: Scope, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scope = scope
        self._of_college = scope.role == Role.COLLEGE_MANAGER
        roles = [role for role in INVITED_ROLES if not self._of_college or role in COLLEGE_ROLES]
        self.fields["role"] = forms.ChoiceField(
            label=_("Роль"), choices=[(role.value, role.label) for role in roles]
        )
        if self._of_college:
            del self.fields["employer_number"]
        else:
            self.fields["municipality"] = forms.ModelChoiceField(
                label=_("Округ"),
                queryset=municipalities_in_use(today=today),
                required=False,
                empty_label=_("Выберите округ"),
            )
            self.fields["college"] = forms.ModelChoiceField(
                label=_("Колледж"),
                queryset=colleges_in_use(),
                required=False,
                empty_label=_("Выберите колледж"),
            )
        self.helper = plain_helper(*self._layout())

    def _layout(self) -> list[Any]:
        fields: list[Any] = ["email", "display_name", "role"]
        for place in dict.fromkeys(PLACE_OF_ROLE.values()):
            if place in self.fields:
                roles = ",".join(role for role, one in PLACE_OF_ROLE.items() if one == place)
                fields.append(Div(place, data_shown_when=f"role={roles}"))
        return fields

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        role = cleaned.get("role")
        needed = PLACE_OF_ROLE.get(Role(role)) if role else None
        if self._of_college or needed is None:
            return cleaned
        if not cleaned.get(needed):
            self.add_error(needed, _("Для этой роли поле нужно заполнить."))
        elif needed == "employer_number":
            cleaned["employer"] = employer_by_number(cleaned[needed].strip())
            if cleaned["employer"] is None:
                self.add_error(needed, _("Организации с таким номером в портале нет."))
        return cleaned

    def invitation(self) -> Invitation:
        """Return what was asked for; call on a valid form."""
        cleaned = self.cleaned_data
        role = Role(cleaned["role"])
        place = PLACE_OF_ROLE.get(role, "")
        college_id = cleaned["college"].pk if place == "college" and not self._of_college else None
        if self._of_college:
            (college_id,) = self._scope.college_ids
        return Invitation(
            email=cleaned["email"],
            display_name=cleaned["display_name"].strip(),
            role=role,
            municipality_id=cleaned["municipality"].pk if place == "municipality" else None,
            college_id=college_id,
            employer_id=cleaned["employer"].pk if place == "employer_number" else None,
        )


class StudentInvitationForm(forms.Form):
    """Where to send a student the way in to the own card."""

    email = forms.EmailField(
        label=_("Электронная почта обучающегося"),
        help_text=_(
            "По ней обучающийся входит в портал. Её увидят только он, руководители колледжа и"
            " администратор."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


# --- filters ----------------------------------------------------------------------------------
class PeopleFilterForm(forms.Form):
    query = forms.CharField(
        label=_("Поиск"),
        required=False,
        widget=forms.TextInput(attrs={**TEXT, "placeholder": _("Имя или почта")}),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_college = scope.role == Role.COLLEGE_MANAGER
        roles = [role for role in Role if not of_college or role in COLLEGE_ROLES]
        self.fields["role"] = forms.ChoiceField(
            label=_("Роль"),
            required=False,
            choices=[("", _("Все")), *((one.value, one.label) for one in roles)],
            widget=forms.Select(attrs=CHOICE),
        )


class JobFilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Состояние"),
        required=False,
        choices=[("", _("Все")), *JobState.choices],
        widget=forms.Select(attrs=CHOICE),
    )


class AuditFilterForm(forms.Form):
    actor = forms.CharField(
        label=_("Кто"),
        required=False,
        widget=forms.TextInput(attrs={**TEXT, "placeholder": _("Почта или её часть")}),
    )
    object_id = forms.CharField(
        label=_("Номер объекта"), required=False, widget=forms.TextInput(attrs=TEXT)
    )
    first_day = forms.DateField(
        label=_("С"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("По"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, actions: list[str], kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, codes, word in (
            ("action", _("Действие"), actions, action_word),
            ("object_type", _("Объект"), kinds, object_word),
        ):
            choices = sorted(((code, word(code)) for code in codes), key=itemgetter(1))
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", _("Все")), *choices],
                widget=forms.Select(attrs=CHOICE),
            )
        self.order_fields(("actor", "action", "object_type", "object_id", "first_day"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and first > last:
            raise ValidationError(_("Начало периода позже его конца."))
        return cleaned

    def chosen(self) -> AuditFilter:
        """Return the filter; of a form with errors the fields that are right."""
        self.is_valid()
        cleaned = self.cleaned_data
        last = cleaned.get("last_day")
        return AuditFilter(
            action=cleaned.get("action", ""),
            actor=cleaned.get("actor", "").strip(),
            object_type=cleaned.get("object_type", ""),
            object_id=cleaned.get("object_id", "").strip(),
            first_day=_midnight(cleaned.get("first_day")),
            after_last_day=_midnight(last + timedelta(days=1) if last else None),
        )


def _midnight(day: date | None) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 -- made aware here
