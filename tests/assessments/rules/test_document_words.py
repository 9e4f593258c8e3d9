import pytest

from assessments.rules.document_words import (
    FULLY,
    NOT_ASSESSED,
    NOT_FORMED,
    PARTLY,
    competence_extent,
    cut_columns,
)


@pytest.mark.parametrize(
    ("levels", "extent"),
    [
        ([], ""),
        ([NOT_ASSESSED], ""),
        ([FULLY, NOT_ASSESSED], FULLY),
        ([FULLY, NOT_FORMED], PARTLY),
        ([NOT_FORMED, NOT_FORMED], NOT_FORMED),
        ([PARTLY, FULLY], PARTLY),
    ],
)
def test_competence_is_formed_as_far_as_its_assessed_functions(levels, extent):
    assert competence_extent([str(level) for level in levels]) == str(extent)


@pytest.mark.parametrize(
    ("count", "parts"),
    [
        (0, [range(0)]),
        (14, [range(14)]),
        (15, [range(7), range(7, 15)]),
        (30, [range(10), range(10, 20), range(20, 30)]),
    ],
)
def test_wide_table_is_cut_evenly(count, parts):
    assert cut_columns(count, 14) == parts
