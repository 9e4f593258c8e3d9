import struct
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
import xlsxwriter

from core.tables.cells import MergedRange, TableError, UnreadableFileError
from core.tables.limits import LIMITS, Limits
from core.tables.reading import read_workbook
from tests.core.tables.workbooks import FILES, make_xlsx, real_file


def refusal(content, name, **limits):
    with pytest.raises(UnreadableFileError) as caught:
        read_workbook(content, name, limits=Limits(**limits))
    return str(caught.value)


def typed_cells():
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("Данные")

    def as_(form):
        return book.add_format({"num_format": form})

    sheet.write_string(1, 1, " текст\nв две строки ")
    sheet.write_number(1, 2, 5)
    sheet.write_number(1, 3, 4.5)
    sheet.write_boolean(1, 4, True)
    sheet.write_number(1, 5, 45000, as_("dd.mm.yyyy"))
    sheet.write_number(1, 6, 45000.25, as_("dd.mm.yyyy hh:mm"))
    sheet.write_number(1, 7, 0.5, as_("hh:mm"))
    sheet.write_number(1, 8, 1.5, as_("[h]:mm"))
    sheet.write_formula(1, 9, "=NA()", None, "#N/A")
    sheet.write_formula(1, 10, "=C2*2", None, 10)
    sheet.write_string(2, 0, " \u00a0")
    sheet.write_blank(3, 0, None, as_("dd.mm.yyyy"))
    book.close()
    return content.getvalue()


def test_read_workbook_keeps_types_and_places():
    sheet = read_workbook(typed_cells(), "типы.xlsx").sheets[0]

    assert isinstance(sheet.value(2, 10), TableError)
    assert sheet.rows == (
        (),
        (
            None,
            " текст\nв две строки ",
            5,
            4.5,
            True,
            date(2023, 3, 15),
            datetime(2023, 3, 15, 6),  # noqa: DTZ001
            time(12),
            timedelta(days=1, hours=12),
            "#Н/Д",
            10,
        ),
    )
    assert [type(value) for value in sheet.rows[1][2:5]] == [int, float, bool]
    assert [cell.address for cell in sheet.cells(2)][-1] == "K2"
    assert sheet.value(2, 3) == 5
    assert sheet.value(99, 1) is None
    assert sheet.value(2, 99) is None


def test_read_workbook_marks_hidden_sheets_and_merged_cells():
    content = make_xlsx(
        [[None], ["ФИО"]],
        merged=[(1, 1, 1, 3, "Ведомость")],
        more={"Служебный": [["1"]]},
        hidden=("Служебный",),
    )

    book = read_workbook(content, "книга.xlsx")

    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [
        ("Лист1", False),
        ("Служебный", True),
    ]
    assert book.visible_sheets == book.sheets[:1]
    assert book.sheets[0].merged == (MergedRange(1, 1, 1, 3),)
    assert book.sheets[0].rows == (("Ведомость",), ("ФИО",))


@pytest.mark.parametrize("name", ["group.xls", "group.ods"])
def test_read_workbook_reads_old_excel_and_opendocument(name):
    sheet = read_workbook(FILES / name).sheets[0]

    assert sheet.name == "Группа М-31"
    assert [row[:3] for row in sheet.rows[-2:]] == [
        ("Ёлкина Мария Петровна", date(2008, 5, 12), 4.5),
        ("Ким Алина", date(2007, 12, 31), 4),
    ]


def test_read_workbook_takes_an_open_upload_and_a_wrong_table_extension():
    book = read_workbook(BytesIO((FILES / "group.xls").read_bytes()), "группа.xlsx")
    assert book.sheets[0].value(5, 1) == "Ким Алина"


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        (
            "vedomost_group_2024_ANON.xlsx",
            [("Посещения", 19, 17, 0), ("Домашние задания", 19, 17, 0)],
        ),
        ("groups_disciplines.xlsx", [("Лист1", 40, 11, 0), ("Лист2", 0, 0, 0), ("Лист3", 0, 0, 0)]),
        ("plan_aup_000020692_2024.xlsx", [("Лист1", 16, 2, 0), ("Лист2", 307, 11, 0)]),
        ("kd_marksheyder_2022.xlsx", [("Sheet1", 48, 14, 101)]),
    ],
)
def test_read_workbook_of_real_file_has_its_shape(name, shape):
    book = read_workbook(real_file(name))
    assert [
        (sheet.name, sheet.row_count, sheet.column_count, len(sheet.merged))
        for sheet in book.sheets
    ] == shape


def test_cell_in_the_far_corner_is_refused_without_harm():
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    sheet.write("A1", "ФИО")
    sheet.write("XFD1048576", 1)
    book.close()

    assert len(content.getvalue()) < 10_000
    assert "далеко за пределами таблицы" in refusal(content.getvalue(), "угол.xlsx")


def test_repeated_rows_of_opendocument_are_refused():
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    content = _opendocument(
        f'<table:table-row table:number-rows-repeated="1048576">{cell * 20}</table:table-row>'
    )
    assert refusal(content, "повтор.ods")


def _opendocument(rows):
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Л">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return content.getvalue()


def test_decompression_bomb_is_refused_before_reading():
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (LIMITS.unpacked_bytes + 1))

    assert len(content.getvalue()) < 2**20
    assert refusal(content.getvalue(), "бомба.xlsx") == (
        "Файл «бомба.xlsx» в развёрнутом виде больше 256 МБ. Разделите его на части."
    )


def test_bomb_that_lies_about_its_size_is_refused():
    honest = BytesIO()
    with zipfile.ZipFile(honest, "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(BytesIO(make_xlsx([["ФИО"]]))) as good:
            for part in good.namelist():
                if part != "xl/sharedStrings.xml":
                    archive.writestr(part, good.read(part))
        archive.writestr("xl/sharedStrings.xml", b"<sst><si><t>" + b"0" * 200 * 2**20)
    # Both records of the size, in the local header and in the central directory, say 100 bytes.
    lying = honest.getvalue().replace(struct.pack("<I", 200 * 2**20 + 12), struct.pack("<I", 100))

    assert lying != honest.getvalue()
    assert refusal(lying, "ложь.xlsx", memory_bytes=192 * 2**20)


def test_reading_process_gets_no_more_memory_than_allowed():
    greedy = make_xlsx([[f"{row}-{column}" for column in range(100)] for row in range(3_000)])
    limits = Limits(memory_bytes=40 * 2**20)

    assert "слишком много данных" in refusal(greedy, "много.xlsx", memory_bytes=40 * 2**20)
    assert read_workbook(make_xlsx([["ФИО"]]), "мало.xlsx", limits=limits).sheets[0].row_count == 1
    assert read_workbook(greedy, "много.xlsx").sheets[0].row_count == 3_000


@pytest.mark.parametrize("name", ["~$группа.xlsx", ".~lock.группа.ods#.ods"])
def test_temporary_file_is_refused(name):
    assert refusal(b"anything", name) == (
        f"«{name}» — временный файл открытой таблицы. Закройте её и загрузите сам файл."
    )


def test_password_is_named_as_the_cause():
    content = (FILES / "password.xlsx").read_bytes()
    assert refusal(content, "группа.xlsx") == (
        "Файл «группа.xlsx» защищён паролем. Снимите пароль, сохраните и загрузите снова."
    )


@pytest.mark.parametrize("name", ["пусто.xlsx", "пусто.csv"])
def test_empty_file_is_refused(name):
    assert refusal(b"", name) == f"Файл «{name}» пустой."


@pytest.mark.parametrize("part", [0.1, 0.5, 0.95])
def test_truncated_file_is_refused(part):
    content = make_xlsx([["ФИО", "Группа"]] * 50)
    assert refusal(content[: int(len(content) * part)], "часть.xlsx").startswith(
        "Файл «часть.xlsx» повреждён или загружен не полностью."
    )


@pytest.mark.parametrize("size", [600, 3_000, 5_000])
def test_truncated_old_excel_is_refused(size):
    content = (FILES / "group.xls").read_bytes()
    assert refusal(content[:size], "часть.xls").startswith("Файл «часть.xls»")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7 ...", "отчёт.xlsx", "на самом деле PDF, а не таблица"),
        (b"\x89PNG\r\n\x1a\n...", "снимок.xlsx", "на самом деле PNG, а не таблица"),
        (b"PK\x03\x04", "книга.docx", "не похож на таблицу"),
        (b"MZ\x90\x00", "вирус.exe", "не похож на таблицу"),
        (b"a;b\x00c", "двоичный.csv", "не похож на таблицу"),
        (b"<html><body>500</body></html>", "выгрузка.xls", "самой таблицы в нём нет"),
        (b"just a line of text", "книга.xlsx", "повреждён"),
    ],
)
def test_wrong_type_is_refused_by_content(content, name, said):
    message = refusal(content, name)
    assert said in message
    assert name in message


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("word/document.xml", "на самом деле документ Word"),
        ("ppt/presentation.xml", "на самом деле презентация"),
        ("xl/workbook.bin", "XLSB"),
        ("письмо.txt", "на самом деле архив"),
    ],
)
def test_foreign_archive_is_named(part, said):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(part, "x")
    assert said in refusal(content.getvalue(), "книга.xlsx")


def test_limits_are_named_in_the_refusal():
    content = make_xlsx([["а", "б", "в"]] * 4, sheet="Группа")

    assert refusal(content, "к.xlsx", rows=3) == (
        "Лист «Группа»: больше 3 строк. Разделите таблицу на части."
    )
    assert refusal(content, "к.xlsx", columns=2) == (
        "Лист «Группа»: больше 2 столбцов. Уберите лишние столбцы."
    )
    assert "слишком много данных" in refusal(content, "к.xlsx", cells=11)
    assert (
        len(read_workbook(content, "к.xlsx", limits=Limits(rows=4, columns=3, cells=12)).sheets)
        == 1
    )


def test_file_over_twenty_megabytes_is_refused():
    assert refusal(b"a;b\n" * (5 * 2**20 + 1), "большой.csv") == (
        "Файл «большой.csv» больше 20 МБ. Разделите его на части."
    )


def test_reading_too_slow_is_stopped():
    rows = [[str(number)] * 20 for number in range(5_000)]
    message = refusal(make_xlsx(rows), "долго.xlsx", seconds=0)
    assert "слишком много данных" in message


def test_hidden_rows_and_columns_of_xlsx_are_read_and_marked():
    content = make_xlsx(
        [("ФИО", "Группа"), ("Ким", "М-31"), ("Ли", "М-31"), (), ("Цой", "М-32")],
        hidden_rows=(3, 4, 5),
        hidden_columns=(2,),
    )

    sheet = read_workbook(content, "f.xlsx").sheets[0]

    assert sheet.rows[2] == ("Ли", "М-31")
    # A hidden row that holds nothing is nobody's loss.
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3, 5}, {2})
    assert read_workbook(make_xlsx([("ФИО",)]), "f.xlsx").sheets[0].hidden_rows == set()


@pytest.mark.parametrize("name", ["practice_97.xls", "practice_95.xls"])
def test_excel_97_and_95_are_read(name):
    sheet = read_workbook(FILES / name).sheets[0]

    texts = [tuple(str(value) for value in row) for row in sheet.rows]
    assert sheet.name == "Практика"
    assert ("№ п/п", "ФИО", "Группа", "Вид практики", "Дата окончания", "ПК 1.1", "ПК 1.2") in texts
    assert [row[1] for row in texts if row[:1] in (("1",), ("2",))][-2:] == ["Ким Анна", "Ли Анна"]


@pytest.mark.parametrize("version", [0, 2, 4])
def test_excel_before_95_is_refused_by_its_age(version):
    content = bytes((9, version, 4, 0, 2, 0, 16, 0)) + b"\x0a\x00\x00\x00"

    assert "записан очень старой программой Excel" in refusal(content, "старый.xls")


def test_error_of_the_table_is_told_apart_from_an_empty_cell():
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    page = book.add_worksheet()
    page.write_formula(0, 0, "=1/0", None, "#DIV/0!")
    page.write_formula(2, 3, "=VLOOKUP(1,A1:B2,2)", None, "#N/A")
    page.write_formula(3, 0, "=1+1", None, 2)
    book.close()

    sheet = read_workbook(content.getvalue(), "f.xlsx").sheets[0]

    assert sheet.rows == (("#ДЕЛ/0!",), (), (None, None, None, "#Н/Д"), (2,))
    assert isinstance(sheet.value(3, 4), TableError)


def ods(table):
    """An ODS of one sheet whose inner XML is given."""
    content = BytesIO()
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Лист">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
        space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        manifest = f'<manifest:manifest xmlns:manifest="{space}"/>'
        archive.writestr("META-INF/manifest.xml", manifest)
    return content.getvalue()


def ods_row(*texts, attributes="", repeated=1):
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    repeats = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{attributes}{repeats}>{cells}</table:table-row>"


def test_hidden_and_repeated_rows_of_ods_are_read_and_marked():
    hidden = ' table:visibility="filter"'
    content = ods(
        '<table:table-column/><table:table-column table:visibility="collapse"'
        ' table:number-columns-repeated="2"/>'
        + ods_row("ФИО", "Группа")
        + ods_row("Ким", "М-31", repeated=2)
        + ods_row("Ли", "М-31", attributes=hidden, repeated=2)
        + ods_row("Цой", "М-32")
    )

    sheet = read_workbook(content, "f.ods").sheets[0]

    assert [row[0] for row in sheet.rows] == ["ФИО", "Ким", "Ким", "Ли", "Ли", "Цой"]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({4, 5}, {2, 3})


def test_repeated_cells_of_ods_keep_their_columns():
    repeated = (
        '<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell office:value-type="string" table:number-columns-repeated="2">'
        "<text:p>М-31</text:p></table:table-cell>"
        '<table:table-cell office:value-type="date" office:date-value="2026-05-10"/>'
        '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
    )

    (sheet,) = read_workbook(ods(ods_row("ФИО") + repeated), "f.ods").sheets

    assert sheet.rows == (("ФИО",), (None, None, "М-31", "М-31", date(2026, 5, 10)))
