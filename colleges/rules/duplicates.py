"""Which records may be of one person: said with the reason, decided by people only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import DamerauLevenshtein

# Likenesses of this rank rest on the name and a birth date that is the same.
SURE: Final = 1
# Letters that may differ in the whole name of people born on one day.
MOST_TYPOS: Final = 2


@dataclass(frozen=True, slots=True)
class Person:
    """What tells people apart; `key` is `core.names.name_key` of the name.

    `group` is where the person studies: in one group less is needed to take two for one.
    """

    pk: int
    key: str
    birth_date: date | None
    sex: str = ""
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two people, the smaller key first, and why they may be one; the surest has rank 0.

    `names_differ`: by a typo, or the surname would have been changed.
    """

    first: int
    second: int
    why: str | Promise
    rank: int
    names_differ: bool = False


def find_likely(people: Sequence[Person]) -> list[Likeness]:
    """Return pairs that may be one person, the surest first.

    Namesakes with different birth dates are not offered, unless the dates differ as a slip of the
    hand does.
    """
    found: dict[tuple[int, int], Likeness] = {}
    crowd = Crowd()
    for person in sorted(people, key=lambda one: one.pk):
        for likeness in crowd.like(person):
            found[likeness.first, likeness.second] = likeness
        crowd.add(person)
    return sorted(found.values(), key=lambda one: (one.rank, one.first, one.second))


class Crowd:
    """People among whom somebody alike is looked for again and again."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._sharing: dict[object, list[Person]] = {}
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        for thing in _shared(person):
            self._sharing.setdefault(thing, []).append(person)

    def like(self, person: Person) -> list[Likeness]:
        """Return the pairs of this person and each who may be the same one, the surest first."""
        others = {
            other.pk: other
            for thing in _shared(person)
            for other in self._sharing.get(thing, ())
            if other.pk != person.pk
        }
        pairs = []
        for other in others.values():
            verdict = _compare(person, other)
            if verdict is not None:
                rank, why = verdict
                first, second = sorted((person.pk, other.pk))
                pairs.append(Likeness(first, second, why, rank, why in (_MISSPELT, _RENAMED)))
        return sorted(pairs, key=lambda one: (one.rank, one.first, one.second))


def may_be_same(likeness: Likeness, *record_books: str) -> bool:
    """Say whether to ask about two people: different record books outweigh all but name and day."""
    return likeness.rank <= SURE or len({*record_books} - {""}) < 2


def _shared(person: Person) -> Iterator[object]:
    """Yield what two records of one person have in common: surname and first name, day, group.

    Whoever shares none is not compared.
    """
    last, first, _patronymic = _parts(person)
    yield last, first
    if person.birth_date is not None:
        yield person.birth_date
    if person.group is not None:
        yield person.group


def _parts(person: Person) -> tuple[str, str, str]:
    last, first, patronymic = (*person.key.split("|"), "", "")[:3]
    return last, first, patronymic


def _compare(one: Person, other: Person) -> tuple[int, str | Promise] | None:
    names = _names_alike(one, other)
    if names is None or (one.sex and other.sex and one.sex != other.sex):
        return None
    if one.birth_date and one.birth_date == other.birth_date:
        return _SAME_DAY[names]
    if names == 0:
        return _compare_days(one.birth_date, other.birth_date)
    is_undated = one.birth_date is None or other.birth_date is None
    in_one_group = one.group is not None and one.group == other.group
    return _SAME_GROUP.get(names) if is_undated and in_one_group else None


def _compare_days(one: date | None, other: date | None) -> tuple[int, str | Promise] | None:
    """Judge people of one name by days that are not the same."""
    if one is None or other is None:
        return 2, _("имя совпадает, дата рождения известна не у обоих")
    return (3, _("имя совпадает, даты рождения похожи на описку")) if _slip(one, other) else None


_MISSPELT: Final = _("дата рождения совпадает, имена различаются одной-двумя буквами")
_RENAMED: Final = _("дата рождения, имя и отчество совпадают, фамилии разные")
_SAME_DAY: Final = (
    (0, _("имя и дата рождения совпадают")),
    (1, _("дата рождения и имя совпадают, отчество есть не у обоих")),
    (1, _MISSPELT),
    (1, _RENAMED),
)
_SAME_GROUP: Final = {
    1: (2, _("имя совпадает, отчество и дата рождения есть не у обоих")),
    2: (2, _("имена различаются одной-двумя буквами, дата рождения известна не у обоих")),
}


def _names_alike(one: Person, other: Person) -> int | None:
    """Return how two names are alike; None when they are not.

    0 is one name, 1 one but for a missing patronymic, 2 but for a typo, 3 but for the surname.
    """
    if one.key == other.key:
        return 0
    a, b = _parts(one), _parts(other)
    if a[:2] == b[:2] and not (a[2] and b[2]):
        return 1
    distance = DamerauLevenshtein.distance(one.key, other.key, score_cutoff=MOST_TYPOS)
    if distance <= MOST_TYPOS:
        return 2
    return 3 if a[1:] == b[1:] and a[2] else None


def _slip(one: date, other: date) -> bool:
    """Say whether one digit differs, or day and month changed places."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1
