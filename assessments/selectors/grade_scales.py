"""How colleges turn points of the demonstration exam into marks."""

from datetime import date

from django.db.models import Q

from assessments.models import GradeScale
from assessments.rules.demo_exam import USUAL_BOUNDS, Bounds


def bounds_of(*, college_id: int, day: date) -> Bounds:
    """Return the lower bounds of 3, 4, 5 in force: the college's own, the common, or the usual."""
    in_force = GradeScale.objects.filter(
        Q(college_id=college_id) | Q(college__isnull=True),
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        valid_from__lte=day,
    )
    scales = sorted(in_force, key=lambda one: (one.college_id is not None, one.valid_from))
    if not scales:
        return USUAL_BOUNDS
    return (scales[-1].bound_3, scales[-1].bound_4, scales[-1].bound_5)
