"""Short names in a list: a surname and a first name, and more only where two people share them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from core.names import name_key
from core.numbers import format_date


class Named(Protocol):
    """What a student says about the own name."""

    pk: int
    last_name: str
    first_name: str
    patronymic: str
    record_book: str
    birth_date: date | None

    @property
    def short_name(self) -> str: ...

    @property
    def full_name(self) -> str: ...


def names_apart(people: Iterable[Named]) -> dict[int, str]:
    """Return by key the shortest name that belongs to nobody else of `people`.

    «Фамилия Имя»; where that repeats with the patronymic; where that repeats too with the number of
    the record book, else with the birth date. Two records without either stay alike.
    """
    found: dict[int, str] = {}
    left = list(people)
    for words in (_short, _full, _with_record_book):
        counts = Counter(_key(words(one)) for one in left)
        found |= {one.pk: words(one) for one in left}
        left = [one for one in left if counts[_key(words(one))] > 1]
    return found


def _key(words: str) -> str:
    return name_key(words, "")


def _short(one: Named) -> str:
    return one.short_name


def _full(one: Named) -> str:
    return one.full_name


def _with_record_book(one: Named) -> str:
    if one.record_book:
        return _("%(name)s, зач. книжка %(number)s") % {
            "name": one.full_name,
            "number": one.record_book,
        }
    if one.birth_date is not None:
        return _("%(name)s, %(date)s г. р.") % {
            "name": one.full_name,
            "date": format_date(one.birth_date),
        }
    return one.full_name
