import pytest
from django.core.management import CommandError, call_command

from colleges.models import College

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"colleges": 1}, "--colleges: нужно целое число не меньше 2"),
        ({"group_size": 0}, "--group-size: нужно целое число не меньше 1"),
    ],
)
def test_demo_refuses_a_region_too_small_before_writing_anything(options, message):
    with pytest.raises(CommandError, match=message):
        call_command("demo", **options)
    assert not College.objects.exists()
