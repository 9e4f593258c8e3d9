"""Colleges that know their own counts, and what they must not learn of each other."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.disclosure import (
    TOTAL,
    Earlier,
    Insider,
    Leak,
    Rules,
    Table,
    as_printed,
    audit,
    suppress,
)
from scoring.disclosure_insiders import Heard, insiders_of, seen_by
from scoring.disclosure_rules import make_plan

TREE = {"North": "Region", "South": "Region", "A": "North", "B": "North", "C": "South"}
TREE |= {"D": "South", "E": "South", "Farming": "A", "Baking": "A"}
COLLEGES = "ABCDE"
_COMPUTED = (Leak.EXACT, Leak.NARROW)
INSIDERS = Rules(insiders=[[Insider("place", college)] for college in COLLEGES])


def table_of(counts, name="t", **where):
    cells = {(college,): count for college, count in counts.items()}
    for town in ("North", "South"):
        cells[(town,)] = sum(n for college, n in counts.items() if TREE[college] == town)
    cells[("Region",)] = sum(counts.values())
    return Table(name, ("place",), cells, where)


def released(counts, rules=INSIDERS, **given):
    return suppress([table_of(counts)], hierarchies={"place": TREE}, rules=rules, **given)


def learned(release, coalitions=COLLEGES):
    """Small counts that some learn together, by publishing their own cells to the auditor."""
    found = set()
    for together in coalitions:
        own = {ref for ref in release.hidden if ref[1][0] in together}
        findings = audit(release.reveal(own)).findings
        small = {f.places for f in findings if f.leak in _COMPUTED and f.width >= 3}
        found |= {place for places in small for place in places if place not in own}
    return found


def test_partner_of_a_small_college_cannot_take_itself_off_the_total():
    """A hides only for B's sake, yet A knows itself: with the total of North it would know B."""
    counts = {"A": 20, "B": 3, "C": 30, "D": 40, "E": 50}
    public = released(counts, Rules())
    assert public.hidden == {("t", ("A",)), ("t", ("B",))}
    assert learned(public) == {("t", ("B",))}
    release = released(counts)
    assert learned(release) == set()
    assert release.value("t", ("North",)) is None
    assert release.value("t", ("Region",)) == 143
    assert release.unprotected == ()
    assert audit(release).is_clean


def test_third_hidden_college_is_enough():
    counts = {"A": 20, "B": 30, "C": 3, "D": 20, "E": 25}
    release = released(counts)
    assert release.hidden == {("t", (college,)) for college in "CDE"}
    assert release.value("t", ("South",)) == 48
    assert audit(release).is_clean


def pooling(*coalitions):
    """Rules with these readers; a name of more than a letter is a town that knows its totals."""
    return Rules(
        insiders=[
            [Insider("place", place, only_own=len(place) > 1) for place in together]
            for together in coalitions
        ]
    )


def test_two_colleges_that_pool_their_counts_are_found_and_defended_against():
    """D and E take themselves off the total of South and are left with the three of C."""
    counts = {"A": 20, "B": 30, "C": 3, "D": 20, "E": 25}
    alone = released(counts)
    assert alone.value("t", ("South",)) == 48
    tables, tree = [table_of(counts)], {"place": TREE}
    pairs = pooling(*COLLEGES, *combinations("AB", 2), *combinations("CDE", 2))
    (finding,) = audit(as_printed(tables, alone.hidden, hierarchies=tree, rules=pairs)).findings
    assert (finding.leak, finding.places) == (Leak.INSIDER, (("t", ("C",)),))
    assert (finding.low, finding.high, finding.persons) == (3, 3, 3)

    release = released(counts, pairs)

    assert release.value("t", ("South",)) is None
    assert release.value("t", ("Region",)) == 98
    assert audit(release).is_clean
    assert learned(release, ["C", "D", "E", "CD", "CE", "DE"]) == set()


def test_municipality_that_knows_its_total_takes_it_off_the_region():
    counts = {"A": 20, "B": 30, "C": 3}
    hidden = {("t", (place,)) for place in ("A", "B", "C", "North", "South")}
    tables, tree = [table_of(counts)], {"place": TREE}
    plain = as_printed(tables, hidden, hierarchies=tree, rules=INSIDERS)
    assert audit(plain).is_clean
    found = audit(as_printed(tables, hidden, hierarchies=tree, rules=pooling(["North"]))).findings
    assert {place for finding in found for place in finding.places} == {
        ("t", ("C",)),
        ("t", ("South",)),
    }
    release = released(counts, pooling(*COLLEGES, ["North"], ["South"]))
    assert release.value("t", ("Region",)) is None
    assert audit(release).is_clean


def test_what_a_coalition_knows_without_any_release_is_not_held_against_it():
    """A and the town know the three of B already: the total of North less A's own."""
    counts = {"A": 20, "B": 3, "C": 30, "D": 40, "E": 50}
    alone = released(counts)
    release = released(counts, pooling(*COLLEGES, ["A", "North"], ["B", "North"], ["North"]))
    assert release.hidden == alone.hidden
    assert audit(release).is_clean


def test_who_knows_the_same_hidden_counts_is_asked_once():
    own = np.array([[True, True, False], [False, True, True], [True, False, True]])
    heard, hidden = Heard(), np.array([False, True, False])
    assert [heard.is_new(each, hidden) for each in own] == [True, False, False]
    assert heard.is_new(own[0], np.array([True, True, False]))


def test_planted_attack_of_an_insider_is_found():
    counts = {"A": 20, "B": 3, "C": 30, "D": 40, "E": 50}
    hidden = {("t", ("A",)), ("t", ("B",))}
    tables, tree = [table_of(counts)], {"place": TREE}
    assert audit(as_printed(tables, hidden, hierarchies=tree)).is_clean
    (finding,) = audit(as_printed(tables, hidden, hierarchies=tree, rules=INSIDERS)).findings
    assert finding.leak is Leak.INSIDER
    assert finding.places == (("t", ("B",)),)
    assert (finding.low, finding.high, finding.persons, finding.width) == (3, 3, 3, 3)


def test_large_count_of_another_may_be_learned():
    """B works out that A has 20: a number that concerns nobody in particular."""
    counts = {"A": 20, "B": 3, "C": 3, "D": 20, "E": 25}
    hidden = {("t", (college,)) for college in "ABCDE"} | {("t", ("South",)), ("t", ("North",))}
    release = as_printed([table_of(counts)], hidden, hierarchies={"place": TREE}, rules=INSIDERS)
    assert audit(release.reveal({("t", ("North",)), ("t", ("South",))})).findings
    assert audit(release).is_clean


def test_insider_knows_what_is_below_and_what_is_only_his():
    cells = {("Farming",): 3, ("Baking",): 4, ("A",): 7, ("B",): 0, ("North",): 7, ("C",): 30}
    table = Table("t", ("place",), {**cells, ("South",): 30, ("Region",): 37})
    plan = make_plan([table], {"place": TREE}, 5, None, Rules(insiders=[[Insider("place", "A")]]))
    (own,) = insiders_of(plan)
    assert names(plan, own) == {"Farming", "Baking", "A"}
    view = seen_by(plan, own, plan.secret)
    # B is a shown zero, so all of North is A's.
    assert names(plan, view.fixed) >= {"Farming", "Baking", "A", "B", "North"}
    assert not view.needs.any()


def names(plan, rows):
    return {plan.cells.coordinates(row).get("place") for row in np.flatnonzero(rows)}


def test_insider_who_is_in_no_table_is_nobody():
    rules = Rules(insiders=[[Insider("place", "nowhere")], [Insider("unknown", "A")]])
    plan = make_plan([table_of({"A": 9, "B": 9})], {"place": TREE}, 5, None, rules)
    assert list(insiders_of(plan)) == []


def test_what_earlier_releases_tell_an_insider_is_not_held_against_this_one():
    counts = {"A": 20, "B": 3, "C": 30, "D": 40, "E": 50}
    before = Table("before", ("place",), {("North",): 23, ("A",): None, ("B",): None})
    release = released(counts, published=Earlier([before], same_persons=True))
    assert learned(release) == {("t", ("B",))}
    assert audit(release).is_clean


@settings(max_examples=25, deadline=None)
@given(
    counts=st.lists(st.integers(0, 14), min_size=5, max_size=5),
    ready=st.lists(st.floats(0, 1), min_size=5, max_size=5),
)
def test_no_college_learns_a_small_count_of_another(counts, ready):
    everybody = dict(zip(COLLEGES, counts, strict=True))
    some = {c: round(n * share) for (c, n), share in zip(everybody.items(), ready, strict=True)}
    tables = [table_of(everybody, "all"), table_of(some, "ready", ready="yes")]
    release = suppress(tables, hierarchies={"place": TREE}, rules=INSIDERS)
    assert audit(release).is_clean
    if not release.unprotected:
        assert learned(release) <= owned_by_one(everybody, some)


PAIRS = [*COLLEGES, "AB", "CD", "CE", "DE"]


@settings(max_examples=8, deadline=None)
@given(
    counts=st.lists(st.integers(0, 14), min_size=5, max_size=5),
    ready=st.lists(st.floats(0, 1), min_size=5, max_size=5),
)
def test_no_two_colleges_of_a_town_learn_a_small_count_of_another(counts, ready):
    everybody = dict(zip(COLLEGES, counts, strict=True))
    some = {c: round(n * share) for (c, n), share in zip(everybody.items(), ready, strict=True)}
    tables = [table_of(everybody, "all"), table_of(some, "ready", ready="yes")]
    release = suppress(tables, hierarchies={"place": TREE}, rules=pooling(*PAIRS))
    assert audit(release).is_clean
    if not release.unprotected:
        for together in PAIRS:
            assert learned(release, [together]) <= owned_by(together, everybody, some)


def owned_by(together, *tables):
    """Totals in which they alone have anybody: they know them without any release."""
    towns = {"North": "AB", "South": "CDE", "Region": COLLEGES}
    return {
        (name, (town,))
        for name, counts in zip(("all", "ready"), tables, strict=True)
        for town, colleges in towns.items()
        if all(college in together for college in colleges if counts[college])
    }


def owned_by_one(*tables):
    """Totals in which one college alone has anybody."""
    return set().union(*(owned_by(college, *tables) for college in COLLEGES))


@pytest.mark.parametrize("total", [TOTAL, "Region"])
def test_two_colleges_alone_hide_the_total_of_all(total):
    counts = {("A",): 20, ("B",): 3, ("North",): 23, (total,): 23}
    table = Table("t", ("place",), counts)
    release = suppress([table], hierarchies={"place": TREE}, rules=INSIDERS)
    assert release.value("t", (total,)) is None
    assert audit(release).is_clean
