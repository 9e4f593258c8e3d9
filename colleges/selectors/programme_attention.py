"""Programmes of a college that somebody should look at: a draft alignment, a replaced edition."""

from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from colleges.enums import AlignmentState
from colleges.models import AlignmentVersion, Programme, ProgrammeFunction, StudyGroup
from colleges.selectors.alignments import returns_to_mend
from core.scope import Scope
from standards.models import ProfessionalStandard
from standards.selectors.editions import replacements_of


class Attention(StrEnum):
    """Why a programme wants a look."""

    DRAFT = "draft"
    REPLACED = "replaced"


_NEWEST: Final = AlignmentVersion.objects.filter(programme=OuterRef("pk")).order_by("-number")


def programmes_to_look_at(
    *, scope: Scope, attention: Attention, today: date
) -> QuerySet[Programme]:
    """Return the own college's programmes that are taught or will be, and want a look.

    An alignment that the association sent back is no mere draft: see `returns_to_mend`.
    """
    groups = StudyGroup.objects.filter(programme=OuterRef("pk"))
    living = Programme.objects.filter(
        Exists(groups.filter(is_archived=False)) | ~Exists(groups),
        college_id__in=scope.college_ids,
    )
    if attention == Attention.REPLACED:
        required = ProgrammeFunction.objects.filter(
            programme=OuterRef("pk"), function__standard__in=_replaced(scope, today)
        )
        return living.filter(Exists(required))
    returned = returns_to_mend(scope=scope).values("version__programme")
    return living.annotate(newest_state=Subquery(_NEWEST.values("state")[:1])).filter(
        ~Q(pk__in=returned), newest_state=AlignmentState.DRAFT
    )


def _replaced(scope: Scope, today: date) -> list[int]:
    """Return the editions that programmes of the college use and a newer one has replaced."""
    used = ProgrammeFunction.objects.filter(programme__college_id__in=scope.college_ids)
    standards = ProfessionalStandard.objects.filter(pk__in=used.values("function__standard"))
    return list(replacements_of(standards=list(standards.order_by("pk")), today=today))
