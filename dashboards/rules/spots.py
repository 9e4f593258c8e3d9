"""Places of the region, and the filtered parts of places for which pages print figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, Protocol


class PlaceKind(StrEnum):
    """Places that contain each other, outermost first."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    COLLEGE = "college"
    PROGRAMME = "programme"
    GROUP = "group"


Place = tuple[PlaceKind, int]
REGION: Final[Place] = (PlaceKind.REGION, 0)
# Places within a college: everybody in them learns the same speciality.
INNER: Final = (PlaceKind.PROGRAMME, PlaceKind.GROUP)


class Spot(NamedTuple):
    """A place and the speciality that is filtered (None: all): one row of some page."""

    place: Place
    speciality: int | None


class Path(Protocol):
    """Some students and the places that contain them."""

    def places(self) -> tuple[Place, ...]:
        """Return the places, innermost first."""
        ...

    def spots(self) -> Iterator[Spot]:
        """Yield everything that pages print of which the students are a part, each once."""
        ...


@dataclass(frozen=True, slots=True)
class WholePath:
    """Where all students of a college belong."""

    municipality: int
    college: int

    def places(self) -> tuple[Place, ...]:
        """Return the college and what contains it, innermost first."""
        return (
            (PlaceKind.COLLEGE, self.college),
            (PlaceKind.MUNICIPALITY, self.municipality),
            REGION,
        )

    def spots(self) -> Iterator[Spot]:
        """Yield the places, unfiltered: specialities are not told apart any more."""
        for place in self.places():
            yield Spot(place, None)


@dataclass(frozen=True, slots=True)
class GroupPath:
    """Where a study group belongs."""

    group: int
    programme: int
    college: int
    municipality: int
    speciality: int

    def places(self) -> tuple[Place, ...]:
        """Return the group and what contains it, innermost first."""
        return (
            (PlaceKind.GROUP, self.group),
            (PlaceKind.PROGRAMME, self.programme),
            (PlaceKind.COLLEGE, self.college),
            (PlaceKind.MUNICIPALITY, self.municipality),
            REGION,
        )

    def spots(self) -> Iterator[Spot]:
        """Yield everything that pages print of which this group is a part, each once.

        A group and a programme have one speciality: filtered or not, theirs is the same row.
        """
        for place in self.places():
            if place[0] not in INNER:
                yield Spot(place, None)
            yield Spot(place, self.speciality)


def spot_of(place: Place, speciality: int | None, fixed: Spot | None) -> Spot | None:
    """Return under which name the filtered place stands among `GroupPath.spots`; None: nobody.

    `fixed` is the only spot of a place that has one speciality.
    """
    if fixed is None:
        return Spot(place, speciality)
    return fixed if speciality in (None, fixed.speciality) else None
