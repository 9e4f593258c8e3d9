"""Parsers of cells: what a person or Excel left in a cell becomes a typed value or a clear refusal.

A parser is called with the value of a cell that is not blank. It returns the value, or ``Doubt``
around it when the value was taken but a person should look, or raises ``CellError``. Parsers for
numbers and dates are in ``core.tables.quantities``.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from core.names import FullName, split_full_name
from core.numbers import format_count, format_date
from core.tables.cells import CellValue
from core.tables.likeness import is_within, nearest, sense_of
from core.text import code_candidates, compact_key, squeeze

T = TypeVar("T")
Option = TypeVar("Option", bound=Hashable)

DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")

_LONGEST_NUMBER = 10**15  # from here on spreadsheets keep no more digits
_SHORTENED = 4  # letters by which a shortened word is known: «част.»


class CellError(ValueError):
    """The cell cannot be taken; ``message`` says why, ``fixes`` what was likely meant.

    ``hint`` helps where there is nothing to put into the cell at once.
    """

    def __init__(self, message: str, fixes: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fixes = tuple(dict.fromkeys(fix for fix in fixes if fix))
        self.suggestion = hint or " / ".join(self.fixes)


@dataclass(frozen=True, slots=True)
class Doubt(Generic[T]):
    """A value that was taken, with the reason to look at it again.

    ``kept`` is what of the cell may be kept, where not all of it may.
    """

    value: T
    message: str
    fixes: tuple[str, ...] = ()
    kept: str | None = None

    @property
    def suggestion(self) -> str:
        return " / ".join(self.fixes)


class Writing(StrEnum):
    """How the cells of a template are formatted for this kind of value."""

    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"


class Parser(Protocol):
    """Parses one cell; knows what a template must offer for it."""

    @property
    def writing(self) -> Writing: ...

    @property
    def choices(self) -> Sequence[str]:
        """The values a template lists; empty when anything may be written."""

    @property
    def dash_is_blank(self) -> bool:
        """Whether a lone dash means an empty cell."""

    def __call__(self, value: CellValue) -> Any: ...


@dataclass(frozen=True)
class FreeCell:
    """Defaults of a parser whose cells hold any text."""

    writing: ClassVar[Writing] = Writing.TEXT
    choices: ClassVar[Sequence[str]] = ()
    dash_is_blank: ClassVar[bool] = True


def shown(value: CellValue) -> str:
    """Print a cell as Russian Excel shows it: 4.5 is «4,5», a date is «12.05.2026»."""
    match value:
        case None:
            text = ""
        case bool():
            text = "ИСТИНА" if value else "ЛОЖЬ"
        case float():
            text = str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
        case datetime():
            text = f"{format_date(value)} {value:%H:%M}"
        case date():
            text = format_date(value)
        case _:
            text = str(value)
    return text


def is_blank(value: CellValue, *, dash_is_blank: bool = True) -> bool:
    """Tell whether the cell holds nothing: empty, only spaces, or a lone dash."""
    if value is None:
        return True
    # Almost every cell begins with a letter or a digit: no need to look further.
    if not isinstance(value, str) or value[:1].isalnum():
        return False
    text = squeeze(value)
    return not text or (dash_is_blank and text in DASHES)


@dataclass(frozen=True)
class Text(FreeCell):
    """Text with single spaces. Numbers become text; a date is doubted: it was hardly meant.

    With ``refuses_dates`` it is an error: whatever tells people apart must not be a guess.
    """

    max_length: int = 255
    refuses_dates: bool = False

    def __call__(self, value: CellValue) -> str | Doubt[str]:
        text = squeeze(shown(value))
        if isinstance(value, int | float) and abs(value) >= _LONGEST_NUMBER:
            raise CellError(
                _("Число длиннее 15 цифр: таблица потеряла последние. Введите его как текст.")
            )
        if len(text) > self.max_length:
            limit = format_count(self.max_length, (_("знака"), _("знаков"), _("знаков")))
            raise CellError(_("Текст длиннее %s.") % limit)
        if isinstance(value, date):
            message = _("Таблица превратила значение в дату. Задайте столбцу формат «Текстовый».")
            fixes = tuple(dict.fromkeys(code_candidates(value)))
            if self.refuses_dates:
                raise CellError(message, fixes)
            return Doubt(text, message, fixes)
        return text


@dataclass(frozen=True)
class Code(FreeCell):
    """A code in the form that ``official`` returns; None from it means "not such a code".

    Numbers and dates are what spreadsheets make of codes: a date is refused with the likely codes,
    a number that may have lost a zero (1.10 → 1.1) is taken with doubt. With ``listed_once`` the
    column is a list of codes in order, and the place in it shows what was lost.
    """

    official: Callable[[str], str | None]
    example: str
    listed_once: bool = False

    def __call__(self, value: CellValue) -> str | Doubt[str]:
        candidates = [
            code for code in map(self.official, code_candidates(value)) if code is not None
        ]
        if isinstance(value, date):
            raise CellError(
                _("Код превратился в дату. Введите его как текст."),
                candidates,
            )
        if candidates:
            return self._with_doubt(candidates)
        code = self.official(shown(value))
        if code is None:
            raise CellError(
                _("Не похоже на код."),
                hint=_("образец: «%(example)s»") % {"example": self.example},
            )
        return code

    def _with_doubt(self, candidates: list[str]) -> str | Doubt[str]:
        if len(candidates) == 1 or self.listed_once:
            return candidates[0]
        return Doubt(
            candidates[0],
            _("Код записан числом: таблица могла потерять последний ноль."),
            (candidates[1],),
        )


@dataclass(frozen=True)
class Person(FreeCell):
    """A full name in one cell as ``FullName``; at least a surname and a first name."""

    def __call__(self, value: CellValue) -> FullName:
        text = shown(value)
        if not isinstance(value, str) or re.search(r"[:;/\\_=@]", text):
            raise CellError(_("Не похоже на фамилию, имя и отчество."))
        try:
            name = split_full_name(text)
        except ValueError as error:
            raise CellError(_("Не похоже на фамилию, имя и отчество.")) from error
        if not name.first:
            raise CellError(_("Нужны фамилия и имя."))
        return name


@dataclass(frozen=True)
class Choice(Generic[Option]):
    """One of known values: ``options`` maps a value to its spellings, the first one official.

    Case, ё/е, spaces and punctuation make no difference. A near miss is refused with a suggestion.
    ``unclear`` maps words that may mean several values to those, among which a person chooses.
    """

    options: Mapping[Option, Sequence[str]]
    unclear: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    writing: ClassVar[Writing] = Writing.TEXT
    _by_key: dict[str, Option] = field(init=False, repr=False, compare=False)
    _unclear_by_key: dict[str, Sequence[Option]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {
            _choice_key(spelling): option
            for option, spellings in self.options.items()
            for spelling in spellings
        }
        object.__setattr__(self, "_by_key", by_key)
        unclear = {_choice_key(words): options for words, options in self.unclear.items()}
        object.__setattr__(self, "_unclear_by_key", unclear)

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(spellings[0] for spellings in self.options.values())

    @property
    def dash_is_blank(self) -> bool:
        return "-" not in self._by_key

    def known(self, text: str) -> Option | None:
        """Return the value that a text names exactly; None for any other text."""
        return self._by_key.get(_choice_key(text))

    def __call__(self, value: CellValue) -> Option:
        text = shown(value)
        key = _choice_key(text)
        if key in self._by_key:
            return self._by_key[key]
        likely = self._likely(text, key)
        fixes = [self.options[option][0] for option in likely]
        if len(likely) > 1:
            raise CellError(_("Это может значить разное: выберите одно из предложенного."), fixes)
        if likely:
            raise CellError(_("Такого значения нет в списке."), fixes)
        raise CellError(
            _("Такого значения нет в списке: %s.") % ", ".join(f"«{one}»" for one in self.choices)
        )

    def _likely(self, text: str, key: str) -> Sequence[Option]:
        """Return what the text may mean.

        What is known of it, every value named in it, what it shortens («част.»), a typo.
        """
        if key in self._unclear_by_key:
            return self._unclear_by_key[key]
        spellings = [(one, option) for option, known in self.options.items() for one in known]
        named = [
            option
            for one, option in spellings
            if sense_of(one) == sense_of(text) and is_within(text, one)
        ]
        if not named and len(key) >= _SHORTENED:
            named = [
                option
                for one, option in spellings
                if sense_of(one) == sense_of(text) and _choice_key(one).startswith(key)
            ]
        if named:
            return tuple(dict.fromkeys(named))
        near = nearest(text, [one for one, _option in spellings])
        return tuple(dict.fromkeys(self._by_key[_choice_key(one)] for one in near))


def _choice_key(text: str) -> str:
    """Signs such as «+» are values of their own; a word is known by its letters and digits."""
    plain = squeeze(text)
    if plain in DASHES:
        return "-"
    return compact_key(plain) or plain


_YES = "да есть имеется + v ✓ ✔ ☑ x х 1 true истина yes y д иә ия".split()  # noqa: SIM905
_NO = "нет не отсутствует - 0 false ложь no n н жоқ жок".split()  # noqa: SIM905


@dataclass(frozen=True)
class YesNo:
    """Yes or no in any of the ways people tick a cell: «да», «+», «✓», «х», 1, «нет», «-»."""

    writing: ClassVar[Writing] = Writing.TEXT
    dash_is_blank: ClassVar[bool] = False
    _choice: ClassVar[Choice[bool]] = Choice({True: _YES, False: _NO})

    @property
    def choices(self) -> tuple[str, ...]:
        return self._choice.choices

    def __call__(self, value: CellValue) -> bool:
        try:
            return self._choice(value)
        except CellError as error:
            raise CellError(_("Нужно «да» или «нет».")) from error
