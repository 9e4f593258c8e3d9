"""Students of a large region: names put together by the database from a short list of parts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from colleges.enums import EnrolmentState, Funding, Sex
from core.bulk import Column, ColumnKind, insert_columns, moment_value
from core.names import name_key
from readiness_portal.demo.people import FIRST_NAMES, PATRONYMICS, SURNAMES

Ints = NDArray[np.int64]

_DRAWN: Final = [
    Column("student_id", ColumnKind.BIG),
    Column("college_id", ColumnKind.BIG),
    Column("group_id", ColumnKind.BIG),
    Column("surname", ColumnKind.INTEGER),
    Column("first_name", ColumnKind.INTEGER),
    Column("patronymic", ColumnKind.INTEGER),
    Column("born_on", ColumnKind.DATE),
    Column("started_on", ColumnKind.DATE),
    Column("graduated_on", ColumnKind.DATE),
    Column("has_graduated", ColumnKind.FLAG),
    Column("is_woman", ColumnKind.FLAG),
]
_PARTS: Final = (SURNAMES, FIRST_NAMES, PATRONYMICS)
# One patronymic of so many is missing on the list.
_NO_PATRONYMIC: Final = 12
_PATRONYMIC_WORDS: Final = len(PATRONYMICS[Sex.MALE]) + 1

_STUDENTS: Final = """
INSERT INTO colleges_student (id, uid, college_id, last_name, first_name, patronymic, birth_date,
    sex, record_book, search_name, created_at)
SELECT d.student_id, {uid}, d.college_id, s.word, f.word, p.word, d.born_on,
    CASE WHEN d.is_woman THEN %s ELSE %s END, '', s.name_key || '|' || f.name_key || '|' ||
    p.name_key, %s
FROM drawn_people d
JOIN drawn_words s ON s.part = 0 AND s.place = d.surname AND s.is_woman = d.is_woman
JOIN drawn_words f ON f.part = 1 AND f.place = d.first_name AND f.is_woman = d.is_woman
JOIN drawn_words p ON p.part = 2 AND p.place = d.patronymic AND p.is_woman = d.is_woman
ORDER BY d.student_id
"""
_ENROLMENTS: Final = """
INSERT INTO colleges_enrolment (student_id, group_id, state, started_on, ended_on, funding,
    has_target_contract)
SELECT student_id, group_id, CASE WHEN has_graduated THEN %s ELSE %s END, started_on,
    CASE WHEN has_graduated THEN graduated_on ELSE NULL END, %s, %s
FROM drawn_people ORDER BY student_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Who is to be written; index i of every array is student i."""

    student: Ints
    college: Ints
    group: Ints
    intake_year: Ints
    graduation_year: Ints
    has_graduated: NDArray[np.bool_]
    share_of_women: NDArray[np.float64]


def write_people(random: np.random.Generator, roll: Roll, *, now: datetime) -> None:
    """Write the students with the given keys and their enrolments."""
    count = len(roll.student)
    birthday = _days(roll.intake_year - 16, 1, 1) + random.integers(-300, 600, count)
    has_patronymic = random.integers(0, _NO_PATRONYMIC, count) > 0
    _prepare()
    insert_columns(
        "drawn_people",
        _DRAWN,
        {
            "student_id": roll.student,
            "college_id": roll.college,
            "group_id": roll.group,
            "surname": random.integers(0, len(SURNAMES), count),
            "first_name": random.integers(0, len(FIRST_NAMES[Sex.MALE]), count),
            "patronymic": has_patronymic * random.integers(1, _PATRONYMIC_WORDS, count),
            "born_on": birthday,
            "started_on": _days(roll.intake_year, 9, 1),
            "graduated_on": _days(roll.graduation_year, 6, 30),
            "has_graduated": roll.has_graduated,
            "is_woman": random.random(count) < roll.share_of_women,
        },
    )
    _copy_drawn(now)


def _copy_drawn(now: datetime) -> None:
    moment = moment_value(now)
    uid = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    states = [EnrolmentState.GRADUATED.value, EnrolmentState.STUDYING.value]
    with connection.cursor() as cursor:
        cursor.execute(_STUDENTS.format(uid=uid), [Sex.FEMALE.value, Sex.MALE.value, moment])
        cursor.execute(_ENROLMENTS, [*states, Funding.BUDGET.value, False])
        cursor.execute("DROP TABLE drawn_people")
        cursor.execute("DROP TABLE drawn_words")


def _days(year: Ints, month: int, day: int) -> Ints:
    first = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]")
    return ((first + (month - 1)).astype("datetime64[D]") + (day - 1)).astype(np.int64)


def _prepare() -> None:
    declared = ", ".join(f"{column.name} {column.kind}" for column in _DRAWN)
    words = [
        (part, place, woman, word, name_key(word, "", "").strip("|"))
        for part in range(len(_PARTS))
        for woman in (False, True)
        for place, word in enumerate(_words(part, is_woman=woman))
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE drawn_people ({declared})")
        cursor.execute(
            "CREATE TEMPORARY TABLE drawn_words"
            " (part integer, place integer, is_woman boolean, word text, name_key text)"
        )
        cursor.executemany("INSERT INTO drawn_words VALUES (%s, %s, %s, %s, %s)", words)


def _words(part: int, *, is_woman: bool) -> list[str]:
    sex = Sex.FEMALE if is_woman else Sex.MALE
    if part == 0:
        return [word + ("а" if is_woman else "") for word in SURNAMES]
    if part == 1:
        return FIRST_NAMES[sex]
    return ["", *PATRONYMICS[sex]]
