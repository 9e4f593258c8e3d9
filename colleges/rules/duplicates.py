"""Which records may be of one person: said with the reason, decided by people only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import DamerauLevenshtein

# Letters that may differ in the whole name of people born on one day.
MOST_TYPOS: Final = 2


@dataclass(frozen=True, slots=True)
class Person:
    """What tells people apart; `key` is `core.names.name_key` of the name."""

    pk: int
    key: str
    birth_date: date | None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two people, the smaller key first, and why they may be one; the surest has rank 0."""

    first: int
    second: int
    why: str | Promise
    rank: int


def find_likely(people: Sequence[Person]) -> list[Likeness]:
    """Return pairs that may be one person, the surest first.

    Namesakes with different birth dates are not offered, unless the dates differ as a slip of the
    hand does.
    """
    found: dict[tuple[int, int], Likeness] = {}
    for first, second in _candidates(people):
        pair = (min(first.pk, second.pk), max(first.pk, second.pk))
        verdict = None if pair in found else _compare(first, second)
        if verdict is not None:
            rank, why = verdict
            found[pair] = Likeness(*pair, why, rank)
    return sorted(found.values(), key=lambda one: (one.rank, one.first, one.second))


def _candidates(people: Iterable[Person]) -> Iterator[tuple[Person, Person]]:
    """Yield only those who share a name, a birth date, or both but the patronymic."""
    shared: dict[object, list[Person]] = {}
    for person in people:
        last, first, _patronymic = _parts(person)
        shared.setdefault((last, first), []).append(person)
        if person.birth_date is not None:
            shared.setdefault(person.birth_date, []).append(person)
    for together in shared.values():
        yield from combinations(together, 2)


def _parts(person: Person) -> tuple[str, str, str]:
    last, first, patronymic = (*person.key.split("|"), "", "")[:3]
    return last, first, patronymic


def _compare(one: Person, other: Person) -> tuple[int, str | Promise] | None:
    names = _names_alike(one, other)
    if names is None or (one.sex and other.sex and one.sex != other.sex):
        return None
    if one.birth_date and one.birth_date == other.birth_date:
        return _SAME_DAY[names]
    return _compare_days(one.birth_date, other.birth_date) if names == 0 else None


def _compare_days(one: date | None, other: date | None) -> tuple[int, str | Promise] | None:
    """Judge people of one name by days that are not the same."""
    if one is None or other is None:
        return 2, _("имя совпадает, дата рождения известна не у обоих")
    return (3, _("имя совпадает, даты рождения похожи на описку")) if _slip(one, other) else None


_SAME_DAY: Final = (
    (0, _("имя и дата рождения совпадают")),
    (1, _("дата рождения и имя совпадают, отчество есть не у обоих")),
    (1, _("дата рождения совпадает, имена различаются одной-двумя буквами")),
)


def _names_alike(one: Person, other: Person) -> int | None:
    """Return 0 for one name, 1 but for a missing patronymic, 2 but for a typo; None otherwise."""
    if one.key == other.key:
        return 0
    a, b = _parts(one), _parts(other)
    if a[:2] == b[:2] and not (a[2] and b[2]):
        return 1
    distance = DamerauLevenshtein.distance(one.key, other.key, score_cutoff=MOST_TYPOS)
    return 2 if distance <= MOST_TYPOS else None


def _slip(one: date, other: date) -> bool:
    """Say whether one digit differs, or day and month changed places."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1
