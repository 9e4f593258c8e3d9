"""Remarks on cells of an alignment: said, and taken off the list when they are settled."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from colleges.models import AlignmentRemark, AlignmentVersion, Programme
from colleges.rules.alignments import SourceKey
from core.audit import record_action

LONGEST: int = 1000


def add_remark(
    *,
    programme: Programme,
    place: tuple[SourceKey, int],
    text: str,
    is_of_association: bool,
    actor_id: int | None,
    now: datetime,
) -> AlignmentRemark:
    """Say something about a cell, in any state of the alignment: a remark changes no cell.

    The caller has found the place in the programme's matrix. Raise ValidationError without words.
    """
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        raise ValidationError(_("Напишите замечание: от одного до 1000 знаков."), code="text")
    source, function_id = place
    with transaction.atomic():
        newest = AlignmentVersion.objects.filter(programme=programme).order_by("-number").first()
        remark = AlignmentRemark.objects.create(
            programme=programme,
            version=newest,
            competence_id=source.competence_id,
            module_id=source.module_id,
            function_id=function_id,
            text=said,
            author_id=actor_id,
            is_of_association=is_of_association,
            created_at=now,
        )
        record_action(
            action="colleges.add_remark",
            actor_id=actor_id,
            now=now,
            target=programme,
            details={"source": str(source), "function_id": function_id},
        )
    return remark


def close_remark(*, remark: AlignmentRemark, actor_id: int | None, now: datetime) -> bool:
    """Take a remark off the list, its words stay in the history; a second time changes nothing."""
    with transaction.atomic():
        closed = AlignmentRemark.objects.filter(pk=remark.pk, closed_at__isnull=True).update(
            closed_at=now, closed_by_id=actor_id
        )
        if closed:
            record_action(
                action="colleges.close_remark",
                actor_id=actor_id,
                now=now,
                target=remark.programme,
                details={"remark": remark.pk},
            )
    return bool(closed)
