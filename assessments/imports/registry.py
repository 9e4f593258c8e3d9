"""Every kind of file that a college loads, in the order in which the page lists them."""

from typing import Final

from assessments.imports.demo_exam import DemoExamImport
from assessments.imports.demo_exam_forms import DemoExamFormsImport
from assessments.imports.practice_results import PracticeResultsImport
from assessments.imports.results import ResultsImport
from colleges.imports.alignment import AlignmentImport
from colleges.imports.case import CaseImport
from colleges.imports.contingent import ContingentImport
from colleges.imports.outcomes import OutcomesImport
from core.import_kinds import ImportKind
from employers.imports.placements import PlacementsImport

KINDS: Final[tuple[ImportKind, ...]] = (
    ContingentImport(),
    ResultsImport(),
    PlacementsImport(),
    PracticeResultsImport(),
    DemoExamFormsImport(),
    DemoExamImport(),
    OutcomesImport(),
    AlignmentImport(),
    CaseImport(),
)


def kind_of_slug(slug: str) -> ImportKind | None:
    """Return the kind whose addresses have this word."""
    return next((kind for kind in KINDS if kind.slug == slug), None)


def kind_of_key(key: str) -> ImportKind | None:
    """Return the kind that a stored batch names; None for one that other pages handle."""
    return next((kind for kind in KINDS if kind.key == key), None)
