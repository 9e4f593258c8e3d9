"""What the database alone needs: the fastest single SQL statement for the index of every student.

It reads all evidence through a covering index and never touches a table. It does less than the
portal: no requirements and their importance, no repeats, intervals or sums, and nothing is written.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

_INDEX: Final = """
CREATE INDEX bench_covering ON assessments_evidence
(student_id, function_id{more}) {include} WHERE voided_at IS NULL
"""
_COLUMNS: Final = "component, kind, score, strength, observed_on"
_WEIGHTS: Final = {
    "postgresql": (
        "strength * (ARRAY[1.0, 1.0, 0.8, 0.8, 0.8, 0.6, 0.5, 0.6, 1.0, 0.2]::float8[])[kind + 1]"
        " * exp((observed_on - date '2020-01-01') * (ln(2.0) / (36 * 30.4375))::float8)"
    ),
    # Ageing by months: SQLite has no arithmetic of dates that is quick.
    "sqlite": (
        "strength * CASE kind WHEN 0 THEN 1.0 WHEN 1 THEN 1.0 WHEN 5 THEN 0.6 WHEN 6 THEN 0.5"
        " WHEN 7 THEN 0.6 WHEN 8 THEN 1.0 WHEN 9 THEN 0.2 ELSE 0.8 END"
        " * exp((12 * substr(observed_on, 1, 4) + substr(observed_on, 6, 2)) * 0.0192540884)"
    ),
}
_STATEMENT: Final = """
SELECT COUNT(value) FROM (
    SELECT student_id, COALESCE(0.40 * AVG(practical), 0) + COALESCE(0.25 * AVG(knowledge), 0)
        + COALESCE(0.20 * AVG(motivation), 0)
        + COALESCE(0.15 * (1 - AVG(ABS(practical - own))), 0) AS value
    FROM (
        SELECT student_id, function_id,
            SUM(CASE WHEN component = 0 THEN w * score END)
                / SUM(CASE WHEN component = 0 THEN w END) AS practical,
            SUM(CASE WHEN component = 1 THEN w * score END)
                / SUM(CASE WHEN component = 1 THEN w END) AS knowledge,
            SUM(CASE WHEN component = 2 THEN w * score END)
                / SUM(CASE WHEN component = 2 THEN w END) AS motivation,
            SUM(CASE WHEN component = 3 THEN w * score END)
                / SUM(CASE WHEN component = 3 THEN w END) AS own
        FROM (
            SELECT student_id, function_id, component, score, {weight} AS w
            FROM assessments_evidence WHERE voided_at IS NULL
        ) rows
        GROUP BY student_id, function_id
    ) cells
    GROUP BY student_id
) students
"""
# Ways to run it: processes beside the first one, memory, compiled or not.
_VARIANTS: Final = (
    ("SET LOCAL jit = on", "SET LOCAL max_parallel_workers_per_gather = 2"),
    ("SET LOCAL jit = on", "SET LOCAL max_parallel_workers_per_gather = 0"),
    ("SET LOCAL jit = off", "SET LOCAL max_parallel_workers_per_gather = 2"),
    (
        "SET LOCAL jit = on",
        "SET LOCAL max_parallel_workers_per_gather = 2",
        "SET LOCAL work_mem = '256MB'",
    ),
    (
        "SET LOCAL jit = on",
        "SET LOCAL max_parallel_workers_per_gather = 0",
        "SET LOCAL enable_hashagg = off",
    ),
)


def fastest_statement(*, repeats: int) -> float:
    """Return the seconds of the fastest of all variants, each run `repeats` times."""
    statement = _STATEMENT.format(weight=_WEIGHTS[connection.vendor])
    variants = _VARIANTS if connection.vendor == "postgresql" else ((),)
    with _covering_index():
        return min(_seconds(statement, variant) for variant in variants for _ in range(repeats))


@contextmanager
def _covering_index() -> Iterator[None]:
    is_postgres = connection.vendor == "postgresql"
    definition = _INDEX.format(
        more="" if is_postgres else f", {_COLUMNS}",
        include=f"INCLUDE ({_COLUMNS})" if is_postgres else "",
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS bench_covering")
        cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE assessments_evidence" if is_postgres else "ANALYZE")
        try:
            yield
        finally:
            cursor.execute("DROP INDEX bench_covering")


def _seconds(statement: str, settings: tuple[str, ...]) -> float:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            for setting in settings:
                cursor.execute(setting)
            started = time.perf_counter()
            cursor.execute(statement)
            cursor.fetchall()
            return time.perf_counter() - started
        finally:
            cursor.execute("ROLLBACK")
