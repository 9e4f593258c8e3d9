"""Columns by which a file tells which practice a row is about, alike in every kind of file."""

from collections.abc import Mapping
from typing import Any, Final

from core.tables.parsing import Choice, Text
from core.tables.specs import Column
from employers.enums import PracticeMark

# How people write the kinds of practice.
COLLEGE_PRACTICE: Final = ("учебная", "учебная практика", "УП")
WORKPLACE_PRACTICE: Final = (
    "производственная",
    "производственная практика",
    "ПП",
    "производственная (по профилю специальности)",
    "производственная практика (по профилю специальности)",
    "практика по профилю специальности",
    "по профилю специальности",
)
PREDIPLOMA: Final = (
    "преддипломная",
    "преддипломная практика",
    "ПДП",
    "производственная (преддипломная)",
    "производственная практика (преддипломная)",
)

MODULE: Final = Column(
    key="module",
    title="Код ПМ",
    parse=Text(20),
    fill_down=True,
    synonyms=("ПМ", "Модуль", "Профессиональный модуль", "Код модуля"),
    hint="Как в программе, например ПМ.01",
)
# The marks of five, as they are written.
MARK_WORDS: Final[Mapping[int, tuple[str, ...]]] = {
    5: ("5", "отлично", "5 (отлично)", "5 (отл)", "отл"),
    4: ("4", "хорошо", "4 (хорошо)", "4 (хор)", "хор"),
    3: ("3", "удовлетворительно", "3 (удовлетворительно)", "3 (удовл)", "удовл"),
    2: ("2", "неудовлетворительно", "2 (неудовлетворительно)", "2 (неуд)", "неуд"),
}
MARK: Final[Choice[str]] = Choice(
    {
        **{PracticeMark(str(mark)).value: words for mark, words in MARK_WORDS.items()},
        PracticeMark.PASSED.value: ("зачтено", "зачёт", "зач"),
        PracticeMark.FAILED.value: ("не зачтено", "незачёт", "незач"),
    }
)
# Both days in one cell.
PERIOD: Final = (
    "Сроки практики",
    "Сроки",
    "Срок практики",
    "Сроки прохождения практики",
    "Период практики",
    "Период прохождения практики",
    "Период",
    "Даты практики",
    "Даты проведения",
    "Сроки проведения",
)
ENDS: Final = ("Окончание", "Конец", "Окончание практики", "Дата по", "По")


def kind_column(parse: Choice[Any]) -> Column:
    """Return the column of the kind of practice, which `parse` reads."""
    return Column(
        key="kind",
        title="Вид практики",
        parse=parse,
        required=True,
        fill_down=True,
        synonyms=("Практика", "Вид"),
    )
