"""What a programme is, corrected by its college."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from colleges.models import Alignment, Programme, ProgrammeFunction, ProgrammeStandard
from core.audit import record_action
from standards.models import EducationalStandard, ProfessionalStandard


class CompetencesAlignedError(RuntimeError):
    """The alignment rests on the competences of the educational standard in force."""


class StandardsInUseError(RuntimeError):
    """The programme requires functions of standards that were left out."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__()
        self.codes = codes


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeCorrection:
    """What may be corrected of a programme; its speciality and intake stay."""

    educational_standard: EducationalStandard | None
    qualification: str
    duration_months: int
    standards: Sequence[ProfessionalStandard]


@transaction.atomic
def change_programme(
    *, programme: Programme, correction: ProgrammeCorrection, actor_id: int | None, now: datetime
) -> None:
    """Correct a programme and put its standards into this order of priority.

    Raise CompetencesAlignedError when another educational standard would leave cells without their
    competences, StandardsInUseError when a standard with required functions is left out.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    _check(programme, correction)
    wanted = {
        "educational_standard": correction.educational_standard,
        "qualification": correction.qualification,
        "duration_months": correction.duration_months,
    }
    changed = [name for name, value in wanted.items() if getattr(programme, name) != value]
    for name in changed:
        setattr(programme, name, wanted[name])
    programme.save(update_fields=changed)
    if _order_standards(programme, [row.pk for row in correction.standards]):
        changed.append("standards")
    if changed:
        record_action(
            action="colleges.change_programme",
            actor_id=actor_id,
            now=now,
            target=programme,
            details={"changed": changed},
        )


def _check(programme: Programme, correction: ProgrammeCorrection) -> None:
    if correction.educational_standard != programme.educational_standard:
        cells = Alignment.objects.filter(version__programme=programme, competence__isnull=False)
        if cells.exists():
            raise CompetencesAlignedError
    left_out = (
        ProgrammeFunction.objects.filter(programme=programme)
        .exclude(function__standard__in=[row.pk for row in correction.standards])
        .order_by("function__standard__code")
        .values_list("function__standard__code", flat=True)
        .distinct()
    )
    if left_out:
        raise StandardsInUseError(list(left_out))


def _order_standards(programme: Programme, wanted: Sequence[int]) -> bool:
    rows = ProgrammeStandard.objects.filter(programme=programme)
    before = list(rows.order_by("priority", "pk").values_list("standard_id", flat=True))
    if before == list(wanted):
        return False
    rows.delete()
    ProgrammeStandard.objects.bulk_create(
        ProgrammeStandard(programme=programme, standard_id=pk, priority=place)
        for place, pk in enumerate(wanted, start=1)
    )
    return True
