import datetime as dt
import itertools

import pytest

from colleges.models import College, Student
from core.models import ImportBatch, Job
from readiness_portal.bench.imports import measure_import

pytestmark = pytest.mark.django_db(transaction=True)


def test_bench_loads_a_list_by_jobs_and_leaves_nothing_behind():
    start = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
    moments = (start + dt.timedelta(milliseconds=n) for n in itertools.count())

    figures = measure_import(rows=60, clock=lambda: next(moments))

    assert figures.rows == 60
    assert figures.total_s == round(figures.check_s + figures.apply_s, 2)
    assert figures.total_cpu_s > 0
    for model in (Student, College, ImportBatch, Job):
        assert not model.objects.exists()
