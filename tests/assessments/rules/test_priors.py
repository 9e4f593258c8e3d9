import numpy as np
import pytest

from assessments.rules.priors import (
    PROGRAMME_KINDS,
    CollegeSums,
    estimates_to_json,
    merge_sums,
    priors_for,
    with_estimated_variances,
)
from scoring.parameters import default_parameters
from scoring.uncertainty import PriorSums, VarianceSums, fallback_priors

KINDS = len(PROGRAMME_KINDS)


def sums(functions, *, count, total, squares):
    """Sums of a college in which every kind of programme has the same numbers at every slot."""
    shape = (KINDS, len(functions) + 2)
    kinds = max(default_parameters().kinds) + 1
    return CollegeSums(
        functions=np.array(functions),
        priors=PriorSums(
            count=np.full(shape, float(count)),
            total=np.full(shape, float(total)),
            squares=np.full(shape, float(squares)),
            error=np.zeros(shape),
        ),
        variances=VarianceSums(np.full(kinds, 2.0), np.full(kinds, 10.0)),
    )


def test_sums_come_back_from_json_as_they_went():
    before = sums([4, 9], count=3, total=2.1, squares=1.5)
    after = CollegeSums.from_json(before.to_json())
    np.testing.assert_array_equal(after.functions, before.functions)
    np.testing.assert_array_equal(after.priors.total, before.priors.total)
    np.testing.assert_array_equal(after.variances.squares, before.variances.squares)


def test_merge_of_no_college_is_none():
    assert merge_sums([]) is None


def test_merge_adds_common_functions_and_keeps_the_others():
    merged = merge_sums(
        [
            sums([4, 9], count=1, total=0.5, squares=0.25),
            sums([2, 9], count=2, total=1.0, squares=0.5),
        ]
    )
    assert merged.functions.tolist() == [2, 4, 9]
    # Functions 2, 4 and 9, then the two components, which both colleges have.
    assert merged.priors.count[0].tolist() == [2.0, 1.0, 3.0, 3.0, 3.0]
    assert merged.priors.total[0].tolist() == [1.0, 0.5, 1.5, 1.5, 1.5]
    assert merged.variances.squares[0] == 4.0


def test_merge_does_not_depend_on_the_order_of_colleges():
    one = sums([4], count=1, total=0.5, squares=0.25)
    other = sums([2, 9], count=2, total=1.0, squares=0.5)
    there, back = merge_sums([one, other]), merge_sums([other, one])
    np.testing.assert_array_equal(there.priors.squares, back.priors.squares)


def test_nothing_learned_gives_the_methods_own_values():
    parameters = default_parameters()
    assert estimates_to_json(None, parameters) == {}
    priors = priors_for(np.array([3, 8]), {}, parameters)
    fallback = fallback_priors(2, parameters)
    assert priors.mean.shape == (KINDS + 1, 4)
    assert (priors.mean == fallback.mean[0]).all()
    assert with_estimated_variances(parameters, {}) == parameters


def test_known_function_has_the_estimated_prior_and_unknown_the_stated_one():
    parameters = default_parameters()
    # 100 students with mean 0.8.
    estimates = estimates_to_json(sums([5], count=100, total=80.0, squares=66.0), parameters)
    priors = priors_for(np.array([3, 5]), estimates, parameters)
    assert priors.mean[0].tolist()[:2] == pytest.approx([parameters.prior.mean, 0.8])
    assert priors.mean[0].tolist()[2:] == pytest.approx([0.8, 0.8])


def test_estimated_variances_replace_those_of_the_method():
    parameters = default_parameters()
    code = next(iter(parameters.kinds))
    changed = with_estimated_variances(parameters, {"measurement": {str(code): 0.123}})
    assert changed.kinds[code].variance == 0.123
    others = {key: kind for key, kind in changed.kinds.items() if key != code}
    assert others == {key: kind for key, kind in parameters.kinds.items() if key != code}
