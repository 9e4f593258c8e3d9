"""Marks of a practice in the shapes in which colleges send them, and what is said of each fault."""

import datetime as dt
from io import BytesIO

import pytest
import xlsxwriter

from assessments.enums import EvidenceKind
from assessments.imports.practice_results import PracticeResultsImport
from assessments.models import Instrument, Result, Sheet
from colleges.services.contingent import Place
from core.enums import ImportState
from core.import_flow import Watch, apply_batch, check_batch, mend_cells
from core.import_kinds import Target
from tests.core.tables.workbooks import FILES, make_xlsx
from tests.factories.assessments import CriterionFactory, InstrumentFactory
from tests.factories.colleges import EnrolmentFactory, StudentFactory, StudyGroupFactory
from tests.importing import NOW, Loader, found

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 5, 10)
HEADER = ("ФИО", "Группа", "Вид практики", "Дата окончания", "ПК 1.1", "ПК 1.2")
KIM = ("Ким Анна", "М-31", "производственная", DAY, 5, 4)
LEE = ("Ли Анна", "М-31", "производственная", DAY, 4, "отл")


@pytest.fixture
def loader(college):
    people = (("Ким", "М-31"), ("Ли", "М-31"), ("Ёлкин", "М-31"), ("Цой", "Т-11"))
    groups = {name: StudyGroupFactory(name=name, college=college) for name in ("М-31", "Т-11")}
    for last, group in people:
        student = StudentFactory(college=college, last_name=last, first_name="Анна", patronymic="")
        EnrolmentFactory(group=groups[group], student=student)
    form = InstrumentFactory(kind=EvidenceKind.WORKPLACE_PRACTICE, college=college)
    for number in (1, 2):
        CriterionFactory(instrument=form, code=f"ПК 1.{number}", position=number)
    target = Target(college_id=college.pk, subject=Place(college=college), title="", route="")
    return Loader(PracticeResultsImport(), target)


def two_merged_rows():
    return make_xlsx(
        [
            ("Ведомость практики ПП.01",),
            ("№ п/п", "ФИО", "Практика", None, None, "Оценки по компетенциям", None),
            (None, None, "Группа", "Вид практики", "Дата окончания", "ПК 1.1", "ПК 1.2"),
            (1, 2, 3, 4, 5, 6, 7),
            (1, *KIM),
            (2, *LEE),
            (None, "Итого", None, None, None, 9, 9),
            (None, "Руководитель ____________"),
        ],
        merged=[(2, 1, 3, 1, "№ п/п"), (2, 2, 3, 2, "ФИО"), (2, 3, 2, 5, "Практика"),
                (2, 6, 2, 7, "Оценки по компетенциям")],
    )  # fmt: skip


def formulas_and_text_numbers():
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    page = book.add_worksheet("ПП")
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ("Ким Анна", "М-31", "ПП", "10 мая 2026 г."))
    page.write_formula(1, 4, "=2+3", None, 5)
    page.write_formula(1, 5, "=ROUND(4.4,0)", None, 4)
    page.write_row(2, 0, (" Ли\u00a0 Анна ", "М-31 ", " ПП", "2026-05-10 ", " 4\u00a0", "отл "))
    book.close()
    return content.getvalue()


def empty_columns_and_rows():
    head = (None, *HEADER[:2], None, *HEADER[2:4], None, *HEADER[4:])
    return make_xlsx(
        [(), head, (None, *KIM[:2], None, *KIM[2:4], None, *KIM[4:]), (),
         (None, *LEE[:2], None, *LEE[2:4], None, *LEE[4:])]
    )  # fmt: skip


def semicolons_of_windows():
    lines = (HEADER, (*KIM[:3], "10.05.2026", "5", "4"), (*LEE[:3], "10/05/2026", "4", "отл"))
    return "\r\n".join(";".join(line) for line in lines).encode("cp1251")


def unicode_text_of_excel():
    lines = (HEADER, (*KIM[:3], "10.05.2026", "5", "4"), (*LEE[:3], "10.05.2026", "4", "отл"))
    return "\r\n".join("\t".join(line) for line in lines).encode("utf-16")


def web_page_called_xls():
    lines = (HEADER, (*KIM[:3], "10.05.2026", "5", "4"), (*LEE[:3], "10.05.2026", "4", "отл"))
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    page = f"<html><meta charset=windows-1251><table>{rows}</table></html>"
    return page.encode("cp1251")


SHAPES = {
    "две строки.xlsx": two_merged_rows,
    "формулы.xlsx": formulas_and_text_numbers,
    "пустые.xlsx": empty_columns_and_rows,
    "windows.csv": semicolons_of_windows,
    "unicode.txt": unicode_text_of_excel,
    "1С.xls": web_page_called_xls,
    "97.xls": (FILES / "practice_97.xls").read_bytes,
    "95.xls": (FILES / "practice_95.xls").read_bytes,
}


@pytest.mark.parametrize("name", SHAPES)
def test_marks_are_the_same_in_every_shape(loader, name):
    batch = loader.check_bytes(SHAPES[name](), name)

    assert found(batch) == []
    loader.apply(batch)
    assert list(
        Result.objects.order_by("student__last_name", "criterion__position").values_list(
            "student__last_name", "raw_value"
        )
    ) == [("Ким", "5"), ("Ким", "4"), ("Ли", "4"), ("Ли", "отл")]
    assert Sheet.objects.get().held_on == DAY


def test_every_fault_is_told_with_its_place_and_nothing_is_written(loader):
    batch = loader.check(
        HEADER,
        ("Цой Анна", *KIM[1:]),
        ("Ким Анна", "М-33", *KIM[2:]),
        ("Ёлкин Анна", *KIM[1:]),
        ("Елкин Анна", *KIM[1:]),
        (*LEE[:3], "10.05", 5, True),
        (*LEE[:3], 46152, 5, 4),
        (*LEE[:3], DAY, 4.5, "осв."),
        ("=cmd|'/c calc'!A1", *KIM[1:]),
    )

    assert sorted(found(batch)) == [
        (2, "B", "Такого обучающегося в этой группе нет, он есть в группе «Т-11».", ["Т-11"]),
        (3, "B", "Такой группы в колледже нет, или в ней никто не учится.", ["М-31"]),
        (
            5,
            "A",
            "Оценки этого обучающегося за эту практику уже стоят в строке 4.",
            [],
        ),
        (6, "D", "Не похоже на дату. Образец: 12.05.2026.", []),
        (7, "D", "Число вместо даты.", ["10.05.2026"]),
        (
            8,
            "E",
            "Значения 4,5 нет на шкале. Допустимо: 2, 3, 4, 5, «неуд.», «удовл.», «хор.», «отл.».",
            [],
        ),
        (9, "A", "Не похоже на фамилию, имя и отчество.", []),
    ]
    assert batch.state == ImportState.REFUSED
    assert not Sheet.objects.exists()


def test_errors_of_the_table_are_no_empty_cells(loader):
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    page = book.add_worksheet("ПП")
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ("Ким Анна", "М-31", "ПП", "10.05.2026", 5))
    page.write_formula(1, 5, "=VLOOKUP(1,A1:B2,2)", None, "#N/A")
    for row, column in ((2, 0), (2, 4), (3, 0), (3, 4)):
        page.write_formula(row, column, "=VLOOKUP(1,A1:B2,2)", None, "#N/A")
    book.close()

    batch = loader.check_bytes(content.getvalue(), "f.xlsx")

    assert found(batch) == [
        (2, "F", "Таблица не смогла вычислить значение: исправьте формулу в файле.", [])
    ]
    # Formulas pulled down below the list hold nothing, but they are told of.
    assert [(row, message) for row, _column, message, _fixes in found(batch, warnings=True)] == [
        (3, "Строка пропущена: она не похожа на строку таблицы."),
        (4, "Строка пропущена: она не похожа на строку таблицы."),
    ]


SPOILT = "Код в заголовке столбца превратился в число или дату. Похоже на: {}. Впишите код целиком."


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        (1.2, ["ПК 1.2"]),
        ("1,2", ["ПК 1.2"]),
        (dt.date(2026, 2, 1), ["ПК 1.2"]),
        ("01.02.2026", ["ПК 1.2"]),
        (1.1, ["ПК 1.1", "ПК 1.10"]),
        ("1.10", ["ПК 1.10"]),
        (dt.date(2026, 10, 1), ["ПК 1.10"]),
    ],
)
def test_code_spoilt_in_the_header_is_an_error_with_every_code_it_may_have_been(
    loader, title, codes
):
    CriterionFactory(instrument=Instrument.objects.get(), code="ПК 1.10", position=3)
    CriterionFactory(instrument=Instrument.objects.get(), code="ПК 2.1", position=4)

    batch = loader.check((*HEADER[:4], "ПК 2.1", title), KIM)

    assert found(batch) == [(1, "F", SPOILT.format(", ".join(codes)), codes)]
    assert batch.state == ImportState.REFUSED


def test_lost_zero_is_looked_for_among_the_codes_without_a_column(loader):
    CriterionFactory(instrument=Instrument.objects.get(), code="ПК 1.10", position=3)

    batch = loader.check((*HEADER[:5], 1.1), KIM)

    assert found(batch) == [(1, "F", SPOILT.format("ПК 1.10"), ["ПК 1.10"])]


def test_accepted_code_heads_the_column_and_its_marks_are_read(loader):
    batch = loader.check(("Практика",), (*HEADER[:5], dt.date(2026, 2, 1)), KIM)
    ((row, column, _message, (code,)),) = found(batch)
    assert (row, column) == (2, "F")

    mend_cells(batch=batch, cells={(batch.report["problems"][0]["sheet"], 2, 6): code})
    check_batch(kind=loader.kind, batch=batch, target=loader.target)

    assert found(batch) == found(batch, warnings=True) == []
    loader.apply(batch)
    marks = Result.objects.order_by("criterion__position")
    assert list(marks.values_list("criterion__code", "raw_value")) == [
        ("ПК 1.1", "5"),
        ("ПК 1.2", "4"),
    ]


def test_code_in_a_header_over_two_rows_is_mended_where_it_stands(loader):
    rows = [
        ("ФИО", "Группа", "Вид практики", "Дата окончания", "Оценки", 1.2),
        (None, None, None, None, "ПК 1.1", None),
        KIM,
    ]
    merged = [(1, column, 2, column, rows[0][column - 1]) for column in (1, 2, 3, 4, 6)]

    batch = loader.check(*rows, merged=merged)

    assert found(batch) == [(1, "F", SPOILT.format("ПК 1.2"), ["ПК 1.2"])]


@pytest.mark.parametrize("title", [4.5, 3, dt.date(2026, 5, 10), "Примечание"])
def test_number_or_date_that_is_no_code_of_the_forms_is_a_column_not_read(loader, title):
    batch = loader.check((*HEADER[:5], title), KIM)

    assert found(batch) == []


def test_long_file_is_told_of_by_rows_while_it_is_read(loader, monkeypatch):
    monkeypatch.setattr("core.tables.records.ROWS_BETWEEN_WORDS", 2)
    batch = loader.check(HEADER, KIM, LEE, ("Ёлкин Анна", *KIM[1:]))
    told = []

    def progress(done, total, message):
        told.append((done, total, message))

    check_batch(kind=loader.kind, batch=batch, target=loader.target, progress=progress)

    assert told == [
        (0, 100, "Файл читается"),
        (25, 100, "Файл читается: строка 2 из 4"),
        (50, 100, "Файл читается: строка 4 из 4"),
        (50, 100, "Строки сверяются с тем, что уже есть"),
        (55, 100, "Проверено строк: 1 из 3"),
        (60, 100, "Проверено строк: 2 из 3"),
        (65, 100, "Проверено строк: 3 из 3"),
        (85, 100, "Отчёт записывается"),
    ]
    told.clear()
    inside = []
    apply_batch(
        kind=loader.kind, batch=batch, target=loader.target, actor_id=None, now=NOW,
        watch=Watch(progress, lambda *words: inside.append(words)),
    )  # fmt: skip
    assert told == [
        (0, 100, "Файл читается"),
        (20, 100, "Файл читается: строка 2 из 4"),
        (40, 100, "Файл читается: строка 4 из 4"),
        (40, 100, "Строки сверяются и записываются"),
    ]
    assert inside == [
        (43, 100, "Проверено строк: 1 из 3"),
        (46, 100, "Проверено строк: 2 из 3"),
        (50, 100, "Проверено строк: 3 из 3"),
        (100, 100, "Записано: 1 из 1"),
    ]
