"""Reading educational standards (ФГОС СПО) from JSON with competences, or CSV with orders only."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any, Final

from django.utils.translation import gettext as _

from core.text import competence_code, squeeze
from standards.enums import SpecialityKind
from standards.imports.dates import read_date
from standards.rules.educational import (
    ParsedCompetence,
    ParsedEducationalStandard,
    competence_kind,
    speciality_kind,
)

_LISTS: Final = ("ok_competencies", "pk_competencies")
_LINE: Final = re.compile(
    r"([А-ЯЁA-Z]{2,3}\s*\d{1,2}(?:\s*[.,]\s*\d{1,2})?)\s*\.?\s+(\S.*)", re.DOTALL
)
_MOST_TEXT: Final = 2000


class EducationalFileRefusedError(Exception):
    """The file has errors; `problems` names each with its place, nothing of the file is used."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


@dataclass(frozen=True, slots=True)
class _Record:
    """One record of a file with the words that tell where it stands."""

    place: str
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return squeeze(value) if isinstance(value, str) else ""


def read_educational_standards(name: str, content: bytes) -> list[ParsedEducationalStandard]:
    """Read every record of the file; raise EducationalFileRefusedError with all that is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EducationalFileRefusedError([_("Файл «%s» не в кодировке UTF-8.") % name]) from None
    records = _csv_records(text) if name.lower().endswith(".csv") else _json_records(name, text)
    problems: list[str] = []
    found: list[ParsedEducationalStandard] = []
    for record in records:
        parsed = _standard(record, problems)
        if parsed is not None:
            found.append(parsed)
    problems += _repeated(found)
    if not found and not problems:
        problems.append(_("В файле «%s» нет ни одной записи.") % name)
    if problems:
        raise EducationalFileRefusedError(problems)
    return found


def _json_records(name: str, text: str) -> Iterator[_Record]:
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        message = _("Файл «%(name)s» не читается как JSON: строка %(line)s, знак %(sign)s.")
        values = {"name": name, "line": error.lineno, "sign": error.colno}
        raise EducationalFileRefusedError([message % values]) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise EducationalFileRefusedError([_("Файл «%s» не список записей.") % name])
    for number, row in enumerate(rows, start=1):
        yield _Record(_place(_("запись %s") % number, row), row)


def _csv_records(text: str) -> Iterator[_Record]:
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    rows = csv.DictReader(StringIO(text), delimiter=delimiter)
    for number, row in enumerate(rows, start=2):
        yield _Record(_place(_("строка %s") % number, row), row)


def _place(where: str, row: Mapping[str, Any]) -> str:
    code = row.get("code")
    return f"{where} ({code})" if isinstance(code, str) and code else where


def _standard(record: _Record, problems: list[str]) -> ParsedEducationalStandard | None:
    before = len(problems)
    code, name = record.text("code"), record.text("name")
    kind = speciality_kind(code)
    if kind is None:
        problems.append(_("%s: «code» не код специальности или профессии.") % record.place)
    if not name:
        problems.append(_("%s: не заполнено «name».") % record.place)
    number = record.text("order_number").removeprefix("№").strip()
    if not number:
        problems.append(_("%s: не заполнен «order_number».") % record.place)
    approved_on = read_date(record.text("order_date"))
    if approved_on is None:
        problems.append(
            _("%(place)s: «order_date» не дата: «%(value)s».")
            % {"place": record.place, "value": record.text("order_date")}
        )
    competences = _competences(record, problems)
    if len(problems) > before:
        return None
    day = approved_on or date.min
    words = kind or SpecialityKind.MIDDLE_LEVEL
    return ParsedEducationalStandard(code, name, words, number, day, competences)


def _competences(record: _Record, problems: list[str]) -> tuple[ParsedCompetence, ...] | None:
    if not any(name in record.values for name in _LISTS):
        return None
    found: list[ParsedCompetence] = []
    for name in _LISTS:
        lines = record.values.get(name) or []
        if not isinstance(lines, list):
            problems.append(
                _("%(place)s: «%(name)s» не список.") % {"place": record.place, "name": name}
            )
            continue
        for number, line in enumerate(lines, start=1):
            competence = _competence(line)
            if competence is None:
                values = {"place": record.place, "name": name, "number": number, "line": line}
                problems.append(
                    _("%(place)s: «%(name)s», строка %(number)s: нет кода и текста: «%(line)s».")
                    % values
                )
            else:
                found.append(competence)
    return tuple(found)


def _competence(line: Any) -> ParsedCompetence | None:
    if not isinstance(line, str):
        return None
    match = _LINE.fullmatch(squeeze(line))
    code = competence_code(match[1]) if match else None
    if match is None or code is None:
        return None
    text = match[2].rstrip(".; ")[:_MOST_TEXT]
    return ParsedCompetence(competence_kind(code), code, text)


def _repeated(standards: Iterable[ParsedEducationalStandard]) -> Iterator[str]:
    seen = set()
    for row in standards:
        key = row.code, row.name, row.order_number, row.approved_on
        if key in seen:
            yield _("Стандарт %(code)s, приказ № %(number)s, стоит в файле дважды.") % {
                "code": row.code,
                "number": row.order_number,
            }
        seen.add(key)
