"""An alignment as colleges and methodists keep it: a list of links by codes."""

from dataclasses import dataclass
from typing import Final

from colleges.services.alignment_lists import HALF, NONE, ONE, TENTHS, TWO, WHOLE
from core.tables.cells import CellValue
from core.tables.parsing import Choice, FreeCell, Text, shown
from core.tables.specs import Column, TableSpec
from core.text import squeeze


@dataclass(frozen=True)
class LinkRecord:
    """A row as read; which competence and function it means only the programme tells."""

    standard: str | None
    function: str | None
    element: str | None
    source: str | None
    strength: str | None


@dataclass(frozen=True)
class AsWritten(FreeCell):
    """Whatever stands in the cell: a number or a date may be a code that a spreadsheet changed."""

    def __call__(self, value: CellValue) -> str:
        return squeeze(shown(value))


_STRENGTHS: Final = Choice(
    {
        WHOLE: ("полностью", "полная", "полное", "●", "+", "да", "full", "fully", "yes"),
        HALF: ("частично", "частичная", "частичное", "◐", "+/-", "±", "partial", "partially"),
        NONE: ("нет", "○", "0", "none", "no"),
        TWO: ("2",),
        ONE: ("1",),
        TENTHS: ("0,5", "0.5"),
    }
)
LIST_SPEC: Final = TableSpec(
    record=LinkRecord,
    columns=(
        Column(
            key="standard",
            title="Профессиональный стандарт",
            parse=Text(700),
            fill_down=True,
            synonyms=(
                "ПС",
                "Код ПС",
                "ПС код",
                "Профстандарт",
                "Код профстандарта",
                "Код профессионального стандарта",
                "Стандарт",
                "Регистрационный номер",
                "Регистрационный номер ПС",
            ),
            hint="Код «13.001» или регистрационный номер",
        ),
        Column(
            key="function",
            title="ТФ",
            parse=Text(1100),
            required=True,
            fill_down=True,
            synonyms=(
                "ОТФ/ТФ",
                "ОТФ, ТФ",
                "ОТФ и ТФ",
                "Код ТФ",
                "ТФ код",
                "Трудовая функция",
                "Код трудовой функции",
                "Трудовые функции",
            ),
            hint="Код «A/01.3»",
        ),
        Column(
            key="element",
            title="Действие, умение, знание",
            parse=Text(4000),
            synonyms=(
                "ТД, НУ, НЗ",
                "Действие, умение или знание",
                "Трудовое действие, умение, знание",
                "Трудовое действие",
                "Элемент ТФ",
            ),
            hint="Пусто: связь с функцией целиком",
        ),
        Column(
            key="source",
            title="ПК, ОК или модуль",
            parse=AsWritten(),
            required=True,
            synonyms=(
                "ПК/ОК/модуль",
                "ПК",
                "ПК, ОК",
                "ОК и ПК",
                "Код ПК",
                "ПК код",
                "Компетенция",
                "Код компетенции",
                "Компетенция или модуль",
                "Код компетенции или модуля",
                "Модуль",
                "Код модуля",
            ),
            hint="Один код или несколько: ПК 1.1-1.3, ОК 01",
        ),
        Column(
            key="strength",
            title="Степень",
            parse=_STRENGTHS,
            required=True,
            synonyms=(
                "Сила",
                "Степень/сила",
                "Сила связи",
                "Степень связи",
                "Степень соответствия",
                "Соответствие",
                "Полнота",
                "Связь",
            ),
            hint="полностью, частично или нет",
        ),
    ),
)
