"""What became of graduates as a table: one row a person, status, day, source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from colleges.enums import OutcomeSource, OutcomeStatus
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
from core.tables.specs import Column

_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    OutcomeStatus.EMPLOYED: ("трудоустроен", "трудоустроена", "трудоустроены", "работает"),
    OutcomeStatus.ENTREPRENEUR: ("индивидуальный предприниматель", "ИП", "предприниматель"),
    OutcomeStatus.SELF_EMPLOYED: ("самозанятый", "самозанятая", "самозанятые", "НПД"),
    OutcomeStatus.CONSCRIPT: (
        "служба в армии по призыву",
        "армия",
        "служит",
        "призван",
        "проходит службу в армии по призыву",
        "служба в РА",
        "служит в РА",
        "служба в ВС РФ",
        "служба в армии",
        "срочная служба",
        "призыв",
    ),
    OutcomeStatus.CONTRACT_SERVICE: ("служба по контракту", "контракт", "контрактная служба"),
    OutcomeStatus.STUDYING: (
        "продолжил обучение",
        "продолжила обучение",
        "учится",
        "обучается",
        "ВУЗ",
        "поступил в вуз",
        "поступила в вуз",
        "студент вуза",
    ),
    OutcomeStatus.PARENTAL_LEAVE: (
        "отпуск по уходу за ребёнком",
        "декрет",
        "в отпуске по уходу за ребёнком",
        "декретный отпуск",
        "в декрете",
    ),
    OutcomeStatus.INFORMAL: ("неформальная занятость", "теневой сектор", "неофициально"),
    OutcomeStatus.REGISTERED_UNEMPLOYED: (
        "зарегистрирован безработным",
        "безработный",
        "состоит в ЦЗН",
        "на бирже",
        "на бирже труда",
        "на учёте в ЦЗН",
        "безработная",
        "зарегистрированы в ЦЗН как безработные",
    ),
    OutcomeStatus.NO_MOTIVATION: (
        "не мотивирован к трудоустройству",
        "нет мотивации",
        "не имеет мотивации к трудоустройству",
    ),
    OutcomeStatus.NO_DEMAND: ("ищет работу, спроса нет", "в поиске работы", "ищет работу"),
    OutcomeStatus.MOVED_ABROAD: ("переехал за пределы страны", "выехал за рубеж", "за границей"),
    OutcomeStatus.FAMILY_CARE: ("уход за родственниками", "уход за больными родственниками"),
    OutcomeStatus.WILL_BE_EMPLOYED: ("прогноз: будет трудоустроен", "будет трудоустроен"),
    OutcomeStatus.WILL_ENTREPRENEUR: ("прогноз: будет предпринимателем", "будет ИП"),
    OutcomeStatus.WILL_SELF_EMPLOYED: ("прогноз: будет самозанятым", "будет самозанятым"),
    OutcomeStatus.WILL_CONSCRIPT: ("прогноз: будет призван", "будет призван", "призовут"),
    OutcomeStatus.WILL_CONTRACT_SERVICE: (
        "прогноз: будет служить по контракту",
        "будет служить по контракту",
    ),
    OutcomeStatus.WILL_STUDY: (
        "прогноз: продолжит обучение",
        "продолжит обучение",
        "будет учиться",
    ),
    OutcomeStatus.OTHER: ("иное", "прочее", "другое"),
    OutcomeStatus.UNKNOWN: ("нет сведений", "неизвестно", "нет данных"),
}
_OUT_OF_WORK: Final = (
    OutcomeStatus.REGISTERED_UNEMPLOYED,
    OutcomeStatus.NO_DEMAND,
    OutcomeStatus.NO_MOTIVATION,
)
# What colleges write of those without work does not say which of the statuses they mean.
_UNCLEAR: Final[Mapping[str, tuple[OutcomeStatus, ...]]] = dict.fromkeys(
    (
        "не трудоустроен",
        "не трудоустроена",
        "не трудоустроены",
        "не работает",
        "без работы",
        "не занят",
        "не занята",
    ),
    _OUT_OF_WORK,
) | {
    "СВО": (OutcomeStatus.CONTRACT_SERVICE, OutcomeStatus.CONSCRIPT),
    "участник СВО": (OutcomeStatus.CONTRACT_SERVICE, OutcomeStatus.CONSCRIPT),
    # Whether the work fits stands in a column of its own.
    "трудоустроен не по специальности": (OutcomeStatus.EMPLOYED,),
    "трудоустроена не по специальности": (OutcomeStatus.EMPLOYED,),
    "работает не по специальности": (OutcomeStatus.EMPLOYED,),
}
_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    OutcomeSource.COLLEGE: ("колледж", "ПОО"),
    OutcomeSource.GRADUATE: ("выпускник", "со слов выпускника", "сам"),
    OutcomeSource.EMPLOYER: ("работодатель",),
    OutcomeSource.SOCIAL_FUND: ("сверка с СФР", "СФР", "ПФР"),
    OutcomeSource.EMPLOYMENT_SERVICE: ("служба занятости", "ЦЗН"),
}


@dataclass(frozen=True)
class OutcomeRecord:
    """A row as read."""

    person: FullName | None
    record_book: str | None
    birth_date: date | None
    group: str | None
    status: str
    as_of_date: date
    source: str | None
    in_speciality: bool | None
    employer_inn: str | None


_FACTS: Final = (
    Column(
        key="status",
        title="Статус",
        parse=Choice(_SPELLINGS, _UNCLEAR),
        required=True,
        synonyms=("Занятость", "Статус занятости", "Трудоустройство", "Вид занятости"),
    ),
    Column(
        key="as_of_date",
        title="На дату",
        parse=Day(),
        required=True,
        fill_down=True,
        synonyms=("Дата", "По состоянию на", "Дата сведений"),
    ),
    Column(
        key="source",
        title="Источник",
        parse=Choice(_SOURCES),
        synonyms=("Источник сведений",),
        hint="Пусто: колледж",
    ),
    Column(
        key="in_speciality",
        title="По специальности",
        parse=YesNo(),
        synonyms=("Работает по специальности", "По профессии"),
    ),
    Column(
        key="employer_inn",
        title="ИНН работодателя",
        parse=Text(12),
        synonyms=("ИНН", "ИНН организации"),
    ),
)
_SHAPES: Final = person_shapes(OutcomeRecord, _FACTS)


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
    shapes = _SHAPES
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
    )

    offers_archived = True

    def plan(self, *, reading: Reading[Any], target: Target) -> OutcomesPlan:
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
