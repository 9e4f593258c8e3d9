"""Making a version of the motivation questionnaire."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.rules.motivation import LONGEST_ITEM, MOST_ITEMS
from core.form_fields import TEXT, plain_helper, text_field
from core.form_rows import OrderedRows

LONGEST_TITLE = 120


class MotivationTitle(forms.Form):
    """What stands above the statements."""

    title = text_field(
        _("Заголовок для обучающегося"),
        length=LONGEST_TITLE,
        required=False,
        hint=_("Пусто: «Как вы относитесь к будущей работе?»."),
    )

    helper: ClassVar = plain_helper()


class StatementForm(forms.Form):
    """One statement."""

    name = forms.CharField(
        label=_("Утверждение"),
        max_length=LONGEST_ITEM,
        widget=forms.Textarea(attrs={**TEXT, "rows": 2}),
    )


class _Statements(OrderedRows):
    telling = ("name",)


StatementFormSet = forms.formset_factory(
    StatementForm,
    formset=_Statements,
    extra=0,
    can_order=True,
    can_delete=True,
    max_num=MOST_ITEMS,
    absolute_max=MOST_ITEMS + 20,
    validate_max=True,
)
