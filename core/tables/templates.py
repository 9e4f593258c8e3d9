"""Templates of imports: files that people fill in and send back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_range_abs

from core.numbers import format_date
from core.tables.data import CellContent
from core.tables.parsing import Parser, Person, Writing, is_blank
from core.tables.specs import TableSpec
from core.tables.writing import HEADER_FILL, INK, LINE, MUTED, sheet_names

# Excel's own limits for a list written into the cell's rule and for its messages.
_INLINE_LIST = 255
_PROMPT_TITLE, _PROMPT_TEXT = 32, 255
_EXCEL_DAYS = (date(1900, 1, 2), date(2099, 12, 31))

# The sheet that tells how to fill the others in: importing passes over it in silence.
GUIDE = "Как заполнять"

_FORMATS = {
    Writing.TEXT: "@",
    Writing.DATE: "dd.mm.yyyy",
    Writing.INTEGER: "0",
    Writing.DECIMAL: "General",
}


@dataclass(frozen=True, kw_only=True)
class Template:
    """What a template offers.

    ``headers`` gives the repeated columns of a group by its key, for example the codes of a
    programme. ``rows`` are filled in beforehand (key -> value). ``lines`` rows get formats and
    lists, whether filled or not. ``instructions`` stand above the description of columns. ``more``
    are further sheets of the same workbook.
    """

    title: str
    spec: TableSpec[Any]
    headers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rows: Sequence[Mapping[str, CellContent]] = ()
    example: Mapping[str, CellContent] = field(default_factory=dict)
    lines: int = 1_000
    instructions: Sequence[str] = ()
    more: Sequence["Template"] = ()

    @property
    def people(self) -> int:
        """How many rows that are filled in beforehand name a person."""
        names = [one.key for one in self.spec.columns if isinstance(one.parse, Person)]
        return sum(any(row.get(name) for name in names) for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Column:
    key: str
    title: str
    parse: Parser
    required: bool
    hint: str

    @property
    def choices(self) -> tuple[str, ...]:
        """What to choose from; a lone dash is what an empty cell already says."""
        return tuple(
            choice for choice in self.parse.choices if not is_blank(choice, dash_is_blank=True)
        )


def write_template(template: Template) -> bytes:
    """Return a workbook to fill in: header, cells formatted as text or dates, lists to choose from.

    Codes stay codes: text cells are formatted so that Excel makes neither dates nor numbers of
    them. Required columns have an asterisk. A second sheet tells how to fill each column.
    """
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_numbers": False})
    book.set_properties({"title": template.title, "created": datetime(2020, 1, 1)})  # noqa: DTZ001
    pages = [template, *template.more]
    *names, guide, lists = sheet_names([*(page.title for page in pages), GUIDE, _("Списки")])
    chooser, header = _Lists(book, lists), header_format(book)
    sheets = [book.add_worksheet(name) for name in names]
    columns = [column for page in pages for column in _columns(page)]
    _write_guide(book, book.add_worksheet(guide), template, columns)
    for sheet, page in zip(sheets, pages, strict=True):
        _write_page(book, sheet, page, chooser, header)
    book.close()
    return target.getvalue()


def _write_page(book: Any, sheet: Any, page: Template, chooser: "_Lists", header: Any) -> None:
    """Write the header, the formats and lists of its cells, and the rows known beforehand."""
    last = max(page.lines, len(page.rows))
    for number, column in enumerate(_columns(page)):
        form = book.add_format({"num_format": _FORMATS[column.parse.writing]})
        width = max(14, min(40, len(column.title) + 4))
        # The format of the whole column reaches rows below the prepared ones too.
        sheet.set_column(number, number, width, form)
        sheet.write_string(0, number, column.title + ("*" if column.required else ""), header)
        rule = _rule(column, chooser)
        if rule:
            sheet.data_validation(1, number, last, number, rule)
        for row, values in enumerate(page.rows, start=1):
            write_value(sheet, row, number, values.get(column.key), form)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _columns(template: Template) -> list[_Column]:
    columns = [
        _Column(column.key, column.title, column.parse, column.must_be_filled, column.hint)
        for column in template.spec.columns
    ]
    for group in template.spec.groups:
        columns += [
            _Column(f"{group.key}:{header}", header, group.parse, required=False, hint=group.title)
            for header in template.headers.get(group.key, ())
        ]
    return columns


def header_format(book: Any, **more: Any) -> Any:
    """Return the format of header cells, with further properties."""
    return book.add_format(
        {
            "bold": True,
            "font_color": INK,
            "bg_color": HEADER_FILL,
            "bottom": 1,
            "border_color": LINE,
            "text_wrap": True,
            "valign": "vcenter",
            **more,
        }
    )


class _Lists:
    """Lists too long for a rule of a cell lie on a hidden sheet, one column each."""

    def __init__(self, book: Any, name: str) -> None:
        self._book = book
        self._name = name
        self._sheet: Any = None
        self._places: dict[tuple[str, ...], str] = {}

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        if len(",".join(choices)) <= _INLINE_LIST and not any("," in one for one in choices):
            return list(choices)
        if choices not in self._places:
            if self._sheet is None:
                self._sheet = self._book.add_worksheet(self._name)
                self._sheet.hide()
            column = len(self._places)
            for row, choice in enumerate(choices):
                self._sheet.write_string(row, column, choice)
            area = xl_range_abs(0, column, len(choices) - 1, column)
            self._places[choices] = f"='{self._name}'!{area}"
        return self._places[choices]


def _rule(column: _Column, lists: _Lists) -> dict[str, Any] | None:
    """Return the check that Excel itself makes while a person types; None where all is allowed."""
    prompt = {"input_title": column.title[:_PROMPT_TITLE], "input_message": column.hint}
    prompt = {key: text[:_PROMPT_TEXT] for key, text in prompt.items()} if column.hint else {}
    if column.choices:
        return {
            "validate": "list",
            "source": lists.source(column.choices),
            "error_title": _("Нет в списке"),
            "error_message": _("Выберите значение из списка."),
            **prompt,
        }
    if column.parse.writing == Writing.DATE:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": getattr(column.parse, "earliest", None) or _EXCEL_DAYS[0],
            "maximum": getattr(column.parse, "latest", None) or _EXCEL_DAYS[1],
            "error_title": _("Не дата"),
            "error_message": _("Введите дату, например 12.05.2026."),
            **prompt,
        }
    if column.parse.writing in (Writing.INTEGER, Writing.DECIMAL):
        return _number_rule(column.parse, prompt)
    return {"validate": "any", **prompt} if prompt else None


def _number_rule(parser: Parser, prompt: dict[str, str]) -> dict[str, Any] | None:
    minimum, maximum = (getattr(parser, name, None) for name in ("minimum", "maximum"))
    rule: dict[str, Any] = {"validate": str(parser.writing), **prompt}
    rule["error_title"] = _("Не подходит")
    rule["error_message"] = _("Введите число в допустимых пределах.")
    if minimum is not None and maximum is not None:
        return {**rule, "criteria": "between", "minimum": minimum, "maximum": maximum}
    if minimum is not None:
        return {**rule, "criteria": ">=", "value": minimum}
    if maximum is not None:
        return {**rule, "criteria": "<=", "value": maximum}
    return {"validate": "any", **prompt} if prompt else None


def write_value(sheet: Any, row: int, number: int, value: object, form: Any) -> None:
    """Write a value as what it is; text never becomes a formula, a number or a link."""
    match value:
        case None:
            pass
        case bool():
            sheet.write_boolean(row, number, value, form)
        case datetime() | date() | time():
            sheet.write_datetime(row, number, value, form)
        case int() | float():
            sheet.write_number(row, number, value, form)
        case _:
            sheet.write_string(row, number, str(value), form)


def _write_guide(book: Any, sheet: Any, template: Template, columns: Sequence[_Column]) -> None:
    bold = book.add_format({"bold": True, "font_color": INK, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "font_color": INK, "valign": "top"})
    head = header_format(book)
    sheet.set_column(0, 0, 30, wrapped)
    sheet.set_column(1, 1, 14, wrapped)
    sheet.set_column(2, 2, 70, wrapped)
    sheet.set_column(3, 3, 24, wrapped)
    big = book.add_format({"bold": True, "font_size": 14, "font_color": INK})
    sheet.write_string(0, 0, template.title, big)
    lines = [*template.instructions, _("Столбцы со звёздочкой заполняются в каждой строке.")]
    plain = book.add_format({"font_color": MUTED})
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, plain)
    top = len(lines) + 2
    titles = [_("Столбец"), _("Обязателен"), _("Что писать")]
    titles += [_("Пример")] if template.example else []
    for number, title in enumerate(titles):
        sheet.write_string(top, number, title, head)
    for row, column in enumerate(columns, start=top + 1):
        sheet.write_string(row, 0, column.title, bold)
        sheet.write_string(row, 1, _("да") if column.required else _("нет"), wrapped)
        sheet.write_string(row, 2, _advice(column), wrapped)
        example = template.example.get(column.key)
        printed = format_date(example) if isinstance(example, date) else example
        sheet.write_string(row, 3, "" if printed is None else str(printed), wrapped)


def _advice(column: _Column) -> str:
    usual = {
        Writing.TEXT: _("Текст."),
        Writing.DATE: _("Дата вида 12.05.2026."),
        Writing.INTEGER: _("Целое число."),
        Writing.DECIMAL: _("Число, дробная часть через запятую."),
    }
    parts = [column.hint.rstrip(".") + "."] if column.hint else []
    if column.choices:
        listed = ", ".join(f"«{choice}»" for choice in column.choices)
        parts.append(_("Одно из значений: %s.") % listed)
    elif not parts:
        parts.append(usual[column.parse.writing])
    return " ".join(parts)
