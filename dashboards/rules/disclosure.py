"""Which counts of which places may be printed: one plan for all pages, files and releases of a cut.

All places of the region stand in one plan, so that a page cannot give back what another one hides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from assessments.rules.figures import GroupFigures
from scoring.disclosure import TOTAL, Suppression, Table, suppress

MARK: Final = "…"
_STATUS_TREE: Final = {
    "low": "not_ready",
    "basic": "not_ready",
    "sufficient": "ready",
    "high": "ready",
    "not_ready": "assessed",
    "ready": "assessed",
    "assessed": TOTAL,
    "provisional": TOTAL,
}


class PlaceKind(StrEnum):
    """Places that contain each other, outermost first."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    COLLEGE = "college"
    PROGRAMME = "programme"
    GROUP = "group"


Place = tuple[PlaceKind, int]
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

    students: int | None = None
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
        return self.students is None


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
        if self.suppression is None:
            return _everything(own)
        return self._printed(place, own, self.suppression)

    def _printed(self, place: Place, own: GroupFigures, plan: Suppression) -> ShownFigures:
        def value(status: str) -> int | None:
            return plan.value("readiness", (label(place), status))

        assessed, ready = value("assessed"), value("ready")
        levels = tuple(value(name) for name in ("low", "basic", "sufficient", "high"))
        whole = _everything(own)
        hides_voice = _is_small(own.employer_voice, own.students, self.minimum)
        shown = replace(
            whole,
            students=value(TOTAL),
            assessed=assessed,
            provisional=value("provisional"),
            ready=ready,
            share_ready=None if ready is None or assessed is None else whole.share_ready,
            interval=None if ready is None or assessed is None else whole.interval,
            mean_index=None if assessed is None else whole.mean_index,
            share_employer_voice=None if hides_voice else whole.share_employer_voice,
            levels=levels,
        )
        if shown.students is None:
            shown = ShownFigures()
        missing = shown.students is None or None in (shown.assessed, shown.ready, *shown.levels)
        return replace(shown, why_hidden=hidden_reason(self.minimum)) if missing else shown


def hidden_reason(minimum: int) -> str:
    """Return the one text for everything hidden: telling reasons apart would betray ranges."""
    return _("скрыто, чтобы нельзя было узнать о группе меньше %(minimum)s человек") % {
        "minimum": minimum
    }


def _is_small(count: int, total: int, minimum: int) -> bool:
    return 0 < count < minimum or 0 < total - count < minimum


def _everything(own: GroupFigures) -> ShownFigures:
    return ShownFigures(
        students=own.students,
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
    table = Table(
        "readiness",
        ("place", "status"),
        {
            (label(place), status): count
            for place, own in figures.items()
            for status, count in _counts(own).items()
        },
    )
    hierarchies = {"place": territory, "status": _STATUS_TREE}
    return Disclosure(figures, suppress([table], hierarchies=hierarchies, minimum=minimum), minimum)


def _counts(own: GroupFigures) -> dict[str, int]:
    low, basic, sufficient, high = own.levels
    return {
        "low": low,
        "basic": basic,
        "sufficient": sufficient,
        "high": high,
        "not_ready": low + basic,
        "ready": sufficient + high,
        "assessed": own.assessed,
        "provisional": own.provisional,
        TOTAL: own.students,
    }
