"""Every kind of file that a college loads, in the order in which the page lists them."""

from typing import Final

from assessments.imports.demo_exam import DemoExamImport
from assessments.imports.demo_exam_forms import DemoExamFormsImport
from assessments.imports.practice_results import PracticeResultsImport
from assessments.imports.results import ResultsImport
from colleges.imports.alignment import AlignmentImport
from colleges.imports.case import CaseImport
from colleges.imports.contingent import ContingentImport
from colleges.imports.curriculum import CurriculumImport
from colleges.imports.outcomes import OutcomesImport
from core.import_kinds import ImportKind, TableKind
from core.scope import Scope
from employers.imports.placements import PlacementsImport

KINDS: Final[tuple[ImportKind, ...]] = (
    ContingentImport(),
    ResultsImport(),
    PlacementsImport(),
    PracticeResultsImport(),
    DemoExamFormsImport(),
    DemoExamImport(),
    OutcomesImport(),
    CurriculumImport(),
    AlignmentImport(),
    CaseImport(),
)


# Tables that colleges keep as one: who loads the one kind is offered the other.
_TOGETHER: Final = frozenset({PlacementsImport.key, PracticeResultsImport.key})


def companion_of(kind: ImportKind) -> TableKind | None:
    """Return the kind whose rows often stand in the same table as this kind's."""
    found = (other for other in KINDS if {kind.key, other.key} == _TOGETHER)
    companion = next(found, None)
    return companion if isinstance(companion, TableKind) else None


def kinds_for(scope: Scope) -> list[ImportKind]:
    """Return the kinds that a person of this role may load, in their order."""
    return [kind for kind in KINDS if scope.role in kind.roles]


def kind_of_slug(slug: str) -> ImportKind | None:
    """Return the kind whose addresses have this word."""
    return next((kind for kind in KINDS if kind.slug == slug), None)


def kind_of_key(key: str) -> ImportKind | None:
    """Return the kind that a stored batch names; None for one that other pages handle."""
    return next((kind for kind in KINDS if kind.key == key), None)
