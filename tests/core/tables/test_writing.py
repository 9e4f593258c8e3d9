import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from core.tables.reading import read_workbook
from core.tables.writing import sheet_names, starts_formula, write_csv, write_xlsx
from tests.core.tables.samples import PLAIN, REGION, wide


def opened(content):
    return openpyxl.load_workbook(BytesIO(content))


def test_csv_is_exact():
    assert write_csv(REGION).decode("utf-8-sig") == (
        "Округ;Выпуск, чел.;Доля готовых, %¹;95\u00a0% интервал, от, %;95\u00a0% интервал, до, %;"
        "Средний индекс;Сдано\r\n"
        "Петровский;1214;71,4;65;77;0,63;25.06.2026\r\n"
        "'=HYPERLINK(1);143;58,0;50;66;-0,13;20.06.2026\r\n"
        "Степновский;<\u00a05;<\u00a05;<\u00a05;<\u00a05;;\r\n"
        "Ставропольский край;9412;62,0;61;63;0,64;\r\n"
        "\r\n"
        "Источник: портал готовности, методика версии 1. Данные на 15.11.2026.\r\n"
        "¹ Без предварительных.\r\n"
        "Интервал Уилсона.\r\n"
        "«<\u00a05» — меньше 5 выпускников\r\n"
    )


def test_csv_begins_with_the_byte_order_mark():
    assert write_csv(PLAIN) == "\ufeffГруппа\r\nМ-31\r\n".encode()


def test_csv_without_notes_is_only_header_and_rows():
    text = write_csv(REGION, notes=False).decode("utf-8-sig")
    assert text.count("\r\n") == 5
    assert text.startswith("Округ;Выпуск, чел.;Доля готовых, %;")


@pytest.mark.parametrize(
    "text", ["=1+1", "+79991234567", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]
)
def test_text_that_could_run_is_neutralised_everywhere(text):
    table = replace(PLAIN, rows=((text,),))

    assert starts_formula(text)
    assert f"'{text}" in write_csv(table).decode("utf-8-sig")
    cell = opened(write_xlsx(table)).active["A4"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_harmless_text_and_numbers_keep_their_form():
    assert not starts_formula("М-31")
    assert not starts_formula("")
    assert write_csv(replace(PLAIN, rows=((-5,),))).endswith(b"-5\r\n")


def test_xlsx_reads_back_as_the_printed_numbers():
    data, about = read_workbook(write_xlsx(REGION), "округа.xlsx").sheets

    assert data.rows == (
        ("Готовность выпускников по округам, 2025/26 учебный год",),
        ("Источник: портал готовности, методика версии 1. Данные на 15.11.2026.",),
        (),
        (
            "Округ",
            "Выпуск, чел.",
            "Доля готовых, %¹",
            "95\u00a0% интервал, от, %",
            "95\u00a0% интервал, до, %",
            "Средний индекс",
            "Сдано",
        ),
        ("Петровский", 1214, 71.4, 65, 77, 0.63, date(2026, 6, 25)),
        ("=HYPERLINK(1)", 143, 58, 50, 66, -0.13, date(2026, 6, 20)),
        ("Степновский", "<\u00a05", "<\u00a05", "<\u00a05", "<\u00a05"),
        ("Ставропольский край", 9412, 62, 61, 63, 0.64),
        (),
        ("¹ Без предварительных.",),
        ("Интервал Уилсона.",),
        ("«<\u00a05» — меньше 5 выпускников",),
    )
    assert (data.name, about.name) == ("Округа", "Сведения")
    assert about.rows == (
        ("Округа",),
        ("Таблица", "Готовность выпускников по округам, 2025/26 учебный год"),
        ("Источник", "портал готовности, методика версии 1"),
        ("Данные на", "15.11.2026"),
        ("Учебный год", "2025/26"),
        ("Форма обучения", "очная"),
        ("Примечание", "¹ Без предварительных."),
        ("Примечание", "Интервал Уилсона."),
        ("Примечание", "«<\u00a05» — меньше 5 выпускников"),
    )


def test_xlsx_is_typed_and_ready_to_work_with():
    book = opened(write_xlsx(REGION))
    sheet = book["Округа"]

    assert [cell.data_type for cell in sheet[5]] == ["s", "n", "n", "n", "n", "n", "d"]
    assert [cell.number_format for cell in sheet[5]] == [
        "@",
        "#,##0",
        "#,##0.0",
        "#,##0",
        "#,##0",
        "#,##0.00",
        "dd.mm.yyyy",
    ]
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:G7"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet["A8"].font.bold
    assert sheet["B7"].font.italic
    assert sheet["B7"].alignment.horizontal == "right"
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width
    assert book.properties.title == "Готовность выпускников по округам, 2025/26 учебный год"
    assert book.properties.created == datetime(2026, 11, 15)  # noqa: DTZ001


def test_equal_tables_give_equal_bytes():
    assert write_xlsx(REGION) == write_xlsx(replace(REGION))
    entries = zipfile.ZipFile(BytesIO(write_xlsx(PLAIN))).infolist()
    assert {entry.date_time[0] for entry in entries} == {1980}  # never the clock


def test_constant_memory_gives_the_same_cells():
    table = replace(wide(3_000), total=["Всего"] * 10, footnotes=("Примечание.",))
    fast = read_workbook(write_xlsx(table), "а.xlsx")
    frugal = read_workbook(write_xlsx(table, constant_memory=True), "а.xlsx")

    assert fast == frugal
    assert fast.sheets[0].row_count == 3 + 3_000 + 1 + 2
    assert fast.sheets[0].value(3_003, 10) == "2999:9"


def test_several_tables_share_a_workbook_without_origin_line_when_unknown():
    first, second, _about = read_workbook(write_xlsx(PLAIN, PLAIN), "а.xlsx").sheets
    assert (first.name, second.name) == ("Группы", "Группы 2")
    assert first.rows == (("Группы",), (), ("Группа",), ("М-31",))
    with pytest.raises(ValueError, match="needs a table"):
        write_xlsx()


def test_empty_table_keeps_its_header():
    sheet = read_workbook(write_xlsx(replace(PLAIN, rows=())), "а.xlsx").sheets[0]
    assert sheet.rows == (("Группы",), (), ("Группа",))


def test_sheet_names_are_short_allowed_and_different():
    assert sheet_names(["Итоги: 2025/26 [черновик]", "А" * 40, "а" * 40, "", "?"]) == [
        "Итоги 2025 26 черновик",
        "А" * 31,
        "а" * 29 + " 2",
        "Лист",
        "Лист 2",
    ]
