"""Whether a consent is in force: given by whom it must be, for the age the person is now.

Under 18 the legal representative gives it; the grown-up gives it anew (article 9 of 152-ФЗ and
docs/decisions/0020). Without a birth date a person is treated as a minor: the stricter case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from colleges.enums import ConsentGiver

ADULT: Final = 18


@dataclass(frozen=True, slots=True)
class Given:
    """One signed paper."""

    given_by: str
    given_on: date
    is_withdrawn: bool = False


class Standing(StrEnum):
    """What a purpose has come to."""

    IN_FORCE = "in_force"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    # Signed by somebody whose signature no longer, or not yet, suffices.
    OUTGROWN = "outgrown"
    NEEDS_REPRESENTATIVE = "needs_representative"


def age_on(birth_date: date, day: date) -> int:
    """Return full years; those born on 29 February come of age on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def giver_needed(birth_date: date | None, day: date) -> ConsentGiver:
    """Return whose signature is needed on a day."""
    if birth_date is not None and age_on(birth_date, day) >= ADULT:
        return ConsentGiver.STUDENT
    return ConsentGiver.REPRESENTATIVE


def standing_of(given: Iterable[Given], *, birth_date: date | None, today: date) -> Standing:
    """Judge all papers of one person and one purpose."""
    papers = list(given)
    live = [paper for paper in papers if not paper.is_withdrawn]
    if not live:
        return Standing.WITHDRAWN if papers else Standing.MISSING
    if any(_suffices(paper, birth_date, today) for paper in live):
        return Standing.IN_FORCE
    if giver_needed(birth_date, today) == ConsentGiver.STUDENT:
        return Standing.OUTGROWN
    return Standing.NEEDS_REPRESENTATIVE


def allows(asked: Standing, processing: Standing) -> bool:
    """Tell whether a purpose may be served.

    Whoever withdrew the consent to processing has withdrawn all that the college does not have to
    do by law, whatever other papers say.
    """
    return asked == Standing.IN_FORCE and processing != Standing.WITHDRAWN


def _suffices(paper: Given, birth_date: date | None, today: date) -> bool:
    needed = giver_needed(birth_date, today)
    if paper.given_by != needed:
        return False
    # An adult's consent is one that was given as an adult.
    return giver_needed(birth_date, paper.given_on) == needed
