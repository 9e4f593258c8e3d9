"""The list of links by codes to begin with: a programme's codes to choose from, its links."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from colleges.imports.alignment_list import LIST_SPEC, AsWritten
from colleges.models import Programme
from colleges.rules.alignment_codes import read_source_name, words_of_source
from colleges.rules.alignments import step_of
from colleges.rules.curriculum import module_key
from colleges.selectors.alignments import (
    Source,
    cells_of,
    columns_of,
    details_of,
    elements_of,
    sources_of,
)
from colleges.selectors.coverage import newest_versions
from colleges.services.alignment_lists import HALF, NONE, WHOLE
from core.tables.parsing import Choice
from core.tables.specs import Column, TableSpec
from core.tables.templates import Template
from standards.enums import ElementKind
from standards.models import LabourFunction

_LONGEST: Final = 110
_WORDS: Final = ("нет", "частично", "полностью")
_STRENGTHS: Final = Choice({WHOLE: (_WORDS[2],), HALF: (_WORDS[1],), NONE: (_WORDS[0],)})


@dataclass(frozen=True)
class _Offered(AsWritten):
    """Any text, with what the programme has to choose from."""

    choices: Sequence[str] = ()  # type: ignore[misc]


def list_template(programme: Programme) -> Template:
    """Return the list with the programme's present links: loaded back it changes nothing."""
    functions = {row.pk: row for row in columns_of(programme=programme)}
    sources = _named(sources_of(programme=programme))
    offered = {
        "standard": list(dict.fromkeys(row.standard.code for row in functions.values())),
        "function": [_function(row) for row in functions.values()],
        "source": list(sources.values()),
    }
    return Template(
        title=_("Список связей"),
        spec=_spec(offered),
        rows=list(_rows(programme, functions, sources)),
        example={
            "standard": "13.001",
            "function": "A/01.3",
            "source": "ПК 1.1",
            "strength": _WORDS[2],
        },
        instructions=[
            _("Одна строка — одна связь: компетенция или модуль, трудовая функция, степень."),
            _("Связи, которых в списке нет, остаются; снимает связь степень «нет»."),
            _("Действие, умение или знание указывайте, если связь только с ним."),
        ],
    )


def _spec(offered: Mapping[str, Sequence[str]]) -> TableSpec[Any]:
    def told(column: Column) -> Column:
        if column.key in offered:
            return replace(column, parse=_Offered(choices=tuple(offered[column.key])))
        return replace(column, parse=_STRENGTHS) if column.key == "strength" else column

    return replace(LIST_SPEC, columns=tuple(told(column) for column in LIST_SPEC.columns))


def _named(sources: Sequence[Source]) -> dict[Any, str]:
    """Return what names each source so that it is read back; equal codes get their place."""
    times = Counter(module_key(one.code) for one in sources)
    seen: defaultdict[str, int] = defaultdict(int)
    named = {}
    for one in sources:
        key = module_key(one.code)
        seen[key] += 1
        if times[key] > 1:
            words = words_of_source(one.code, seen[key], one.text)
        else:
            words = _cut(f"{one.code} {one.text}")
        if module_key(read_source_name(words)[0]) == key:
            named[one.key] = words
    return named


def _function(row: LabourFunction) -> str:
    return _cut(f"{row.standard.code} {row.code} {row.name}")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + "…"


def _rows(
    programme: Programme, functions: Mapping[int, LabourFunction], sources: Mapping[Any, str]
) -> Iterator[dict[str, str]]:
    version = newest_versions([programme.pk]).get(programme.pk)
    cells, details = cells_of(version=version), details_of(version=version)
    elements = {
        row.pk: f"{ElementKind(row.kind).label}: {row.text}"
        for row in elements_of(function_ids=list(functions))
    }
    for key, words in sources.items():
        for pk, function in functions.items():
            cell = cells.get((str(key), pk))
            if cell is None:
                continue
            row = {
                "standard": function.standard.code,
                "function": _function(function),
                "source": words,
            }
            parts = details.get((key, pk), {})
            for element, strength in parts.items():
                yield {**row, "element": elements[element], "strength": _WORDS[step_of(strength)]}
            if not parts:
                yield {**row, "strength": _WORDS[step_of(cell.strength)]}
