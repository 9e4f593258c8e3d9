import textwrap

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scoring import disclosure
from scoring.disclosure import (
    TOTAL,
    Earlier,
    Leak,
    Reason,
    Rules,
    Status,
    Table,
    as_printed,
    audit,
    suppress,
    tabulate,
)
from tests.scoring.disclosure_cases import (
    HIERARCHIES,
    LABELS,
    narrowest,
    persons,
    releases,
    rule_sets,
    shuffled,
)
from tests.scoring.published import published

TWO_COLLEGES = {"Northern": "Region", "Southern": "Region"}
SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def levels(counts=((3, 17), (9, 21))):
    """Levels of the students of two colleges, with all totals."""
    (a, b), (c, d) = counts
    return Table(
        "levels",
        ("territory", "level"),
        {
            ("Northern", "low"): a,
            ("Northern", "high"): b,
            ("Northern", TOTAL): a + b,
            ("Southern", "low"): c,
            ("Southern", "high"): d,
            ("Southern", TOTAL): c + d,
            ("Region", "low"): a + c,
            ("Region", "high"): b + d,
            ("Region", TOTAL): a + b + c + d,
        },
    )


def ready(northern, southern):
    return Table(
        "ready",
        ("territory",),
        {("Northern",): northern, ("Southern",): southern, ("Region",): northern + southern},
        where={"ready": "yes"},
    )


def released(*tables, **options):
    return suppress(tables, hierarchies={"territory": TWO_COLLEGES}, **options)


def as_earlier(release, tables):
    """What a reader has learned from a release."""
    return [
        Table(
            table.name,
            table.dimensions,
            {key: release.value(table.name, key) for key in table.cells},
            table.where,
        )
        for table in tables
    ]


def test_suppress_hides_the_small_cell_and_the_cheapest_rectangle():
    release = released(levels())
    assert {key: state[1:] for key, state in release.cells["levels"].items()} == {
        ("Northern", "low"): (Status.PRIMARY, Reason.SMALL),
        ("Northern", "high"): (Status.SECONDARY, Reason.LINKED),
        ("Northern", TOTAL): (Status.SHOWN, None),
        ("Southern", "low"): (Status.SECONDARY, Reason.LINKED),
        ("Southern", "high"): (Status.SECONDARY, Reason.LINKED),
        ("Southern", TOTAL): (Status.SHOWN, None),
        ("Region", "low"): (Status.SHOWN, None),
        ("Region", "high"): (Status.SHOWN, None),
        ("Region", TOTAL): (Status.SHOWN, None),
    }
    assert release.value("levels", ("Northern", "low")) is None
    assert release.value("levels", ("Northern", TOTAL)) == 20


def test_suppress_protects_a_complement_that_no_table_lists():
    release = released(levels(((10, 10), (9, 21))), ready(15, 27))
    assert release.cells["ready"]["Southern",] == (27, Status.SECONDARY, Reason.COMPLEMENT)
    # Hidden beside it, so that the region's total does not give it back.
    assert release.cells["ready"]["Northern",] == (15, Status.SECONDARY, Reason.LINKED)
    assert release.value("ready", ("Region",)) == 42
    assert not any(table == "levels" for table, _ in release.hidden)
    # 15 of the 20 of Northern: with five not ready nothing had to be hidden.
    assert not released(levels(((10, 10), (9, 21))), ready(15, 25)).hidden


def test_suppress_docstring_example_is_true():
    block = suppress.__doc__.split("::\n")[1].split("`hierarchies` maps")[0]
    names = dict(vars(disclosure))
    exec(textwrap.dedent(block.replace("    `", "")), names)  # noqa: S102
    release = names["release"]
    assert release.cells["levels"]["North", "low"] == (3, Status.PRIMARY, Reason.SMALL)
    assert release.cells["ready"]["South",] == (27, Status.SECONDARY, Reason.COMPLEMENT)
    assert release.value("courses", ("North", 1)) == 12
    assert audit(release).is_clean


def test_suppress_published_table_gives_the_published_pattern():
    data = published("sdc/table_region_gender.json")
    cells = {tuple(name.split("|")): count for name, count in data["cells"].items()}
    trees = {
        "region": dict.fromkeys("ABCD", "Tot"),
        "gender": dict.fromkeys(["male", "female"], "Tot"),
    }
    release = suppress(
        [Table("t", ("region", "gender"), cells)],
        hierarchies=trees,
        minimum=3,
        rules=Rules(width=1),
    )
    hidden = {"|".join(key) for _, key in release.hidden}
    primary = {
        "|".join(key) for key, state in release.cells["t"].items() if state.status is Status.PRIMARY
    }
    assert sorted(primary) == data["primary_freq_maxN2"]
    assert hidden == set(data["patterns"]["OPT_HITAS_HYPERCUBE_SIMPLEHEURISTIC"]["suppressed"])
    assert hidden - primary == set(data["brute_force"]["best"][0]["cells"])
    order = [name for name in data["order"] if name in hidden]
    assert [data["order"].index(name) + 1 for name in order] == data["expected_suppressed_index"][
        "OPT"
    ]


@pytest.mark.parametrize(
    "pattern", ["primary_only", "OPT_HITAS_HYPERCUBE_SIMPLEHEURISTIC", "GAUSS"]
)
def test_audit_published_patterns_gives_the_published_bounds(pattern):
    data = published("sdc/table_region_gender.json")
    cells = {tuple(name.split("|")): count for name, count in data["cells"].items()}
    trees = {
        "region": dict.fromkeys("ABCD", "Tot"),
        "gender": dict.fromkeys(["male", "female"], "Tot"),
    }
    expected = data["patterns"][pattern]
    release = as_printed(
        [Table("t", ("region", "gender"), cells)],
        [("t", tuple(name.split("|"))) for name in expected["suppressed"]],
        hierarchies=trees,
        minimum=3,
        # The published attack does not know that hidden cells are not empty.
        rules=Rules(width=1, sensitive=["gender"], hide_zeros=True),
    )
    found = audit(release, bounds=True)
    bounds = {"|".join(key): list(interval) for (_, key), interval in found.bounds.items()}
    assert bounds == {
        name: pytest.approx(interval) for name, interval in expected["lp_attack_bounds"].items()
    }
    assert found.is_clean == (pattern != "primary_only")


def test_audit_finds_a_cell_that_was_printed_after_all():
    planted = released(levels()).reveal([("levels", ("Southern", "low"))])
    found = audit(planted)
    assert [(f.leak, f.places, f.low, f.high, f.persons) for f in found.findings] == [
        (Leak.EXACT, (("levels", ("Northern", "high")),), 17.0, 17.0, 17),
        (Leak.EXACT, (("levels", ("Southern", "high")),), 21.0, 21.0, 21),
        (Leak.EXACT, (("levels", ("Northern", "low")),), 3.0, 3.0, 3),
    ]


def test_audit_finds_a_small_cell_that_is_printed():
    planted = released(levels()).reveal([("levels", ("Northern", "low"))])
    assert (Leak.PRINTED, 3.0) in [(f.leak, f.low) for f in audit(planted).findings]


def test_audit_finds_two_single_persons_behind_a_sum():
    # Both hidden cells count somebody, so a sum of two is one and one.
    table = Table("t", ("level",), {("low",): 1, ("basic",): 1, ("high",): 30, (TOTAL,): 32})
    found = audit(as_printed([table], [("t", ("low",)), ("t", ("basic",))]))
    assert [(f.leak, f.low, f.high) for f in found.findings] == [(Leak.EXACT, 1.0, 1.0)] * 2
    assert suppress([table]).hidden == {("t", (label,)) for label in ("low", "basic", "high")}


def test_audit_finds_a_cell_bounded_too_closely():
    table = Table("t", ("level",), {("low",): 2, ("basic",): 2, ("high",): 30, (TOTAL,): 34})
    found = audit(as_printed([table], [("t", ("low",)), ("t", ("basic",))]))
    assert [(f.leak, f.low, f.high, f.width) for f in found.findings] == [
        (Leak.NARROW, 1.0, 3.0, 3.0)
    ] * 2


def test_audit_finds_what_an_earlier_edition_gives_back():
    tables = [levels()]
    first = as_printed(
        tables,
        [("levels", (c, v)) for c in ("Northern", "Southern") for v in ("low", "high")],
        hierarchies={"territory": TWO_COLLEGES},
    )
    assert audit(first).is_clean
    earlier = as_earlier(first, tables)
    earlier[0].cells["Southern", "high"] = 21
    planted = as_printed(
        tables,
        first.hidden,
        hierarchies={"territory": TWO_COLLEGES},
        published=Earlier(earlier, same_persons=True),
    )
    assert [(f.leak, f.places[0][1], f.low, f.high) for f in audit(planted).findings] == [
        (Leak.EXACT, ("Northern", "high"), 17.0, 17.0),
        (Leak.EXACT, ("Northern", "low"), 3.0, 3.0),
        (Leak.EXACT, ("Southern", "low"), 9.0, 9.0),
    ]


def test_suppress_does_not_lean_on_what_was_published_before():
    # Of three colleges the cheaper partner, South, was printed in the edition before.
    counts = {"North": (3, 17), "South": (6, 14), "West": (8, 22)}
    tree = dict.fromkeys(counts, "Region")
    cells = {
        (c, v): n for c, pair in counts.items() for v, n in zip(("low", "high"), pair, strict=True)
    }
    cells |= {(c, TOTAL): sum(pair) for c, pair in counts.items()}
    cells |= {("Region", "low"): 17, ("Region", "high"): 53, ("Region", TOTAL): 70}
    table = Table("t", ("territory", "level"), cells)
    free = suppress([table], hierarchies={"territory": tree})
    assert ("t", ("South", "low")) in free.hidden
    before = Table("t", ("territory", "level"), {("South", "low"): 6, ("South", "high"): 14})
    bound = suppress([table], hierarchies={"territory": tree}, published=Earlier([before]))
    assert bound.hidden == {("t", (c, v)) for c in ("North", "West") for v in ("low", "high")}
    assert audit(bound).is_clean


def test_suppress_reports_a_small_cell_that_was_published_before():
    before = Table("levels", ("territory", "level"), {("Northern", "low"): 3})
    release = released(levels(), published=Earlier([before]))
    assert release.unprotected == ({"level": "low", "territory": "Northern"},)
    assert release.value("levels", ("Northern", "low")) is None
    assert [(f.leak, f.low) for f in audit(release).findings] == [(Leak.KNOWN, 3.0)]


def test_suppress_hides_a_small_difference_to_the_edition_before():
    now = levels(((10, 17), (9, 21)))
    before = Earlier([levels(((10, 15), (9, 21)))], same_persons=True)
    printed = as_printed([now], [], hierarchies={"territory": TWO_COLLEGES}, published=before)
    assert [(f.leak, f.places[0][1], f.persons) for f in audit(printed).findings] == [
        (Leak.DIFFERENCE, ("Northern", TOTAL), 27),
        (Leak.DIFFERENCE, ("Region", "high"), 38),
        (Leak.DIFFERENCE, ("Northern", "high"), 17),
    ]
    release = released(now, published=before)
    state = release.cells["levels"]["Northern", "high"]
    assert state == (17, Status.PRIMARY, Reason.CHANGED)
    planted = release.reveal([("levels", ("Northern", "high"))])
    assert (Leak.DIFFERENCE, 17.0) in [(f.leak, f.low) for f in audit(planted).findings]


def test_suppress_hides_where_two_persons_moved_since_another_date():
    now, before = levels(((10, 17), (9, 21))), levels(((10, 15), (9, 21)))
    assert not released(now, published=Earlier([before])).hidden
    two = {("levels", ("Northern", "high")): 2}
    release = released(now, published=Earlier([before], moved=two))
    assert release.cells["levels"]["Northern", "high"].reason is Reason.CHANGED


def test_suppress_again_with_its_own_release_published_changes_nothing():
    tables = [levels(), ready(15, 27)]
    first = released(*tables)
    again = released(*tables, published=Earlier(as_earlier(first, tables), same_persons=True))
    assert again.hidden == first.hidden
    assert again.unprotected == ()


def test_suppress_region_totals_stay_when_other_cells_can_be_hidden():
    # The cheapest partner by its count would be the region's total of the small level.
    release = released(levels(((3, 400), (4, 500))), rules=Rules(keep_totals_of=["territory"]))
    assert not any(key[0] == "Region" for _, key in release.hidden)
    assert audit(release).is_clean


def test_suppress_hides_totals_as_the_last_resort():
    table = Table("t", ("level",), {("low",): 2, ("high",): 0, (TOTAL,): 2})
    assert suppress([table]).hidden == {("t", ("low",)), ("t", (TOTAL,))}


def test_suppress_uniform_group_in_sensitive_dimension_hides_its_zeros():
    table = levels(((12, 0), (9, 21)))
    assert not released(table).hidden
    release = released(table, rules=Rules(sensitive=["level"]))
    assert release.cells["levels"]["Northern", "high"] == (0, Status.PRIMARY, Reason.UNIFORM)
    assert release.value("levels", ("Northern", "low")) is None
    assert release.value("levels", ("Northern", TOTAL)) == 12
    assert audit(release).is_clean


def test_suppress_hide_zeros_leaves_those_of_empty_groups():
    rules = Rules(sensitive=["level"], hide_zeros=True)
    release = released(levels(((0, 0), (0, 21))), rules=rules)
    assert release.cells["levels"]["Southern", "low"] == (0, Status.PRIMARY, Reason.SMALL)
    assert release.cells["levels"]["Region", "low"] == (0, Status.PRIMARY, Reason.SMALL)
    assert release.value("levels", ("Northern", "low")) == 0
    assert audit(release, bounds=True).bounds["levels", ("Southern", "low")] == (0.0, 21.0)


def test_suppress_reasons_shown_leaves_the_whole_range_of_small_cells():
    release = released(levels(((2, 60), (40, 70))), rules=Rules(reasons_shown=True))
    bounds = audit(release, bounds=True).bounds
    assert bounds["levels", ("Northern", "low")] == pytest.approx((1.0, 4.0))
    assert audit(release).is_clean


def test_suppress_also_hide_protects_ordered_cells():
    table = levels(((20, 20), (20, 20)))
    release = released(table, rules=Rules(also_hide=[("levels", ("Northern", "low"))]))
    assert release.cells["levels"]["Northern", "low"] == (20, Status.PRIMARY, Reason.ORDERED)
    assert len(release.hidden) == 4


def test_suppress_sums_link_cells_that_no_dimension_links():
    programmes = Table(
        "programmes", ("programme",), {("Farming 1",): 3, ("Farming 2",): 9, ("Baking",): 20}
    )
    specialities = Table("specialities", ("speciality",), {("Farming",): 12, ("Food",): 20})
    sums = [
        (
            ("specialities", ("Farming",)),
            [("programmes", ("Farming 1",)), ("programmes", ("Farming 2",))],
        ),
        (("specialities", ("Food",)), [("programmes", ("Baking",))]),
    ]
    assert suppress([programmes, specialities]).hidden == {("programmes", ("Farming 1",))}
    release = suppress([programmes, specialities], rules=Rules(sums=sums))
    assert release.hidden == {("programmes", ("Farming 1",)), ("programmes", ("Farming 2",))}
    assert audit(release).is_clean


@pytest.mark.parametrize(
    ("minimum", "rules"),
    [(1, Rules()), (5, Rules(width=0)), (5, Rules(width=4, reasons_shown=True))],
)
def test_suppress_impossible_rules_are_refused(minimum, rules):
    with pytest.raises(ValueError, match="cannot be kept"):
        released(levels(), minimum=minimum, rules=rules)


@SLOW
@given(releases(), st.sampled_from([3, 5, 10]), rule_sets())
def test_audit_never_recovers_a_hidden_cell(tables, minimum, rules):
    release = suppress(tables, hierarchies=HIERARCHIES, minimum=minimum, rules=rules)
    assert release.unprotected == ()
    assert audit(release).findings == ()


@SLOW
@given(releases(max_persons=40), st.sampled_from([3, 5]), rule_sets())
def test_independent_opponent_never_recovers_a_hidden_cell(tables, minimum, rules):
    release = suppress(tables, hierarchies=HIERARCHIES, minimum=minimum, rules=rules)
    bounds = narrowest(tables, release.hidden, 0 if rules.hide_zeros else 1)
    assert bounds.keys() == release.hidden
    for (table, key), (low, high) in bounds.items():
        state = release.cells[table][key]
        width = rules.width if state.status is Status.PRIMARY else 1
        assert low - 1e-6 <= state.persons <= high + 1e-6
        assert high - low >= width - 1e-6


@SLOW
@given(releases(), st.integers(0, 2**16))
def test_suppress_does_not_depend_on_order(tables, seed):
    release = suppress(tables, hierarchies=HIERARCHIES)
    assert suppress(shuffled(tables, seed), hierarchies=HIERARCHIES).hidden == release.hidden


@SLOW
@given(releases())
def test_suppress_hides_nothing_when_all_counts_are_large(tables):
    large = [
        Table(t.name, t.dimensions, {key: 5 * count for key, count in t.cells.items()}, t.where)
        for t in tables
    ]
    assert suppress(large, hierarchies=HIERARCHIES).hidden == frozenset()


@SLOW
@given(releases())
def test_suppress_is_idempotent(tables):
    first = suppress(tables, hierarchies=HIERARCHIES)
    known = Earlier(as_earlier(first, tables), same_persons=True)
    again = suppress(tables, hierarchies=HIERARCHIES, published=known)
    assert again.hidden == first.hidden
    assert again.unprotected == ()


@SLOW
@given(releases(), st.sampled_from([3, 5, 10]))
def test_suppress_hides_exactly_small_cells_as_primary(tables, minimum):
    release = suppress(tables, hierarchies=HIERARCHIES, minimum=minimum)
    for table in tables:
        for key, count in table.cells.items():
            state = release.cells[table.name][key]
            assert state.persons == count
            assert (state.status is Status.PRIMARY) == (0 < count < minimum)
            assert (release.value(table.name, key) is None) == ((table.name, key) in release.hidden)


@SLOW
@given(persons(max_size=60), st.data())
def test_audit_finds_every_secondary_cell_that_alone_protects(people, data):
    table = tabulate("t", {"sex": people["sex"], "level": people["level"]})
    release = suppress([table])
    alone = [key for _, key in release.hidden if release.cells["t"][key].status is Status.SECONDARY]
    assume(alone)
    key = data.draw(st.sampled_from(sorted(alone, key=str)))
    planted = release.reveal([("t", key)])
    bounds = narrowest([table], planted.hidden, 1)
    narrow = {
        ref for ref, (low, high) in bounds.items() if high - low < _width(release, ref) - 1e-6
    }
    assert {ref for f in audit(planted).findings for ref in f.places} == narrow


def _width(release, ref):
    return 3 if release.cells[ref[0]][ref[1]].status is Status.PRIMARY else 1


def test_zeros_left_out_are_as_good_as_listed():
    columns = {"territory": [], "level": []}
    for college, low, high in (("Farming", 3, 20), ("Baking", 0, 12), ("Repair", 9, 0)):
        columns["territory"] += [college] * (low + high)
        columns["level"] += ["low"] * low + ["high"] * high
    listed = tabulate("t", columns, HIERARCHIES)
    left_out = Table("t", listed.dimensions, {k: n for k, n in listed.cells.items() if n})
    full, lean = (suppress([table], hierarchies=HIERARCHIES) for table in (listed, left_out))
    assert lean.hidden == full.hidden
    assert lean.hidden
    assert audit(lean).is_clean


def test_region_of_a_hundred_colleges_is_protected_and_keeps_its_totals():
    rng = np.random.default_rng(7)
    colleges = 110
    tree = {f"m{m:02}": "Region" for m in range(34)}
    tree |= {f"c{c:03}": f"m{c % 34:02}" for c in range(colleges)}
    size = 60_000
    of = rng.choice(colleges, size, p=rng.dirichlet(np.full(colleges, 1.5)))
    columns = {
        "territory": [f"c{c:03}" for c in of],
        "level": rng.choice(LABELS["level"], size, p=[0.05, 0.9, 0.05]).tolist(),
        "sex": rng.choice(["f", "m"], size, p=[0.1, 0.9]).tolist(),
    }
    table = tabulate("t", columns, {"territory": tree})
    release = suppress([table], hierarchies={"territory": tree}, minimum=10)
    assert len(release.hidden) > 200
    assert release.unprotected == ()
    assert not any(key[2] == TOTAL for _, key in release.hidden)
    assert audit(release).is_clean
