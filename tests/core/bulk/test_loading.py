import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction

from core.bulk import Column, ColumnKind, insert_columns, loading
from tests.factories.colleges import StudentFactory

pytestmark = pytest.mark.django_db
TABLE = "assessments_stalestudent"
COLUMNS = [Column("student_id", ColumnKind.BIG), Column("college_id", ColumnKind.BIG)]


def constraints():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, TABLE)


def test_loading_leaves_indexes_and_keys_as_they_were():
    student = StudentFactory()
    before = constraints()
    with loading(TABLE):
        assert len(constraints()) < len(before)
        insert_columns(
            TABLE,
            COLUMNS,
            {
                "student_id": np.array([student.pk]),
                "college_id": np.array([student.college_id]),
            },
        )
    assert constraints() == before


@transaction.atomic
def load(arrays):
    with loading(TABLE):
        insert_columns(TABLE, COLUMNS, arrays)
    connection.check_constraints()


def test_loading_refuses_rows_that_point_nowhere():
    before = constraints()
    arrays = {"student_id": np.array([987_654]), "college_id": np.array([987_654])}
    with pytest.raises(IntegrityError):
        load(arrays)
    assert constraints() == before
