import pytest

from core.tables.cells import UnreadableFileError
from core.tables.delimited import detect_separator
from core.tables.limits import Limits
from core.tables.reading import read_workbook

RUSSIAN_EXCEL = 'ФИО;Группа;Балл\r\n"Ёлкина; Мария";М-31;4,5\r\n;;\r\nКим «Алина»;М-31;—\r\n'


def rows(content, name="группа.csv", **limits):
    (sheet,) = read_workbook(content, name, limits=Limits(**limits)).sheets
    return sheet.rows


EXPECTED = (
    ("ФИО", "Группа", "Балл"),
    ("Ёлкина; Мария", "М-31", "4,5"),
    (),
    ("Ким «Алина»", "М-31", "—"),
)


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
def test_russian_csv_reads_the_same_in_every_encoding(encoding):
    assert rows(RUSSIAN_EXCEL.encode(encoding)) == EXPECTED


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_capitals_alone_are_told_apart_too(encoding):
    text = "ФАМИЛИЯ;ИМЯ\r\nПЕТРОВА;АННА\r\nСЕМЁНОВ;ПЁТР\r\n"
    assert rows(text.encode(encoding))[1] == ("ПЕТРОВА", "АННА")


def test_encoding_told_by_a_person_is_used_and_refused_when_it_cannot_be():
    content = "щщ;фф".encode("koi8-r")
    assert read_workbook(content, "t.csv", encoding="koi8-r").sheets[0].rows == (("щщ", "фф"),)
    with pytest.raises(UnreadableFileError, match="не читается в выбранной кодировке"):
        read_workbook(content, "t.csv", encoding="utf-8-sig")


def test_sheet_is_named_like_the_file():
    book = read_workbook(RUSSIAN_EXCEL.encode("cp1251"), "Контингент 2026.csv")
    assert [sheet.name for sheet in book.sheets] == ["Контингент 2026"]


def test_tab_separated_text_reads_under_the_name_of_old_excel():
    content = "ФИО\tБалл\nКим Алина\t4,5\n".encode("cp1251")
    assert rows(content, "выгрузка.xls") == (("ФИО", "Балл"), ("Ким Алина", "4,5"))


def test_first_line_that_names_the_separator_is_not_a_row():
    assert rows("sep=|\nа|б;в\n".encode()) == (("а", "б;в"),)


def test_line_breaks_inside_quotes_stay_in_the_cell():
    assert rows('а;"б\nв"\n\nг;д'.encode()) == (("а", "б\nв"), (), ("г", "д"))


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("а;б\n1,5;2,5\n", ";"),
        ("а,б\n1.5,2.5\n", ","),
        ("а\tб\n1,5\t2\n", "\t"),
        ('"а, б","в, г"\n1,2\n3,4\n', ","),
        ("Ведомость группы\nза май\nа;б;в\n1;2;3\n4;5;6\n", ";"),
        ("одно слово\nи ещё\n", None),
    ],
)
def test_detect_separator_by_agreement_of_rows(text, separator):
    assert detect_separator(text) == separator


def test_text_without_separator_is_one_column():
    assert rows("ФИО\nКим Алина\n".encode()) == (("ФИО",), ("Ким Алина",))


def test_limits_hold_for_text_too():
    with pytest.raises(UnreadableFileError, match="больше 2 строк"):
        rows(b"a;b\n" * 3, rows=2)
    with pytest.raises(UnreadableFileError, match="больше 2 столбцов"):
        rows(b"a;b;c\n", columns=2)
    assert rows(b"a;b\n" * 2 + b"\n" * 50, rows=2) == (("a", "b"), ("a", "b"))


def test_broken_quotes_are_refused_not_swallowed():
    with pytest.raises(UnreadableFileError, match="повреждён"):
        rows(b'a;"b\n' + b"c;d\n" * 50_000)


def test_undefined_byte_of_windows_1251_is_refused():
    with pytest.raises(UnreadableFileError, match="кодировку"):
        rows("имя;".encode("cp1251") + b"\x98")
