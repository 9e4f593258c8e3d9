"""An alignment as a list by codes: which competence, function and element each row means.

Codes repeat inside a programme and between standards: what means several things is an error with
the candidates to choose from, never a guess.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from colleges.rules.alignment_codes import (
    fitting_elements,
    functions_named,
    is_standard,
    listed_codes,
    read_function_name,
    read_source_name,
    words_of_source,
)
from colleges.rules.alignments import SourceKey
from colleges.rules.curriculum import module_key
from colleges.selectors.alignments import Source
from core.tables.parsing import is_blank, shown
from core.tables.problems import Problem, Severity
from core.tables.records import Row, Table
from core.text import code_candidates, compact_key, lost_in_text
from scoring.coverage import FULL, PARTIAL
from standards.enums import ElementKind
from standards.models import FunctionElement, LabourFunction

# What a cell of strength says; a lone 1 is full in one scale and partial in another.
WHOLE: Final = "whole"
HALF: Final = "half"
NONE: Final = "none"
TWO: Final = "2"
ONE: Final = "1"
TENTHS: Final = "0,5"
_STRENGTH: Final = {WHOLE: FULL, TWO: FULL, HALF: PARTIAL, TENTHS: PARTIAL, NONE: 0.0}
_NEAR: Final = 3


class LinkRow(Protocol):
    """What this service needs of a row of the list."""

    @property
    def standard(self) -> str | None: ...
    @property
    def function(self) -> str | None: ...
    @property
    def element(self) -> str | None: ...
    @property
    def source(self) -> str | None: ...
    @property
    def strength(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Link:
    """One link as a file says it, and the column in which the strength stands."""

    source: SourceKey
    function_id: int
    element_id: int | None
    strength: float
    row: Row[Any]
    column: int

    @property
    def pair(self) -> tuple[SourceKey, int]:
        return self.source, self.function_id


class LinkReader:
    """Reads the rows of lists for one programme; `problems` grow while it does."""

    def __init__(
        self,
        *,
        sources: Sequence[Source],
        functions: Sequence[LabourFunction],
        elements: Sequence[FunctionElement],
    ) -> None:
        self.functions = functions
        self.sources: defaultdict[str, list[Source]] = defaultdict(list)
        for source in sources:
            self.sources[module_key(source.code)].append(source)
        self.elements: defaultdict[int, list[FunctionElement]] = defaultdict(list)
        for element in elements:
            self.elements[element.function_id].append(element)
        self.problems: list[Problem] = []
        self.seen: dict[tuple[SourceKey, int, int | None], Link] = {}

    def links(self, table: Table[LinkRow]) -> Iterator[Link]:
        """Yield what the rows of a sheet say, each link once."""
        one = _meaning_of_one(table)
        stale = _without_own_function(table)
        for row in table.rows:
            function = self._function(row, is_stale=row.number in stale)
            sources = self._sources(row)
            strength = self._strength(row, one)
            if function is None or not sources or strength is None:
                continue
            is_found, element = self._element(row, function)
            column = row.layout.columns["strength"]
            for source in sources if is_found else ():
                link = Link(source.key, function.pk, element, strength, row, column)
                if not self._is_repeated(link):
                    yield link

    def _say(
        self, row: Row[LinkRow], key: str, message: str, fixes: Sequence[str] = (), **more: Any
    ) -> None:
        self.problems.append(row.problem(message, key=key, fixes=fixes, **more))

    def _is_repeated(self, link: Link) -> bool:
        place = link.source, link.function_id, link.element_id
        first = self.seen.setdefault(place, link)
        if first is link:
            return False
        words = {"sheet": first.row.sheet, "row": first.row.number}
        if first.strength == link.strength:
            message = _("Эта связь уже есть в файле: лист «%(sheet)s», строка %(row)s.")
            self._say(link.row, "strength", message % words, severity=Severity.WARNING)
        else:
            message = _(
                "Эта связь уже есть в файле с другой степенью: лист «%(sheet)s», строка %(row)s."
            )
            self._say(link.row, "strength", message % words)
        return True

    # --- competences and modules ----------------------------------------------------------------

    def _sources(self, row: Row[LinkRow]) -> list[Source]:
        """Return the competence or module that the cell names, or all that it lists."""
        text = shown(row.raw.get("source"))
        codes = listed_codes(text)
        # «ПК 1,2» is one code; «ПК 1.1; ПК 1.2» is two, not the first with a text behind it.
        code, _place, rest = read_source_name(text)
        if not codes or (not rest and module_key(code) in self.sources):
            source = self._source(row)
            return [source] if source else []
        named = {code: self.sources.get(module_key(code), []) for code in codes}
        missing = [code for code, found in named.items() if not found]
        unclear = [code for code, found in named.items() if len(found) > 1]
        if missing:
            message = _("В программе нет компетенций или модулей: %s.")
            self._say(row, "source", message % ", ".join(missing))
        elif unclear:
            message = _("Коды есть у нескольких компетенций, дайте каждому свою строку: %s.")
            self._say(row, "source", message % ", ".join(unclear))
        else:
            return [found[0] for found in named.values()]
        return []

    def _source(self, row: Row[LinkRow]) -> Source | None:
        raw = row.raw.get("source")
        numbers = code_candidates(raw) or lost_in_text(shown(raw))
        if numbers:
            return self._source_of_number(row, numbers, is_date=isinstance(raw, date))
        code, place, rest = read_source_name(shown(raw))
        named = self.sources.get(module_key(code), []) if code else []
        found = named
        if place is not None:
            found = named[place - 1 : place]
        elif len(named) > 1 and rest:
            key = compact_key(rest)
            found = [one for one in named if compact_key(one.text).startswith(key)]
        if len(found) == 1:
            return found[0]
        if named:
            message = _("Код «%s» в программе у нескольких компетенций: выберите, какая это.")
            self._say(row, "source", message % named[0].code, self._choices(named))
        else:
            message = _("В программе нет такой компетенции или модуля.")
            self._say(row, "source", message)
        return None

    def _source_of_number(
        self, row: Row[LinkRow], numbers: Sequence[str], *, is_date: bool
    ) -> Source | None:
        """Return the only competence that a spreadsheet may have turned into this number."""
        keys = dict.fromkeys(map(module_key, numbers))
        found = [
            source
            for number in keys
            for key, own in self.sources.items()
            if key.partition(".")[2] == number
            for source in own
            if not source.is_module
        ]
        choices = self._choices(found)
        if is_date:
            self._say(row, "source", _("Код превратился в дату. Введите его как текст."), choices)
        elif len(found) == 1:
            message = _("Код записан числом: прочитан как «%s».") % found[0].label
            self._say(row, "source", message, severity=Severity.WARNING)
            return found[0]
        elif found:
            message = _("Код записан числом и может значить разное: выберите, что это.")
            self._say(row, "source", message, choices)
        else:
            message = _("В программе нет такой компетенции или модуля.")
            self._say(row, "source", message)
        return None

    def _choices(self, found: Sequence[Source]) -> list[str]:
        """Return what may stand in the cell: the code, its place among equal ones, the text."""
        return [
            words_of_source(one.code, 1 + self.sources[module_key(one.code)].index(one), one.text)
            for one in found
        ]

    # --- functions ------------------------------------------------------------------------------

    def _function(self, row: Row[LinkRow], *, is_stale: bool) -> LabourFunction | None:
        if is_stale:
            self._say(
                row, "function", _("Стандарт в таблице сменился, а функция не названа: укажите её.")
            )
            return None
        known = self._of_standard(row, row.raw.get("standard"), "standard")
        text = row.record.function or ""
        standard, code, rest = read_function_name(text)
        if known and standard:
            known = self._of_standard(row, standard, "function", known)
        if not known:
            return None
        found = functions_named(known, code, rest)
        if len(found) == 1 and code:
            return found[0]
        if len(found) == 1 and compact_key(found[0].name) == compact_key(text):
            return found[0]
        self._say_function(row, found, has_code=bool(code))
        return None

    def _of_standard(
        self,
        row: Row[LinkRow],
        written: Any,
        key: str,
        known: Sequence[LabourFunction] | None = None,
    ) -> Sequence[LabourFunction]:
        known = self.functions if known is None else known
        if is_blank(written):
            return known
        found = [one for one in known if is_standard(one.standard, written)]
        if not found:
            codes = ", ".join(dict.fromkeys(one.standard.code for one in known))
            message = _("Функций этого стандарта в программе нет. В программе: %s.")
            self._say(row, key, message % codes)
        return found

    def _say_function(
        self, row: Row[LinkRow], found: Sequence[LabourFunction], *, has_code: bool
    ) -> None:
        fixes = [f"{one.standard.code} {one.code}" for one in found]
        if not found:
            message = _(
                "В программе нет такой трудовой функции: исправьте код или добавьте её в программу."
            )
        elif has_code:
            message = _("Такой код есть в нескольких стандартах программы: выберите, где.")
        else:
            message = _("Связывают с трудовой функцией, а не с обобщённой: выберите, с какой.")
        self._say(row, "function", message, fixes)

    # --- actions, skills, knowledge -------------------------------------------------------------

    def _element(self, row: Row[LinkRow], function: LabourFunction) -> tuple[bool, int | None]:
        """Return whether the row is clear, and the element that it names, if any."""
        text = row.record.element
        if not text:
            return True, None
        known = {
            one.pk: (str(ElementKind(one.kind).label), one.text)
            for one in self.elements[function.pk]
        }
        found, near = fitting_elements(text, known)
        if len(found) == 1:
            return True, found[0]
        if found:
            message = _("Такой текст у функции есть несколько раз: выберите, что это.")
        else:
            message = _("У функции %s нет такого действия, умения или знания.") % function.code
        fixes = [f"{kind}: {own}" for kind, own in (known[pk] for pk in (found or near)[:_NEAR])]
        self._say(row, "element", message, fixes)
        return False, None

    # --- strength -------------------------------------------------------------------------------

    def _strength(self, row: Row[LinkRow], one: float | None) -> float | None:
        said = row.record.strength or ""
        if said != ONE:
            return _STRENGTH[said]
        if one is None:
            message = _(
                "1 значит «полностью», когда частичная связь 0,5, и «частично», когда полная 2. "
                "В файле нет ни 0,5, ни 2: выберите."
            )
            self._say(row, "strength", message, (_("полностью"), _("частично")))
        return one


def _meaning_of_one(table: Table[LinkRow]) -> float | None:
    """Return what 1 means beside the other numbers of the column; None when they do not tell."""
    raw: list[Mapping[str, Any]] = [row.raw for row in table.rows]
    raw += [row.raw for row in table.bad_rows]
    written = {shown(cells.get("strength")).strip().replace(".", ",") for cells in raw}
    has_two, has_half = TWO in written, TENTHS in written
    if has_two == has_half:
        return None
    return PARTIAL if has_two else FULL


def _without_own_function(table: Table[LinkRow]) -> set[int]:
    """Return the rows whose function would be that of another standard, pulled down from above."""
    sheet, columns = table.layout.sheet, table.layout.columns
    standard_at, function_at = columns.get("standard", 0), columns.get("function", 0)
    found: set[int] = set()
    standard, is_stale = "", False
    for number in range(table.layout.first_row, sheet.row_count + 1):
        own = sheet.value(number, standard_at)
        if not is_blank(own):
            is_stale = is_stale or (bool(standard) and compact_key(shown(own)) != standard)
            standard = compact_key(shown(own))
        if not is_blank(sheet.value(number, function_at)):
            is_stale = False
        if is_stale:
            found.add(number)
    return found
