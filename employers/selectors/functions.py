"""Labour functions that a mentor is asked about."""

from collections.abc import Iterable

from django.db.models import QuerySet

from colleges.models import Alignment, Enrolment, Module, Programme, ProgrammeFunction
from colleges.selectors.coverage import versions_in_force
from employers.models import Placement
from standards.enums import ElementKind
from standards.models import FunctionElement, LabourFunction


def functions_of_programme(*, programme: Programme) -> list[LabourFunction]:
    """Return the required functions of a programme in the order of the standard."""
    required = ProgrammeFunction.objects.filter(programme=programme)
    return list(
        LabourFunction.objects.filter(pk__in=required.values("function_id"), is_retired=False)
        .select_related("standard")
        .order_by("standard_id", "position", "pk")
    )


def default_functions(
    *, programme: Programme, module: Module | None = None
) -> list[LabourFunction]:
    """Return what a mentor is asked about unless the college chooses otherwise.

    The required functions of the programme; where the practice belongs to a module that is aligned
    with some of them, only those.
    """
    required = functions_of_programme(programme=programme)
    if module is None:
        return required
    version = versions_in_force([programme.pk]).get(programme.pk)
    aligned = frozenset(
        Alignment.objects.filter(version=version, module=module, element__isnull=True).values_list(
            "function_id", flat=True
        )
    )
    return [function for function in required if function.pk in aligned] or required


def functions_of_placement(*, placement_id: int) -> list[LabourFunction]:
    """Return the functions asked about in the order of their standards."""
    through = Placement.functions.through.objects.filter(placement_id=placement_id)
    return list(
        LabourFunction.objects.filter(pk__in=through.values("labourfunction_id")).order_by(
            "standard_id", "position", "pk"
        )
    )


def functions_queryset(functions: Iterable[LabourFunction]) -> QuerySet[LabourFunction]:
    """Return the same functions as a form's field wants them, in the order of their standards."""
    ids = [function.pk for function in functions]
    return LabourFunction.objects.filter(pk__in=ids).order_by("standard_id", "position", "pk")


def actions_of_functions(*, function_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the labour actions of each function in the order of the standard."""
    actions: dict[int, list[str]] = {}
    rows = (
        FunctionElement.objects.filter(function_id__in=list(function_ids), kind=ElementKind.ACTION)
        .order_by("function_id", "position", "pk")
        .values_list("function_id", "text")
    )
    for function_id, text in rows:
        actions.setdefault(function_id, []).append(text)
    return actions


def functions_on_offer(*, placement: Placement) -> list[LabourFunction]:
    """Return the functions that a placement may ask about: those of the student's programme."""
    enrolment = (
        Enrolment.objects.filter(student_id=placement.student_id)
        .select_related("group__programme")
        .order_by("-started_on", "-pk")
        .first()
    )
    if enrolment is None:
        return []
    return functions_of_programme(programme=enrolment.group.programme)
