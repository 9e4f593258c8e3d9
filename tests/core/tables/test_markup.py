"""Web pages and XML of Excel 2003 that programs call spreadsheets."""

from datetime import date, datetime

import pytest

from core.tables import markup_child, spreadsheet_child
from core.tables.cells import MergedRange, TableError, UnreadableFileError
from core.tables.limits import Limits
from core.tables.reading import read_workbook

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv=Content-Type content="text/html; charset=windows-1251">
<style>td { color: red }</style></head><body>
<table><tr><td>Колледж
<TABLE border=1>
<tr><td rowspan=2>ФИО<td colspan=2>Практика</tr>
<tr><td>Группа</td><td>ПК&nbsp;1.1</td></tr>
<tr style='display:none'><td>Ли&nbsp;Анна</td><td>М-31<td>4
<tr><td>Ким<br>Анна</td><td>М-31 &amp; Т-11</td><td x:num="5">5</td></tr>
<tr><td></td></tr>
</TABLE></td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8-sig", "utf-8"])
def test_table_of_a_web_page_is_a_sheet(encoding):
    page = PAGE if encoding == "cp1251" else PAGE.replace("windows-1251", "utf-8")

    first, layout = read_workbook(page.encode(encoding), "1С.xls").sheets

    assert (first.name, layout.name) == ("1С", "1С 2")
    assert first.rows == (
        ("ФИО", "Практика"),
        (None, "Группа", "ПК\xa01.1"),
        ("Ли\xa0Анна", "М-31", "4"),
        ("Ким\nАнна", "М-31 & Т-11", "5"),
    )
    assert first.merged == (MergedRange(1, 1, 2, 1), MergedRange(1, 2, 1, 3))
    assert first.hidden_rows == {3}
    assert layout.rows[0][0].strip() == "Колледж"


@pytest.mark.parametrize("charset", ["undefined", "idna", "zip", "x-unknown"])
def test_page_with_a_useless_name_of_its_encoding_is_read(charset):
    page = f"<meta charset={charset}><table><tr><td>Ёлкин..Анна</td></tr></table>"

    (sheet,) = read_workbook(page.encode(), "п.xls").sheets

    assert sheet.rows == (("Ёлкин..Анна",),)


def test_xml_of_excel_2003_keeps_types_and_places():
    content = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
      xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Практика"><Table>
      <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">ФИО</Data></Cell>
        <Cell><Data ss:Type="String">Дата</Data></Cell></Row>
      <Row ss:Index="3" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="Number">4.5</Data>
        <Comment><ss:Data>примечание</ss:Data></Comment></Cell>
        <Cell><Data ss:Type="DateTime">2026-05-10T00:00:00.000</Data></Cell>
        <Cell/><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
      <Row><Cell><Data ss:Type="DateTime">2026-05-10T09:30:00.000</Data></Cell></Row>
    </Table></Worksheet></Workbook>""".encode()

    (sheet,) = read_workbook(content, "2003.xls").sheets

    assert sheet.name == "Практика"
    assert sheet.rows == (
        ("ФИО", None, "Дата"),
        (),
        (None, 4.5, date(2026, 5, 10), None, "#Н/Д"),
        (datetime(2026, 5, 10, 9, 30),),  # noqa: DTZ001
    )
    assert isinstance(sheet.value(3, 5), TableError)
    assert (sheet.hidden_rows, sheet.merged) == ({3}, (MergedRange(1, 1, 1, 2),))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("DateTime", "31.02.2026", "31.02.2026"),
        ("DateTime", "2026-02-31T00:00:00.000", "2026-02-31T00:00:00.000"),
        ("DateTime", "2026-05-10T09:30:00Z", datetime(2026, 5, 10, 9, 30)),  # noqa: DTZ001
        ("DateTime", "2026-05-10", date(2026, 5, 10)),
        ("Number", "NaN", "NaN"),
        ("Number", "1e999", "1e999"),
        ("Number", "н/я", "н/я"),
        ("Number", "-2.50", -2.5),
    ],
)
def test_cell_of_excel_2003_that_is_not_what_it_is_called_stays_text(kind, text, value):
    cell = f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>'
    content = f'<?xml version="1.0"?><Workbook><Table><Row>{cell}</Row></Table></Workbook>'

    (sheet,) = read_workbook(content.encode(), "п.xls").sheets

    assert sheet.rows == ((value,),)


def refusal(page, **limits):
    with pytest.raises(UnreadableFileError) as caught:
        read_workbook(page.encode(), "п.xls", limits=Limits(**limits))
    return str(caught.value)


def test_page_without_a_table_or_with_too_large_a_one_is_refused():
    assert "самой таблицы в нём нет" in refusal("<html><table><tr></tr></table></html>")
    assert "больше 1 строк" in refusal("<table><tr><td>1<tr><td>2</table>", rows=1)
    assert "больше 2 столбцов" in refusal("<table><tr><td colspan=900>1</table>", columns=2)
    assert "больше 9 строк" in refusal('<table><row ss:Index="900000"/></table>', rows=9)


def test_both_readers_speak_of_refusals_alike():
    names = ("DAMAGED", "TOO_MANY_ROWS", "TOO_MANY_COLUMNS")
    assert [getattr(markup_child, name) for name in names] == [
        getattr(spreadsheet_child, name) for name in names
    ]
