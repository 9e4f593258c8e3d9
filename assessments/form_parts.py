"""What several forms of this app need."""

from crispy_forms.helper import FormHelper
from django import forms


def bare_helper() -> FormHelper:
    """Print the fields only: the form's element and its token stand in the template."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def day_input() -> forms.DateInput:
    """A browser's own calendar; it takes a date in this format only."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
