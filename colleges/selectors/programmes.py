"""A programme with its functions and modules."""

from dataclasses import dataclass

from colleges.models import Module, Programme, ProgrammeFunction


@dataclass(frozen=True, slots=True)
class RequiredLine:
    """A labour function that graduates must be ready for."""

    pk: int
    code: str
    name: str
    standard: str
    importance: float
    is_mandatory: bool


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """What a programme's page shows."""

    pk: int
    speciality: str
    intake_year: int
    qualification: str
    duration_months: int
    functions: tuple[RequiredLine, ...]
    modules: tuple[Module, ...]


def programme_facts(*, programme: Programme) -> ProgrammeFacts:
    """Return a programme's functions by standard and place, and its modules in order."""
    required = (
        ProgrammeFunction.objects.filter(programme=programme)
        .select_related("function__standard")
        .order_by("function__standard__code", "function__position", "pk")
    )
    return ProgrammeFacts(
        pk=programme.pk,
        speciality=str(programme.speciality),
        intake_year=programme.intake_year,
        qualification=programme.qualification,
        duration_months=programme.duration_months,
        functions=tuple(
            RequiredLine(
                row.function_id,
                row.function.code,
                row.function.name,
                row.function.standard.code,
                row.importance,
                row.is_mandatory,
            )
            for row in required
        ),
        modules=tuple(Module.objects.filter(programme=programme).order_by("position", "pk")),
    )
