"""Functions as raters gave them and as adjusted for severity: of the own college, of the region."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.rules.figures import AdjustedFigures
from assessments.selectors.aggregates import Level, adjusted_by, graduation_years
from colleges.models import College, Programme
from colleges.rules.courses import finished_year
from core.scope import SYSTEM, Scope
from dashboards.rules.spots import REGION
from dashboards.selectors.disclosure import function_disclosure_of
from dashboards.selectors.places import base_cut
from standards.models import LabourFunction


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedRow:
    """A function of a place; `students` is None where their number is not told."""

    code: str
    name: str
    standard: str
    students: int | None
    plain: float | None
    adjusted: float | None
    difference: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedPlace:
    name: str
    rows: tuple[AdjustedRow, ...]

    @property
    def moved(self) -> list[AdjustedRow]:
        """The functions whose printed mean is another one with the adjustment."""
        return [row for row in self.rows if row.difference is None or round(row.difference, 2)]

    @property
    def still(self) -> int:
        return len(self.rows) - len(self.moved)


def college_adjustments(*, scope: Scope) -> list[AdjustedPlace]:
    """Return the own college, then its programmes by speciality; for its own staff only.

    Nothing is hidden: they see each student's card.
    """
    if not scope.is_college_staff:
        return []
    own = Scope(college_ids=scope.college_ids)
    colleges = College.objects.filter(pk__in=scope.college_ids).order_by("short_name", "pk")
    programmes = Programme.objects.filter(college_id__in=scope.college_ids)
    programmes = programmes.select_related("speciality").order_by(
        "speciality__code", "-intake_year", "pk"
    )
    names = {
        Level.COLLEGE: {row.pk: row.short_name for row in colleges},
        Level.PROGRAMME: {row.pk: _programme_name(row) for row in programmes},
    }
    places = []
    for level, names_at in names.items():
        figures: dict[int, dict[int, AdjustedFigures]] = defaultdict(dict)
        for (place, function), sums in adjusted_by(level=level, cut=base_cut(), scope=own).items():
            figures[place][function] = sums
        places += [
            AdjustedPlace(name=name, rows=_rows(figures[place], counted=True))
            for place, name in names_at.items()
            if place in figures
        ]
    return places


def region_adjustments(*, today: date) -> AdjustedPlace | None:
    """Return the region's last full graduation: the functions whose mean its page prints too.

    The number of people is left out: that of the night beside today's would tell of the newest.
    """
    whole = base_cut()
    year = finished_year(graduation_years(cut=whole, scope=SYSTEM), today=today)
    if year is None:
        return None
    cut = replace(whole, graduation_year=year)
    figures: dict[int, AdjustedFigures] = {}
    for (_place, function), sums in adjusted_by(
        level=Level.MUNICIPALITY, cut=cut, scope=SYSTEM
    ).items():
        figures[function] = figures.get(function, AdjustedFigures()) + sums
    if not figures:
        return None
    minimum = settings.MINIMUM_CELL
    shown = function_disclosure_of(cut=cut, minimum=minimum).shown(REGION)
    printed = {
        function: sums
        for function, sums in figures.items()
        if shown.get(function) is not None and sums.students >= minimum
    }
    name = _("%(region)s, выпуск %(year)s") % {"region": settings.REGION_NAME, "year": year}
    return AdjustedPlace(name=name, rows=_rows(printed, counted=False))


def _programme_name(row: Programme) -> str:
    return _("%(code)s %(name)s, набор %(year)s") % {
        "code": row.speciality.code,
        "name": row.speciality.name,
        "year": row.intake_year,
    }


def _rows(figures: Mapping[int, AdjustedFigures], *, counted: bool) -> tuple[AdjustedRow, ...]:
    functions = (
        LabourFunction.objects.filter(pk__in=list(figures))
        .select_related("standard")
        .order_by("standard__code", "position", "pk")
    )
    return tuple(
        AdjustedRow(
            code=function.code,
            name=function.name,
            standard=function.standard.code,
            students=figures[function.pk].students if counted else None,
            plain=figures[function.pk].plain,
            adjusted=figures[function.pk].adjusted,
            difference=figures[function.pk].difference,
        )
        for function in functions
    )
