"""Forms of assessment: made, changed while no sheet stands on them, never afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.enums import Component, ScaleKind
from assessments.models import Criterion, CriterionFunction, Instrument
from colleges.models import College
from core.audit import record_action
from core.text import fold_code, search_key


class InstrumentInUse(RuntimeError):
    """A sheet stands on the form, or the form belongs to all colleges: it is copied instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionContent:
    """A criterion and the functions it shows, each with its strength (1 fully, 0.5 in part)."""

    name: str
    scale: str
    maximum: Decimal | None = None
    code: str = ""
    bearings: Sequence[tuple[int, float]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentContent:
    """What a form says; the criteria stand in their order."""

    name: str
    kind: int
    component: int
    code: str = ""
    level: str = ""
    criteria: Sequence[CriterionContent]


def create_instrument(
    *, college: College, content: InstrumentContent, actor_id: int | None, now: datetime
) -> Instrument:
    """Make a form of the college; raise ValidationError, in Russian."""
    with transaction.atomic():
        instrument = Instrument(college=college)
        _write(instrument, content)
        record_action(
            action="assessments.create_instrument", actor_id=actor_id, now=now, target=instrument
        )
    return instrument


def change_instrument(
    *, instrument: Instrument, content: InstrumentContent, actor_id: int | None, now: datetime
) -> Instrument:
    """Rewrite a form; raise InstrumentInUse, or ValidationError in Russian.

    The row is locked against a sheet that is being made of it: such a sheet waits, or is seen here.
    """
    with transaction.atomic():
        locked = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
        if locked.college_id is None or locked.sheets.exists():
            raise InstrumentInUse
        _write(locked, content)
        record_action(
            action="assessments.change_instrument", actor_id=actor_id, now=now, target=locked
        )
    return locked


def _write(instrument: Instrument, content: InstrumentContent) -> None:
    _check_criteria(content)
    check_code(instrument=instrument, kind=content.kind, code=content.code, level=content.level)
    instrument.name, instrument.kind = content.name, content.kind
    instrument.component = content.component
    instrument.code, instrument.level = content.code, content.level
    instrument.save()
    replace_criteria(instrument=instrument, criteria=content.criteria)


def _check_criteria(content: InstrumentContent) -> None:
    if not content.criteria:
        raise ValidationError(_("Внесите хотя бы один критерий."))
    seen: set[str] = set()
    for one in content.criteria:
        if search_key(one.name) in seen:
            raise ValidationError(_("Критерий «%(name)s» назван дважды.") % {"name": one.name})
        seen.add(search_key(one.name))
    bears = any(one.bearings for one in content.criteria)
    if content.component == Component.PRACTICAL and not bears:
        raise ValidationError(
            _(
                "Отметьте хотя бы у одного критерия трудовую функцию: иначе по ведомостям этой"
                " формы не появится ни одного свидетельства."
            )
        )
    if content.component != Component.PRACTICAL and bears:
        raise ValidationError(
            _(
                "Свидетельства о знаниях не относятся к отдельным трудовым функциям: снимите"
                " отметки у критериев или выберите практический компонент."
            )
        )


def check_code(*, instrument: Instrument, kind: int, code: str, level: str) -> None:
    """A file of points finds its form by the code and the level: there is one; ValidationError."""
    if not code:
        return
    others = Instrument.objects.filter(
        Q(college_id=instrument.college_id) | Q(college__isnull=True),
        kind=kind,
        level=level,
        is_archived=False,
    ).exclude(pk=instrument.pk)
    if fold_code(code) in {
        fold_code(other) for other in others.exclude(code="").values_list("code", flat=True)
    }:
        raise ValidationError({"code": _("Форма с этим КОД и уровнем уже есть.")})


def replace_criteria(*, instrument: Instrument, criteria: Sequence[CriterionContent]) -> None:
    """Give an unused form these criteria instead of any it had."""
    Criterion.objects.filter(instrument=instrument).delete()
    rows = Criterion.objects.bulk_create(
        Criterion(
            instrument=instrument,
            code=one.code,
            name=one.name,
            scale=one.scale,
            maximum=one.maximum if one.scale == ScaleKind.POINTS else None,
            position=position,
        )
        for position, one in enumerate(criteria)
    )
    CriterionFunction.objects.bulk_create(
        CriterionFunction(criterion=row, function_id=pk, strength=strength)
        for row, one in zip(rows, criteria, strict=True)
        for pk, strength in one.bearings
    )
