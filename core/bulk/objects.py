"""Many new objects of a model in one go, and conditions on very many keys."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, Final

import psycopg2.extras
from django.db import connection, models
from django.db.models.expressions import F, Func
from django.db.models.fields.reverse_related import ForeignObjectRel

_PAGE: Final = 1_000
_KEPT: Final = 4_096
# Fields whose Python values both databases take as they are.
_PLAIN: Final = (models.CharField, models.TextField, models.BooleanField, models.IntegerField)
# Fields that have to be put into the database's own form, value by value.
_PREPARED: Final = (models.UUIDField, models.DecimalField)


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert new objects of one model and give each its key.

    As `bulk_create`, in a fraction of its time: no field prepares a plain value, no statement is
    compiled twice. Must run inside a transaction. Raise TypeError for a kind of field not known to
    be safe.
    """
    if not objects:
        return
    model = type(objects[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    values = attrgetter(*(field.attname for field in fields))
    rows = _prepared((values(one) for one in objects), fields)
    names = ", ".join(_column(field) for field in fields)
    table, key = _table(model), _column(model._meta.pk)  # noqa: SLF001 -- Django's public API
    insert = _insert_postgres if connection.vendor == "postgresql" else _insert_sqlite
    with connection.wrap_database_errors:
        keys = insert(table, key, names, list(rows))
    for one, pk in zip(objects, keys, strict=True):
        one.pk = pk
        one._state.adding = False  # noqa: SLF001 -- what Django's own insert does
        one._state.db = connection.alias  # noqa: SLF001


def _prepared(
    rows: Iterable[tuple[Any, ...]], fields: Sequence["models.Field[Any, Any]"]
) -> Iterator[tuple[Any, ...]]:
    makers = [(place, maker) for place, field in enumerate(fields) if (maker := _maker(field))]
    for row in rows:
        cells = list(row)
        for place, maker in makers:
            if cells[place] is not None:
                cells[place] = maker(cells[place])
        yield tuple(cells)


def _maker(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return what puts a field's value into the database's form; None where nothing needs to."""
    stored = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(stored, _PLAIN):
        return None
    prepare = partial(stored.get_db_prep_save, connection=connection)
    if isinstance(stored, models.DateField):
        # Days and moments repeat: of a list of people, all have the same moment.
        return lru_cache(_KEPT)(prepare)
    if isinstance(stored, _PREPARED):
        return prepare
    raise TypeError(f"{field} cannot be inserted in bulk")


def _insert_postgres(
    table: str, key: str, names: str, rows: Sequence[tuple[Any, ...]]
) -> list[int]:
    statement = f"INSERT INTO {table} ({names}) VALUES %s RETURNING {key}"  # noqa: S608 -- names from code
    with connection.cursor() as cursor:
        found = psycopg2.extras.execute_values(
            cursor.cursor, statement, rows, page_size=_PAGE, fetch=True
        )
    return [pk for (pk,) in found]


def _insert_sqlite(table: str, key: str, names: str, rows: Sequence[tuple[Any, ...]]) -> list[int]:
    marks = ", ".join("?" for _ in rows[0])
    with connection.cursor() as cursor:
        # The first insert takes the only writer's lock; from then on the keys are ours to give.
        cursor.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows[0])  # noqa: S608
        first = cursor.connection.execute("SELECT last_insert_rowid()").fetchone()[0]
        cursor.connection.executemany(
            f"INSERT INTO {table} ({key}, {names}) VALUES (?, {marks})",  # noqa: S608
            ((first + step, *row) for step, row in enumerate(rows[1:], start=1)),
        )
    return list(range(first, first + len(rows)))


class Among(Func):
    """A condition: the field holds one of the keys, one parameter however many there are.

    `IN` with a subquery would not do on PostgreSQL: of a table just filled it knows no numbers and
    compares every row with every key.
    """

    def __init__(self, field: str, keys: Collection[int]) -> None:
        super().__init__(F(field), output_field=models.BooleanField())
        self.keys = tuple(keys)

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> Any:
        column, parameters = compiler.compile(self.source_expressions[0])
        condition, keys = _among(column, self.keys)
        return condition, (*parameters, keys)


def _among(column: str, keys: Collection[int]) -> tuple[str, Any]:
    """Return the condition and its parameter."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::bigint[])", list(keys)
    condition = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 -- names from code
    return condition, f"[{','.join(map(str, keys))}]"


def delete_by(relation: ForeignObjectRel, keys: Collection[int]) -> None:
    """Delete the rows that point at the keys, and nothing that hangs on them.

    The caller knows that nothing does; the database refuses otherwise, at the end of the
    transaction at the latest.
    """
    field = relation.field
    _delete(_table(field.model), _column(field), keys)


def delete_objects(model: type[models.Model], keys: Collection[int]) -> None:
    """Delete the rows with the keys; otherwise as `delete_by`."""
    _delete(_table(model), _column(model._meta.pk), keys)  # noqa: SLF001


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001


def _column(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _delete(table: str, column: str, keys: Collection[int]) -> None:
    condition, parameter = _among(column, keys)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {condition}", [parameter])  # noqa: S608 -- names from code
