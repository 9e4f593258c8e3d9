"""Which counts of which places may be printed: one plan for all pages, files and releases of a cut.

All places of the region stand in one plan, so that a page cannot give back what another one hides.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from assessments.rules.figures import GroupFigures
from scoring.disclosure import TOTAL, Rules, Suppression, Table, suppress

MARK: Final = "…"
_STATUS_TREE: Final = {
    "low": "not_ready",
    "basic": "not_ready",
    "sufficient": "ready",
    "high": "ready",
    "not_ready": TOTAL,
    "ready": TOTAL,
}
# Levels of places smaller than these are never printed, so they need no protection of their own.
_WITH_LEVELS: Final = ("region", "municipality", "college")
_LEVELS: Final = ("low", "basic", "sufficient", "high")


class PlaceKind(StrEnum):
    """Places that contain each other, outermost first."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    COLLEGE = "college"
    PROGRAMME = "programme"
    GROUP = "group"


Place = tuple[PlaceKind, int]
Key = tuple[Hashable, ...]
REGION: Final[Place] = (PlaceKind.REGION, 0)


@dataclass(frozen=True, slots=True)
class GroupPath:
    """Where a study group belongs."""

    group: int
    programme: int
    college: int
    municipality: int

    def places(self) -> tuple[Place, ...]:
        """Return the group and what contains it, innermost first."""
        return (
            (PlaceKind.GROUP, self.group),
            (PlaceKind.PROGRAMME, self.programme),
            (PlaceKind.COLLEGE, self.college),
            (PlaceKind.MUNICIPALITY, self.municipality),
            REGION,
        )


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """A place's figures with what may not be printed taken out (None).

    `why_hidden` says why anything is missing, in Russian; empty when all is shown.
    """

    assessed: int | None = None
    provisional: int | None = None
    ready: int | None = None
    share_ready: float | None = None
    interval: tuple[float, float] | None = None
    mean_index: float | None = None
    share_employer_voice: float | None = None
    levels: tuple[int | None, ...] = (None, None, None, None)
    why_hidden: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.assessed is None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The plan of a cut: ask it for the figures of any place in it."""

    figures: Mapping[Place, GroupFigures]
    suppression: Suppression | None
    minimum: int

    def shown(self, place: Place) -> ShownFigures | None:
        """Return what may be printed about `place`; None when nobody of the cut is there."""
        own = self.figures.get(place)
        if own is None or not own.students:
            return None
        if not own.assessed:
            return ShownFigures(assessed=0)
        if self.suppression is None:
            return _everything(own)
        return self._printed(place, own, self.suppression)

    def _printed(self, place: Place, own: GroupFigures, plan: Suppression) -> ShownFigures:
        def value(status: str) -> int | None:
            return plan.value("readiness", (label(place), status))

        assessed = value(TOTAL)
        if assessed is None:
            return ShownFigures(why_hidden=hidden_reason(self.minimum))
        ready = value("ready")
        levels: tuple[int | None, ...] = (None,) * len(_LEVELS)
        if place[0] in _WITH_LEVELS:
            levels = tuple(plan.value("levels", (label(place), name)) for name in _LEVELS)
        whole = _everything(own)
        hides_voice = _is_small(own.employer_voice, own.students, self.minimum)
        return replace(
            whole,
            assessed=assessed,
            provisional=plan.value("provisional", (label(place),)),
            ready=ready,
            share_ready=None if ready is None else whole.share_ready,
            interval=None if ready is None else whole.interval,
            share_employer_voice=None if hides_voice else whole.share_employer_voice,
            levels=levels,
            why_hidden="" if ready is not None else hidden_reason(self.minimum),
        )


def hidden_reason(minimum: int) -> str:
    """Return the one text for everything hidden: telling reasons apart would betray ranges."""
    return _("скрыто, чтобы нельзя было узнать о группе меньше %(minimum)s человек") % {
        "minimum": minimum
    }


def _is_small(count: int, total: int, minimum: int) -> bool:
    return 0 < count < minimum or 0 < total - count < minimum


def _everything(own: GroupFigures) -> ShownFigures:
    return ShownFigures(
        assessed=own.assessed,
        provisional=own.provisional,
        ready=own.ready,
        share_ready=own.share_ready,
        interval=own.interval,
        mean_index=own.mean_index,
        share_employer_voice=own.share_employer_voice,
        levels=own.levels,
    )


def label(place: Place) -> str:
    """Return the place's name inside a plan."""
    kind, key = place
    return f"{kind}:{key}"


def make_disclosure(
    groups: Iterable[tuple[GroupPath, GroupFigures]], *, minimum: int
) -> Disclosure:
    """Plan all places of the region from their study groups; `minimum` 1 hides nothing."""
    figures: dict[Place, GroupFigures] = {}
    territory: dict[str, str] = {}
    for path, own in groups:
        places = path.places()
        for place in places:
            figures[place] = figures.get(place, GroupFigures()) + own
        for inner, outer in pairwise(places):
            territory[label(inner)] = label(outer)
    if minimum <= 1 or not figures:
        return Disclosure(figures, None, minimum)
    return Disclosure(figures, _plan(figures, territory, minimum), minimum)


def _plan(
    figures: Mapping[Place, GroupFigures], territory: Mapping[str, str], minimum: int
) -> Suppression:
    """Link the counts of assessed students by level over all places; the provisional ones apart.

    The two are never printed as a sum, so they do not betray each other.
    """
    assessed = {"completeness": "assessed"}
    readiness: dict[Key, int] = {
        (label(place), status): count
        for place, own in figures.items()
        for status, count in (
            (TOTAL, own.assessed),
            ("ready", own.ready),
            ("not_ready", own.assessed - own.ready),
        )
    }
    levels: dict[Key, int] = {
        (label(place), name): count
        for place, own in figures.items()
        if place[0] in _WITH_LEVELS
        for name, count in zip(_LEVELS, own.levels, strict=True)
    }
    provisional: dict[Key, int] = {(label(place),): own.provisional for place, own in figures.items()}
    return suppress(
        [
            Table("readiness", ("place", "status"), readiness, where=assessed),
            Table("levels", ("place", "status"), levels, where=assessed),
            Table("provisional", ("place",), provisional, where={"completeness": "provisional"}),
        ],
        hierarchies={"place": territory, "status": _STATUS_TREE},
        minimum=minimum,
        rules=Rules(keep_totals_of=("place",)),
    )
