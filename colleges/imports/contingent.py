"""The list of a group as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from colleges.enums import Sex
from colleges.selectors.groups import groups_of
from colleges.services.contingent import (
    ContingentPlan,
    apply_contingent,
    lock_group,
    plan_contingent,
)
from core.import_kinds import Applied, ImportKind, Target, TargetChoice
from core.names import FullName
from core.scope import Scope
from core.tables.parsing import Choice, Person, Text
from core.tables.quantities import Day
from core.tables.records import Reading
from core.tables.specs import Column, TableSpec
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

    @property
    def full_name(self) -> FullName | None:
        return self.person


@dataclass(frozen=True)
class TemplateRow:
    """The columns that the portal itself asks for."""

    person: FullName | None
    birth_date: date | None
    sex: str | None
    record_book: str | None


_PERSON: Final = Column(
    key="person",
    title="ФИО",
    parse=Person(),
    required=True,
    synonyms=(
        "Ф.И.О. студента",
        "Ф.И.О. обучающегося",
        "Фамилия, имя, отчество",
        "Фамилия и имя",
        "Обучающийся",
        "Студент",
        "Абитуриент",
    ),
)
_PARTS: Final = (
    Column(key="last_name", title="Фамилия", parse=Text(100)),
    Column(key="first_name", title="Имя", parse=Text(100)),
    Column(key="patronymic", title="Отчество", parse=Text(100)),
)
_FACTS: Final = (
    Column(key="birth_date", title="Дата рождения", parse=Day(), synonyms=("Д.р.", "Родился")),
    Column(
        key="sex",
        title="Пол",
        parse=Choice(
            {Sex.MALE.value: ("муж", "м", "мужской"), Sex.FEMALE.value: ("жен", "ж", "женский")}
        ),
    ),
    Column(
        key="record_book",
        title="№ зачётной книжки",
        parse=Text(30),
        synonyms=("Зачётная книжка", "Номер зачётной книжки", "Номер зачётки", "№ зачётки"),
    ),
)
_GROUP: Final = Column(
    key="group",
    title="Группа",
    parse=Text(40),
    fill_down=True,
    synonyms=("Академическая группа", "Учебная группа"),
)
_IN_ONE_CELL: Final = TableSpec(record=ContingentRow, columns=(_PERSON, *_PARTS, *_FACTS, _GROUP))
_IN_PARTS: Final = TableSpec(
    record=ContingentRow,
    columns=(
        replace(_PERSON, required=False),
        *(replace(part, required=part.key != "patronymic") for part in _PARTS),
        *_FACTS,
        _GROUP,
    ),
)
_NAMES_ONLY: Final = TableSpec(record=NameRow, columns=(_PERSON,))
SHAPES: Final[tuple[TableSpec[Any], ...]] = (_IN_ONE_CELL, _IN_PARTS, _NAMES_ONLY)

TEMPLATE: Final = TableSpec(record=TemplateRow, columns=(_PERSON, *_FACTS))


class ContingentImport(ImportKind):
    """The list of one group."""

    key = "colleges.contingent"
    slug = "contingent"
    title = _("Список группы")
    lead = _(
        "Подойдёт любая таблица с фамилиями: заголовок ищется в первых двадцати строках. "
        "Сначала файл проверяется, никто не добавляется."
    )
    button = _("Записать в группу")

    def choice(self, *, scope: Scope) -> TargetChoice:
        return TargetChoice(
            name="group",
            label=_("Группа"),
            empty_label=_("Выберите группу"),
            options=[(group.pk, group.name) for group in groups_of(scope=scope)],
        )

    def target(self, *, scope: Scope, parameters: Mapping[str, Any]) -> Target | None:
        groups = groups_of(scope=scope, with_archived=True)
        group = groups.filter(pk=parameters.get("group")).first()
        if group is None:
            return None
        return Target(
            college_id=group.college_id,
            subject=group,
            title=gettext("Группа %(group)s") % {"group": group.name},
            route="assessments:group_detail",
            route_args=(group.pk,),
        )

    def specs(self, *, target: Target) -> Sequence[TableSpec[Any]]:
        return SHAPES

    def plan(self, *, reading: Reading[Any], target: Target) -> ContingentPlan:
        return plan_contingent(reading=reading, group=target.subject)

    def prepare(self, *, target: Target) -> Target:
        return replace(target, subject=lock_group(group=target.subject))

    def apply(
        self, *, plan: ContingentPlan, target: Target, actor_id: int | None, now: datetime
    ) -> Applied:
        count = apply_contingent(
            plan=plan,
            group=target.subject,
            started_on=timezone.localdate(now),
            actor_id=actor_id,
            now=now,
        )
        return Applied(count=count)

    def template(self, *, target: Target | None) -> Template:
        return Template(title=gettext("Список группы"), spec=TEMPLATE)

    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return [
            (gettext("Новых обучающихся"), counts["new"]),
            (gettext("Будут дополнены"), counts["updated"]),
            (gettext("Без изменений"), counts["same"]),
        ]
