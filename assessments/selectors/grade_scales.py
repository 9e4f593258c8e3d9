"""Which scale turns points of a demonstration exam into marks, and the marks of a sheet."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from assessments.enums import EvidenceKind, ResultState, ScaleKind
from assessments.models import Criterion, GradeScale, Result, Sheet
from assessments.rules.demo_exam import USUAL_BOUNDS, Bounds, demo_exam_mark
from core.numbers import round_half_up
from core.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamMark:
    """What a student's points of an exam come to; a mark is never a level of readiness."""

    student_id: int
    points: float
    percent: float
    mark: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamMarks:
    """The marks of a sheet by the scale of its day; `scale` None: the recommended one."""

    scale: GradeScale | None
    maximum: float
    marks: dict[int, ExamMark]


def grade_scales_of(*, scope: Scope) -> QuerySet[GradeScale]:
    """Return the scales of the own college, the newest first."""
    return GradeScale.objects.filter(college_id__in=scope.college_ids).order_by(
        "-valid_from", "-pk"
    )


def scale_on(*, college_id: int, day: date) -> GradeScale | None:
    """Return the college's own scale of that day, else the common one, else None."""
    valid = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return (
        GradeScale.objects.filter(valid, Q(college_id=college_id) | Q(college__isnull=True))
        .order_by(F("college_id").desc(nulls_last=True), "-valid_from", "-pk")
        .first()
    )


def has_scale_from(*, college_id: int | None, day: date) -> bool:
    """Tell whether a scale of the college begins on that day or later; None: the common ones."""
    return GradeScale.objects.filter(college=college_id, valid_from__gte=day).exists()


def bounds_of(*, college_id: int, day: date) -> Bounds:
    """Return the lower bounds of 3, 4, 5 in force: the college's own, the common, or the usual."""
    return bounds_of_scale(scale_on(college_id=college_id, day=day))


def bounds_of_scale(scale: GradeScale | None) -> Bounds:
    """Return the lower bounds of 3, 4 and 5 in per cent, of no scale the usual ones."""
    if scale is None:
        return USUAL_BOUNDS
    return scale.bound_3, scale.bound_4, scale.bound_5


def exam_marks(*, sheet: Sheet) -> ExamMarks | None:
    """Return the marks of a demonstration exam's sheet; None for others and without points.

    A student with a criterion still open has none: points not given are not zero.
    """
    criteria = Criterion.objects.filter(instrument=sheet.instrument_id, scale=ScaleKind.POINTS)
    maximum = Decimal(criteria.aggregate(total=Sum("maximum"))["total"] or 0)
    if sheet.instrument.kind != EvidenceKind.DEMO_EXAM or not maximum:
        return None
    wanted = criteria.count()
    points: dict[int, list[Decimal]] = {}
    rows = Result.objects.filter(
        sheet=sheet, criterion__in=criteria, state=ResultState.VALUE, score__isnull=False
    )
    for student_id, score, top in rows.values_list("student_id", "score", "criterion__maximum"):
        points.setdefault(student_id, []).append(Decimal(str(score)) * (top or Decimal(0)))
    scale = scale_on(college_id=sheet.college_id, day=sheet.held_on)
    found = {}
    for student_id, own in points.items():
        if len(own) == wanted:
            total = round_half_up(sum(own), 2)
            found[student_id] = ExamMark(
                student_id=student_id,
                points=float(total),
                percent=float(round_half_up(total * 100 / maximum, 2)),
                mark=demo_exam_mark(points=total, maximum=maximum, bounds=bounds_of_scale(scale)),
            )
    return ExamMarks(scale=scale, maximum=float(maximum), marks=found)
