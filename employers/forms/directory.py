"""The directory of enterprises and the people in it."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from core.enums import Country
from core.form_fields import TEXT, offer, plain_helper, row_choice
from core.state_numbers import is_bin, is_inn
from core.text import squeeze
from employers.models import Contact, Employer
from employers.selectors.directory import municipalities_in_force, municipalities_with_employers
from employers.services.directory import ContactData, EmployerData


class EmployerFilterForm(forms.Form):
    query = forms.CharField(
        label=_("Название или ИНН"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
    )
    municipality = row_choice(_("Округ"), _("все"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "municipality", municipalities_with_employers())


class EmployerForm(forms.Form):
    name = forms.CharField(
        label=_("Наименование"), max_length=300, widget=forms.TextInput(attrs=TEXT)
    )
    municipality = row_choice(_("Округ"), _("выберите"), required=True)
    inn = forms.CharField(
        label=_("ИНН или БИН"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "numeric"}),
        help_text=_("По нему предприятие не заведут дважды."),
    )
    okved = forms.CharField(
        label=_("ОКВЭД"), max_length=12, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    address = forms.CharField(
        label=_("Адрес"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Печатается в аттестационном листе и характеристике."),
    )
    is_active = forms.BooleanField(label=_("Действует"), required=False, initial=True)

    def __init__(self, data: Any = None, *, employer: Employer | None = None) -> None:
        initial = (
            {}
            if employer is None
            else {
                "name": employer.name,
                "municipality": employer.municipality_id,
                "inn": employer.inn,
                "okved": employer.okved,
                "address": employer.address,
                "is_active": employer.is_active,
            }
        )
        super().__init__(data, initial=initial)
        offer(self, "municipality", municipalities_in_force())
        numbers = Div("inn", "okved", css_class="grid grid--2")
        layout: list[Any] = ["name", "municipality", "address", numbers]
        if employer is None:
            del self.fields["is_active"]
        else:
            layout.append("is_active")
        self.helper = plain_helper(*layout)

    def clean_name(self) -> str:
        return squeeze(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        municipality, number = values.get("municipality"), values.get("inn", "")
        if municipality is None or not number:
            return values
        if municipality.country == Country.KAZAKHSTAN:
            if not is_bin(number):
                self.add_error("inn", _("Проверьте БИН: 12 цифр, последняя контрольная."))
        elif not is_inn(number):
            self.add_error("inn", _("Проверьте ИНН: 10 цифр у организации, 12 у предпринимателя."))
        return values

    def employer_data(self) -> EmployerData:
        values = self.cleaned_data
        return EmployerData(
            name=values["name"],
            municipality=values["municipality"],
            inn=values["inn"],
            okved=values["okved"],
            address=squeeze(values["address"]),
            is_active=values.get("is_active", True),
        )


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Имя"), max_length=200, widget=forms.TextInput(attrs=TEXT))
    position = forms.CharField(
        label=_("Должность"), max_length=200, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    email = forms.EmailField(
        label=_("Почта"),
        required=False,
        widget=forms.EmailInput(attrs=TEXT),
        help_text=_("На неё приходят ссылки для оценки."),
    )
    phone = forms.CharField(
        label=_("Телефон"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "tel"}),
    )
    is_active = forms.BooleanField(label=_("Работает на предприятии"), required=False, initial=True)

    def __init__(self, data: Any = None, *, contact: Contact | None = None) -> None:
        initial = (
            {} if contact is None else {name: getattr(contact, name) for name in self.base_fields}
        )
        super().__init__(data, initial=initial)
        layout: list[Any] = ["name", "position", Div("email", "phone", css_class="grid grid--2")]
        if contact is None:
            del self.fields["is_active"]
        else:
            layout.append("is_active")
        self.helper = plain_helper(*layout)

    def contact_data(self) -> ContactData:
        values = self.cleaned_data
        return ContactData(
            name=squeeze(values["name"]),
            position=squeeze(values["position"]),
            email=values["email"],
            phone=squeeze(values["phone"]),
            is_active=values.get("is_active", True),
        )
