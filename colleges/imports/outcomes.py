"""What became of graduates as a table: one row a person, status, day, source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from colleges.imports.outcome_grid import MARKS, STATUS, GridRecord, with_statuses
from colleges.imports.outcome_words import SOURCES
from colleges.imports.person_columns import person_shapes
from colleges.imports.person_tables import PersonTables
from colleges.services.outcome_files import (
    OutcomesChanged,
    OutcomesPlan,
    apply_outcomes,
    plan_outcomes,
    undo_outcomes,
)
from core.import_kinds import Applied, Target, TargetClosed
from core.names import FullName
from core.tables.parsing import Choice, Text, YesNo
from core.tables.quantities import Day
from core.tables.records import Reading
from core.tables.specs import Column, Divider


@dataclass(frozen=True)
class OutcomeRecord:
    """A row as read."""

    person: FullName | None
    record_book: str | None
    birth_date: date | None
    group: str | None
    status: str
    as_of_date: date | None
    source: str | None
    in_speciality: bool | None
    employer_inn: str | None


_STATUS: Final = Column(
    key="status",
    title="Статус",
    parse=STATUS,
    required=True,
    synonyms=("Занятость", "Статус занятости", "Трудоустройство", "Вид занятости"),
)
_DATE: Final = Column(
    key="as_of_date",
    title="На дату",
    parse=Day(),
    fill_down=True,
    synonyms=("Дата", "По состоянию на", "Дата сведений"),
    hint="Обязательна: в столбце или строкой «по состоянию на 01.10.2026» над таблицей",
)
_SOURCE: Final = Column(
    key="source",
    title="Источник",
    parse=Choice(SOURCES),
    synonyms=("Источник сведений",),
    hint="Пусто: колледж",
)
_FITS: Final = Column(
    key="in_speciality",
    title="По специальности",
    parse=YesNo(),
    synonyms=("Работает по специальности", "По профессии"),
)
_INN: Final = Column(
    key="employer_inn",
    title="ИНН работодателя",
    parse=Text(12),
    synonyms=("ИНН", "ИНН организации"),
)
# «по состоянию на 01.10.2026» over a table says the day of all its rows.
_DAY_ABOVE: Final = Divider(
    key="as_of_date",
    pattern=re.compile(
        r"(?:.*\bна\s+)?(\d{1,2}\.\d{1,2}\.\d{4}|(?<!\d)\d{1,2}\s+[а-яё]+\s+\d{4})(?:\s*г(?:ода|\.)?)?\W*$",
        re.IGNORECASE,
    ),
    in_header=True,
)
_SHAPES: Final = person_shapes(
    OutcomeRecord, (_STATUS, _DATE, _SOURCE, _FITS, _INN), divider=_DAY_ABOVE
)
_GRIDS: Final = person_shapes(
    GridRecord, (_DATE, _SOURCE, _INN), (MARKS,), divider=_DAY_ABOVE, goes_first=True
)


class OutcomesImport(PersonTables):
    """Statuses of graduates of the own college."""

    key = "colleges.outcomes"
    slug = "outcomes"
    title = _("Трудоустройство выпускников")
    lead = _(
        "Статус каждого выпускника на дату и откуда он известен. Повторная строка за ту же дату "
        "заменяет прежнюю."
    )
    button = _("Записать статусы")
    shapes = (*_SHAPES, *_GRIDS)
    template_title = _("Занятость выпускников")
    example: ClassVar = {
        "status": "трудоустроен",
        "as_of_date": date(2026, 10, 1),
        "source": "колледж",
        "in_speciality": "да",
    }
    instructions = (
        _("Одна строка — статус одного выпускника на одну дату."),
        _("Если статус изменился, добавьте строку с новой датой."),
        _("Таблица, где статусы — столбцы, а в строке один «+», тоже загружается."),
    )

    offers_archived = True

    def plan(self, *, reading: Reading[Any], target: Target) -> OutcomesPlan:
        reading = with_statuses(reading, OutcomeRecord)
        return plan_outcomes(reading=reading, place=target.subject, today=target.today)

    def apply(
        self, *, plan: OutcomesPlan, target: Target, actor_id: int | None, now: datetime
    ) -> Applied:
        undo = apply_outcomes(plan=plan, actor_id=actor_id, now=now)
        return Applied(count=len(plan.outcomes), undo=undo)

    def undo(
        self, *, undo: Mapping[str, Any], target: Target, actor_id: int | None, now: datetime
    ) -> int:
        try:
            college = target.subject.college
            return undo_outcomes(undo=undo, college=college, actor_id=actor_id, now=now)
        except OutcomesChanged as changed:
            raise TargetClosed(str(changed)) from changed

    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return [
            (gettext("Новых статусов"), counts.get("new", 0)),
            (gettext("Вместо прежних"), counts.get("replaced", 0)),
            (gettext("Без изменений"), counts.get("same", 0)),
        ]
