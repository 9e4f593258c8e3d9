import pytest

from scoring.disclosure import TOTAL, Rules, Table, as_printed, suppress
from scoring.disclosure_derived import audit_means, may_show_share, may_show_statistic

LEVELS = Table(
    "levels",
    ("college", "level"),
    {
        ("A", "low"): 3, ("A", "high"): 17, ("A", TOTAL): 20,
        ("B", "low"): 9, ("B", "high"): 21, ("B", TOTAL): 30,
        (TOTAL, "low"): 12, (TOTAL, "high"): 38, (TOTAL, TOTAL): 50,
    },
)  # fmt: skip


def test_may_show_statistic_follows_its_base():
    empty = Table("scored", ("college",), {("A",): 0, ("B",): 25}, where={"scored": "yes"})
    release = suppress([LEVELS, empty])
    assert may_show_statistic(release, ("levels", ("A", TOTAL)))
    assert not may_show_statistic(release, ("levels", ("A", "low")))
    assert not may_show_statistic(release, ("levels", ("A", "high")))
    assert not may_show_statistic(release, ("scored", ("A",)))


@pytest.mark.parametrize(
    ("ready", "shown"), [(0, True), (4, False), (5, True), (15, True), (16, False), (20, True)]
)
def test_may_show_share_needs_part_and_complement(ready, shown):
    tables = [
        Table("all", ("college",), {("A",): 20}),
        Table("ready", ("college",), {("A",): ready}, where={"ready": "yes"}),
    ]
    part, whole = ("ready", ("A",)), ("all", ("A",))
    assert may_show_share(as_printed(tables, []), part, whole) is shown
    # What `suppress` leaves printed may be shown as a share.
    release = suppress(tables)
    assert may_show_share(release, part, whole) is shown
    assert (release.value(*part) is not None) is shown


def test_may_show_share_of_nobody_is_not_shown():
    tables = [
        Table("all", ("college",), {("A",): 0}),
        Table("ready", ("college",), {("A",): 0}, where={"ready": "yes"}),
    ]
    assert not may_show_share(suppress(tables), ("ready", ("A",)), ("all", ("A",)))


def means(a_low, b_low):
    """Means of an index, such that high students of both colleges have 0.8."""
    cells = LEVELS.cells
    found = {
        ("A", "low"): a_low, ("B", "low"): b_low, ("A", "high"): 0.8, ("B", "high"): 0.8
    }  # fmt: skip
    total = {key: cells[key] * mean for key, mean in found.items()}
    for key in cells:
        if key not in found:
            parts = [k for k in total if all(o in (TOTAL, p) for o, p in zip(key, k, strict=True))]
            found[key] = sum(total[k] for k in parts) / cells[key]
    return found


def test_audit_means_hidden_means_stay_open():
    release = suppress([LEVELS])
    assert audit_means(release, "levels", means(0.3, 0.4)) == ()


def test_audit_means_finds_a_mean_that_follows():
    release = suppress([LEVELS]).reveal([("levels", ("B", "low"))])
    found = {f.key: (f.low, f.high) for f in audit_means(release, "levels", means(0.3, 0.4))}
    assert found == {
        ("A", "low"): pytest.approx((0.3, 0.3)),
        ("A", "high"): pytest.approx((0.8, 0.8)),
        ("B", "high"): pytest.approx((0.8, 0.8)),
    }


def test_audit_means_finds_means_at_the_end_of_the_scale():
    # All low students have 0, so the shown mean of the region says it of each college.
    release = suppress([LEVELS])
    found = {f.key: (f.low, f.high) for f in audit_means(release, "levels", means(0.0, 0.0))}
    assert found[("A", "low")] == pytest.approx((0.0, 0.0))
    assert found[("B", "low")] == pytest.approx((0.0, 0.0))


def test_audit_means_other_persons_in_a_sum_tell_nothing():
    # The region has a college whose means are in another table, so nothing can be subtracted.
    one = Table("one", ("college",), {("A",): 9, ("B",): 8, (TOTAL,): 40})
    two = Table("two", ("college",), {("C",): 23})
    release = as_printed([one, two], [("one", ("A",))], rules=Rules(width=1))
    shown = {("A",): 0.5, ("B",): 0.5, (TOTAL,): 0.5}
    assert audit_means(release, "one", shown) == ()


@pytest.mark.parametrize("mean", [None, -0.1, 1.1])
def test_audit_means_missing_or_impossible_mean_is_refused(mean):
    with pytest.raises(ValueError, match="not within"):
        audit_means(suppress([LEVELS]), "levels", means(0.3, 0.4) | {("A", "low"): mean})
