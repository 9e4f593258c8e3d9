from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from colleges.models import College
from readiness_portal.management.commands.demo import Command
from reports.enums import ReleaseState
from tests.factories.reports import ReleaseFactory

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


def test_demo_leaves_a_report_that_would_tell_too_much_as_a_draft():
    release = ReleaseFactory(draft=True, content={})
    written = StringIO()
    Command(stdout=written)._report()
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    assert "Отчёт остался черновиком:" in written.getvalue()
    assert "В отчёте нет показателя края" in written.getvalue()
