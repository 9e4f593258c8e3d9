import datetime as dt

from core.tables.data import Interval, Kind, Suppressed, TableColumn, TableData
from reports.rules.content import NamedTable, content_hash, table_from_json, table_to_json

TABLE = TableData(
    title="Колледжи",
    short_title="Колледжи",
    columns=(
        TableColumn(title="Наименование"),
        TableColumn(title="Оценено", kind=Kind.INTEGER, footnote="без предварительных"),
        TableColumn(title="Готовы", kind=Kind.PERCENT),
        TableColumn(title="Интервал", kind=Kind.PERCENT_INTERVAL),
    ),
    rows=[
        ("Нива", 40, 0.123456789012, Interval(0.1, 0.2)),
        ("Малый", *(Suppressed("…", "скрыто"),) * 3),
        ("Молчаливый", 0, None, None),
    ],
    total=("Край", 40, 0.5, Interval(0.4, 0.6)),
    footnotes=("Порядок алфавитный.",),
    source="Портал",
    as_of=dt.date(2026, 11, 20),
    filters=(("Выпуск", "2026"),),
)


def test_table_survives_json_but_for_noise_in_last_digits():
    values = table_to_json(NamedTable("colleges", TABLE))
    again = table_from_json(values)
    assert again.anchor == "colleges"
    assert again.table.columns == TABLE.columns
    assert again.table.rows[0] == ("Нива", 40, 0.12345679, Interval(0.1, 0.2))
    assert list(again.table.rows[1:]) == list(TABLE.rows[1:])
    assert (again.table.total, again.table.as_of) == (TABLE.total, TABLE.as_of)
    assert again.table.filters == TABLE.filters
    assert table_to_json(again) == values


def test_hash_ignores_order_of_keys_and_sees_every_number():
    assert content_hash({"a": 1, "b": [2]}) == content_hash({"b": [2], "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})
    assert content_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
