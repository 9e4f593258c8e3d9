"""An educational standard as read from a file: plain values, no database."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from standards.enums import CompetenceKind, SpecialityKind

# «35.01.27», and the six-digit codes of professions before 2013: «110401.02».
_PROFESSION: Final = re.compile(r"\d{2}\.01\.\d{2}|\d{6}\.\d{2}")
_SPECIALITY: Final = re.compile(r"\d{2}\.02\.\d{2}")
_KINDS: Final = {
    "ОК": CompetenceKind.GENERAL,
    "ПК": CompetenceKind.PROFESSIONAL,
    "ДПК": CompetenceKind.ADDITIONAL,
}


@dataclass(frozen=True, slots=True)
class ParsedCompetence:
    """A competence in its place; the code may repeat inside a standard, the text tells which."""

    kind: str
    code: str
    text: str
    qualification: str = ""


@dataclass(frozen=True, slots=True)
class ParsedEducationalStandard:
    """One order for one speciality. `competences` is None where the file says nothing of them."""

    code: str
    name: str
    kind: str
    order_number: str
    approved_on: date
    competences: tuple[ParsedCompetence, ...] | None


def speciality_kind(code: str) -> str | None:
    """Return the kind that a code says: `NN.01.MM` profession, `NN.02.MM` speciality, else None."""
    if _PROFESSION.fullmatch(code):
        return SpecialityKind.SKILLED_WORKER
    if _SPECIALITY.fullmatch(code):
        return SpecialityKind.MIDDLE_LEVEL
    return None


def competence_kind(code: str) -> str:
    """Return the kind of a competence by the letters of its code."""
    return _KINDS.get(code.split(" ", maxsplit=1)[0], CompetenceKind.ADDITIONAL)
