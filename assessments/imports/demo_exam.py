"""Points of the demonstration exam as a table: one row a person, КОД, level and day."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from assessments.enums import DemoExamLevel
from assessments.imports.sheets import Points, SheetsImport, doubted_share, is_share
from assessments.rules.demo_exam import MODULES
from assessments.services.demo_exam_files import plan_demo_exam
from assessments.services.sheet_files import SheetsPlan
from colleges.imports.person_columns import person_shapes
from core.import_kinds import Target
from core.names import FullName
from core.tables.cells import CellValue
from core.tables.parsing import Choice, Doubt, Text
from core.tables.quantities import Day, Number
from core.tables.records import Reading
from core.tables.specs import Column
from core.text import search_key
from employers.imports.practice_columns import MARK_WORDS


@dataclass(frozen=True)
class ExamRecord:
    """A row as read."""

    person: FullName | None
    record_book: str | None
    birth_date: date | None
    group: str | None
    code: str
    level: str
    held_on: date
    centre: str | None
    module_1: str | None
    module_2: str | None
    module_3: str | None
    module_4: str | None
    module_5: str | None
    module_6: str | None
    variative: str | None
    total: Decimal | None
    maximum: Decimal | None
    mark: int | None

    @property
    def points(self) -> tuple[str | None, ...]:
        """What stands for module 1, 2, ..."""
        return tuple(getattr(self, f"module_{number}") for number in range(1, MODULES + 1))


@dataclass(frozen=True)
class ExamPoints(Points):
    """Points of a module, which are hardly less than one."""

    def __call__(self, value: CellValue) -> str | Doubt[str]:
        text = super().__call__(value)
        return doubted_share(text) if isinstance(text, str) and is_share(value) else text


def _is_of_module(title: str, number: int) -> bool:
    """Say whether a title begins with the module's number: «Модуль 1: Подготовка (макс. 25)»."""
    found = _MODULE.match(search_key(title))
    return found is not None and int(found[1]) == number


_MODULE: Final = re.compile(r"(?:балл[аыов]* )?(?:за )?(?:модул[ья] ?№? ?|м-?)(\d)\b")
_MARKS: Final = Choice(MARK_WORDS)
LEVELS: Final = Choice(
    {
        DemoExamLevel.INTERIM.value: ("ПА", "промежуточная аттестация", "ДЭ ПА"),
        DemoExamLevel.BASIC.value: (
            "БУ",
            "базовый",
            "базовый уровень",
            "ГИА БУ",
            "ГИА ДЭ БУ",
            "ДЭ БУ",
            "базовый уровень ГИА",
            "ГИА базовый уровень",
            "ГИА (БУ)",
            "ДЭ базового уровня",
        ),
        DemoExamLevel.PROFILE.value: (
            "ПУ",
            "профильный",
            "профильный уровень",
            "ГИА ПУ",
            "ГИА ДЭ ПУ",
            "ДЭ ПУ",
            "профильный уровень ГИА",
            "ГИА профильный уровень",
            "ГИА (ПУ)",
            "ДЭ профильного уровня",
        ),
        DemoExamLevel.PROFILE_CORE.value: ("ПУ инвариант", "ПУ инвариантная часть", "ПУ ИВ"),
    }
)
CODE: Final = Column(
    key="code",
    title="Код КОД",
    parse=Text(40),
    required=True,
    fill_down=True,
    synonyms=("КОД", "Шифр КОД", "Комплект оценочной документации", "Код комплекта"),
    hint="Например, 35.02.16-1-2026",
)
LEVEL: Final = Column(
    key="level",
    title="Уровень",
    parse=LEVELS,
    required=True,
    fill_down=True,
    synonyms=("Уровень ДЭ", "Вид аттестации", "Уровень экзамена"),
)
_FACTS: Final = (
    CODE,
    LEVEL,
    Column(
        key="held_on",
        title="Дата",
        parse=Day(),
        required=True,
        fill_down=True,
        synonyms=("Дата экзамена", "Дата проведения", "Дата ДЭ"),
    ),
    Column(
        key="centre",
        title="ЦПДЭ",
        parse=Text(120),
        fill_down=True,
        synonyms=("Центр проведения", "Центр проведения экзамена", "Площадка"),
    ),
    *(
        Column(
            key=f"module_{number}",
            title=f"Баллы М{number}",
            parse=ExamPoints(),
            is_title=partial(_is_of_module, number=number),
            hint="Баллы числом, например 21,5; не явился: н/я",
            synonyms=(
                f"М{number}",
                f"Модуль {number}",
                f"Баллы за модуль {number}",
                f"Модуль № {number}",
            ),
        )
        for number in range(1, MODULES + 1)
    ),
    Column(
        key="variative",
        title="Вариативная часть",
        parse=ExamPoints(),
        hint="Баллы числом, только на уровне ПУ",
        synonyms=("Баллы ВЧ", "Вариатив", "ВЧ"),
    ),
    Column(
        key="total",
        title="Сумма",
        parse=Number(minimum=0),
        synonyms=(
            "Итого",
            "Всего баллов",
            "Сумма баллов",
            "Итоговый балл",
            "Баллы",
            "Общий балл",
            "Общая сумма баллов",
            "Всего",
        ),
    ),
    Column(
        key="maximum",
        title="Максимум",
        parse=Number(minimum=0),
        synonyms=("Максимальный балл", "Макс. балл", "Максимально возможный балл"),
    ),
    Column(
        key="mark",
        title="Оценка",
        parse=_MARKS,
        synonyms=("Отметка", "Оценка ГИА"),
    ),
)
_SHAPES: Final = person_shapes(ExamRecord, _FACTS)


class DemoExamImport(SheetsImport):
    """Protocols of the demonstration exam: sheets of the groups are made as needed."""

    key = "assessments.demo_exam"
    slug = "demo-exam"
    title = _("Демонстрационный экзамен")
    lead = _(
        "Баллы по модулям КОД на уровнях ПА, БУ, ПУ. Ведомости групп портал заведёт сам, "
        "сдать их остаётся вам."
    )
    button = _("Записать баллы")
    shapes = _SHAPES
    template_title = _("ДЭ")
    example: ClassVar = {
        "code": "35.02.16-1-2026",
        "level": "БУ",
        "held_on": date(2026, 6, 11),
        "centre": "ЦПДЭ колледжа",
        "module_1": "21,5",
        "module_2": "18",
        "total": "39,5",
        "maximum": "50",
        "mark": "5",
    }
    instructions = (
        _("КОД, уровень и дату можно писать только в первой строке группы."),
        _("Не явился: «н/я» в столбцах модулей."),
    )

    def plan(self, *, reading: Reading[Any], target: Target) -> SheetsPlan:
        return plan_demo_exam(reading=reading, place=target.subject)
