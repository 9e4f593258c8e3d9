from io import StringIO

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_recompute_refuses_a_region_of_another_size():
    call_command("generate_region", students=3, stdout=StringIO())
    with pytest.raises(CommandError, match="В базе 3 обучающихся, а нужно 4"):
        call_command("bench", "recompute", students=4, stdout=StringIO())


def test_release_needs_a_computed_region():
    call_command("generate_region", students=3, stdout=StringIO())
    with pytest.raises(CommandError, match="сначала рассчитайте готовность"):
        call_command("bench", "release", students=3, stdout=StringIO())


def test_recompute_does_not_wait_for_workers_who_cannot_see_its_transaction():
    call_command("generate_region", students=3, stdout=StringIO())
    with pytest.raises(CommandError, match="open transaction"):
        call_command("bench", "recompute", students=3, stdout=StringIO())
