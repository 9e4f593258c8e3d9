"""The benchmark of severities."""

import pytest

from readiness_portal.bench.severity import measure_region, measure_simulated


def test_simulated_region_compares_every_model_with_the_truth():
    found = measure_simulated(interns=1_000)
    assert (found["interns"], found["raters"]) == (1_000, 100)
    models = found["models"]
    assert list(models) == ["naive", "crossed", "mode_without_population", "mode", "marginal"]
    assert models["mode"]["correlation"] > models["naive"]["correlation"]
    assert 0.75 < models["marginal"]["coverage"] < 0.98


@pytest.mark.django_db
def test_region_without_ratings_measures_nothing(now):
    found = measure_region(clock=lambda: now)
    assert (found["ratings"], found["raters"], found["adjusted_students"]) == (0, 0, 0)
