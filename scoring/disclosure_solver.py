"""Linear programs over sparse relations, solved by HiGHS."""

from typing import Any

import numpy as np
import scipy.sparse as sp

from scoring.disclosure_rules import Floats


def minimise(
    cost: Floats, relations: sp.csr_array, sums: Floats, bounds: tuple[Floats, Floats]
) -> Floats | None:
    """Return a point of least cost with `relations @ point == sums` within the bounds.

    None when there is none, or the cost has no least value, or the solver gave up.
    """
    from scipy.optimize import linprog  # noqa: PLC0415 -- slow to load, seldom needed

    problem: dict[str, Any] = {"c": cost, "bounds": np.stack(bounds, axis=1), "method": "highs"}
    if relations.shape[0]:
        problem |= {"A_eq": relations, "b_eq": sums}
    result = linprog(**problem)
    return np.asarray(result.x, dtype=float) if result.status == 0 else None
