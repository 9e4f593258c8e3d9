from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from colleges.models import Student

pytestmark = pytest.mark.django_db


def test_command_writes_a_region_and_says_what_it_wrote():
    out = StringIO()
    call_command("generate_region", students=30, stdout=out)
    assert Student.objects.count() == 30
    assert "колледжей 1, обучающихся 30, свидетельств" in out.getvalue()


def test_command_refuses_a_base_with_colleges():
    call_command("generate_region", students=1, stdout=StringIO())
    with pytest.raises(CommandError, match="регион создаётся в пустой"):
        call_command("generate_region", students=1, stdout=StringIO())
    assert Student.objects.count() == 1


@pytest.mark.parametrize("students", [0, -5])
def test_command_refuses_a_number_below_one(students):
    with pytest.raises(CommandError, match="не меньше 1"):
        call_command("generate_region", students=students, stdout=StringIO())
