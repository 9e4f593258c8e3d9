"""The address of a place's page, short enough to be kept: «programme:5:2026:»."""

from dataclasses import dataclass
from typing import Final

from dashboards.rules.spots import PlaceKind

# Pages that a college's staff opens.
OF_A_COLLEGE: Final = (PlaceKind.COLLEGE, PlaceKind.PROGRAMME, PlaceKind.GROUP)


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A place, a year of graduation and, where one is filtered, a speciality."""

    kind: PlaceKind
    key: int
    year: int
    speciality: int | None = None

    def __str__(self) -> str:
        speciality = "" if self.speciality is None else self.speciality
        return f"{self.kind}:{self.key}:{self.year}:{speciality}"


def page_from(text: str) -> PlacePage | None:
    """Return the page of a college that a text names; None when it names none."""
    kind, *numbers = text.split(":")
    if kind not in OF_A_COLLEGE or len(numbers) != 3:
        return None
    key, year, speciality = numbers
    if not all(_is_number(number) for number in (key, year)):
        return None
    if speciality and not _is_number(speciality):
        return None
    return PlacePage(PlaceKind(kind), int(key), int(year), int(speciality) if speciality else None)


def _is_number(text: str) -> bool:
    # Nine digits fit every key, and no number of them is too large for a database.
    return text.isascii() and text.isdecimal() and len(text) < 10
