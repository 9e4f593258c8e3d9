import numpy as np
import pytest

from scoring.disclosure_links import Earlier
from scoring.disclosure_rules import KEEP_PRICE, REASONS, Reason, Rules, make_plan
from scoring.disclosure_tables import TOTAL, Table

TREE = {"A": "Region", "B": "Region", "A1": "A", "A2": "A", "B1": "B"}


def plan_of(*tables, minimum=5, published=None, hierarchies=None, **rules):
    return make_plan(tables, hierarchies or {}, minimum, published, Rules(**rules))


def table(**cells):
    return Table("t", ("level",), {(TOTAL if k == "total" else k,): n for k, n in cells.items()})


def by_level(plan, values):
    """One value per printed cell."""
    rows = np.flatnonzero(plan.cells.printed)
    return {plan.cells.coordinates(row).get("level", "total"): values[row] for row in rows}


def reasons(plan):
    return {key: REASONS[code] for key, code in by_level(plan, plan.reason).items()}


def test_make_plan_marks_counts_below_the_minimum():
    plan = plan_of(table(none=0, one=1, four=4, five=5, total=10))
    assert reasons(plan) == {
        "none": None, "one": Reason.SMALL, "four": Reason.SMALL, "five": None, "total": None
    }  # fmt: skip
    assert by_level(plan, plan.fixed)["none"]
    assert by_level(plan, plan.needs) == {"none": 1, "one": 3, "four": 3, "five": 1, "total": 1}
    assert by_level(plan, plan.least) == {"none": 0, "one": 1, "four": 1, "five": 1, "total": 1}
    assert np.isinf(plan.most).all()


def test_make_plan_minimum_of_public_pages():
    assert reasons(plan_of(table(nine=9, ten=10), minimum=10)) == {
        "nine": Reason.SMALL,
        "ten": None,
    }


@pytest.mark.parametrize(
    ("ready", "reason"), [(20, None), (19, Reason.COMPLEMENT), (16, Reason.COMPLEMENT), (15, None)]
)
def test_make_plan_small_complement_is_protected(ready, reason):
    plan = plan_of(table(ready=ready, total=20))
    rest = np.flatnonzero(~plan.cells.printed)
    assert [REASONS[plan.reason[row]] for row in rest] == ([reason] if ready < 20 else [])
    if reason:
        assert by_level(plan, plan.beside_complement) == {"ready": True, "total": True}
        assert plan.secret[rest].all()


def test_make_plan_reasons_shown_bounds_cells_by_their_reason():
    plan = plan_of(table(one=2, five=30, total=32), reasons_shown=True)
    assert by_level(plan, plan.least) == {"one": 1, "five": 5, "total": 5}
    assert by_level(plan, plan.most) == {"one": 4, "five": np.inf, "total": np.inf}


def test_make_plan_prices_small_cells_low_and_region_high():
    cells = {("A1",): 7, ("A2",): 9, ("A",): 16, ("B1",): 5, ("B",): 5, ("Region",): 21}
    plan = plan_of(Table("t", ("territory",), cells), hierarchies={"territory": TREE})
    prices = dict(zip(cells, plan.price[plan.cells.rows(("t", key) for key in cells)], strict=True))
    assert prices == {
        ("A1",): 8, ("A2",): 10, ("A",): 17, ("B1",): 6, ("B",): 6, ("Region",): 22 + KEEP_PRICE
    }  # fmt: skip


def test_make_plan_table_without_territory_is_not_a_regional_total():
    territory = Table("t", ("territory",), {("A1",): 7, ("A",): 7, ("Region",): 7})
    speciality = Table("s", ("speciality",), {("Baking",): 7})
    plan = plan_of(territory, speciality, hierarchies={"territory": TREE})
    assert plan.price[plan.cells.rows([("s", ("Baking",))])] == [8]


def test_make_plan_keep_totals_of_flat_dimension():
    plan = plan_of(table(low=7, high=8, total=15), keep_totals_of=["level"])
    assert by_level(plan, plan.price)["total"] > KEEP_PRICE > by_level(plan, plan.price)["high"]


def test_make_plan_uniform_group_hides_zeros_of_sensitive_dimension_only():
    plan = plan_of(table(low=12, basic=0, high=0, total=12), sensitive=["level"])
    assert reasons(plan) == {
        "low": None, "basic": Reason.UNIFORM, "high": Reason.UNIFORM, "total": None
    }  # fmt: skip
    assert not plan_of(table(low=12, basic=0, high=0, total=12)).primary.any()
    assert not plan_of(table(low=11, basic=0, high=6, total=17), sensitive=["level"]).primary.any()


def test_make_plan_uniform_zero_that_another_zero_tells_is_shown():
    cells = {
        (1, "low"): 6, (1, "basic"): 0, (1, "high"): 0, (1, TOTAL): 6,
        (2, "low"): 6, (2, "basic"): 6, (2, "high"): 0, (2, TOTAL): 12,
        (TOTAL, "low"): 12, (TOTAL, "basic"): 6, (TOTAL, "high"): 0, (TOTAL, TOTAL): 18,
    }  # fmt: skip
    plan = plan_of(Table("t", ("course", "level"), cells), sensitive=["level"])
    found = [plan.cells.coordinates(row) for row in np.flatnonzero(plan.primary)]
    assert found == [{"course": 1, "level": "basic"}]


def test_make_plan_unknown_sensitive_dimension_is_refused():
    with pytest.raises(ValueError, match="not all in the tables"):
        plan_of(table(low=12), sensitive=["sex"])


def test_make_plan_corrected_edition_hides_small_differences():
    now = table(same=12, joined=20, other=40, total=72)
    before = table(same=12, joined=16, other=35, total=63)
    plan = plan_of(now, published=Earlier([before], same_persons=True))
    assert reasons(plan) == {
        "same": None, "joined": Reason.CHANGED, "other": None, "total": None
    }  # fmt: skip
    assert by_level(plan, plan.fixed) == {
        "same": True, "joined": False, "other": False, "total": False
    }  # fmt: skip


def test_make_plan_grand_total_may_change_by_a_few():
    before = Earlier([table(total=38)], same_persons=True)
    assert not plan_of(table(low=40, total=40), published=before).primary.any()


def test_make_plan_other_date_compares_persons_not_counts():
    now, before = table(low=40, total=70), table(low=38, total=68)
    assert not plan_of(now, published=Earlier([before])).primary.any()
    assert not plan_of(now, published=Earlier([before], moved={("t", ("low",)): 62})).primary.any()
    two_joined = Earlier([before], moved={("t", ("low",)): 2})
    assert reasons(plan_of(now, published=two_joined))["low"] is Reason.CHANGED
    # One left and one joined: the count is the same, and not known.
    swapped = plan_of(now, published=Earlier([table(low=40)], moved={("t", ("low",)): 2}))
    assert reasons(swapped)["low"] is Reason.CHANGED
    assert not by_level(swapped, swapped.fixed)["low"]


def test_make_plan_hidden_in_the_same_edition_stays_hidden():
    before = [table(low=None, high=9)]
    plan = plan_of(table(low=30, high=9, total=39), published=Earlier(before, same_persons=True))
    assert by_level(plan, plan.secret) == {"low": True, "high": False, "total": False}
    other_date = plan_of(table(low=30, high=9, total=39), published=Earlier(before))
    assert not by_level(other_date, other_date.secret)["low"]


def test_make_plan_earlier_edition_adds_tables_that_were_dropped():
    dropped = Table("courses", ("course",), {(1,): 30, (2,): 9})
    plan = plan_of(table(low=30, high=9, total=39), published=Earlier([dropped], same_persons=True))
    known = [plan.cells.coordinates(row) for row in np.flatnonzero(~plan.cells.printed)]
    assert known == [{"course": 1}, {"course": 2}]
    assert plan.fixed[~plan.cells.printed].all()
