"""A draft methodology beside the one in force: who moves, without betraying small groups.

A trial is over all years of graduation, and the region's pages are by year: a number of all
students, or of all at one level, less the years that are printed, would give a hidden year back.
So only those who move are counted, never those who stay, and never everybody. Trials can be
repeated with parameters that differ by a hair: counts are rounded, so that two of them never differ
by a few persons.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assessments.rules.coarse import coarse
from scoring.disclosure import TOTAL, Rules, Suppression, Table, suppress

STANDINGS: Final = 5
_REGION: Final = "region"
_KINDS: Final = ("rose", "fell", "other", "same")
Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeMoves:
    """Who moves in one college, rounded; None where the count may not be printed."""

    college_id: int | None
    rose: int | None
    fell: int | None
    other: int | None

    @property
    def changed(self) -> int | None:
        """Return how many change their standing; None unless every part may be printed."""
        parts = (self.rose, self.fell, self.other)
        return None if None in parts else sum(part or 0 for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What may be printed of a comparison, rounded to the least number of persons.

    `transitions[before][after]` counts the region's students by standing: 0 without a level, then
    the four levels from the lowest; None for those who stay. `colleges` begin with those that
    change most.
    """

    region: CollegeMoves
    transitions: tuple[tuple[int | None, ...], ...]
    became_ready: int | None
    no_longer_ready: int | None
    colleges: tuple[CollegeMoves, ...]


def move_kind(before: int, after: int) -> str:
    """Return how a change of standing is called; gaining or losing a level is "other"."""
    if before == after:
        return "same"
    if not before or not after:
        return "other"
    return "rose" if after > before else "fell"


def shown_comparison(result: Mapping[str, Any], *, minimum: int) -> Comparison:
    """Return the printable part of a job's result (`assessments.services.comparisons`)."""
    tables = {row["college_id"]: row["table"] for row in result["colleges"]}
    plan = _plan(tables, minimum)
    rows = [_moves(plan, minimum, f"college:{key}", key) for key in tables]
    transitions = tuple(
        tuple(
            None
            if before == after
            else _rounded(plan.value("transitions", (_REGION, _code(before, after))), minimum)
            for after in _all()
        )
        for before in _all()
    )
    ready = {level + 1 for level in result["ready_levels"]}
    was_ready = {level + 1 for level in result["official_ready_levels"]}
    gained = [(b, a) for b in _all() for a in _all() if b not in was_ready and a in ready]
    lost = [(b, a) for b in _all() for a in _all() if b in was_ready and a not in ready]
    return Comparison(
        region=_moves(plan, minimum, _REGION, None),
        transitions=transitions,
        became_ready=_total(transitions, gained),
        no_longer_ready=_total(transitions, lost),
        colleges=tuple(
            sorted(
                rows,
                key=lambda row: (row.changed is None, -(row.changed or 0), row.college_id or 0),
            )
        ),
    )


def _all() -> range:
    return range(STANDINGS)


def _code(before: int, after: int) -> str:
    return f"{before}>{after}"


def _rounded(count: int | None, minimum: int) -> int | None:
    return None if count is None else coarse(count, minimum=minimum)


def _moves(plan: Suppression, minimum: int, place: str, college_id: int | None) -> CollegeMoves:
    rose, fell, other = (
        _rounded(plan.value("moves", (place, kind)), minimum) for kind in _KINDS[:3]
    )
    return CollegeMoves(college_id=college_id, rose=rose, fell=fell, other=other)


def _total(
    transitions: Sequence[Sequence[int | None]], cells: Sequence[tuple[int, int]]
) -> int | None:
    # A sum over a hidden cell would give the cell away.
    values = [transitions[before][after] for before, after in cells]
    return None if None in values else sum(value or 0 for value in values)


def _plan(tables: Mapping[int, Sequence[Sequence[int]]], minimum: int) -> Suppression:
    moves: dict[Key, int] = {}
    transitions: dict[Key, int] = {(_REGION, _code(b, a)): 0 for b in _all() for a in _all()}
    for key in ("region", *(f"college:{college}" for college in tables)):
        moves |= {(key, name): 0 for name in (TOTAL, *_KINDS)}
    for college, table in tables.items():
        for before in _all():
            for after in _all():
                count = table[before][after]
                transitions[_REGION, _code(before, after)] += count
                for place in (_REGION, f"college:{college}"):
                    moves[place, TOTAL] += count
                    moves[place, move_kind(before, after)] += count
    territory = {f"college:{college}": _REGION for college in tables}
    tree = {_code(b, a): move_kind(b, a) for b in _all() for a in _all()}
    tree |= dict.fromkeys(_KINDS, TOTAL)
    return suppress(
        [
            Table("moves", ("place", "move"), moves),
            Table("transitions", ("place", "move"), transitions),
        ],
        # A region without colleges has one place only, which needs no tree.
        hierarchies={"move": tree} | ({"place": territory} if territory else {}),
        minimum=minimum,
        rules=Rules(keep_totals_of=("place",)),
    )
