from dataclasses import replace

import pytest

from core.documents.description import Document, Paragraph, Section
from core.documents.layout import (
    CELL_FONT,
    CELL_PADDING,
    LANDSCAPE_WIDTH,
    PORTRAIT_WIDTH,
    column_widths,
    is_landscape,
    lines_of,
    printed_heading,
    turns,
)
from core.fonts import text_width
from core.tables.data import Kind, TableColumn, TableData
from tests.core.documents.papers import LONG, WIDE
from tests.core.tables.samples import PLAIN, REGION


def section(*blocks, **options):
    return Section(title="Раздел", blocks=blocks, **options)


def test_columns_of_numbers_fit_their_longest_cell_on_one_line():
    widths = column_widths(REGION, PORTRAIT_WIDTH)

    assert sum(widths) == pytest.approx(PORTRAIT_WIDTH)
    for number, column in enumerate(REGION.columns[1:], start=1):
        for row in REGION.rows:
            cell = text_width(column.printed(row[number]), CELL_FONT)
            assert cell + 2 * CELL_PADDING <= widths[number]


def test_table_wider_than_the_page_is_squeezed_evenly():
    widths = column_widths(WIDE, 300)
    assert sum(widths) == pytest.approx(300)
    assert min(widths) > 20


def test_long_text_gets_the_room_that_numbers_leave():
    table = TableData(
        title="Т",
        columns=(TableColumn(title="Текст"), TableColumn(title="n", kind=Kind.INTEGER)),
        rows=[("слово " * 60, 5)],
    )
    text, number = column_widths(table, PORTRAIT_WIDTH)
    assert text + number == pytest.approx(PORTRAIT_WIDTH)
    assert number < 25


def test_table_of_one_short_column_stays_narrow():
    assert sum(column_widths(PLAIN, PORTRAIT_WIDTH)) < PORTRAIT_WIDTH / 4


def test_pages_turn_for_a_wide_table_unless_told_otherwise():
    assert not is_landscape(section(LONG, Paragraph("текст")))
    assert is_landscape(section(LONG, WIDE))
    assert not is_landscape(section(WIDE, landscape=False))
    assert is_landscape(section(landscape=True))
    assert sum(column_widths(WIDE, LANDSCAPE_WIDTH)) <= LANDSCAPE_WIDTH + 0.01


def test_neighbours_lying_the_same_way_share_their_pages():
    document = Document(
        title="Т", sections=[section(LONG), section(), section(WIDE), section(LONG)]
    )
    assert [(landscape, len(sections)) for landscape, sections in turns(document)] == [
        (False, 2),
        (True, 1),
        (False, 1),
    ]


def test_short_unit_stays_with_the_last_word():
    assert printed_heading(REGION, 2) == "Доля готовых,\u00a0%¹"
    assert printed_heading(REGION, 1) == "Выпуск, чел."
    assert printed_heading(PLAIN, 0) == "Группа"
    doubled = replace(
        PLAIN, columns=(TableColumn(title="Доля, % от плана", kind=Kind.PERCENT),), rows=((0.5,),)
    )
    assert printed_heading(doubled, 0) == "Доля, % от плана,\u00a0%"


def of_texts(*rows):
    columns = tuple(TableColumn(title="Т") for _cell in rows[0])
    return TableData(title="Т", columns=columns, rows=rows)


def test_boxes_under_one_another_ask_for_the_widest_of_them():
    one, three = (
        column_widths(of_texts(("слово " * 60, text)), PORTRAIT_WIDTH)[1]
        for text in ("высокое", "высокое\nсреднее\nнизкое")
    )
    assert three == pytest.approx(one)


def test_texts_are_broken_between_words_before_a_word_is_squeezed():
    table = of_texts(("слово " * 60, *["0,69–0,79"] * 7, "слово " * 60))
    widths = column_widths(table, 520)
    assert sum(widths) == pytest.approx(520)
    needed = text_width("0,69–0,79", CELL_FONT) + 2 * CELL_PADDING
    assert min(widths[1:8]) >= needed


def test_lines_are_counted_with_those_that_are_given():
    width = text_width("слово", CELL_FONT) + 2 * CELL_PADDING + 0.1
    assert [lines_of(text, width) for text in ("слово", "слово\n\nслово", "слово" * 3)] == [1, 3, 3]
