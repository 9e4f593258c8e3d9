import datetime as dt

import pytest

from colleges.forms.students import StudentForm

TODAY = dt.date(2026, 11, 20)
NAMED = {"last_name": "О'Нил", "first_name": "Жан-Поль", "patronymic": ""}


@pytest.mark.parametrize(
    ("field", "value"), [("first_name", "Юлия2"), ("patronymic", "112-233-445 95")]
)
def test_name_has_letters_only_as_in_a_file(field, value):
    form = StudentForm(NAMED | {field: value}, today=TODAY)

    assert form.errors == {field: ["Нужны только буквы, дефис и апостроф."]}
    assert StudentForm(NAMED, today=TODAY).is_valid()
