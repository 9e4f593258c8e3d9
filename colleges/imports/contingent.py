"""The list of a group as a table."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from colleges.enums import Sex
from core.names import FullName
from core.tables.parsing import Choice, Person, Text
from core.tables.quantities import Day
from core.tables.reading import read_workbook
from core.tables.records import Reading, read_tables
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


CONTINGENT: Final = TableSpec(
    record=ContingentRow,
    columns=(
        Column(
            key="person",
            title="ФИО",
            parse=Person(),
            synonyms=("Фамилия, имя, отчество", "Обучающийся", "Студент", "Абитуриент"),
        ),
        Column(key="last_name", title="Фамилия", parse=Text(100)),
        Column(key="first_name", title="Имя", parse=Text(100)),
        Column(key="patronymic", title="Отчество", parse=Text(100)),
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
            synonyms=("Зачётная книжка", "Номер зачетки", "№ зачётки"),
        ),
        Column(
            key="group",
            title="Группа",
            parse=Text(40),
            fill_down=True,
            synonyms=("Академическая группа",),
        ),
    ),
)
KIND: Final = "colleges.contingent"
TITLE: Final = _("Список группы")


def read_contingent(content: bytes, name: str) -> Reading[ContingentRow]:
    """Read the list; raise UnreadableFileError with a Russian message."""
    return read_tables(read_workbook(content, name), CONTINGENT)
