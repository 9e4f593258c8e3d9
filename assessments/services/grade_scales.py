"""A college's own scales of marks: added by its local act, never changed, retired by a date."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import GradeScale
from assessments.selectors.grade_scales import has_scale_from
from colleges.models import College
from core.audit import record_action

LATER_SCALE: Final = gettext_lazy("Уже есть шкала с этой или более поздней даты: укажите позднее.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleOfAct:
    """What a local act lays down: lower bounds of 3, 4 and 5 in per cent, and from which day."""

    name: str
    bounds: tuple[Decimal, Decimal, Decimal]
    act_reference: str
    valid_from: date


def add_grade_scale(
    *, college_id: int | None, wanted: ScaleOfAct, actor_id: int | None, now: datetime
) -> GradeScale:
    """Put a scale into force from a day; the one in force until then ends the day before.

    Without a college it is common to all that have no own one.
    Raise ValidationError, in Russian, when bounds do not rise or a later scale exists already.
    """
    with transaction.atomic():
        if college_id is not None:
            College.objects.select_for_update(no_key=True).get(pk=college_id)
        own = GradeScale.objects.filter(college=college_id)
        valid_from = wanted.valid_from
        if has_scale_from(college_id=college_id, day=valid_from):
            raise ValidationError({"valid_from": LATER_SCALE})
        own.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)).update(
            valid_to=valid_from - timedelta(days=1)
        )
        scale = GradeScale(
            college_id=college_id,
            name=wanted.name,
            bound_3=wanted.bounds[0],
            bound_4=wanted.bounds[1],
            bound_5=wanted.bounds[2],
            act_reference=wanted.act_reference,
            valid_from=valid_from,
        )
        scale.full_clean()
        scale.save()
        record_action(
            action="assessments.add_grade_scale", actor_id=actor_id, now=now, target=scale
        )
    return scale


def retire_grade_scale(
    *, scale: GradeScale, valid_to: date, actor_id: int | None, now: datetime
) -> GradeScale:
    """End a scale on a day, the last one it is used on; raise ValidationError, in Russian."""
    with transaction.atomic():
        locked = GradeScale.objects.select_for_update().get(pk=scale.pk)
        if valid_to < locked.valid_from:
            raise ValidationError(
                {"valid_to": _("Шкала не может закончиться раньше, чем начала действовать.")}
            )
        later = GradeScale.objects.filter(
            college=locked.college,
            valid_from__gt=locked.valid_from,
            valid_from__lte=valid_to,
        )
        if later.exists():
            raise ValidationError({"valid_to": _("С этой даты уже действует следующая шкала.")})
        locked.valid_to = valid_to
        locked.save(update_fields=["valid_to"])
        record_action(
            action="assessments.retire_grade_scale", actor_id=actor_id, now=now, target=locked
        )
    return locked
