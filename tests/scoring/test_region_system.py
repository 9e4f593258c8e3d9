import numpy as np
import pytest

from scoring import region_system
from scoring.region_results import RegionState
from scoring.region_system import RegionSystem, next_state
from tests.scoring.regions import read, small_region


def system(**changes):
    data = read(small_region(**changes))
    judgements = data.judgements
    rng = np.random.default_rng(0)
    state = RegionState(
        ability=rng.normal(size=data.persons.size),
        severity=rng.normal(size=data.raters.size),
        coefficients=rng.normal(size=data.design.matrix.shape[1]),
        person_variance=0.8,
        severity_variance=0.3,
    )
    information = rng.uniform(1.0, 4.0, judgements.person.size)
    own = np.bincount(judgements.person, information, data.persons.size)
    built = RegionSystem(
        data,
        state,
        information=information,
        coupling=information,
        variance=1.0 / (own + 1.0 / 0.8),
    )
    return data, state, information, built


def full_curvature(data, state, information):
    """Minus the second derivatives in (ability, severity, coefficients), element by element."""
    persons, raters = data.persons.size, data.raters.size
    design = data.design.matrix.toarray()
    full = np.zeros((persons + raters + design.shape[1],) * 2)
    for person, rater, own in zip(
        data.judgements.person, data.judgements.rater, information, strict=True
    ):
        mark = np.zeros(full.shape[0])
        mark[person], mark[persons + rater] = 1.0, -1.0
        full += own * np.outer(mark, mark)
    for person in range(persons):
        mark = np.zeros(full.shape[0])
        mark[person], mark[persons + raters :] = 1.0, -design[person]
        full += np.outer(mark, mark) / state.person_variance
    place = np.arange(persons, persons + raters)
    full[place, place] += 1.0 / state.severity_variance
    return full


def test_step_equals_full_newton_system():
    data, state, information, built = system()
    full = full_curvature(data, state, information)
    gradient = np.random.default_rng(1).normal(size=full.shape[0])
    to_ability, to_severity, to_rest = np.split(
        gradient, np.cumsum([data.persons.size, data.raters.size])
    )
    passed, passed_on = built.severity_gradient(to_ability)
    severity, rest = built.step(to_severity + passed, to_rest + passed_on)
    ability = built.ability_step(to_ability, severity, rest)
    expected = np.linalg.solve(full, gradient)
    assert np.concatenate([ability, severity, rest]) == pytest.approx(expected, abs=2e-3)


def variances_and_exact(*, double_part):
    data, state, information, built = system(
        interns=400, raters=40, colleges=4, double_part=double_part
    )
    full = np.diag(np.linalg.inv(full_curvature(data, state, information)))
    place = slice(data.persons.size, data.persons.size + data.raters.size)
    return built, full[place], full[: data.persons.size]


def test_severity_variances_of_few_raters_equal_full_inverse():
    built, exact, _ = variances_and_exact(double_part=0.5)
    assert built.severity_variances() == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize(("double_part", "tolerance"), [(0.05, 0.01), (0.2, 0.08), (0.4, 0.2)])
def test_severity_variances_of_many_raters_are_near_full_inverse(
    double_part, tolerance, monkeypatch
):
    monkeypatch.setattr(region_system, "_EXACT_ORDER", 0)
    built, exact, _ = variances_and_exact(double_part=double_part)
    found = built.severity_variances()
    assert found == pytest.approx(exact, rel=tolerance)
    assert found.mean() < exact.mean()


def test_ability_variances_hold_the_uncertainty_of_raters():
    built, _, exact = variances_and_exact(double_part=0.3)
    found = built.ability_variances(built.severity_variances())
    assert np.all(found > built.variance)
    assert found.mean() == pytest.approx(exact.mean(), rel=0.08)


def test_next_state_variances_have_expectation_maximisation_as_fixed_point():
    data, state, _, built = system(interns=400, raters=40, colleges=4)
    for _ in range(200):
        state, (of_abilities, of_severities) = next_state(
            data,
            built,
            state,
            ability=state.ability,
            severity=state.severity,
            coefficients=state.coefficients,
        )
    apart = state.ability - data.design.matrix @ state.coefficients
    assert state.person_variance == pytest.approx(np.mean(apart**2 + of_abilities))
    assert state.severity_variance == pytest.approx(np.mean(state.severity**2 + of_severities))
