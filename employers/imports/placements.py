"""Practices as a table: one row a person, enterprise and first day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from colleges.imports.person_columns import person_shapes
from colleges.imports.person_tables import PersonTables
from core.import_kinds import Applied, Target, TargetClosed
from core.names import FullName
from core.tables.parsing import Choice, Text
from core.tables.quantities import Day, Integer
from core.tables.records import Reading
from core.tables.spans import Span
from core.tables.specs import Column
from employers.enums import PlacementKind
from employers.imports.practice_columns import (
    COLLEGE_PRACTICE,
    ENDS,
    MARK,
    MODULE,
    PERIOD,
    PREDIPLOMA,
    WORKPLACE_PRACTICE,
    kind_column,
)
from employers.imports.practice_period import (
    DAYS,
    PERIOD_ABOVE,
    record_with_period,
    with_days,
)
from employers.services.placement_files import (
    PlacementsPlan,
    PlacementsUsed,
    apply_placements,
    plan_placements,
    undo_placements,
)
from employers.services.placements import MOST_HOURS


@dataclass(frozen=True)
class PlacementRecord:
    """A row as read."""

    person: FullName | None
    record_book: str | None
    birth_date: date | None
    group: str | None
    kind: str
    module: str | None
    starts_on: date
    ends_on: date
    employer: str | None
    inn: str | None
    municipality: str | None
    mentor: str | None
    email: str | None
    phone: str | None
    supervisor: str | None
    hours: int | None
    mark: str | None
    address: str | None


_FACTS: Final = (
    kind_column(
        Choice(
            {
                PlacementKind.COLLEGE_PRACTICE.value: COLLEGE_PRACTICE,
                PlacementKind.WORKPLACE_PRACTICE.value: WORKPLACE_PRACTICE,
                PlacementKind.PREDIPLOMA.value: PREDIPLOMA,
            }
        )
    ),
    MODULE,
    Column(
        key="starts_on",
        title="Дата начала",
        parse=Day(),
        required=True,
        fill_down=True,
        synonyms=("Начало", "Начало практики", "Дата с", "С"),
    ),
    Column(
        key="ends_on",
        title="Дата окончания",
        parse=Day(),
        required=True,
        fill_down=True,
        synonyms=ENDS,
    ),
    Column(
        key="employer",
        title="Организация",
        parse=Text(300),
        required=True,
        may_be_blank=True,
        fill_down=True,
        synonyms=(
            "Предприятие",
            "Место практики",
            "Место прохождения практики",
            "База практики",
            "База прохождения практики",
            "Наименование организации",
        ),
    ),
    Column(
        key="inn",
        title="ИНН",
        parse=Text(12),
        synonyms=("ИНН организации", "ИНН предприятия", "ИНН или БИН", "БИН"),
    ),
    Column(
        key="municipality",
        title="Округ",
        parse=Text(150),
        synonyms=("Муниципальный округ", "Район", "Муниципальное образование"),
        hint="Нужен вместе с ИНН, если предприятия ещё нет в справочнике",
    ),
    Column(
        key="mentor",
        title="Руководитель от организации",
        parse=Text(200),
        synonyms=("Наставник", "ФИО наставника", "Руководитель от предприятия"),
    ),
    Column(
        key="email",
        title="Почта наставника",
        parse=Text(254),
        synonyms=("Почта", "E-mail", "Электронная почта", "Адрес электронной почты"),
    ),
    Column(
        key="phone",
        title="Телефон наставника",
        parse=Text(30),
        synonyms=("Телефон", "Номер телефона"),
    ),
    Column(
        key="supervisor",
        title="Руководитель от колледжа",
        parse=Text(200),
        synonyms=(
            "Руководитель практики от колледжа",
            "Руководитель от образовательной организации",
            "Руководитель от ОО",
        ),
    ),
    Column(
        key="hours",
        title="Отработано часов",
        parse=Integer(0, MOST_HOURS),
        synonyms=("Часы", "Часы факт", "Часов факт", "Часы фактические", "Часов отработано"),
    ),
    Column(
        key="mark",
        title="Оценка за практику",
        parse=MARK,
        synonyms=("Оценка", "Итоговая оценка", "Итоговая оценка за практику"),
        hint="5, 4, 3, 2, зачтено или не зачтено; готовность по ней не считается",
    ),
    Column(
        key="address",
        title="Адрес организации",
        parse=Text(300),
        synonyms=("Адрес", "Адрес предприятия", "Адрес места практики"),
        hint="Записывается, если в справочнике адреса ещё нет",
    ),
)
_PERIOD: Final = Column(
    key="period",
    title=PERIOD[0],
    parse=Span(),
    required=True,
    may_be_blank=True,
    fill_down=True,
    synonyms=PERIOD[1:],
)
_SHAPES: Final = person_shapes(PlacementRecord, _FACTS)
# Both days in one cell, or said over the table.
_WITH_PERIOD: Final = person_shapes(
    record_with_period(PlacementRecord),
    (_PERIOD, *(one for one in _FACTS if one.key not in DAYS)),
    divider=PERIOD_ABOVE,
)


class PlacementsImport(PersonTables):
    """Who practises where and when."""

    key = "employers.placements"
    slug = "placements"
    title = _("Практика: распределение по предприятиям")
    lead = _(
        "Кто, где и когда на практике, с наставником. Предприятие ищется по ИНН и названию; нового "
        "в справочник добавит строка с ИНН и округом."
    )
    button = _("Записать практики")
    shapes = (*_SHAPES, *_WITH_PERIOD)
    template_title = _("Практика")
    example: ClassVar = {
        "kind": "производственная",
        "module": "ПМ.01",
        "starts_on": date(2026, 4, 13),
        "ends_on": date(2026, 5, 10),
        "employer": "СПК «Колос»",
        "mentor": "Ли Анна Олеговна",
    }
    instructions = (
        _("Вид, модуль, даты и организацию можно писать только в первой строке."),
        _("Строка с тем же обучающимся, предприятием и началом заменяет прежнюю."),
        _("Вместо двух дат подойдёт один столбец «Сроки практики»: 01.02.2026–28.02.2026."),
    )
    whole_route = "employers:placement_list"
    group_route = "employers:placement_list"

    def target(self, *, scope: Any, parameters: Mapping[str, Any]) -> Target | None:
        found = super().target(scope=scope, parameters=parameters)
        return found and replace(found, route_args=())

    def plan(self, *, reading: Reading[Any], target: Target) -> PlacementsPlan:
        reading = with_days(reading, PlacementRecord)
        return plan_placements(reading=reading, place=target.subject)

    def apply(
        self, *, plan: PlacementsPlan, target: Target, actor_id: int | None, now: datetime
    ) -> Applied:
        college = target.subject.college
        undo = apply_placements(plan=plan, college=college, actor_id=actor_id, now=now)
        return Applied(count=len(plan.wanted), undo=undo)

    def undo(
        self, *, undo: Mapping[str, Any], target: Target, actor_id: int | None, now: datetime
    ) -> int:
        college = target.subject.college
        try:
            return undo_placements(undo=undo, college=college, actor_id=actor_id, now=now)
        except PlacementsUsed as used:
            raise TargetClosed(str(used)) from used

    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return [
            (gettext("Новых практик"), counts.get("new", 0)),
            (gettext("Изменённых"), counts.get("updated", 0)),
            (gettext("Новых предприятий"), counts.get("employers", 0)),
            (gettext("Без изменений"), counts.get("same", 0)),
        ]
