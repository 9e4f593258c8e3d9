import numpy as np
import pytest
import scipy.sparse as sp

from scoring.disclosure_repair import Scope, cheapest_change
from scoring.disclosure_rules import KEEP_PRICE

# Two rows of three cells and their totals: a + b + c = r, d + e + f = s, a + d = x, b + e = y.
NAMES = "abcdefrsxyz"
RELATIONS = sp.csr_array(
    [
        [1, 1, 1, 0, 0, 0, -1, 0, 0, 0, 0],
        [0, 0, 0, 1, 1, 1, 0, -1, 0, 0, 0],
        [1, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0],
        [0, 1, 0, 0, 1, 0, 0, 0, 0, -1, 0],
        [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, -1],
    ],
    dtype=float,
)
EVERYWHERE = Scope(None)


def solved(distance, *, price=None, rise=None, fall=None, scope=EVERYWHERE):
    prices = {**dict.fromkeys(NAMES, 10.0), **dict.fromkeys("rsxyz", KEEP_PRICE), **(price or {})}
    rooms = [{**dict.fromkeys(NAMES, 9.0), **(limits or {})} for limits in (rise, fall)]
    arrays = [np.array([values[name] for name in NAMES]) for values in (prices, *rooms)]
    found = cheapest_change(RELATIONS, arrays[0], (arrays[1], arrays[2]), (0, distance), scope)
    if found is None:
        return None
    return {NAMES[row]: pytest.approx(change) for row, change in zip(*found, strict=True)}


def test_cheapest_change_takes_the_cheaper_rectangle():
    assert solved(3.0, price={"b": 20.0}) == {"a": 3, "c": -3, "d": -3, "f": 3}
    assert solved(-3.0, price={"c": 20.0}) == {"a": -3, "b": 3, "d": 3, "e": -3}


def test_cheapest_change_splits_where_one_rectangle_is_too_narrow():
    assert solved(5.0, fall={"b": 3.0, "c": 2.0}) == {
        "a": 5, "b": -3, "c": -2, "d": -5, "e": 3, "f": 2
    }  # fmt: skip


def test_cheapest_change_goes_as_far_as_it_can():
    assert solved(5.0, fall={"b": 1.0, "c": 2.0})["a"] == 3


def test_cheapest_change_own_room_is_kept():
    assert solved(-5.0, fall={"a": 2.0})["a"] == -2
    assert solved(5.0, rise={"a": 2.0})["a"] == 2


def test_cheapest_change_totals_only_where_allowed():
    closed = {"d": 0.0}
    assert solved(3.0, rise=closed, fall=closed) is None
    found = solved(3.0, rise=closed, fall=closed, scope=Scope(None, totals=True))
    assert found["a"] == 3
    assert "x" in found


def test_cheapest_change_near_scope_sees_few_relations():
    assert solved(3.0, scope=Scope(0)) is None
    assert solved(3.0, scope=Scope(2))["a"] == 3
