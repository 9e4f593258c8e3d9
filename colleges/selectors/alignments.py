"""What a matrix of one programme shows: its rows, its columns, its cells, its history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from colleges.enums import AlignmentEventKind, AlignmentState
from colleges.models import (
    Alignment,
    AlignmentEvent,
    AlignmentVersion,
    Module,
    Programme,
    ProgrammeFunction,
)
from colleges.rules.alignments import (
    COMPETENCE,
    MODULE,
    SourceKey,
    distinct_labels,
    source_key,
)
from colleges.selectors.coverage import TAUGHT_KINDS
from core.scope import Scope
from standards.enums import CompetenceKind
from standards.models import Competence, FunctionElement, LabourFunction


@dataclass(frozen=True, slots=True)
class Source:
    """A row of the matrix: a competence or a module with its hours.

    `label` is the code, numbered where the programme repeats it; `kind` a value of CompetenceKind
    or ModuleKind.
    """

    key: SourceKey
    code: str
    label: str
    text: str
    kind: str
    qualification: str = ""
    hours: int | None = None

    @property
    def is_module(self) -> bool:
        return self.key.kind == MODULE

    @property
    def is_general(self) -> bool:
        return self.kind == CompetenceKind.GENERAL

    @property
    def must_lead_somewhere(self) -> bool:
        """General competences serve every function and are no excess when they lead to none."""
        return not self.is_general


@dataclass(frozen=True, slots=True)
class Cell:
    """What a version says of one source and one function."""

    strength: float
    parts: int
    changed_by: str
    changed_at: datetime


def open_programmes(*, scope: Scope) -> QuerySet[Programme]:
    """Return the programmes whose alignment `scope` may read."""
    return Programme.objects.visible_to(scope).select_related(
        "speciality", "college", "educational_standard"
    )


def sources_of(*, programme: Programme) -> list[Source]:
    """Return the rows: professional competences, modules, then the general competences."""
    competences = list(
        Competence.objects.filter(
            educational_standard_id=programme.educational_standard_id
        ).order_by("position", "pk")
        if programme.educational_standard_id
        else Competence.objects.none()
    )
    labels = distinct_labels([row.code for row in competences])
    rows = [
        Source(
            SourceKey(COMPETENCE, row.pk),
            row.code,
            label,
            row.text,
            row.kind,
            qualification=row.qualification,
        )
        for row, label in zip(competences, labels, strict=True)
    ]
    modules = Module.objects.filter(programme=programme).order_by("position", "pk")
    rows += [
        Source(SourceKey(MODULE, row.pk), row.code, row.code, row.name, row.kind, hours=row.hours)
        for row in modules
    ]
    # General competences are the same everywhere and rarely lead to one function.
    return sorted(rows, key=lambda source: source.is_general)


def columns_of(*, programme: Programme) -> list[LabourFunction]:
    """Return the required functions, standard by standard in the order of their codes."""
    required = ProgrammeFunction.objects.filter(programme=programme).values("function_id")
    return list(
        LabourFunction.objects.filter(pk__in=required)
        .select_related("standard", "generalized_function")
        .order_by("standard__code", "position", "pk")
    )


def elements_of(*, function_ids: Collection[int]) -> list[FunctionElement]:
    """Return the elements that can be taught: actions, skills, knowledge, each in its order."""
    order = {kind.value: place for place, kind in enumerate(TAUGHT_KINDS)}
    rows = FunctionElement.objects.filter(function_id__in=list(function_ids), kind__in=TAUGHT_KINDS)
    return sorted(
        rows.order_by("function_id", "position", "pk"),
        key=lambda row: (row.function_id, order[row.kind]),
    )


def cells_of(
    *, version: AlignmentVersion | None, function_id: int | None = None
) -> dict[tuple[str, int], Cell]:
    """Return the cells that are not empty, by source and function."""
    if version is None:
        return {}
    rows = Alignment.objects.filter(version=version).select_related("changed_by")
    if function_id is not None:
        rows = rows.filter(function_id=function_id)
    cells: dict[tuple[str, int], Cell] = {}
    parts: dict[tuple[str, int], int] = {}
    for row in rows.order_by("pk"):
        place = str(source_key(row.competence_id, row.module_id)), row.function_id
        if row.element_id is not None:
            parts[place] = parts.get(place, 0) + 1
            continue
        who = row.changed_by.display_name if row.changed_by else ""
        cells[place] = Cell(row.strength, 0, who, row.changed_at)
    for place, count in parts.items():
        whole = cells[place]
        cells[place] = Cell(whole.strength, count, whole.changed_by, whole.changed_at)
    return cells


def parts_of(*, version: AlignmentVersion | None, function_id: int) -> dict[tuple[str, int], float]:
    """Return the strength of each link with an element of one function, by source and element."""
    if version is None:
        return {}
    rows = Alignment.objects.filter(
        version=version, function_id=function_id, element__isnull=False
    ).order_by("pk")
    return {
        (str(source_key(row.competence_id, row.module_id)), row.element_id): row.strength
        for row in rows
        if row.element_id is not None
    }


def details_of(
    *, version: AlignmentVersion | None
) -> dict[tuple[SourceKey, int], dict[int, float]]:
    """Return the strengths by element of every cell that is detailed, by source and function."""
    found: dict[tuple[SourceKey, int], dict[int, float]] = {}
    if version is None:
        return found
    rows = Alignment.objects.filter(version=version, element__isnull=False).order_by("pk")
    for row in rows:
        place = source_key(row.competence_id, row.module_id), row.function_id
        found.setdefault(place, {})[row.element_id or 0] = row.strength
    return found


def versions_of(*, programme: Programme) -> list[AlignmentVersion]:
    """Return the versions, the newest first, with their events fetched."""
    return list(
        AlignmentVersion.objects.filter(programme=programme)
        .prefetch_related("events__actor")
        .order_by("-number")
    )


def waiting_for_association(*, scope: Scope) -> int:
    """Count the alignments that colleges have agreed and the association has not yet."""
    return AlignmentVersion.objects.filter(
        programme__in=open_programmes(scope=scope), state=AlignmentState.AGREED_COLLEGE
    ).count()


def earlier_programmes(*, programme: Programme) -> QuerySet[Programme]:
    """Return the college's programmes of the same speciality that have an alignment to copy."""
    return (
        Programme.objects.filter(
            college_id=programme.college_id,
            speciality_id=programme.speciality_id,
            alignment_versions__isnull=False,
        )
        .exclude(pk=programme.pk)
        .distinct()
        .order_by("-intake_year", "pk")
    )


def returns_to_mend(*, scope: Scope) -> QuerySet[AlignmentEvent]:
    """Return what the association sent back to the own college and nobody has handed in again.

    The latest first; a draft whose last event is another one (begun, taken back by the college)
    is no return.
    """
    latest = AlignmentEvent.objects.filter(version=OuterRef("version")).order_by("-at", "-pk")
    return (
        AlignmentEvent.objects.filter(
            version__programme__college_id__in=scope.college_ids,
            version__state=AlignmentState.DRAFT,
            kind=AlignmentEventKind.RETURNED,
            pk=Subquery(latest.values("pk")[:1]),
        )
        .select_related("actor", "version__programme__speciality")
        .order_by("-at", "-pk")
    )
