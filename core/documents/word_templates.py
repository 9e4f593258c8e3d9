"""DOCX templates that people bring: checked when they come, filled inside a sandbox.

A template may name fields, walk through tables, choose by conditions and nothing else: no calls, no
arithmetic, no assignments. So what it can cost is bounded by the data it is filled with.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.documents.qr import qr_picture
from core.documents.word_tables import legal

CODE_FIELD: Final = "код_проверки"
LARGEST_FILE: Final = 5 * 2**20
_LARGEST_UNPACKED: Final = 30 * 2**20
_MOST_PARTS: Final = 500
_DEEPEST_LOOP: Final = 3
_CODE_MM: Final = 24
_FILTERS: Final = ("upper", "lower", "capitalize", "default")
_FORBIDDEN_PARTS: Final = re.compile(r"vbaProject|/embeddings/|/activeX/", re.IGNORECASE)
_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
)
# What docxtpl takes for a whole paragraph, run, row or cell: the value itself is not printed.
_SWALLOWING: Final = re.compile(r"\{\{(?:p|r|tr|tc)\s[^}]*\}\}")
_MARKUP: Final = re.compile(r"<[^>]*>")
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    PackageNotFoundError,
    SyntaxError,  # lxml's errors of XML are of this kind
    KeyError,
    ValueError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class TemplateField:
    """A word that templates may use; `columns` are those of a table's row, `is_list` has none.

    `is_row` is one row of a table, inside of a loop.
    """

    name: str
    meaning: str | Promise
    columns: tuple["TemplateField", ...] = ()
    is_list: bool = False
    is_row: bool = False

    @property
    def repeats(self) -> bool:
        return self.is_list or (bool(self.columns) and not self.is_row)

    @property
    def is_text(self) -> bool:
        return not (self.is_list or self.columns)


class TemplateRefused(ValueError):
    """The template cannot be used; `problems` say why, in words for whoever brought it."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems


def check_template(content: bytes, fields: Sequence[TemplateField]) -> None:
    """Raise TemplateRefused unless the file is a DOCX that these fields can fill."""
    _check_file(content)
    try:
        template = DocxTemplate(BytesIO(content))
        template.render_init()
        _check_package(template)
        raw = list(_sources(template))
        parts = [(is_body, template.patch_xml(source)) for is_body, source in raw]
    except TemplateRefused:
        raise
    except _UNREADABLE as error:
        raise TemplateRefused(
            _("Файл не открывается как документ Word. Сохраните его в Word как DOCX.")
        ) from error
    _refuse_swallowing(source for _is_body, source in raw)
    known = {field.name: field for field in fields}
    found = _Found()
    for is_body, source in parts:
        _walk(_parsed(source), known, found, is_body=is_body)
    problems = found.problems(known)
    if problems:
        raise TemplateRefused(*problems)
    _try(content, fields)


def fill_template(content: bytes, values: Mapping[str, Any], code: bytes) -> bytes:
    """Return the template filled; `code` is the PNG that stands at its `CODE_FIELD`."""
    template = _Template(BytesIO(content))
    picture = InlineImage(template, BytesIO(code), width=Mm(_CODE_MM))
    template.render({**_legal(values), CODE_FIELD: picture}, _environment())
    written = BytesIO()
    template.save(written)
    return written.getvalue()


class _Template(DocxTemplate):  # type: ignore[misc]  # the library has no types
    """Tables whose columns are a loop keep the widths that their template gives each cell."""

    def fix_tables(self, xml: str) -> Any:
        tree = super().fix_tables(xml)
        for table in tree.iter(qn("w:tbl")):
            _fit_columns(table)
        return tree


def _fit_columns(table: Any) -> None:
    """Let the grid say what the cells of the first row say, no wider than the table was."""
    grid = table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
    row = table.find(qn("w:tr"))
    cells = [] if row is None else row.findall(qn("w:tc"))
    asked = [cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") for cell in cells]
    if len(cells) != len(grid) or any(one is None or not _is_length(one) for one in asked):
        return
    widths = [int(one.get(qn("w:w"))) for one in asked]
    room = sum(int(float(column.get(qn("w:w"), "0"))) for column in grid)
    scale = min(1.0, room / sum(widths)) if sum(widths) else 1.0
    for column, width in zip(grid, widths, strict=True):
        column.set(qn("w:w"), str(round(width * scale)))


def _is_length(width: Any) -> bool:
    length = str(width.get(qn("w:w"), ""))
    return bool(width.get(qn("w:type")) == "dxa") and length.isdecimal()


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.tests.clear()
    return environment


def _legal(value: Any) -> Any:
    """Drop what XML forbids, however deep it stands."""
    if isinstance(value, str):
        return legal(value)
    if isinstance(value, Mapping):
        return {key: _legal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_legal(item) for item in value]
    return value


def _check_file(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise TemplateRefused(_("Шаблон больше 5 МБ: уменьшите рисунки в нём."))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise TemplateRefused(
            _("Это не документ Word в формате DOCX. Сохраните шаблон в Word как DOCX.")
        ) from error
    if sum(entry.file_size for entry in entries) > _LARGEST_UNPACKED or len(entries) > _MOST_PARTS:
        raise TemplateRefused(_("Шаблон в развёрнутом виде слишком велик."))
    if any(_FORBIDDEN_PARTS.search(entry.filename) for entry in entries):
        raise TemplateRefused(
            _("В шаблоне макрос или вложенный файл: удалите их и сохраните как DOCX.")
        )


def _check_package(template: Any) -> None:
    for part in (template.docx.part.package, *template.docx.part.package.iter_parts()):
        for relation in part.rels.values():
            if relation.is_external and relation.reltype != RELATIONSHIP_TYPE.HYPERLINK:
                raise TemplateRefused(
                    _(
                        "Шаблон берёт рисунок или стиль из другого файла: вставьте рисунок в сам"
                        " документ, открепите чужой шаблон и сохраните снова."
                    )
                )


def _sources(template: Any) -> Iterator[tuple[bool, str]]:
    """Yield what docxtpl will prepare and run: the body, headers, footers, notes, properties."""
    yield True, template.get_xml()
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield False, template.get_part_xml(part)
    for part in template.docx.part.package.iter_parts():
        if part.content_type.endswith("footnotes+xml"):
            yield False, part.blob.decode("utf-8")
    properties = template.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield False, getattr(properties, name) or ""


def _refuse_swallowing(sources: Iterable[str]) -> None:
    tags = dict.fromkeys(
        tag for source in sources for tag in _SWALLOWING.findall(_MARKUP.sub("", source))
    )
    if tags:
        raise TemplateRefused(
            _("Поле пишут сразу после скобок, без букв p, r, tr, tc: %(tags)s убирает текст.")
            % {"tags": ", ".join(f"«{tag}»" for tag in tags)}
        )


def _parsed(source: str) -> nodes.Template:
    try:
        return _environment().parse(source)
    except TemplateError as error:
        raise TemplateRefused(
            _(
                "Разметку шаблона не удалось прочитать: проверьте, что каждая скобка {{ закрыта }},"
                " каждое {%% for %%} закончено {%% endfor %%}, каждое {%% if %%} — {%% endif %%}."
                " Подробность: %(detail)s."
            )
            % {"detail": error.message or ""}
        ) from error


class _Found:
    """What stands in a template, good and bad."""

    def __init__(self) -> None:
        self.unknown: dict[str, None] = {}
        self.forbidden: dict[str, None] = {}
        self.whole: dict[str, None] = {}  # tables, lists and rows that would be printed as they are
        self.has_code = False
        self.code_elsewhere = False

    def problems(self, known: Mapping[str, TemplateField]) -> list[str]:
        found = []
        if self.unknown:
            names = ", ".join(f"«{name}»" for name in self.unknown)
            found.append(
                _("В шаблоне неизвестные поля: %(names)s. Можно использовать: %(known)s.")
                % {"names": names, "known": ", ".join(known)}
            )
        if self.forbidden:
            found.append(
                _(
                    "В шаблоне недопустимое: %(what)s. Можно писать поля, {%% for %%} по таблицам"
                    " (не глубже трёх) и {%% if %%}."
                )
                % {"what": ", ".join(self.forbidden)}
            )
        if self.whole:
            found.append(
                _(
                    "Таблицу, список или строку нельзя печатать целиком: %(names)s. Пишите {%% for"
                    " строка in таблица %%}, внутри {{ строка.столбец }} и в конце {%% endfor %%}."
                )
                % {"names": ", ".join(f"«{name}»" for name in self.whole)}
            )
        if self.code_elsewhere:
            found.append(_("QR-код можно ставить только в тексте, а не в колонтитуле."))
        elif not self.has_code:
            found.append(
                _("Добавьте в шаблон поле {{ %(name)s }}: по нему проверяют подлинность.")
                % {"name": CODE_FIELD}
            )
        return found


Loops = Mapping[str, TemplateField]


def _walk(node: nodes.Node, known: Loops, found: _Found, *, is_body: bool, depth: int = 0) -> None:
    if not isinstance(node, _ALLOWED):
        found.forbidden[_spelled(node)] = None
        return
    if isinstance(node, nodes.For):
        _walk_loop(node, known, found, is_body=is_body, depth=depth)
        return
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        found.forbidden[f"|{node.name}"] = None
        return
    if isinstance(node, nodes.Name | nodes.Getattr):
        _note(node, known, found, is_body=is_body)
        return
    if isinstance(node, nodes.Output):
        found.whole |= dict.fromkeys(
            _spelled(one) for one in _printed(node) if not _is_text(one, known)
        )
    for child in node.iter_child_nodes():
        _walk(child, known, found, is_body=is_body, depth=depth)


def _printed(node: nodes.Node) -> Iterator[nodes.Name | nodes.Getattr]:
    """Yield the fields whose value ends up on the paper."""
    if isinstance(node, nodes.Name | nodes.Getattr):
        yield node
    elif isinstance(node, nodes.Output):
        for child in node.nodes:
            yield from _printed(child)
    elif isinstance(node, nodes.Filter) and node.node is not None:
        yield from _printed(node.node)
    elif isinstance(node, nodes.CondExpr):
        for branch in (node.expr1, node.expr2):
            yield from _printed(branch) if branch is not None else ()


def _is_text(node: nodes.Node, known: Loops) -> bool:
    meant = _meant(node, known)
    return meant is None or meant.is_text


def _walk_loop(node: nodes.For, known: Loops, found: _Found, *, is_body: bool, depth: int) -> None:
    source = _meant(node.iter, known)
    if source is None or not source.repeats:
        if isinstance(node.iter, nodes.Name | nodes.Getattr):
            found.unknown[_spelled(node.iter)] = None
        else:
            found.forbidden[_spelled(node.iter)] = None
        return
    if not isinstance(node.target, nodes.Name) or node.recursive or depth >= _DEEPEST_LOOP:
        found.forbidden["{% for %}"] = None
        return
    row = TemplateField(node.target.name, "", source.columns, is_row=True)
    counted = tuple(map(_plain, ("index", "first", "last", "length")))
    counter = TemplateField("loop", "", counted, is_row=True)
    inside = {**known, row.name: row, "loop": counter}
    for child in (*node.body, *([node.test] if node.test is not None else [])):
        _walk(child, inside, found, is_body=is_body, depth=depth + 1)
    for child in node.else_:
        _walk(child, known, found, is_body=is_body, depth=depth)


def _plain(name: str) -> TemplateField:
    return TemplateField(name, "")


def _note(node: nodes.Name | nodes.Getattr, known: Loops, found: _Found, *, is_body: bool) -> None:
    if _meant(node, known) is None:
        found.unknown[_spelled(node)] = None
    elif isinstance(node, nodes.Name) and node.name == CODE_FIELD:
        found.has_code |= is_body
        found.code_elsewhere |= not is_body


def _meant(node: nodes.Node, known: Loops) -> TemplateField | None:
    """Return the field that a name, or a column of a row, stands for."""
    if isinstance(node, nodes.Name):
        return known.get(node.name)
    if isinstance(node, nodes.Getattr):
        owner = _meant(node.node, known)
        columns = () if owner is None else owner.columns
        return next((column for column in columns if column.name == node.attr), None)
    return None


def _spelled(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_spelled(node.node)}.{node.attr}"
    return type(node).__name__.lower()


def sample_values(fields: Sequence[TemplateField]) -> dict[str, Any]:
    """Return a value of each field that shows where it comes out: its own name in brackets."""
    return {field.name: _sample(field) for field in fields}


def _sample(field: TemplateField) -> Any:
    if field.columns:
        return [{column.name: _sample(column) for column in field.columns}]
    return [f"[{field.name}]"] if field.is_list else f"[{field.name}]"


def _try(content: bytes, fields: Sequence[TemplateField]) -> None:
    """Fill the template once: a tag may be whole and still break the document."""
    try:
        Document(BytesIO(fill_template(content, sample_values(fields), qr_picture("-", "png"))))
    except (*_UNREADABLE, TemplateError, AttributeError, TypeError, IndexError) as error:
        raise TemplateRefused(
            _(
                "Шаблон читается, но документ по нему не собирается: проверьте, что {%tr for %} и"
                " {%tr endfor %} стоят каждый в своей строке таблицы."
            )
        ) from error
