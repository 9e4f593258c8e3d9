"""An edition of a professional standard as read from a file: plain values, no database."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date

# Code, number of the order, date; the earliest exports leave the last two empty.
EditionKey = tuple[str, str, date | None]


@dataclass(frozen=True, slots=True)
class ClassifierUnit:
    """A line of a classifier (ОКЗ, ОКВЭД, ЕКС, ОКПДТР, ОКСО, ОКНПО); either part may be empty."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ParsedLabourFunction:
    """A labour function. `level` is its own, `6` or `7.1`, and may differ from its group's."""

    code: str
    name: str
    level: str
    actions: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedGeneralizedFunction:
    """A generalised labour function with what section III says about the people who do it."""

    code: str
    name: str
    level: str
    labour_functions: tuple[ParsedLabourFunction, ...]
    job_titles: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    experience: tuple[str, ...] = ()
    admission: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    okz: tuple[ClassifierUnit, ...] = ()
    eks: tuple[ClassifierUnit, ...] = ()
    okpdtr: tuple[ClassifierUnit, ...] = ()
    okso: tuple[ClassifierUnit, ...] = ()
    oknpo: tuple[ClassifierUnit, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedStandard:
    """One edition. Functions are in the order of their codes; skills and knowledge are in place.

    `approved_on` is None and `order_number` empty where the file has none.
    `skills_knowledge_swapped` says that the file had the two lists in each other's place.
    """

    code: str
    name: str
    order_number: str
    approved_on: date | None
    registration_number: str
    activity_name: str
    purpose: str
    okz: tuple[ClassifierUnit, ...]
    okved: tuple[ClassifierUnit, ...]
    developers: tuple[str, ...]
    generalized_functions: tuple[ParsedGeneralizedFunction, ...]
    skills_knowledge_swapped: bool = False
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def key(self) -> EditionKey:
        """What tells editions apart: codes are reused, registration numbers are shared."""
        return self.code, self.order_number, self.approved_on

    @property
    def labour_functions(self) -> tuple[ParsedLabourFunction, ...]:
        return tuple(
            function for group in self.generalized_functions for function in group.labour_functions
        )


@dataclass(frozen=True, slots=True)
class EditionCounts:
    """How much an edition holds."""

    generalized_functions: int
    labour_functions: int
    actions: int
    skills: int
    knowledge: int


def count_edition(standard: ParsedStandard) -> EditionCounts:
    """Count the parts of an edition."""
    functions = standard.labour_functions
    return EditionCounts(
        generalized_functions=len(standard.generalized_functions),
        labour_functions=len(functions),
        actions=sum(len(function.actions) for function in functions),
        skills=sum(len(function.skills) for function in functions),
        knowledge=sum(len(function.knowledge) for function in functions),
    )


def content_sha256(standard: ParsedStandard) -> str:
    """Fingerprint of what an edition says, independent of the file's layout and of warnings."""
    content = asdict(standard)
    del content["warnings"]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
