"""КОД of the demonstration exam as a table: one row a module of one КОД at one level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.imports.demo_exam import CODE, LEVEL
from assessments.services.exam_form_files import (
    ExamFormsPlan,
    FormUsed,
    apply_exam_forms,
    plan_exam_forms,
    undo_exam_forms,
)
from colleges.selectors.groups import own_college
from colleges.services.contingent_changes import lock_college
from core.import_kinds import Applied, TableKind, Target, TargetClosed
from core.scope import Scope
from core.tables.parsing import Text
from core.tables.quantities import Number
from core.tables.records import Reading
from core.tables.specs import Column, TableSpec
from core.tables.templates import Template


@dataclass(frozen=True)
class ExamFormRecord:
    """A row as read."""

    code: str
    level: str
    name: str | None
    module: str
    maximum: Decimal
    functions: str | None


_SPEC: Final = TableSpec(
    record=ExamFormRecord,
    columns=(
        CODE,
        LEVEL,
        Column(
            key="name",
            title="Наименование формы",
            parse=Text(300),
            fill_down=True,
            synonyms=("Наименование", "Форма оценки", "Наименование КОД"),
            hint="Пусто: портал составит из кода и уровня",
        ),
        Column(
            key="module",
            title="Модуль",
            parse=Text(300),
            required=True,
            synonyms=("Модуль КОД", "Название модуля", "Наименование модуля", "Критерий"),
            hint="Вариативную часть так и назовите: «Вариативная часть»",
        ),
        Column(
            key="maximum",
            title="Наибольший балл",
            parse=Number(minimum=Decimal("0.01"), maximum=1000, places=2),
            required=True,
            synonyms=("Максимальный балл", "Максимум", "Макс. балл", "Баллы", "Балл"),
        ),
        Column(
            key="functions",
            title="Трудовые функции",
            parse=Text(300),
            synonyms=("ТФ", "Коды ТФ", "Коды трудовых функций", "Трудовая функция"),
            hint="Через запятую: A/01.3, A/02.3; стандарт, если нужен: 13.001 A/01.3",
        ),
    ),
)


class DemoExamFormsImport(TableKind):
    """Forms of the demonstration exam with their modules and points."""

    key = "assessments.demo_exam_forms"
    slug = "demo-exam-forms"
    title = _("Демонстрационный экзамен: КОД")
    lead = _(
        "Комплекты оценочной документации: модули и наибольшие баллы на каждом уровне. По ним "
        "потом загружаются баллы экзамена."
    )
    button = _("Завести КОД")
    shapes = (_SPEC,)

    def choice(self, *, scope: Scope) -> None:
        return None

    def target(self, *, scope: Scope, parameters: Mapping[str, Any]) -> Target | None:
        college = own_college(scope=scope)
        if college is None:
            return None
        return Target(
            college_id=college.pk,
            subject=college,
            title=college.short_name,
            route="assessments:sheet_create",
        )

    def prepare(self, *, target: Target) -> Target:
        lock_college(college=target.subject)
        return target

    def plan(self, *, reading: Reading[Any], target: Target) -> ExamFormsPlan:
        return plan_exam_forms(reading=reading, college=target.subject)

    def apply(
        self, *, plan: ExamFormsPlan, target: Target, actor_id: int | None, now: datetime
    ) -> Applied:
        college = target.subject
        undo = apply_exam_forms(plan=plan, college=college, actor_id=actor_id, now=now)
        return Applied(count=len(plan.forms), undo=undo)

    def undo(
        self, *, undo: Mapping[str, Any], target: Target, actor_id: int | None, now: datetime
    ) -> int:
        try:
            return undo_exam_forms(undo=undo, college=target.subject, actor_id=actor_id, now=now)
        except FormUsed as used:
            raise TargetClosed(str(used)) from used

    def template(self, *, target: Target | None) -> Template:
        return Template(
            title=gettext("КОД"),
            spec=_SPEC,
            example={
                "code": "35.02.16-1-2026",
                "level": "БУ",
                "module": "Модуль 1. Подготовка машин к работе",
                "maximum": "26",
                "functions": "A/01.3, A/02.3",
            },
            instructions=[
                gettext("Одна строка — один модуль; КОД и уровень можно писать только в первой."),
                gettext("У одного модуля на разных уровнях может быть разный наибольший балл."),
            ],
        )

    def filled(self, rows: Sequence[Mapping[str, Any]]) -> Template:
        """Return a table of КОД as a person would have filled the template in."""
        return Template(title=gettext("КОД"), spec=_SPEC, rows=rows)

    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return [
            (gettext("Новых форм"), counts.get("new", 0)),
            (gettext("Изменённых"), counts.get("changed", 0)),
            (gettext("Модулей в них"), counts.get("modules", 0)),
            (gettext("Без изменений"), counts.get("same", 0)),
        ]
