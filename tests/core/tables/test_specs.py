from dataclasses import dataclass
from datetime import date

import pytest

from core.tables.parsing import Text, YesNo
from core.tables.specs import (
    SERVICE_ROW,
    Column,
    ColumnGroup,
    TableSpec,
    header_day,
    header_of,
    header_text,
)


@dataclass(frozen=True)
class Line:
    name: str
    marks: tuple


NAME = Column(key="name", title="ФИО", parse=Text())
MARKS = ColumnGroup(key="marks", title="Даты", header=header_day, parse=Text())


def test_spec_fits_its_record():
    spec = TableSpec(record=Line, columns=(NAME,), groups=(MARKS,))
    assert spec.column("name") is NAME
    with pytest.raises(KeyError):
        spec.column("marks")


def test_spec_with_other_fields_is_refused_at_once():
    with pytest.raises(TypeError, match="do not match the fields of Line"):
        TableSpec(record=Line, columns=(NAME,))
    with pytest.raises(TypeError, match="do not match the fields of Line"):
        TableSpec(record=Line, columns=(NAME, NAME), groups=(MARKS,))
    with pytest.raises(TypeError, match="str is not a dataclass"):
        TableSpec(record=str, columns=(NAME,))


def test_column_blankness_follows_its_parser():
    assert NAME.is_blank("—")
    assert not Column(key="agreed", title="Договор", parse=YesNo()).is_blank("-")


def test_header_readers_tell_what_a_column_is_about():
    assert header_day(date(2026, 9, 4)) == date(2026, 9, 4)
    assert header_day("06.09.2024, без дз") is None
    assert header_text(r"балл\w*\s+(М\d)")(" Баллы М2 ") == "М2"
    assert header_text(r"М(\d)")(5) is None
    assert header_of(Text())(date(2026, 9, 4)) == "04.09.2026"


@pytest.mark.parametrize(
    "text",
    [
        "Итого",
        "ИТОГО: 340.99",
        "Всего по группе",
        "Средний балл",
        "Проверка (строка не редактируется)",
    ],
)
def test_service_rows_are_known(text):
    assert SERVICE_ROW.match(text)


@pytest.mark.parametrize(
    "text", ["Итоговая аттестация", "Средняя школа № 5", "Проверка знаний", "Всегодичев", "Мин Ю."]
)
def test_data_rows_are_not_taken_for_service_rows(text):
    assert not SERVICE_ROW.match(text)
