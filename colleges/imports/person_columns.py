"""Columns by which a file tells whom a row is about, alike in every kind of file."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from core.tables.parsing import Person, Text
from core.tables.quantities import Day
from core.tables.specs import SERVICE_ROW, Column, ColumnGroup, TableSpec

# Below a list of people stand those who sign it, and rows about the whole list.
PEOPLE_SERVICE_ROW: Final = re.compile(
    SERVICE_ROW.pattern
    + r"|(?:и\.? ?о\.? ?)?(?:(?:зам(?:еститель|\.)? ?)?директор[а]?|зав(?:едующ(?:ий|ая)|\.)"
    r"|преподавател[ьи]|руководител[ьи]|исполнитель|председатель|секретарь|куратор"
    r"|член(?:ы)? комиссии|классный руководитель|мастер производственного|мастер п/?о"
    r"|(?:главный |технический |линейный )?эксперт[ы]?|методист|ответственн(?:ый|ая)"
    r"|экзаменатор|подпис[ьи]|м\. ?п|декан)(?![\w-])"
    r"|(?:максимум|максимальн\w+ балл\w*|макс\.? балл\w*|минимум|кол(?:ичество|-во))\b",
    re.IGNORECASE,
)

PERSON: Final = Column(
    key="person",
    title="ФИО",
    parse=Person(),
    may_be_blank=True,
    synonyms=(
        "Ф.И.О. студента",
        "Ф.И.О. обучающегося",
        "ФИО выпускника",
        "Фамилия, имя, отчество",
        "Фамилия и имя",
        "Обучающийся",
        "Студент",
        "Абитуриент",
        "Выпускник",
        "Участник",
        "Практикант",
    ),
)
RECORD_BOOK: Final = Column(
    key="record_book",
    title="№ зачётной книжки",
    parse=Text(30, refuses_dates=True),
    may_be_blank=True,
    synonyms=("Зачётная книжка", "Номер зачётной книжки", "Номер зачётки", "№ зачётки"),
)
BIRTH_DATE: Final = Column(
    key="birth_date",
    title="Дата рождения",
    parse=Day(),
    synonyms=("Д.р.", "Дата рожд.", "Родился"),
)
GROUP: Final = Column(
    key="group",
    title="Группа",
    parse=Text(40),
    fill_down=True,
    synonyms=("Академическая группа", "Учебная группа", "Название группы", "Шифр группы", "Гр."),
)


def person_shapes(
    record: type[Any],
    columns: Sequence[Column],
    groups: tuple[ColumnGroup, ...] = (),
    **more: Any,
) -> tuple[TableSpec[Any], TableSpec[Any]]:
    """Return the shapes of a table whose rows are known by the name, or by the record book only.

    `more` is said of both, see `TableSpec`.
    """
    return (
        TableSpec(
            record=record,
            columns=(replace(PERSON, required=True), RECORD_BOOK, BIRTH_DATE, GROUP, *columns),
            groups=groups,
            service_row=PEOPLE_SERVICE_ROW,
            **more,
        ),
        TableSpec(
            record=record,
            columns=(PERSON, replace(RECORD_BOOK, required=True), BIRTH_DATE, GROUP, *columns),
            groups=groups,
            service_row=PEOPLE_SERVICE_ROW,
            **more,
        ),
    )
