"""The command is tried on a very small region: figures are there, none of them is judged."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.models import StudentReadiness

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = [
    *("evidence", "group_by_s", "recompute_s", "ratio", "unchanged_rerun_s"),
    *("incremental_ms_p95", "peak_mb"),
]


@pytest.fixture
def _here(settings, tmp_path):
    """Jobs are done by this very process, on either database."""
    settings.EMBEDDED_WORKER = True
    settings.PORTAL_DATA = tmp_path


@pytest.mark.usefixtures("_here")
def test_recompute_writes_the_figures_under_their_names(tmp_path):
    file, out = tmp_path / "bench.json", StringIO()
    call_command("bench", "recompute", students=40, repeats=1, answers=2, json=file, stdout=out)

    figures = json.loads(file.read_text())
    assert list(figures) == KEYS
    assert all(value > 0 for value in figures.values())
    assert StudentReadiness.objects.count() == 40

    call_command("bench", "release", students=40, repeats=1, json=file, stdout=out)
    found = json.loads(file.read_text())
    assert list(found) == ["cells", "hidden", "findings", "plan_s", "audit_s"]
    assert (found["findings"], found["cells"] > 0) == (0, True)


def test_release_needs_a_computed_region():
    call_command("generate_region", students=3, stdout=StringIO())
    with pytest.raises(CommandError, match="сначала рассчитайте готовность"):
        call_command("bench", "release", students=3, stdout=StringIO())


@pytest.mark.usefixtures("_here")
def test_recompute_refuses_a_region_of_another_size(tmp_path):
    call_command("generate_region", students=3, stdout=StringIO())
    with pytest.raises(CommandError, match="В базе 3 обучающихся, а нужно 4"):
        call_command("bench", "recompute", students=4, stdout=StringIO())
