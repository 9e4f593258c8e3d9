"""One plan after another: no sequence of releases gives back what one of them hides."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboards.rules.disclosure import _add_up, ledger_of
from dashboards.rules.ledgers import (
    Issued,
    Ledger,
    audit_ledger,
    coalitions,
    plan_ledger,
    with_former_places,
)
from dashboards.rules.spots import PlaceKind
from scoring.disclosure import Leak
from tests.dashboards.rules.test_disclosure import figures, path

MINIMUM = 5
REPORT = (PlaceKind.REGION, PlaceKind.MUNICIPALITY, PlaceKind.COLLEGE)
LEVELS = st.tuples(*(st.integers(0, 9) for _level in range(4)))
REGIONS = st.lists(LEVELS, min_size=6, max_size=6)
CHANGES = st.lists(st.sampled_from([0, 0, 0, 1, 2, 7]), min_size=6, max_size=6)


def ledger(levels, *, colleges=6):
    groups = [
        (path(number, number, number % 2), figures(*own)) for number, own in enumerate(levels)
    ]
    sums, _fixed, territory = _add_up(groups[:colleges], REPORT, filters=False)
    return ledger_of(sums, territory)


def release(counts, issued=()):
    plan = plan_ledger(counts, minimum=MINIMUM, issued=issued)
    return plan, Issued(counts, frozenset(ref for ref in plan.hidden if ref in counts.refs()))


@settings(max_examples=25, deadline=None)
@given(before=REGIONS, change=CHANGES)
def test_second_release_gives_nothing_back(before, change):
    after = [
        (low, basic, good, high + more)
        for (low, basic, good, high), more in zip(before, change, strict=True)
    ]
    _plan, first = release(ledger(before))
    plan, second = release(ledger(after), [first])
    assume(not plan.unprotected)
    found = audit_ledger(ledger(after), second.hidden, minimum=MINIMUM, issued=[first])
    assert found.is_clean


@settings(max_examples=25, deadline=None)
@given(levels=REGIONS, data=st.data())
def test_small_cell_printed_after_all_is_always_found(levels, data):
    counts = ledger(levels)
    _plan, issued = release(counts)
    small = sorted(
        (table.name, key)
        for table in counts.tables
        for key, count in table.cells.items()
        if 0 < (count or 0) < MINIMUM
    )
    assume(small)
    ref = data.draw(st.sampled_from(small))
    found = audit_ledger(counts, issued.hidden - {ref}, minimum=MINIMUM)
    assert ref in {place for finding in found.findings for place in finding.places}
    assert any(finding.leak is Leak.PRINTED for finding in found.findings)


@settings(max_examples=15, deadline=None)
@given(before=REGIONS, change=CHANGES)
def test_releases_tell_no_college_of_another(before, change):
    after = [
        (low, basic, good, high + more)
        for (low, basic, good, high), more in zip(before, change, strict=True)
    ]
    first_plan = plan_ledger(ledger(before), minimum=MINIMUM, insiders=True)
    first = Issued(ledger(before), first_plan.hidden)
    plan = plan_ledger(ledger(after), minimum=MINIMUM, issued=[first], insiders=True)
    assume(not first_plan.unprotected)
    assume(not plan.unprotected)
    for counts, hidden, issued in (
        (ledger(before), first.hidden, []),
        (ledger(after), plan.hidden & ledger(after).refs(), [first]),
    ):
        found = audit_ledger(counts, hidden, minimum=MINIMUM, issued=issued, insiders=True)
        assert found.is_clean


def test_colleges_of_a_municipality_put_counts_together_in_twos_with_its_own_or_without():
    territory = {
        "college:1": "municipality:1",
        "college:2": "municipality:1",
        "college:3": "municipality:2",
        "municipality:1": "region:0",
        "municipality:2": "region:0",
    }
    found = [
        "+".join(member.label.replace("college:", "") for member in together)
        for together in coalitions(territory)
    ]
    assert sorted(found) == sorted(
        [
            *("1", "2", "1+2", "3"),
            *("municipality:1", "1+municipality:1", "2+municipality:1", "1+2+municipality:1"),
            *("municipality:2", "3+municipality:2"),
        ]
    )
    assert {
        (member.label.split(":")[0], member.only_own)
        for together in coalitions(territory)
        for member in together
    } == {("college", False), ("municipality", True)}


def test_ordered_cells_are_hidden_and_asked_for_by_the_audit():
    ref = ("readiness", ("region:0", "*", "ready"))
    counts = replace(ledger([(9, 9, 9, 9)] * 6), ordered=frozenset([ref]))
    plan = plan_ledger(counts, minimum=MINIMUM)
    assert ref in plan.hidden
    (finding,) = audit_ledger(counts, plan.hidden - {ref}, minimum=MINIMUM).findings[:1]
    assert (finding.leak, finding.places) == (Leak.PRINTED, (ref,))
    assert with_former_places(counts, []) == counts


def test_unchanged_release_is_planned_as_before():
    counts = ledger([(1, 1, 1, 0), *[(9, 9, 9, 9)] * 5])
    _plan, first = release(counts)
    _plan, second = release(counts, [first])
    assert first.hidden
    assert second.hidden == first.hidden


def test_region_may_change_by_one():
    before = [(9, 9, 9, 9)] * 6
    after = [*[(9, 9, 9, 9)] * 3, (29, 9, 9, 29), (9, 9, 9, 9), (9, 9, 9, 10)]
    _plan, first = release(ledger(before))
    plan, _second = release(ledger(after), [first])
    assert plan.value("readiness", ("region:0", "*", "*")) == 257
    assert plan.value("readiness", ("region:0", "*", "ready")) == 129
    assert plan.value("readiness", ("college:5", "*", "*")) is None


def test_third_release_remembers_the_first():
    """The second has hidden the college; the third, back at the first one's number, may show it."""
    same, more = [(9, 9, 9, 9)] * 6, [(9, 9, 9, 9)] * 5 + [(9, 9, 9, 11)]
    key = ("readiness", ("college:5", "*", "*"))
    _plan, first = release(ledger(same))
    _plan, second = release(ledger(more), [first])
    _plan, third = release(ledger(more), [first, second])
    assert key in second.hidden
    assert key in third.hidden


def test_place_that_is_gone_is_a_zero_of_the_new_ledger():
    first = Issued(ledger([(9, 9, 9, 9)] * 6), frozenset())
    whole = with_former_places(ledger([(9, 9, 9, 9)] * 6, colleges=5), [first])
    cells = whole.tables[0].cells
    assert cells["college:5", "*", "*"] == 0
    assert cells["region:0", "*", "*"] == 180
    assert whole.territory["college:5"] == "municipality:1"


def test_ledger_without_releases_is_itself():
    counts: Ledger = ledger([(9, 9, 9, 9)] * 6)
    assert with_former_places(counts, []) == counts
