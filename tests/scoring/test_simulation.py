import numpy as np
import pytest

from scoring.simulation import RecoveredSeverities, RegionSetup, _quality, compare_models
from tests.scoring.rating_designs import category_logs
from tests.scoring.regions import small_region


def test_simulated_region_has_the_size_asked_for():
    region = small_region(interns=2_000, raters=200, colleges=10, functions=10, double_part=0.2)
    pairs = np.unique(np.column_stack([region.intern, region.rater]), axis=0)
    assert set(np.unique(region.ratings)) == {1, 2, 3, 4, 5}
    assert len(np.unique(region.intern)) == region.college.size == region.exam.size == 2_000
    assert region.severity.size == 200
    assert np.bincount(np.bincount(pairs[:, 0]))[2] == pytest.approx(400, abs=60)
    assert np.bincount(pairs[:, 0]).max() == 2
    assert region.ratings.size == pytest.approx(24_000 * 0.9, rel=0.03)
    assert region.difficulty.sum() == pytest.approx(0.0, abs=1e-12)


def test_simulated_region_default_is_that_of_the_methodology():
    setup = RegionSetup()
    expected = setup.interns * (1 + setup.double_part) * setup.functions
    assert (setup.interns, setup.raters, setup.severity_sd) == (60_000, 6_000, 0.6)
    assert expected * (1 - setup.unobserved_part) == pytest.approx(718_000, abs=500)


def test_simulated_region_is_the_same_for_the_same_seed():
    one, same, other = small_region(seed=1), small_region(seed=1), small_region(seed=2)
    assert np.array_equal(one.ratings, same.ratings)
    assert np.array_equal(one.rater, same.rater)
    assert not np.array_equal(one.severity, other.severity)


def test_simulated_raters_are_partners_of_the_college():
    region = small_region(
        interns=2_000, raters=60, colleges=6, outside_part=0.0, double_part=0.5, functions=1
    )
    assert np.array_equal(region.rater // 10, region.college[region.intern])
    visited = small_region(interns=2_000, raters=60, colleges=6, outside_part=0.3)
    away = visited.rater // 10 != visited.college[visited.intern]
    assert away.mean() == pytest.approx(0.3 * 5 / 6, abs=0.03)


def test_simulated_second_rater_is_another_one():
    region = small_region(interns=500, raters=4, colleges=2, double_part=1.0, outside_part=0.0)
    raters = [set(region.rater[region.intern == intern].tolist()) for intern in range(500)]
    assert min(map(len, raters)) == 2


def test_simulated_ratings_follow_the_model():
    region = small_region(
        interns=20_000,
        raters=1,
        colleges=1,
        functions=1,
        double_part=0.0,
        college_sd=0.0,
        exam_slope=0.0,
        person_sd=0.0,
        unobserved_part=0.0,
    )
    expected = np.exp(category_logs(-region.severity[0], region.steps))
    found = np.bincount(region.ratings - 1) / region.ratings.size
    assert found == pytest.approx(expected, abs=0.012)


def test_compare_models_shows_what_each_can_recover():
    region = small_region(interns=3_000, raters=300, colleges=10, functions=10, double_part=0.2)
    found = compare_models(region)
    assert list(found) == ["naive", "crossed", "mode_without_population", "mode", "marginal"]
    order = [found[name]["correlation"] for name in ("naive", "crossed", "marginal")]
    assert order == sorted(order)
    for name in ("mode", "marginal"):
        assert found[name]["rmse"] < 0.25
        assert 0.86 < found[name]["coverage"] < 0.93
        assert found[name]["correlation"] > 0.9
    assert found["naive"]["rmse"] > 0.35
    assert all(figures["seconds"] > 0 for figures in found.values())


def test_quality_of_points_is_measured_in_logits():
    region = small_region(raters=200, interns=400)
    truth, noise = region.severity, np.tile([1.0, 1.0, -1.0, -1.0], 50) * 0.1
    noise -= np.polyval(np.polyfit(truth, noise, 1), truth)
    # Half a point per logit, off by a constant: the noise is 0.1 logit.
    points = RecoveredSeverities(3.0 + 0.5 * truth + 0.5 * noise, np.full(200, 0.06))
    found = _quality(region, points, in_points=True)
    logits = RecoveredSeverities(truth + noise, np.full(200, 0.12))
    same = _quality(region, logits, in_points=False)
    assert found["correlation"] == pytest.approx(same["correlation"])
    assert found["rmse"] == pytest.approx(same["rmse"], rel=0.02)
    assert (found["coverage"], same["coverage"]) == (1.0, 1.0)
    narrow = RecoveredSeverities(points.value, points.error / 10)
    assert _quality(region, narrow, in_points=True)["coverage"] < 0.1


def test_compare_models_copes_with_raters_who_judged_nobody():
    region = small_region(raters=60, double_part=0.0)
    assert len(np.unique(region.rater)) < 60
    found = compare_models(region)
    assert all(np.isfinite(list(figures.values())).all() for figures in found.values())
