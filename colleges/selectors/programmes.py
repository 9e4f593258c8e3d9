"""A programme with its functions and modules."""

from dataclasses import dataclass

from django.db.models import QuerySet

from colleges.models import (
    Module,
    Programme,
    ProgrammeFunction,
    ProgrammeStandard,
    RejectedSuggestion,
)
from core.dependents import dependents_of
from core.text import competence_code
from standards.models import Competence, LabourFunction, ProfessionalStandard


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
        modules=tuple(modules_of(programme=programme)),
    )


def modules_of(*, programme: Programme) -> QuerySet[Module]:
    """Return the programme's modules, courses and practices in their order."""
    return Module.objects.filter(programme=programme).order_by("position", "pk")


def competence_codes_of(*, programme: Programme) -> frozenset[str]:
    """Return the codes of the programme's educational standard; empty when it has none."""
    rows = Competence.objects.filter(educational_standard_id=programme.educational_standard_id)
    return frozenset(
        code for code in map(competence_code, rows.values_list("code", flat=True)) if code
    )


def dependents_of_module(*, module: Module) -> list[tuple[str, int]]:
    """Return what points at a module, in words, and how often; refused suggestions do not count."""
    return dependents_of(module, ignored=(RejectedSuggestion,))


def module_of(*, programme: Programme, pk: int) -> Module | None:
    """Return a module of this programme; None for any other."""
    return Module.objects.filter(programme=programme, pk=pk).select_related("programme").first()


def required_of(*, programme: Programme, function_id: int) -> ProgrammeFunction | None:
    """Return what the programme says of a function it requires; None when it does not."""
    return (
        ProgrammeFunction.objects.filter(programme=programme, function_id=function_id)
        .select_related("programme", "function__standard")
        .first()
    )


def standards_of(*, programme: Programme) -> list[ProfessionalStandard]:
    """Return the programme's professional standards by priority.

    Those that it does not name, but requires functions of, come last.
    """
    rows = ProgrammeStandard.objects.filter(programme=programme).select_related("standard")
    named = [row.standard for row in rows.order_by("priority", "pk")]
    functions = LabourFunction.objects.filter(pk__in=required_ids(programme=programme))
    others = ProfessionalStandard.objects.filter(pk__in=functions.values("standard_id")).exclude(
        pk__in=[row.pk for row in named]
    )
    return [*named, *others.order_by("code", "pk")]


def required_ids(*, programme: Programme) -> set[int]:
    """Return the functions that the programme requires."""
    rows = ProgrammeFunction.objects.filter(programme=programme)
    return set(rows.values_list("function_id", flat=True))
