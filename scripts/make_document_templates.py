"""Write the DOCX templates of papers that come with the portal into their folder.

python -m scripts.make_document_templates
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.documents.docx import add_field
from core.documents.word_package import new_paper, saved
from core.documents.word_tables import make

FOLDER: Final = Path(__file__).parents[1] / "assessments" / "document_templates"
Columns = Sequence[tuple[str, str, int]]
_LINE: Final = "____________________"
_COMMISSIONER: Final = (
    "{{ с.роль | capitalize }}{% if с.должность %}, {{ с.должность }}{% endif %}"
    "{% if с.явка == 'отсутствует' %} (отсутствует)\n{{ с.фио }}"
    "{% else %}\n______________ / {{ с.фио }} /{% endif %}"
)
# The code with some air, in millimetres.
_CODE_COLUMN: Final = 34
# A page lying on its side, less the margins, in millimetres.
_LANDSCAPE: Final = 257
# Names of people and of specialities are longer than the rest.
_LEFT_FACTS: Final = 155
_BOX: Final = "\u2610\u00a0"


def _by_hand(field: str, line: str = _LINE) -> str:
    """Print a field, or a line to fill by hand where the portal has nothing."""
    return "{{ " + field + " | default('" + line + "', true) }}"


def _ticks(*words: str) -> str:
    """Boxes to tick by hand, one under another."""
    return "\n".join(f"{_BOX}{word}" for word in words)


_STUDENT: Final = (
    ("Обучающийся", "{{ фио }}"),
    ("Специальность", _by_hand("специальность")),
    ("Группа, курс", "{{ группа }}{% if курс %}, {{ курс }} курс{% endif %}"),
    ("Форма обучения", _by_hand("форма_обучения")),
)
_PRACTICE: Final = (
    *_STUDENT,
    ("Вид практики", "{{ вид_практики }}"),
    ("Профессиональный модуль", _by_hand("модуль") + "{% if часы %}, {{ часы }} ч{% endif %}"),
    ("Период", "с {{ начало }} по {{ окончание }}"),
    ("Организация, адрес", "{{ организация }}, " + _by_hand("адрес_организации")),
    (
        "Руководитель от организации",
        _by_hand("наставник")
        + "{% if должность_наставника %}, {{ должность_наставника }}{% endif %}",
    ),
    ("Руководитель от колледжа", _by_hand("руководитель_от_колледжа")),
)
_FUNCTIONS: Final = (
    ("Код", "{{ с.код }}", 17),
    ("Вид работ: трудовая функция", "{{ с.название }}", 75),
    ("Оценка наставника", "{{ с.ответ }}", 25),
    ("Уровень", "{{ с.уровень }}", 28),
    ("Качество", _ticks("высокое", "среднее", "низкое"), 25),
)


def _signature(post: str, name: str = "") -> str:
    """A post and under it the line to sign, with the name where the portal knows it."""
    who = "______________________" if not name else _by_hand(name, "______________________")
    return f"{post}\n______________ / {who} /"


_OF_ENTERPRISE: Final = _signature("Руководитель практики от организации", "наставник")
_OF_COLLEGE: Final = _signature("Руководитель практики от колледжа", "руководитель_от_колледжа")
_DEPUTY: Final = _signature("Заместитель директора")


class Sheet:
    """A template under construction."""

    def __init__(self, *, landscape: bool = False) -> None:
        self.paper = new_paper()
        page = self.paper.sections[0]
        short, long = Mm(210), Mm(297)
        page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = (long, short) if landscape else (short, long)
        page.left_margin, page.right_margin = Mm(25), Mm(15)
        page.top_margin, page.bottom_margin = Mm(18), Mm(18)
        self.paper.core_properties.title = ""
        self.paper.core_properties.author = ""
        self.paper.core_properties.comments = ""

    def opening(self, title: str) -> None:
        self._footer(f"{title} № {{{{ номер }}}}")
        self.line("{{ колледж }}").alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.line("{%p if адрес_колледжа %}")
        self.line("{{ адрес_колледжа }}", "Note").alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.line("{%p endif %}")
        heading = self.line(title, "Title")
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        heading.paragraph_format.space_before = Pt(14)
        self.line("№ {{ номер }} от {{ дата }}").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def line(self, text: str, style: str = "Normal") -> Any:
        paragraph = self.paper.add_paragraph(style=style)
        paragraph.add_run(text)
        if style == "Heading 1":
            paragraph.paragraph_format.space_before = Pt(12)
        return paragraph

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        for name, value in pairs:
            self._fact(self.paper.add_paragraph(style="Normal"), name, value)

    def facts_side_by_side(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Facts in two columns: a page on its side has room across and little down."""
        table = self._table([_LEFT_FACTS, self._width() - _LEFT_FACTS], are_lined=False)
        middle = (len(pairs) + 1) // 2
        for cell, column in zip(table.rows[0].cells, (pairs[:middle], pairs[middle:]), strict=True):
            for number, (name, value) in enumerate(column):
                paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
                self._fact(paragraph, name, value)

    def _fact(self, paragraph: Any, name: str, value: str) -> None:
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{name}: ")
        paragraph.add_run(value).bold = True

    def _gap(self) -> None:
        """A low line after a table: without one the next table would grow together with it."""
        looks = self.line("").paragraph_format
        looks.space_after, looks.line_spacing = Pt(0), Pt(4)

    def _footer(self, text: str) -> None:
        """Name the paper on each of its pages: a sheet torn off still says whose it is."""
        paragraph = self.paper.sections[0].footer.paragraphs[0]
        paragraph.style = "Footer"
        paragraph.add_run(f"{text}, стр. ")
        add_field(paragraph, "PAGE")
        paragraph.add_run(" из ")
        add_field(paragraph, "NUMPAGES")

    def part(self, field: str, title: str, columns: Columns) -> None:
        """A table with a heading, which is there when it has rows."""
        self.line("{%p if " + field + " %}")
        self.line(title, "Heading 1")
        self.table(field, columns)
        self.line("{%p endif %}")

    def works(self) -> None:
        """What the student did, or lines to write it on."""
        self.line("Выполнение работ", "Heading 1")
        self.line("{%p if функции %}")
        self.table("функции", _FUNCTIONS)
        self.line("{%p else %}")
        for number in range(1, 5):
            self.line(f"{number}. {_LINE * 4}")
        self.line("{%p endif %}")

    def general(self) -> None:
        """The ОК; nobody but the supervisor knows whether they showed."""
        shown = _ticks("регулярно", "эпизодически", "не проявлял")
        columns = (
            ("Код", "{{ с.код }}", 17),
            ("Компетенция", "{{ с.название }}", 118),
            ("Проявлял", shown, 35),
        )
        self.part("общие_компетенции", "Общие компетенции", columns)

    def table(self, loop: str, columns: Columns) -> None:
        """A table whose second to fourth rows are a loop over rows called «с»."""
        table = self._table([width for _head, _field, width in columns])
        for cell, (head, _field, _width) in zip(table.rows[0].cells, columns, strict=True):
            self._write(cell, head, bold=True)
        self._tag_row(table, "{%tr for с in " + loop + " %}")
        row = self._row(table)
        for cell, (_head, field, _width) in zip(row.cells, columns, strict=True):
            self._write(cell, field)
        self._tag_row(table, "{%tr endfor %}")
        self._finish(table)
        self._gap()

    def matrix(self, columns: Columns, head: str, width: float, wide: float = 0) -> None:
        """A table for each of «части», with a column `width` mm wide for each of its marks.

        `wide`: how wide where the marks are words.
        """
        self.line("{%p for ч in части %}")
        self.line("{%p if ч.название %}")
        self.line("{{ ч.название | capitalize }}", "Heading 2")
        self.line("{%p endif %}")
        if wide:
            self.line("{%p if ч.словами %}")
            self._marks(columns, head, wide)
            self.line("{%p else %}")
        self._marks(columns, head, width)
        if wide:
            self.line("{%p endif %}")
        self.line("{%p endfor %}")

    def _marks(self, columns: Columns, head: str, width: float) -> None:
        # The cells of the two tags vanish; their width is the room for the marks.
        spare = (_LANDSCAPE - sum(width for _head, _field, width in columns) - width) // 2
        table = self._table([*(width for _head, _field, width in columns), spare, width, spare])
        heads = [*(head for head, _field, _width in columns), "{%tc for к in ч.столбцы %}", head]
        for cell, text in zip(table.rows[0].cells, [*heads, "{%tc endfor %}"], strict=True):
            self._write(cell, text, bold=True)
        self._tag_row(table, "{%tr for с in ч.обучающиеся %}")
        row = self._row(table)
        fields = [*(field for _head, field, _width in columns), "{%tc for м in с.оценки %}"]
        for cell, text in zip(row.cells, [*fields, "{{ м }}", "{%tc endfor %}"], strict=True):
            self._write(cell, text)
        self._tag_row(table, "{%tr endfor %}")
        self._finish(table)
        self._gap()

    def closing(self, *lines: str, posts: Sequence[str] = (), signers: str = "") -> None:
        """The result, its signatures and the code: one row of a table, which no page breaks.

        `signers`: the table of those who sign, instead of `posts` when it has rows.
        """
        self.line("Результат", "Heading 1")
        width = self._width()
        table = self._table([width - _CODE_COLUMN, _CODE_COLUMN], are_lined=False)
        left, right = table.rows[0].cells
        signatures = list(posts)
        if signers:
            signatures = [
                "{%p if " + signers + " %}",
                "{%p for с in " + signers + " %}",
                _COMMISSIONER,
                "{%p endfor %}",
                "{%p else %}",
                *signatures,
                "{%p endif %}",
            ]
        stamp = "М.П.        «____» ______________ 20____ г."
        self._fill(left, [*lines, *signatures, stamp])
        self._fill(left, ["Проверить подлинность: {{ адрес_проверки }}"], "Note", goes_on=True)
        self._fill(right, ["{{ код_проверки }}"])
        self._finish(table, has_header=False)

    def _width(self) -> int:
        page = self.paper.sections[0]
        width: int = page.page_width - page.left_margin - page.right_margin
        return round(width / Mm(1))

    def _fill(
        self, cell: Any, lines: Sequence[str], style: str = "Normal", *, goes_on: bool = False
    ) -> None:
        for number, text in enumerate(lines):
            paragraph = cell.add_paragraph() if number or goes_on else cell.paragraphs[0]
            paragraph.style = style
            paragraph.paragraph_format.space_after = Pt(7)
            paragraph.add_run(text)

    def _table(self, widths: Sequence[float], *, are_lined: bool = True) -> Any:
        table = self.paper.add_table(rows=1, cols=len(widths))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        # The order of properties is the schema's: Word is strict about it.
        properties = table._tbl.tblPr  # noqa: SLF001 -- python-docx has no borders
        if are_lined:
            borders = make("w:tblBorders")
            for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
                borders.append(make(f"w:{side}", val="single", sz=4, space=0, color="8A938C"))
            properties.find(qn("w:tblLayout")).addprevious(borders)
        else:
            # What stands in it begins where the lines above begin.
            margins = make("w:tblCellMar")
            margins.append(make("w:left", w=0, type="dxa"))
            properties.find(qn("w:tblLayout")).addnext(margins)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        self._set_widths(table, table.rows[0])
        return table

    def _row(self, table: Any) -> Any:
        row = table.add_row()
        self._set_widths(table, row)
        return row

    def _set_widths(self, table: Any, row: Any) -> None:
        """Word goes by the cells, others by the columns: both say the same."""
        for cell, column in zip(row.cells, table.columns, strict=True):
            cell.width = column.width

    def _tag_row(self, table: Any, tag: str) -> None:
        row = table.add_row()
        first = row.cells[0].merge(row.cells[-1])
        self._write(first, tag)

    def _write(self, cell: Any, text: str, *, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = "TableText"
        paragraph.add_run(text).bold = bold

    def _finish(self, table: Any, *, has_header: bool = True) -> None:
        """Repeat the header on each page, break no row between two."""
        for number, row in enumerate(table.rows):
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001 -- no public way
            properties.append(make("w:cantSplit", val="true"))
            if has_header and number == 0:
                properties.append(make("w:tblHeader", val="true"))


def attestation() -> Sheet:
    sheet = Sheet()
    sheet.opening("Аттестационный лист")
    sheet.facts(_PRACTICE)
    sheet.works()
    extent = _ticks("полностью", "частично", "не сформирована")
    competences = (
        ("Код", "{{ с.код }}", 17),
        ("Компетенция", "{{ с.название }}", 90),
        ("Функции", "{{ с.функции }}", 33),
        ("Уровень", "{% if с.уровень %}{{ с.уровень }}{% else %}" + extent + "{% endif %}", 30),
    )
    sheet.part("компетенции", "Профессиональные компетенции", competences)
    sheet.general()
    marks = (
        ("Форма оценки", "{{ с.ведомость }}", 55),
        ("Критерий", "{{ с.критерий }}", 70),
        ("Оценка", "{{ с.оценка }}", 22),
        ("Дата", "{{ с.дата }}", 23),
    )
    sheet.part("критерии", "Оценки колледжа за практику", marks)
    sheet.closing(
        "{{ фио }}. {{ результат }}",
        f"Отработано часов: {_by_hand('часы_факт')} из {_by_hand('часы_практики', '__________')}."
        "{% if пропущено_дней %} Пропущено дней по словам наставника:\u00a0{{ пропущено_дней }}."
        "{% endif %}",
        f"Оценка за практику: {_by_hand('оценка_за_практику', '_' * 28)}",
        posts=(_OF_ENTERPRISE, _OF_COLLEGE),
    )
    return sheet


def reference() -> Sheet:
    sheet = Sheet()
    sheet.opening("Характеристика")
    sheet.facts(_PRACTICE)
    sheet.line("Отношение к работе", "Heading 1")
    sheet.facts(
        (
            ("Подразделение, должность", _LINE * 2),
            ("Отработано дней", _LINE),
            ("Пропущено дней", _by_hand("пропущено_дней")),
            ("Из них без уважительной причины", _LINE),
            ("Качество работы", f"{_BOX}высокое   {_BOX}среднее   {_BOX}низкое"),
            ("Трудовая дисциплина соблюдалась", _by_hand("дисциплина")),
            ("Охрана труда соблюдалась", _by_hand("охрана_труда")),
            ("Отношение к работе", _LINE * 2),
            ("Инициатива", _LINE * 2),
            ("Взаимоотношения с коллегами", _LINE * 2),
            ("Взяли бы на работу", _by_hand("взяли_бы")),
            ("Отзыв наставника получен", "{{ дата_отзыва }}, {{ откуда_отзыв }}"),
        )
    )
    sheet.works()
    sheet.general()
    sheet.line("{%p if замечание %}")
    sheet.line("Слова наставника", "Heading 1")
    sheet.line("{{ замечание }}")
    sheet.line("{%p endif %}")
    sheet.closing(
        "{{ фио }}. Рекомендуемая оценка за практику: ____________________________",
        posts=(_OF_ENTERPRISE,),
    )
    return sheet


def summary() -> Sheet:
    sheet = Sheet(landscape=True)
    sheet.opening("Сводная ведомость")
    sheet.facts_side_by_side(
        (
            ("Группа", "{{ группа }}, выпуск {{ год_выпуска }} года"),
            ("Специальность", "{{ специальность }}"),
            ("Данные на", "{{ данные_на }}, методика версии {{ версия_методики }}"),
        )
    )
    sheet.line("Готовность по трудовым функциям, от 0 до 1, и 90 % интервал", "Heading 1")
    columns = (
        ("№", "{{ с.номер }}", 8),
        ("Обучающийся", "{{ с.фио }}", 43),
        ("Индекс", "{{ с.индекс }}{% if с.интервал %}\n{{ с.интервал }}{% endif %}", 20),
        ("Уровень", "{{ с.уровень }}", 25),
    )
    sheet.matrix(columns, "{{ к.код }}", 26.8)
    names = (("Код", "{{ с.код }}", 22), ("Наименование", "{{ с.название }}", 220))
    sheet.part("функции", "Трудовые функции", names)
    sheet.closing("Группа {{ группа }}. {{ итог }}", posts=(_DEPUTY,))
    return sheet


def protocol() -> Sheet:
    sheet = Sheet(landscape=True)
    sheet.opening("Протокол")
    sheet.facts_side_by_side(
        (
            ("Форма оценки", "{{ ведомость }}"),
            ("Группа", "{{ группа }}"),
            ("Специальность", "{{ специальность }}"),
            ("Модуль", "{{ модуль | default('не указан', true) }}"),
            ("Проведено", "{{ дата_проведения }}"),
            ("Ведомость сдана", "{{ дата_сдачи }}"),
        )
    )
    names = (("№", "{{ с.номер }}", 12), ("Критерий", "{{ с.название }}", 230))
    sheet.part("критерии", "Критерии", names)
    sheet.line("Результаты по номерам критериев", "Heading 1")
    columns = (("№", "{{ с.номер }}", 9), ("Обучающийся", "{{ с.фио }}", 75))
    sheet.matrix(columns, "{{ к.номер }}", 12, wide=28)
    sheet.closing(
        "{{ ведомость }}, группа {{ группа }}, {{ дата_проведения }} {{ итог }}",
        posts=(_signature("Председатель комиссии"), _signature("Член комиссии")),
        signers="комиссия",
    )
    return sheet


def passport() -> Sheet:
    sheet = Sheet(landscape=True)
    sheet.opening("Паспорт готовности студента")
    sheet.facts_side_by_side(
        (
            *_STUDENT,
            ("Индекс готовности", "{{ индекс }} ({{ интервал }}), уровень: {{ уровень }}"),
            ("Уверенность в индексе", "{{ уверенность }}"),
            ("Полнота, охват функций", "{{ полнота }}, {{ охват }}"),
        )
    )
    columns = (
        ("Код", "{{ с.код }}", 17),
        ("Трудовая функция", "{{ с.название }}", 64),
        ("Обяз.", "{{ с.обязательная }}", 14),
        ("Готовность", "{{ с.значение }}", 23),
        ("Пределы", "{{ с.интервал }}", 21),
        ("Уровень", "{{ с.уровень }}", 25),
        ("Уверен\u00adность", "{{ с.уверенность }}", 19),
        ("Вероят\u00adность освоения", "{{ с.вероятность }}", 20),
        ("Оценок", "{{ с.оценок }}", 17),
        ("Колледж", "{{ с.колледж }}", 19),
        ("Работо\u00adдатель", "{{ с.работодатель }}", 18),
    )
    sheet.part("функции", "Трудовые функции", columns)
    lacking = (
        ("Функция", "{{ с.название }}", 150),
        ("Сейчас", "{{ с.сейчас }}", 50),
        ("Нужно", "{{ с.нужно }}", 40),
    )
    sheet.part("не_хватает", "Чего не хватает", lacking)
    sheet.closing(
        "{{ фио }}. Индекс готовности {{ индекс }} ({{ интервал }}), уровень: {{ уровень }}.",
        "Показатели посчитаны на {{ данные_на }} по методике версии {{ версия_методики }}.",
        posts=(_DEPUTY,),
    )
    return sheet


TEMPLATES: Final[dict[str, Callable[[], Sheet]]] = {
    "attestation": attestation,
    "reference": reference,
    "summary": summary,
    "protocol": protocol,
    "passport": passport,
}


def content_of(name: str) -> bytes:
    return saved(TEMPLATES[name]().paper)


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for name in TEMPLATES:
        (FOLDER / f"{name}.docx").write_bytes(content_of(name))
        print(f"{name}.docx")
    return 0


if __name__ == "__main__":
    sys.exit(main())
