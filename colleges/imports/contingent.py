"""The list of a group as a table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from colleges.enums import Funding, Sex
from colleges.imports.person_columns import BIRTH_DATE, GROUP, PERSON, RECORD_BOOK
from colleges.imports.programme_columns import PROGRAMME_COLUMNS
from colleges.imports.study_status import STATUS, Standing
from colleges.imports.targets import GroupTargets
from colleges.rules.group_names import is_bare_group
from colleges.services.contingent import ContingentPlan, plan_contingent
from colleges.services.contingent_changes import (
    ContingentUsed,
    apply_contingent,
    undo_contingent,
)
from colleges.services.contingent_listing import group_keys
from core.import_kinds import Applied, Target, TargetClosed
from core.names import FullName
from core.tables.parsing import Choice, Text, YesNo
from core.tables.records import Reading
from core.tables.specs import Column, Divider, TableSpec
from core.tables.templates import Template


@dataclass(frozen=True)
class ContingentRow:
    """A row as read: the name in one cell (`person`) or in three."""

    person: FullName | None
    last_name: str | None
    first_name: str | None
    patronymic: str | None
    birth_date: date | None
    sex: str | None
    record_book: str | None
    group: str | None
    funding: str | None
    has_target_contract: bool | None
    state: Standing | None
    speciality_code: str | None
    speciality: str | None
    intake_year: str | None
    course: str | None
    study_form: str | None
    entry_base: str | None

    @property
    def study_state(self) -> str | None:
        return self.state.state if self.state is not None else None

    @property
    def is_targeted(self) -> bool | None:
        """Whether there is a target contract: its own column knows it better than «Статус»."""
        if self.has_target_contract is not None or self.state is None:
            return self.has_target_contract
        return self.state.has_target_contract

    @property
    def full_name(self) -> FullName | None:
        """The name from whichever cells hold it; None when the row has none."""
        if self.person is not None:
            return self.person
        if self.last_name and self.first_name:
            return FullName(self.last_name, self.first_name, self.patronymic or "")
        return None


@dataclass(frozen=True)
class NameRow:
    """A row of a list that holds nothing but names in one column."""

    person: FullName | None
    birth_date: ClassVar[date | None] = None
    sex: ClassVar[str | None] = None
    record_book: ClassVar[str | None] = None
    group: ClassVar[str | None] = None
    funding: ClassVar[str | None] = None
    is_targeted: ClassVar[bool | None] = None
    study_state: ClassVar[str | None] = None
    speciality_code: ClassVar[str | None] = None
    speciality: ClassVar[str | None] = None
    intake_year: ClassVar[str | None] = None
    course: ClassVar[str | None] = None
    study_form: ClassVar[str | None] = None
    entry_base: ClassVar[str | None] = None

    @property
    def full_name(self) -> FullName | None:
        return self.person


@dataclass(frozen=True)
class TemplateRow:
    """The columns that the portal itself asks for."""

    last_name: str | None
    first_name: str | None
    patronymic: str | None
    birth_date: date | None
    sex: str | None
    record_book: str | None
    group: str | None
    funding: str | None
    has_target_contract: bool | None
    state: Standing | None
    speciality_code: str | None
    intake_year: str | None
    course: str | None
    study_form: str | None
    entry_base: str | None


_PERSON: Final = replace(PERSON, required=True, may_be_blank=False)
_PARTS: Final = (
    Column(key="last_name", title="Фамилия", parse=Text(100)),
    Column(key="first_name", title="Имя", parse=Text(100)),
    Column(key="patronymic", title="Отчество", parse=Text(100)),
)
_FACTS: Final = (
    BIRTH_DATE,
    Column(
        key="sex",
        title="Пол",
        parse=Choice(
            {Sex.MALE.value: ("муж", "м", "мужской"), Sex.FEMALE.value: ("жен", "ж", "женский")}
        ),
    ),
    RECORD_BOOK,
)
_TERMS: Final = (
    Column(
        key="funding",
        title="Финансирование",
        parse=Choice(
            {
                Funding.BUDGET.value: ("бюджет", "бюджетная", "бюджетное", "б", "целевое"),
                Funding.PAID.value: ("внебюджет", "внебюджетное", "платное", "договор", "вб"),
            }
        ),
        synonyms=("Источник финансирования", "Вид возмещения затрат", "Основа обучения"),
    ),
    Column(
        key="has_target_contract",
        title="Целевой договор",
        parse=YesNo(),
        synonyms=("Договор о целевом обучении", "Целевое обучение"),
    ),
)
_STATE: Final = Column(
    key="state",
    title="Статус",
    parse=STATUS,
    synonyms=("Состояние", "Статус обучающегося", "Состояние студента"),
)
# «Группа М-31», «Список студентов группы М-31»: what has no digit is hardly a group.
_DIVIDER: Final = Divider(
    key="group",
    pattern=re.compile(
        r"[\w\s]*?\b(?:групп[аы]|гр\.)\s*[:№]?\s*[«\"]?([^\s«»\",;()]*\d[^\s«»\",;()]*)",
        re.IGNORECASE,
    ),
)
_IN_ONE_CELL: Final = TableSpec(
    record=ContingentRow,
    columns=(_PERSON, *_PARTS, *_FACTS, GROUP, *_TERMS, _STATE, *PROGRAMME_COLUMNS),
    divider=_DIVIDER,
)
_IN_PARTS: Final = TableSpec(
    record=ContingentRow,
    columns=(
        replace(_PERSON, required=False),
        *(replace(part, required=part.key != "patronymic") for part in _PARTS),
        *_FACTS,
        GROUP,
        *_TERMS,
        _STATE,
        *PROGRAMME_COLUMNS,
    ),
    divider=_DIVIDER,
)
_NAMES_ONLY: Final = TableSpec(record=NameRow, columns=(_PERSON,))
SHAPES: Final[tuple[TableSpec[Any], ...]] = (_IN_ONE_CELL, _IN_PARTS, _NAMES_ONLY)

TEMPLATE: Final = TableSpec(
    record=TemplateRow,
    columns=(
        *(replace(part, required=part.key != "patronymic") for part in _PARTS),
        *_FACTS,
        GROUP,
        *_TERMS,
        _STATE,
        *(column for column in PROGRAMME_COLUMNS if column.key != "speciality"),
    ),
)


class ContingentImport(GroupTargets):
    """The list of one group, or of all groups of the college."""

    key = "colleges.contingent"
    slug = "contingent"
    title = _("Контингент: списки групп")
    lead = _(
        "Подойдёт любая таблица с фамилиями. Группа выбирается здесь или читается из столбца "
        "«Группа», если список общий."
    )
    button = _("Записать в группы")
    shapes = SHAPES

    def specs(self, *, target: Target) -> Sequence[TableSpec[Any]]:
        """Return the shapes; where no group is chosen, a row of nothing but its name begins it."""
        if target.subject.group is not None:
            return SHAPES
        names = group_keys(college=target.subject.college)
        divider = replace(_DIVIDER, names=names, alone=is_bare_group)
        return [replace(shape, divider=divider) if shape.divider else shape for shape in SHAPES]

    def plan(self, *, reading: Reading[Any], target: Target) -> ContingentPlan:
        return plan_contingent(reading=reading, place=target.subject, today=target.today)

    def apply(
        self, *, plan: ContingentPlan, target: Target, actor_id: int | None, now: datetime
    ) -> Applied:
        undo = apply_contingent(
            plan=plan,
            college=target.subject.college,
            started_on=timezone.localdate(now),
            actor_id=actor_id,
            now=now,
        )
        return Applied(count=len(plan.places) + len(plan.updates), undo=undo)

    def undo(
        self, *, undo: Mapping[str, Any], target: Target, actor_id: int | None, now: datetime
    ) -> int:
        try:
            return undo_contingent(
                undo=undo, college=target.subject.college, actor_id=actor_id, now=now
            )
        except ContingentUsed as used:
            raise TargetClosed(str(used)) from used

    def template(self, *, target: Target | None) -> Template:
        return Template(
            title=gettext("Контингент"),
            spec=TEMPLATE,
            example={
                "last_name": "Семёнов",
                "first_name": "Пётр",
                "patronymic": "Ильич",
                "birth_date": date(2008, 3, 5),
                "sex": "муж",
                "record_book": "0012",
                "group": "М-31",
                "funding": "бюджет",
                "has_target_contract": "нет",
                "state": "обучается",
                "speciality_code": "35.02.16",
                "intake_year": "2024",
                "course": "3",
                "study_form": "очная",
                "entry_base": "9 классов",
            },
            instructions=[
                gettext("Одна строка — один обучающийся. Тех, кто уже есть, строка дополняет."),
                gettext("Однофамильцев различают дата рождения и номер зачётной книжки."),
                gettext("Столбцы о программе нужны, когда группы ещё нет в портале."),
            ],
        )

    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return [
            (gettext("Новых обучающихся"), counts.get("new", 0)),
            (gettext("Будут дополнены"), counts.get("updated", 0)),
            (gettext("Без изменений"), counts.get("same", 0)),
        ]
