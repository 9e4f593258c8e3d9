"""Which figures of labour functions may be printed: one plan for all places of a year."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Final

from assessments.rules.figures import FunctionFigures
from dashboards.rules.disclosure import AXES, Key, key_of, label
from dashboards.rules.function_sums import FunctionSums
from dashboards.rules.ledgers import Issued, Ledger, plan_ledger
from dashboards.rules.spots import INNER, REGION, Path, Place, PlaceKind, Spot, spot_of
from scoring.disclosure import Status, Suppression, Table
from scoring.disclosure_tables import CellRef

_TABLES: Final = ("students", "employer", "gap")
_OF: Final = {"students": "score", "employer": "voice", "gap": "both"}
# Innermost first, as paths name places.
_KNOWING: Final = (PlaceKind.COLLEGE, PlaceKind.MUNICIPALITY)
FunctionSpot = tuple[Spot, int]


@dataclass(frozen=True, slots=True)
class FunctionDisclosure:
    """The plan of a year: ask it for the functions of any place, of one `speciality` or all.

    `printed` holds, by table, the cells that may be printed; None when all may. `territory` is
    the tree of the places' labels, `ordered` are cells hidden for the sake of a college that knows
    its own.
    """

    figures: Mapping[Spot, Mapping[int, FunctionFigures]]
    fixed: Mapping[Place, Spot]
    territory: Mapping[str, str]
    printed: Mapping[str, frozenset[Key]] | None
    ordered: frozenset[CellRef] = frozenset()
    speciality: int | None = None

    def shown(self, place: Place) -> dict[int, FunctionFigures | None]:
        """Return what may be printed of each function scored at `place`; None where hidden."""
        spot = spot_of(place, self.speciality, self.fixed.get(place))
        if spot is None:
            return {}
        return {
            function: self._printed((spot, function), own)
            for function, own in self.figures.get(spot, {}).items()
        }

    def hides_employers(self, place: Place) -> frozenset[int]:
        """Return the functions whose employers' mean, and with it the gap, may not be printed.

        Told by the plan, not by the counts: that nobody is behind a hidden cell is hidden as well.
        """
        spot = spot_of(place, self.speciality, self.fixed.get(place))
        if spot is None or self.printed is None:
            return frozenset()
        return frozenset(
            function
            for function in self.figures.get(spot, {})
            if not self._prints_employers((*key_of(spot), function), self.printed)
        )

    @staticmethod
    def _prints_employers(key: Key, printed: Mapping[str, frozenset[Key]]) -> bool:
        return key in printed["employer"] and key in printed["gap"]

    def _printed(self, spot: FunctionSpot, own: FunctionFigures) -> FunctionFigures | None:
        if self.printed is None:
            return own
        key = (*key_of(spot[0]), spot[1])
        if key not in self.printed["students"]:
            return None
        if self._prints_employers(key, self.printed):
            return own
        return replace(own, employer_count=0, employer_sum=0.0, gap_count=0, gap_sum=0.0)


def make_function_disclosure(
    groups: Iterable[tuple[Path, Mapping[int, FunctionFigures]]],
    *,
    minimum: int,
    kinds: tuple[PlaceKind, ...] = tuple(PlaceKind),
    filters: bool = True,
    issued: Sequence[Issued] = (),
    insiders: bool = False,
) -> FunctionDisclosure:
    """Plan the functions of all places from the study groups of one year; see make_disclosure.

    With `insiders` the region's counts are hidden in which a college, two of one municipality, or a
    municipality that takes off its own is left with fewer than `minimum` of others. Places are
    not listed beside them, so nothing else tells.
    """
    figures: dict[Spot, dict[int, FunctionFigures]] = {}
    fixed: dict[Place, Spot] = {}
    territory: dict[str, str] = {}
    rest = Rest()
    for path, functions in groups:
        if insiders:
            rest.add(path, functions)
        spots = path.spots() if filters else (Spot(place, None) for place in path.places())
        for spot in spots:
            if spot.place[0] not in kinds:
                continue
            sums = figures.setdefault(spot, {})
            for function, own in functions.items():
                sums[function] = sums.get(function, FunctionFigures()) + own
            if filters and spot.place[0] in INNER:
                fixed.setdefault(spot.place, spot)
        for inner, outer in pairwise(path.places()):
            if inner[0] in kinds or outer == REGION:
                territory[label(inner)] = label(outer)
    disclosure = FunctionDisclosure(FunctionSums.of(figures), fixed, territory, None)
    if minimum <= 1 or not figures:
        return disclosure
    ordered = rest.small(minimum)
    ledger = function_ledger_of(figures, territory, ordered)
    plan = plan_ledger(ledger, minimum=minimum, issued=issued)
    printed = {
        name: frozenset(key for key, cell in cells.items() if cell.status is Status.SHOWN)
        for name, cells in plan.cells.items()
    }
    return replace(disclosure, printed=printed, ordered=ordered)


class Rest:
    """What is left of the region's counts of a function when some take off their own.

    The same who put counts together in a plan of places: `ledgers.coalitions`.
    """

    def __init__(self) -> None:
        # By municipality and college.
        self._own: dict[CellRef, dict[Place, Counter[Place]]] = {}

    def add(self, path: Path, functions: Mapping[int, FunctionFigures]) -> None:
        college, town = (place for place in path.places() if place[0] in _KNOWING)
        for function, own in functions.items():
            key = (*key_of(Spot(REGION, None)), function)
            for table, count in zip(_TABLES, _counts(own), strict=True):
                towns = self._own.setdefault((table, key), {})
                towns.setdefault(town, Counter())[college] += count

    def small(self, minimum: int) -> frozenset[CellRef]:
        """Return the counts of which somebody is left with a few persons of others."""
        return frozenset(
            ref for ref, towns in self._own.items() if _leaves_few(list(towns.values()), minimum)
        )


def _leaves_few(towns: list[Counter[Place]], minimum: int) -> bool:
    total = sum(own.total() for own in towns)
    taken_off = (
        taken
        for own in towns
        for taken in (*own.values(), *map(sum, combinations(own.values(), 2)), own.total())
    )
    return any(0 < total - taken < minimum for taken in taken_off if taken)


def function_plan_of(
    figures: Mapping[Spot, Mapping[int, FunctionFigures]],
    territory: Mapping[str, str],
    minimum: int,
    issued: Sequence[Issued] = (),
) -> Suppression:
    """Protect the numbers of students with a score, with an employer's one, with both."""
    return plan_ledger(function_ledger_of(figures, territory), minimum=minimum, issued=issued)


def function_ledger_of(
    figures: Mapping[Spot, Mapping[int, FunctionFigures]],
    territory: Mapping[str, str],
    ordered: frozenset[CellRef] = frozenset(),
) -> Ledger:
    """Return the true counts behind the figures of functions.

    Only the students are printed, but means of the others would betray single ratings all the same.
    """
    cells = [
        ((*key_of(spot), function), own)
        for spot, functions in figures.items()
        for function, own in functions.items()
    ]
    counts = {key: _counts(own) for key, own in cells}
    return Ledger(
        tables=tuple(
            Table(
                name,
                (*AXES, "function"),
                {key: own[place] for key, own in counts.items()},
                {"of": _OF[name]},
            )
            for place, name in enumerate(_TABLES)
        ),
        territory=territory,
        ordered=ordered,
    )


def _counts(own: FunctionFigures) -> tuple[int, int, int]:
    """Return who stands behind the means, in the order of `_TABLES`."""
    return own.students, own.employer_count, own.gap_count
