"""Readiness of groups of students, added up from the study groups."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Model, Q, QuerySet, Sum

from assessments.models import AdjustedGroupFunction, GroupFunctionReadiness, GroupReadiness
from assessments.rules.figures import AdjustedFigures, FunctionFigures, GroupFigures
from core.scope import Scope


class Level(StrEnum):
    """What figures are added up by: the path from a study group to it."""

    MUNICIPALITY = "college__municipality_id"
    COLLEGE = "college_id"
    PROGRAMME = "group__programme_id"
    SPECIALITY = "group__programme__speciality_id"
    GROUP = "group_id"


@dataclass(frozen=True, slots=True)
class Cut:
    """Which students are counted; None and empty mean all.

    `region_code` keeps partner regions apart: their marks are never compared with the own ones.
    `settlement` (a SettlementKind) selects the places listed, it never narrows whom sums count.
    """

    region_code: str
    graduation_year: int | None = None
    speciality_id: int | None = None
    settlement: str = ""
    municipality_id: int | None = None
    college_id: int | None = None
    programme_id: int | None = None
    group_id: int | None = None

    def condition(self) -> Q:
        wanted: dict[str, object | None] = {
            "college__municipality__region_code": self.region_code,
            "group__graduation_year": self.graduation_year,
            "group__programme__speciality_id": self.speciality_id,
            "college__municipality_id": self.municipality_id,
            "college_id": self.college_id,
            "group__programme_id": self.programme_id,
            "group_id": self.group_id,
        }
        return Q(**{path: value for path, value in wanted.items() if value is not None})


_GROUP_SUMS = {
    "students": Sum("students_count"),
    "assessed": Sum("assessed_count"),
    "provisional": Sum("provisional_count"),
    "ready": Sum("ready_count"),
    "low": Sum("low_count"),
    "basic": Sum("basic_count"),
    "sufficient": Sum("sufficient_count"),
    "high": Sum("high_count"),
    "employer_voice": Sum("employer_voice_count"),
    "evidence": Sum("evidence_count"),
    "total": Sum("index_sum"),
    "squares": Sum("index_square_sum"),
}
_FUNCTION_SUMS = {
    "students": Sum("students_count"),
    "total": Sum("value_sum"),
    "squares": Sum("value_square_sum"),
    "low_confidence": Sum("low_confidence_count"),
    "employer_count": Sum("employer_count"),
    "employer_total": Sum("employer_sum"),
    "gap_count": Sum("gap_count"),
    "gap_total": Sum("gap_sum"),
}


def figures_by(*, level: Level, cut: Cut, scope: Scope) -> dict[int, GroupFigures]:
    """Return the figures of every place of `level` that has students in the cut, by its key."""
    rows = (
        _visible(GroupReadiness, scope)
        .filter(cut.condition())
        .values_list(level.value)
        .annotate(**_GROUP_SUMS)
        .order_by(level.value)
    )
    names = list(_GROUP_SUMS)
    return {
        row[0]: _group_figures(dict(zip(names, row[1:], strict=True))) for row in rows.iterator()
    }


def _group_figures(sums: dict[str, float]) -> GroupFigures:
    total, squares = sums.pop("total"), sums.pop("squares")
    return GroupFigures(
        **{name: int(value) for name, value in sums.items()},
        index_sum=total,
        index_square_sum=squares,
    )


def functions_by(*, level: Level, cut: Cut, scope: Scope) -> dict[tuple[int, int], FunctionFigures]:
    """Return the figures by (place of `level`, function)."""
    rows = (
        _visible(GroupFunctionReadiness, scope)
        .filter(cut.condition())
        .values_list(level.value, "function_id")
        .annotate(**_FUNCTION_SUMS)
        .order_by(level.value, "function_id")
    )
    return {(row[0], row[1]): _function_figures(row[2:]) for row in rows.iterator()}


def _function_figures(values: tuple[float, ...]) -> FunctionFigures:
    sums = dict(zip(_FUNCTION_SUMS, values, strict=True))
    return FunctionFigures(
        students=int(sums["students"]),
        value_sum=sums["total"],
        value_square_sum=sums["squares"],
        low_confidence=int(sums["low_confidence"]),
        employer_count=int(sums["employer_count"]),
        employer_sum=sums["employer_total"],
        gap_count=int(sums["gap_count"]),
        gap_sum=sums["gap_total"],
    )


def adjusted_by(*, level: Level, cut: Cut, scope: Scope) -> dict[tuple[int, int], AdjustedFigures]:
    """Return what the last night made of the functions without and with adjustment, by place."""
    rows = (
        _visible(AdjustedGroupFunction, scope)
        .filter(cut.condition())
        .values_list(level.value, "function_id")
        .annotate(
            students=Sum("students_count"), plain=Sum("plain_sum"), adjusted=Sum("adjusted_sum")
        )
        .order_by(level.value, "function_id")
    )
    return {
        (place, function): AdjustedFigures(
            students=int(students), plain_sum=plain, adjusted_sum=adjusted
        )
        for place, function, students, plain, adjusted in rows.iterator()
    }


def _visible(model: type[Model], scope: Scope) -> "QuerySet[Model]":
    """Aggregates of the own reach; the caller hides cells of too few people."""
    rows = model._default_manager.all()  # noqa: SLF001 -- Django's documented API
    if scope.region_wide:
        return rows
    return rows.filter(
        Q(college_id__in=scope.college_ids) | Q(college__municipality_id__in=scope.municipality_ids)
    )


def graduation_years(*, cut: Cut, scope: Scope) -> list[int]:
    """Return the years of graduation for which there are figures, newest first."""
    return list(
        _visible(GroupReadiness, scope)
        .filter(cut.condition())
        .values_list("group__graduation_year", flat=True)
        .distinct()
        .order_by("-group__graduation_year")
    )
