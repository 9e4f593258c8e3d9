"""The list of a group as a table."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from colleges.enums import Sex
from core.names import FullName
from core.tables.alternatives import read_alternatives
from core.tables.parsing import Choice, Person, Text
from core.tables.quantities import Day
from core.tables.reading import read_workbook
from core.tables.records import Reading
from core.tables.specs import Column, TableSpec


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
_SHAPES: Final[tuple[TableSpec[Any], ...]] = (_IN_ONE_CELL, _IN_PARTS, _NAMES_ONLY)

TEMPLATE: Final = TableSpec(record=TemplateRow, columns=(_PERSON, *_FACTS))
KIND: Final = "colleges.contingent"
TITLE: Final = _("Список группы")


def read_contingent(content: bytes, name: str) -> Reading[Any]:
    """Read the list, names in one column or in three; raise UnreadableFileError in Russian."""
    return read_alternatives(read_workbook(content, name), _SHAPES)
