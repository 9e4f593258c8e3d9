"""The true counts behind what is printed, and what printing them again must not betray.

A ledger holds all linked counts of a year. Planning what to hide and auditing what is printed start
from the same ledger, with the same rules and the same memory of earlier releases.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from scoring.disclosure import (
    TOTAL,
    Audit,
    Earlier,
    Insider,
    Leak,
    Rules,
    Suppression,
    Table,
    as_printed,
    audit,
    implied,
    suppress,
)
from scoring.disclosure_tables import CellRef, Key

_STATUS_TREE: Final = {
    "low": "not_ready",
    "basic": "not_ready",
    "sufficient": "ready",
    "high": "ready",
    "not_ready": TOTAL,
    "ready": TOTAL,
}
_RULES: Final = Rules(keep_totals_of=("place",))
_REGION: Final = "region:"
_COLLEGE: Final = "college:"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Linked counts of persons; `territory` maps the label of a place to what contains it.

    `ordered` are cells that must be hidden for what the tables do not tell.
    """

    tables: tuple[Table, ...]
    territory: Mapping[str, str]
    ordered: frozenset[CellRef] = frozenset()

    def hierarchies(self) -> dict[str, Mapping[str, str]]:
        names = {name for table in self.tables for name in table.dimensions}
        trees = {"place": self.territory, "status": _STATUS_TREE}
        return {name: tree for name, tree in trees.items() if name in names}

    def refs(self) -> set[CellRef]:
        """Return all cells as (table name, key)."""
        return {(table.name, key) for table in self.tables for key in table.cells}


@dataclass(frozen=True, slots=True)
class Issued:
    """A release that everybody has: its true counts, and which of them it did not print."""

    ledger: Ledger
    hidden: frozenset[CellRef]

    def unknown(self) -> frozenset[CellRef]:
        """Return what the release leaves unknown: not printed, and no rest of a printed sum."""
        ledger = self.ledger
        return self.hidden - implied(ledger.tables, self.hidden, hierarchies=ledger.hierarchies())


def plan_ledger(
    ledger: Ledger, *, minimum: int, issued: Sequence[Issued] = (), insiders: bool = False
) -> Suppression:
    """Return which counts may be printed, also beside what is `issued` already.

    With `insiders` nobody learns a small count of others from the own ones: no college, no two
    colleges of a municipality together, no municipality (decision 0031).
    """
    whole = with_former_places(ledger, issued)
    return suppress(
        whole.tables,
        hierarchies=whole.hierarchies(),
        minimum=minimum,
        published=_earlier(whole, issued, minimum),
        rules=_rules(whole, insiders=insiders),
    )


def _rules(ledger: Ledger, *, insiders: bool) -> Rules:
    knowing = coalitions(ledger.territory) if insiders else []
    return replace(_RULES, insiders=knowing, also_hide=ledger.ordered)


def coalitions(territory: Mapping[str, str]) -> list[tuple[Insider, ...]]:
    """Return who is taken to put counts together: at most two colleges of one municipality.

    With its own numbers or without them: what they know with it already is nobody's secret then.
    """
    colleges: dict[str, list[Insider]] = {}
    for place, outer in territory.items():
        if place.startswith(_COLLEGE):
            colleges.setdefault(outer, []).append(Insider("place", place))
    found: list[tuple[Insider, ...]] = []
    for town, own in colleges.items():
        few = [(), *((college,) for college in own), *combinations(own, 2)]
        found += few[1:]
        found += [(*members, Insider("place", town, only_own=True)) for members in few]
    return found


def audit_ledger(
    ledger: Ledger,
    hidden: Collection[CellRef],
    *,
    minimum: int,
    issued: Sequence[Issued] = (),
    insiders: bool = False,
) -> Audit:
    """Try to compute the `hidden` cells from all others, from what is issued and from the rules.

    A large count that is only not printed (those not ready, beside a share that is hidden for
    others' sake) may be computed: what matters is what it gives away, and that is found by itself.
    """
    whole = with_former_places(ledger, issued)
    found = audit(
        as_printed(
            whole.tables,
            {*hidden, *(whole.refs() - ledger.refs())},
            hierarchies=whole.hierarchies(),
            minimum=minimum,
            published=_earlier(whole, issued, minimum),
            rules=_rules(whole, insiders=insiders),
        )
    )
    secret = {ref for release in issued for ref in release.unknown()}
    return replace(
        found,
        findings=tuple(
            finding
            for finding in found.findings
            if finding.leak not in (Leak.EXACT, Leak.NARROW)
            or finding.width >= _RULES.width
            or not secret.isdisjoint(finding.places)
        ),
    )


def with_former_places(ledger: Ledger, issued: Sequence[Issued]) -> Ledger:
    """Return the ledger with a zero for whatever an earlier release counted and nobody is in now.

    Whoever compares two releases sees that a place is gone.
    """
    former: dict[str, dict[Key, int]] = {}
    territory: dict[str, str] = {}
    for release in issued:
        territory |= release.ledger.territory
        for table in release.ledger.tables:
            former.setdefault(table.name, {}).update(dict.fromkeys(table.cells, 0))
    return replace(
        ledger,
        tables=tuple(
            replace(table, cells={**former.get(table.name, {}), **table.cells})
            for table in ledger.tables
        ),
        territory={**territory, **ledger.territory},
    )


def _earlier(ledger: Ledger, issued: Sequence[Issued], minimum: int) -> Earlier | None:
    """Return what the reader of all releases of a year knows before the new one.

    Releases of a year speak about the same graduates. A count that stands is known for good; one
    that changed by fewer persons than the minimum is hidden, lest the difference tell about them,
    save in the whole region, where nobody can say whom it concerns. What was hidden stays hidden
    until it has changed by the minimum: printed sooner it would tell what it was.
    """
    if not issued:
        return None
    now = {
        (table.name, key): count for table in ledger.tables for key, count in table.cells.items()
    }
    moved: dict[CellRef, int] = {}
    tables: list[Table] = []
    for number, release in enumerate(issued):
        unknown = release.unknown()
        for table in release.ledger.tables:
            # A name of its own: each release differs from the new one by others.
            name = f"{number}:{table.name}"
            cells: dict[Key, int | None] = {}
            for key, then in table.cells.items():
                change = abs((now.get((table.name, key)) or 0) - (then or 0))
                if (table.name, key) not in unknown:
                    cells[key] = then
                    if change and _is_region(key):
                        moved[name, key] = max(change, minimum)
                elif change < minimum:
                    cells[key] = None
            tables.append(replace(table, name=name, cells=cells))
    return Earlier(tables, same_persons=True, moved=moved)


def _is_region(key: Key) -> bool:
    return str(key[0]).startswith(_REGION)
