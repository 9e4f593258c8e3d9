"""The curriculum of a programme as a table: modules, courses and practices with their hours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from colleges.enums import ModuleKind
from colleges.imports.targets import ProgrammeTargets
from colleges.models import Programme
from colleges.rules.curriculum import HOURS_IN_WEEK
from colleges.selectors.programmes import modules_of
from colleges.services.curriculum_files import (
    Amount,
    AmountUnit,
    CurriculumChanged,
    CurriculumPlan,
    apply_curriculum,
    lock_programme,
    plan_curriculum,
    undo_curriculum,
)
from core.enums import Role
from core.import_kinds import Applied, TableKind, Target, TargetClosed
from core.tables.cells import CellValue
from core.tables.parsing import CellError, Choice, Doubt, FreeCell, Text, Writing, shown
from core.tables.quantities import Number
from core.tables.records import Reading
from core.tables.specs import Column, ColumnGroup, TableSpec
from core.tables.templates import Template
from core.text import search_key, squeeze

_NUMBER: Final = r"(\d+(?:\s\d{3})*(?:[.,]\d+)?)"
# «108», «108 ч.», «108/3 нед.», «108 (3 нед.)»: the hours stand first and count.
_HOURS: Final = re.compile(
    rf"{_NUMBER}\s*(?:ч[а-я]*\.?)?(?:\s*[/(]\s*\d+(?:[.,]\d+)?\s*н[а-я]*\.?\s*\)?)?", re.IGNORECASE
)
_WEEKS: Final = re.compile(rf"{_NUMBER}\s*н(?:ед[а-я]*)?\.?", re.IGNORECASE)
_MOST: Final = 10_000


@dataclass(frozen=True)
class Hours(FreeCell):
    """Hours of a line; weeks, written as such, are told apart."""

    writing: ClassVar[Writing] = Writing.INTEGER

    def __call__(self, value: CellValue) -> Amount | Doubt[Amount]:
        text = squeeze(shown(value)) if isinstance(value, str) else ""
        weeks = _WEEKS.fullmatch(text)
        if weeks is not None:
            number = _bounded(weeks.group(1))
            message = gettext("Недели переведены в часы: по %(hours)s часов в неделе.")
            return Doubt(Amount(number, is_weeks=True), message % {"hours": HOURS_IN_WEEK})
        hours = _HOURS.fullmatch(text)
        return Amount(_bounded(hours.group(1) if hours else value))


def _bounded(value: CellValue) -> Decimal:
    try:
        return Number(minimum=0, maximum=_MOST)(value)
    except CellError as error:
        raise CellError(
            error.message, error.fixes, gettext("образец: «108» или «3 нед.»")
        ) from error


@dataclass(frozen=True)
class CurriculumRecord:
    """A row as read."""

    code: str | None
    name: str
    kind: str | None
    hours: Amount | None
    competences: str | None
    unit: str | None
    credits: Decimal | None
    load: str | None
    period: str | None
    semesters: tuple[tuple[int, Amount | None], ...]


_ROMAN: Final = {
    name: number
    for number, name in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii"), start=1)
}
_ORDINALS: Final = {
    name: number
    for number, name in enumerate(
        ("первый", "второй", "третий", "четвертый", "пятый", "шестой", "седьмой", "восьмой"),
        start=1,
    )
}
_WHICH: Final = r"\d{1,2}|[ivxіх]+|[а-я]+[ыо]й|третий"
# «1 семестр», «1 сем. 17 нед.», «II семестр», «Семестр 3», «Первый семестр».
_SEMESTER: Final = re.compile(
    rf"(?:(?P<number>{_WHICH})(?:-?[йи])? ?сем(?:естр)?\b\.?|семестр №? ?(?P<later>{_WHICH}))"
    r"(?:[ ,(/]*\d{1,2}(?:[.,]\d)?(?: \d/\d)? ?нед[а-я]*\.?\)?)?(?:[ ,(]*час[а-я]*\.?\)?)?"
)


def semester_of(value: CellValue) -> int | None:
    """Return the number of the semester whose hours a column has, None for any other column."""
    match = _SEMESTER.fullmatch(search_key(value)) if isinstance(value, str) else None
    if match is None:
        return None
    text = (match["number"] or match["later"]).replace("і", "i").replace("х", "x")
    number = int(text) if text.isdecimal() else _ROMAN.get(text) or _ORDINALS.get(text)
    return number if number in range(1, 15) else None


_KINDS: Final = Choice(
    {
        ModuleKind.PROFESSIONAL_MODULE.value: ("профессиональный модуль", "ПМ", "модуль"),
        ModuleKind.COURSE.value: ("междисциплинарный курс", "МДК"),
        ModuleKind.COLLEGE_PRACTICE.value: ("учебная практика", "УП"),
        ModuleKind.WORKPLACE_PRACTICE.value: (
            "производственная практика",
            "ПП",
            "преддипломная практика",
            "ПДП",
        ),
        ModuleKind.DISCIPLINE.value: ("дисциплина", "учебная дисциплина", "УД", "предмет"),
    }
)
_UNITS: Final = Choice(
    {
        AmountUnit.HOURS.value: ("часы", "час", "ч", "академические часы", "ак. час"),
        AmountUnit.WEEKS.value: ("недели", "неделя", "нед"),
        AmountUnit.CREDITS.value: ("з. е.", "ЗЕТ", "зачётные единицы", "кредиты"),
    }
)
SPEC: Final = TableSpec(
    record=CurriculumRecord,
    columns=(
        Column(
            key="code",
            title="Индекс",
            parse=Text(20),
            required=True,
            may_be_blank=True,
            synonyms=(
                "Шифр",
                "Код",
                "Код модуля",
                "Индекс дисциплины",
                "Код дисциплины",
                "№ индекс",
            ),
            hint="Например, ПМ.01, МДК.01.01, УП.01, ОП.03; по нему строка узнаётся снова",
        ),
        Column(
            key="name",
            title="Наименование",
            parse=Text(400),
            required=True,
            synonyms=(
                "Дисциплина",
                "Наименование дисциплины",
                "Наименование модуля",
                "Наименование дисциплин, модулей, практик",
                "Наименование циклов, дисциплин, профессиональных модулей, МДК, практик",
                "Наименование учебных циклов, дисциплин, профессиональных модулей, МДК, практик",
                "Наименование циклов, разделов, дисциплин, профессиональных модулей, МДК, практик",
            ),
        ),
        Column(
            key="kind",
            title="Вид",
            parse=_KINDS,
            synonyms=("Вид элемента", "Вид модуля"),
            hint="Пусто: портал поймёт по индексу",
        ),
        Column(
            key="hours",
            title="Часов",
            parse=Hours(),
            synonyms=(
                "Всего часов",
                "Часы",
                "Объём, час",
                "Объём, часов",
                "Количество часов",
                "Кол-во часов",
                "Объём времени",
                "Учебная нагрузка",
                "Количество",
                "Объём образовательной программы",
                "Объём ОП",
                "Объём образовательной нагрузки",
                "Максимальная учебная нагрузка",
                "Максимальная",
                "Трудоёмкость",
                "Итого часов",
                "Всего",
            ),
            hint="Практику можно писать неделями: «3 нед.»",
        ),
        Column(
            key="competences",
            title="Компетенции",
            parse=Text(600),
            synonyms=(
                "Коды компетенций",
                "Формируемые компетенции",
                "Коды формируемых компетенций",
                "Код компетенции",
                "ОК и ПК",
                "ОК, ПК",
                "ПК",
                "Коды ПК",
            ),
            hint="Через запятую: ПК 1.1-1.3, ОК 01, 02",
        ),
        Column(
            key="unit",
            title="Единица измерения",
            parse=_UNITS,
            synonyms=("Ед. изм.", "Ед. измерения", "Единица"),
            hint="Пусто: часы",
        ),
        Column(
            key="credits",
            title="Зачётных единиц",
            parse=Number(minimum=0, maximum=1000),
            synonyms=("ЗЕТ", "З.Е.", "Зачётные единицы", "ЗЕ"),
        ),
        Column(
            key="load",
            title="Вид нагрузки",
            parse=Text(120),
            synonyms=("Нагрузка", "Вид занятий", "Вид учебной работы", "Форма занятий"),
            hint="Если у дисциплины несколько строк: их часы складываются",
        ),
        Column(
            key="period",
            title="Семестр",
            parse=Text(60),
            synonyms=("Период контроля", "Период обучения", "Полугодие"),
        ),
    ),
    groups=(ColumnGroup(key="semesters", title="Семестры", header=semester_of, parse=Hours()),),
)


class CurriculumImport(ProgrammeTargets, TableKind):
    """Modules of one programme, added and corrected by their indexes."""

    key = "colleges.curriculum"
    slug = "curriculum"
    title = _("Учебный план программы")
    lead = _(
        "Модули, МДК, практики и дисциплины с часами и компетенциями. Строки узнаются по индексу: "
        "знакомые исправляются, новые добавляются, остальные не трогаются."
    )
    button = _("Записать учебный план")
    template_lead = _("Если выбрать программу, в шаблоне будет её нынешний план.")
    route = "colleges:programme_detail"
    shapes = (SPEC,)
    roles = frozenset({Role.COLLEGE_MANAGER})

    def prepare(self, *, target: Target) -> Target:
        """Take the programme before its modules are compared: files are applied one by one."""
        try:
            lock_programme(programme=target.subject)
        except CurriculumChanged as changed:
            raise TargetClosed(str(changed)) from changed
        return target

    def plan(self, *, reading: Reading[Any], target: Target) -> CurriculumPlan:
        return plan_curriculum(reading=reading, programme=target.subject)

    def apply(
        self, *, plan: CurriculumPlan, target: Target, actor_id: int | None, now: datetime
    ) -> Applied:
        undo = apply_curriculum(plan=plan, programme=target.subject, actor_id=actor_id, now=now)
        return Applied(count=len(plan.lines), undo=undo)

    def undo(
        self, *, undo: Mapping[str, Any], target: Target, actor_id: int | None, now: datetime
    ) -> int:
        try:
            return undo_curriculum(undo=undo, programme=target.subject, actor_id=actor_id, now=now)
        except CurriculumChanged as changed:
            raise TargetClosed(str(changed)) from changed

    def template(self, *, target: Target | None) -> Template:
        return Template(
            title=gettext("Учебный план"),
            spec=SPEC,
            rows=[] if target is None else _rows(target.subject),
            example={
                "code": "МДК.01.01",
                "name": "Назначение и устройство тракторов и машин",
                "kind": "междисциплинарный курс",
                "hours": 144,
                "competences": "ПК 1.1-1.3, ОК 01, 02",
            },
            instructions=[
                gettext("Одна строка — один модуль, МДК, практика или дисциплина."),
                gettext("МДК, УП и ПП войдут в модуль с тем же номером: МДК.01.02 — в ПМ.01."),
                gettext("Без столбца «Часов» складываются столбцы семестров: «1 семестр», …"),
                gettext("Пустая ячейка ничего не меняет; чего в файле нет, остаётся в программе."),
            ],
        )

    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        passed = counts.get("passed", 0)
        return [
            (gettext("Новых модулей"), counts.get("new", 0)),
            (gettext("Изменённых"), counts.get("changed", 0)),
            (gettext("Без изменений"), counts.get("same", 0)),
            *([(gettext("Не загружается: разделы и аттестации"), passed)] if passed else []),
        ]


def _rows(programme: Programme) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "kind": str(ModuleKind(row.kind).label),
            "hours": row.hours,
            "competences": ", ".join(row.competence_codes),
        }
        for row in modules_of(programme=programme)
    ]
