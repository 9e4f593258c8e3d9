"""Which counts of which places may be printed: one plan for all pages and files of a year.

All places of the region stand in one plan, with and without each filter, so that a page cannot give
back what another one hides.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from assessments.rules.figures import GroupFigures
from dashboards.rules.ledgers import Issued, Ledger, plan_ledger
from dashboards.rules.spots import INNER, REGION, Path, Place, PlaceKind, Spot, spot_of
from scoring.disclosure import TOTAL, Status, Suppression, Table

MARK: Final = "…"
AXES: Final = ("place", "speciality")
# The least number of people for a college's own staff, who see each student's card anyway.
NOTHING_HIDDEN: Final = 1
Key = tuple[Hashable, ...]
_LEVELS: Final = ("low", "basic", "sufficient", "high")


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """A place's figures with what may not be printed taken out (None).

    `why_hidden` says why anything is missing, in Russian; empty when all is shown. `levels` and
    the share with an employer's voice are those of the region, or of a reader's own college;
    elsewhere there are none.
    """

    assessed: int | None = None
    provisional: int | None = None
    ready: int | None = None
    share_ready: float | None = None
    interval: tuple[float, float] | None = None
    mean_index: float | None = None
    mean_interval: tuple[float, float] | None = None
    evidence_each: float | None = None
    share_employer_voice: float | None = None
    levels: tuple[int | None, ...] = ()
    why_hidden: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.assessed is None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The plan of a year: ask it for the figures of any place in it, of one `speciality` or all.

    `printed` holds, by table and cell, the counts that may be printed; None when all may.
    `territory` is the tree of the places' labels.
    """

    figures: Mapping[Spot, GroupFigures]
    fixed: Mapping[Place, Spot]
    territory: Mapping[str, str]
    printed: Mapping[str, Mapping[Key, int]] | None
    minimum: int
    speciality: int | None = None

    def figures_at(self, place: Place) -> GroupFigures | None:
        """Return the true figures, to count places with, never to print; None: nobody there."""
        spot = spot_of(place, self.speciality, self.fixed.get(place))
        own = None if spot is None else self.figures.get(spot)
        return own if own is not None and own.students else None

    def shown(self, place: Place) -> ShownFigures | None:
        """Return what may be printed about `place`; None when nobody of the cut is there."""
        own = self.figures_at(place)
        if own is None:
            return None
        if self.printed is None:
            return _everything(own)
        spot = spot_of(place, self.speciality, self.fixed.get(place))
        return None if spot is None else self._printed(spot, own, self.printed)

    def counts_shown(self, place: Place) -> tuple[int, int] | None:
        """Return who is ready and who is assessed, as `shown` tells both; None where it does not.

        For sums over hundreds of places, of which nobody reads the intervals.
        """
        own = self.figures_at(place)
        spot = spot_of(place, self.speciality, self.fixed.get(place))
        if own is None or spot is None:
            return None
        if self.printed is None:
            return own.ready, own.assessed
        readiness = self.printed["readiness"]
        assessed = readiness.get((*key_of(spot), TOTAL))
        ready = readiness.get((*key_of(spot), "ready"))
        return None if assessed is None or ready is None else (ready, assessed)

    def _printed(
        self, spot: Spot, own: GroupFigures, printed: Mapping[str, Mapping[Key, int]]
    ) -> ShownFigures:
        def value(table: str, *status: str) -> int | None:
            return printed[table].get((*key_of(spot), *status))

        assessed, provisional = value("readiness", TOTAL), value("provisional")
        if assessed is None:
            return ShownFigures(provisional=provisional, why_hidden=hidden_reason(self.minimum))
        ready = value("readiness", "ready")
        whole = _everything(own)
        complete = ready is not None and provisional is not None
        shown = replace(
            whole,
            assessed=assessed,
            provisional=provisional,
            ready=ready,
            share_ready=None if ready is None else whole.share_ready,
            interval=None if ready is None else whole.interval,
            share_employer_voice=None,
            levels=(),
            why_hidden="" if complete else hidden_reason(self.minimum),
        )
        if spot != Spot(REGION, None):
            return shown
        # The share is one of assessed and provisional together: it may tell either of them.
        voice = (provisional, value("voice", "yes"), value("voice", "no"))
        return replace(
            shown,
            share_employer_voice=None if None in voice else whole.share_employer_voice,
            levels=tuple(value("levels", name) for name in _LEVELS),
            why_hidden="" if complete and None not in voice else hidden_reason(self.minimum),
        )


def hidden_reason(minimum: int) -> str:
    """Return the one text for everything hidden: telling reasons apart would betray ranges."""
    return _("скрыто, чтобы нельзя было узнать о группе меньше %(minimum)s человек") % {
        "minimum": minimum
    }


def _everything(own: GroupFigures) -> ShownFigures:
    return ShownFigures(
        assessed=own.assessed,
        provisional=own.provisional,
        ready=own.ready,
        share_ready=own.share_ready,
        interval=own.interval,
        mean_index=own.mean_index,
        mean_interval=own.mean_interval,
        evidence_each=own.evidence_each,
        share_employer_voice=own.share_employer_voice,
        levels=own.levels,
    )


def label(place: Place) -> str:
    """Return the place's name inside a plan."""
    kind, key = place
    return f"{kind}:{key}"


def make_disclosure(
    groups: Iterable[tuple[Path, GroupFigures]],
    *,
    minimum: int,
    kinds: Collection[PlaceKind] = tuple(PlaceKind),
    filters: bool = True,
    issued: Sequence[Issued] = (),
    insiders: bool = False,
) -> Disclosure:
    """Plan all places of the region from the study groups (or wholes) of one year.

    `minimum` 1 hides nothing. `kinds` are those that are printed at all and `filters` says whether
    parts of places are: what is not printed needs no protection. `issued` are releases of the same
    year that everybody has, `insiders` says whether colleges are readers (see `plan_ledger`).
    """
    figures, fixed, territory = _add_up(groups, kinds, filters=filters)
    disclosure = Disclosure(figures, fixed, territory, None, minimum)
    if minimum <= 1 or not figures:
        return disclosure
    plan = plan_ledger(
        ledger_of(figures, territory), minimum=minimum, issued=issued, insiders=insiders
    )
    return replace(
        disclosure,
        printed={
            name: {key: cell.persons for key, cell in cells.items() if cell.status is Status.SHOWN}
            for name, cells in plan.cells.items()
        },
    )


def _add_up(
    groups: Iterable[tuple[Path, GroupFigures]],
    kinds: Collection[PlaceKind],
    *,
    filters: bool,
) -> tuple[dict[Spot, GroupFigures], dict[Place, Spot], dict[str, str]]:
    """Return the figures of every spot, what places determine themselves, and the territory."""
    figures: dict[Spot, GroupFigures] = {}
    fixed: dict[Place, Spot] = {}
    territory: dict[str, str] = {}
    for path, own in groups:
        spots = path.spots() if filters else (Spot(place, None) for place in path.places())
        for spot in spots:
            if spot.place[0] not in kinds:
                continue
            figures[spot] = figures.get(spot, GroupFigures()) + own
            if filters and spot.place[0] in INNER:
                fixed[spot.place] = spot
        for inner, outer in pairwise(path.places()):
            if inner[0] in kinds or outer == REGION:
                territory[label(inner)] = label(outer)
    return figures, fixed, territory


def key_of(spot: Spot) -> Key:
    """Return the coordinates of a row inside a plan."""
    return (label(spot.place), TOTAL if spot.speciality is None else spot.speciality)


def plan_of(
    figures: Mapping[Spot, GroupFigures],
    territory: Mapping[str, str],
    minimum: int,
    issued: Sequence[Issued] = (),
) -> Suppression:
    """Link all counts of one year: by level, of those without a level, with an employer's voice."""
    return plan_ledger(ledger_of(figures, territory), minimum=minimum, issued=issued)


def ledger_of(figures: Mapping[Spot, GroupFigures], territory: Mapping[str, str]) -> Ledger:
    """Return the true counts behind the figures, as tables that a plan links.

    Students are the assessed and the provisional ones together, so the counts of both and of the
    employers' voice bear on each other. Levels and voice are printed of the whole region only:
    protecting them in every college would hide most of what colleges are compared by.
    """
    readiness: dict[Key, int] = {}
    levels: dict[Key, int] = {}
    provisional: dict[Key, int] = {}
    voice: dict[Key, int] = {}
    for spot, own in figures.items():
        key = key_of(spot)
        readiness[(*key, TOTAL)] = own.assessed
        readiness[(*key, "ready")] = own.ready
        readiness[(*key, "not_ready")] = own.assessed - own.ready
        provisional[key] = own.provisional
        if spot == Spot(REGION, None):
            levels |= {(*key, name): count for name, count in zip(_LEVELS, own.levels, strict=True)}
            voice[(*key, "yes")] = own.employer_voice
            voice[(*key, "no")] = own.students - own.employer_voice
    assessed = {"completeness": "assessed"}
    return Ledger(
        tables=(
            Table("readiness", (*AXES, "status"), readiness, where=assessed),
            Table("levels", (*AXES, "status"), levels, where=assessed),
            Table("provisional", AXES, provisional, where={"completeness": "provisional"}),
            Table("voice", (*AXES, "voice"), voice),
        ),
        territory=territory,
    )
