"""How much each rating of a college's students would differ under a rater of average severity."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.enums import EvidenceKind
from assessments.models import SeverityEstimate, SeverityRun
from assessments.selectors.scoring_input import ScoringInput
from core.bulk import Column, ColumnKind, read_columns
from scoring.adjustment import expected_shifts, may_be_shown

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def latest_severity_run() -> SeverityRun | None:
    """Return the last estimation, whether it found anything or not."""
    return SeverityRun.objects.order_by("-computed_at", "-pk").first()


def severity_shifts(*, college_id: int, source: ScoringInput) -> Floats | None:
    """Return a shift per row of `source.evidence`, in parts of the scale; None without estimates.

    0 for what no mentor rated, and where the severity is not known well enough to be shown: what
    is not known adjusts nobody.
    """
    run = latest_severity_run()
    if run is None or not run.steps:
        return None
    rows = _rated(college_id)
    ability = _looked_up(rows["student_id"], *_abilities(college_id))
    severity = _looked_up(rows["rater_id"], *_severities(run))
    difficulty = _looked_up(rows["function_id"], *_difficulties(run))
    known = ~np.isnan(ability + severity + difficulty)
    psi = np.array([np.inf if step is None else step for step in run.steps])
    shift = np.zeros(len(known))
    shift[known] = expected_shifts((ability - difficulty)[known], severity[known], psi)
    found = _looked_up(source.evidence_ids, rows["id"], shift)
    return np.nan_to_num(found)


def _rated(college_id: int) -> dict[str, NDArray[Any]]:
    return read_columns(
        [
            Column("id", ColumnKind.BIG),
            Column("student_id", ColumnKind.BIG),
            Column("function_id", ColumnKind.BIG),
            Column("rater_id", ColumnKind.BIG),
        ],
        "FROM assessments_evidence WHERE college_id = %s AND kind = %s AND voided_at IS NULL"
        " AND function_id IS NOT NULL AND rater_id IS NOT NULL ORDER BY id",
        (college_id, EvidenceKind.EMPLOYER_RATING.value),
    )


def _abilities(college_id: int) -> tuple[Ints, Floats]:
    rows = read_columns(
        [
            Column("student_id", ColumnKind.BIG, "a.student_id"),
            Column("ability", ColumnKind.FLOAT, "a.ability"),
        ],
        "FROM assessments_studentability a JOIN colleges_student s ON s.id = a.student_id"
        " WHERE s.college_id = %s ORDER BY a.student_id",
        (college_id,),
    )
    return rows["student_id"], rows["ability"]


def _severities(run: SeverityRun) -> tuple[Ints, Floats]:
    rows = SeverityEstimate.objects.filter(run=run).order_by("rater_id")
    table = np.array(
        list(rows.values_list("rater_id", "severity", "se", "interns")), dtype=np.float64
    ).reshape(-1, 4)
    shown = may_be_shown(table[:, 3].astype(np.intp), table[:, 2])
    return table[shown, 0].astype(np.int64), table[shown, 1]


def _difficulties(run: SeverityRun) -> tuple[Ints, Floats]:
    pairs = sorted((int(key), value) for key, value in run.difficulties.items())
    return (
        np.array([key for key, _value in pairs], dtype=np.int64),
        np.array([value for _key, value in pairs], dtype=np.float64),
    )


def _looked_up(wanted: Ints, keys: Ints, values: Floats) -> Floats:
    """Return the value of each wanted key, NaN without one; `keys` rise."""
    if not len(keys):
        return np.full(len(wanted), np.nan)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], np.nan)
