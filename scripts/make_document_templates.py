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
from docx.shared import Mm, Pt

from core.documents.word_package import new_paper, saved
from core.documents.word_tables import make

FOLDER: Final = Path(__file__).parents[1] / "assessments" / "document_templates"
Columns = Sequence[tuple[str, str, int]]
_SIGN: Final = "______________ / ______________________ /"
_STUDENT: Final = (
    ("Обучающийся", "{{ фио }}"),
    ("Специальность", "{{ специальность }}"),
    ("Группа, курс", "{{ группа }}{% if курс %}, {{ курс }} курс{% endif %}"),
    ("Форма обучения", "{{ форма_обучения }}"),
)
_PRACTICE: Final = (
    *_STUDENT,
    ("Вид практики", "{{ вид_практики }}"),
    (
        "Профессиональный модуль",
        "{{ модуль | default('не указан', true) }}{% if часы %}, {{ часы }} ч{% endif %}",
    ),
    ("Период", "с {{ начало }} по {{ окончание }}"),
    ("Организация", "{{ организация }}"),
    (
        "Руководитель от организации",
        "{{ наставник }}{% if должность_наставника %}, {{ должность_наставника }}{% endif %}",
    ),
)
_FUNCTIONS: Final = (
    ("Код", "{{ с.код }}", 18),
    ("Трудовая функция", "{{ с.название }}", 72),
    ("Оценка наставника", "{{ с.ответ }}", 42),
    ("Уровень", "{{ с.уровень }}", 38),
)


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
        for text, style in (("{{ колледж }}", "Normal"), ("{{ адрес_колледжа }}", "Note")):
            self.line(text, style).alignment = WD_ALIGN_PARAGRAPH.CENTER
        heading = self.line(title, "Title")
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        heading.paragraph_format.space_before = Pt(14)
        self.line("№ {{ номер }} от {{ дата }}").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def line(self, text: str, style: str = "Normal") -> Any:
        paragraph = self.paper.add_paragraph(style=style)
        paragraph.add_run(text)
        return paragraph

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        for name, value in pairs:
            paragraph = self.paper.add_paragraph(style="Normal")
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(f"{name}: ")
            paragraph.add_run(value).bold = True

    def table(self, loop: str, columns: Columns) -> None:
        """A table whose second to fourth rows are a loop over rows called «с»."""
        table = self._table(len(columns), [width for _head, _field, width in columns])
        for cell, (head, _field, _width) in zip(table.rows[0].cells, columns, strict=True):
            self._write(cell, head, bold=True)
        self._tag_row(table, "{%tr for с in " + loop + " %}")
        row = table.add_row()
        for cell, (_head, field, _width) in zip(row.cells, columns, strict=True):
            self._write(cell, field)
        self._tag_row(table, "{%tr endfor %}")
        self._repeat_header(table)
        self.line("", "Note")

    def matrix(self, loop: str, columns: Columns, heads: tuple[str, str], mark: str) -> None:
        """A table with as many further columns as there are `heads`: (list, field of its row)."""
        widths = [width for _head, _field, width in columns]
        table = self._table(len(columns) + 3, [*widths, 12, 12, 12])
        opening, closing = "{%tc for к in " + heads[0] + " %}", "{%tc endfor %}"
        for cell, (head, _field, _width) in zip(table.rows[0].cells, columns, strict=False):
            self._write(cell, head, bold=True)
        for cell, text in zip(
            table.rows[0].cells[len(columns) :], (opening, heads[1], closing), strict=True
        ):
            self._write(cell, text, bold=True)
        self._tag_row(table, "{%tr for с in " + loop + " %}")
        row = table.add_row()
        for cell, (_head, field, _width) in zip(row.cells, columns, strict=False):
            self._write(cell, field)
        opening = "{%tc for м in " + mark + " %}"
        for cell, text in zip(
            row.cells[len(columns) :], (opening, "{{ м }}", closing), strict=True
        ):
            self._write(cell, text)
        self._tag_row(table, "{%tr endfor %}")
        self._repeat_header(table)
        self.line("", "Note")

    def signatures(self, *posts: str) -> None:
        for post in posts:
            paragraph = self.line(f"{post}  {_SIGN}")
            paragraph.paragraph_format.space_before = Pt(8)
        self.line("М.П.        «____» ______________ 20____ г.")
        self.code()

    def code(self) -> None:
        paragraph = self.line("{{ код_проверки }}")
        paragraph.paragraph_format.space_before = Pt(10)
        paragraph.paragraph_format.keep_with_next = True
        self.line("Проверить подлинность: {{ адрес_проверки }}", "Note")

    def _table(self, count: int, widths: Sequence[int]) -> Any:
        table = self.paper.add_table(rows=1, cols=count)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        borders = make("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(make(f"w:{side}", val="single", sz=4, space=0, color="8A938C"))
        table._tbl.tblPr.append(borders)  # noqa: SLF001 -- python-docx has no borders
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _tag_row(self, table: Any, tag: str) -> None:
        row = table.add_row()
        first = row.cells[0].merge(row.cells[-1])
        self._write(first, tag)

    def _write(self, cell: Any, text: str, *, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = "TableText"
        paragraph.add_run(text).bold = bold

    def _repeat_header(self, table: Any) -> None:
        properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 -- no public way
        properties.append(make("w:tblHeader", val="true"))


def attestation() -> Sheet:
    sheet = Sheet()
    sheet.opening("Аттестационный лист")
    sheet.facts(_PRACTICE)
    sheet.line("Освоение трудовых функций", "Heading 1")
    sheet.table("функции", _FUNCTIONS)
    sheet.line("{%p if критерии %}")
    sheet.line("Оценки колледжа за практику", "Heading 1")
    columns = (
        ("Форма оценки", "{{ с.ведомость }}", 55),
        ("Критерий", "{{ с.критерий }}", 70),
        ("Оценка", "{{ с.оценка }}", 22),
        ("Дата", "{{ с.дата }}", 23),
    )
    sheet.table("критерии", columns)
    sheet.line("{%p endif %}")
    sheet.line("Результат", "Heading 1")
    sheet.line("{{ результат }}")
    sheet.line("Оценка за практику: ____________________________")
    sheet.signatures("Руководитель практики от организации", "Руководитель практики от колледжа")
    return sheet


def reference() -> Sheet:
    sheet = Sheet()
    sheet.opening("Характеристика")
    sheet.facts(_PRACTICE)
    sheet.line("Отношение к работе", "Heading 1")
    sheet.facts(
        (
            ("Трудовая дисциплина", "{{ дисциплина }}"),
            ("Охрана труда", "{{ охрана_труда }}"),
            ("Пропущено дней", "{{ пропущено_дней }}"),
            ("Взяли бы на работу", "{{ взяли_бы }}"),
            ("Отзыв получен", "{{ дата_отзыва }}, {{ откуда_отзыв }}"),
        )
    )
    sheet.line("Выполнение работ", "Heading 1")
    sheet.table("функции", _FUNCTIONS)
    sheet.line("{%p if замечание %}")
    sheet.line("Слова наставника", "Heading 1")
    sheet.line("{{ замечание }}")
    sheet.line("{%p endif %}")
    sheet.signatures("Руководитель практики от организации")
    return sheet


def summary() -> Sheet:
    sheet = Sheet(landscape=True)
    sheet.opening("Сводная ведомость")
    sheet.facts(
        (
            ("Группа", "{{ группа }}, выпуск {{ год_выпуска }} года"),
            ("Специальность", "{{ специальность }}"),
            ("Данные на", "{{ данные_на }}, методика версии {{ версия_методики }}"),
        )
    )
    sheet.line("Готовность по трудовым функциям, от 0 до 1", "Heading 1")
    columns = (
        ("№", "{{ с.номер }}", 9),
        ("Обучающийся", "{{ с.фио }}", 70),
        ("Индекс", "{{ с.индекс }}", 18),
        ("Уровень", "{{ с.уровень }}", 30),
    )
    sheet.matrix("обучающиеся", columns, ("функции", "{{ к.код }}"), "с.оценки")
    sheet.line("Трудовые функции", "Heading 1")
    sheet.table("функции", (("Код", "{{ с.код }}", 22), ("Наименование", "{{ с.название }}", 220)))
    sheet.signatures("Заместитель директора")
    return sheet


def protocol() -> Sheet:
    sheet = Sheet(landscape=True)
    sheet.opening("Протокол")
    sheet.facts(
        (
            ("Форма оценки", "{{ ведомость }}"),
            ("Группа", "{{ группа }}"),
            ("Специальность", "{{ специальность }}"),
            ("Модуль", "{{ модуль | default('не указан', true) }}"),
            ("Проведено", "{{ дата_проведения }}"),
            ("Ведомость сдана", "{{ дата_сдачи }}"),
        )
    )
    sheet.line("Результаты", "Heading 1")
    columns = (("№", "{{ с.номер }}", 9), ("Обучающийся", "{{ с.фио }}", 75))
    sheet.matrix("обучающиеся", columns, ("критерии", "{{ к.название }}"), "с.оценки")
    sheet.line("Комиссия", "Heading 1")
    signers = (
        ("Фамилия и инициалы", "{{ с.фио }}", 60),
        ("Должность", "{{ с.должность }}", 70),
        ("Роль", "{{ с.роль }}", 40),
        ("Явка", "{{ с.явка }}", 32),
        ("Подпись", "", 50),
    )
    sheet.table("комиссия", signers)
    sheet.code()
    return sheet


def passport() -> Sheet:
    sheet = Sheet(landscape=True)
    sheet.opening("Паспорт готовности студента")
    sheet.facts(
        (
            *_STUDENT,
            ("Индекс готовности", "{{ индекс }} ({{ интервал }}), уровень: {{ уровень }}"),
            ("Полнота, охват функций", "{{ полнота }}, {{ охват }}"),
            ("Данные на", "{{ данные_на }}, методика версии {{ версия_методики }}"),
        )
    )
    sheet.line("Трудовые функции", "Heading 1")
    columns = (
        ("Код", "{{ с.код }}", 18),
        ("Трудовая функция", "{{ с.название }}", 88),
        ("Обяз.", "{{ с.обязательная }}", 15),
        ("Готовность", "{{ с.значение }}", 24),
        ("Пределы", "{{ с.интервал }}", 26),
        ("Уровень", "{{ с.уровень }}", 30),
        ("Оценок", "{{ с.оценок }}", 18),
        ("Колледж", "{{ с.колледж }}", 20),
        ("Работо\u00adдатель", "{{ с.работодатель }}", 20),
    )
    sheet.table("функции", columns)
    sheet.line("{%p if не_хватает %}")
    sheet.line("Чего не хватает", "Heading 1")
    lacking = (
        ("Функция", "{{ с.название }}", 150),
        ("Сейчас", "{{ с.сейчас }}", 50),
        ("Нужно", "{{ с.нужно }}", 40),
    )
    sheet.table("не_хватает", lacking)
    sheet.line("{%p endif %}")
    sheet.signatures("Заместитель директора")
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
