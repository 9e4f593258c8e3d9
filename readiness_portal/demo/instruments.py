"""Forms of assessment that the demonstration region's colleges share."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from assessments.enums import Component, DemoExamLevel, EvidenceKind, ScaleKind
from assessments.models import Criterion, CriterionFunction, Instrument
from readiness_portal.demo.catalogue import SpecialityPlan
from standards.models import LabourFunction

POINTS_MAXIMUM: Final = 20
_MODULES_OF_EXAM: Final = 3


class Form(StrEnum):
    """Which form of assessment an instrument is."""

    COLLEGE_PRACTICE = "college_practice"
    MODULE_EXAM = "module_exam"
    WORKPLACE_PRACTICE = "workplace_practice"
    DEMO_EXAM = "demo_exam"
    KNOWLEDGE = "knowledge"


@dataclass(frozen=True, slots=True)
class CriterionPlan:
    """A criterion and the functions it bears on, with the strength of each."""

    name: str
    scale: ScaleKind
    bearings: Sequence[tuple[LabourFunction, float]] = ()
    maximum: int | None = None


def create_instruments(
    plan: SpecialityPlan, functions: Sequence[LabourFunction]
) -> dict[Form, Instrument]:
    """Write the five forms of a speciality and return them."""
    made = {
        Form.COLLEGE_PRACTICE: (
            EvidenceKind.COLLEGE_PRACTICE,
            f"Учебная практика УП.01, {plan.code}",
            [
                CriterionPlan(function.name[:300], ScaleKind.EXTENT, [(function, 1.0)])
                for function in functions
            ],
        ),
        Form.MODULE_EXAM: (
            EvidenceKind.MODULE_EXAM,
            f"Экзамен по модулю ПМ.01, {plan.code}",
            _exam_criteria(functions),
        ),
        Form.WORKPLACE_PRACTICE: (
            EvidenceKind.WORKPLACE_PRACTICE,
            f"Производственная практика ПП.01, аттестационный лист, {plan.code}",
            [
                CriterionPlan(function.name[:300], ScaleKind.MARK, [(function, 1.0)])
                for function in functions
            ],
        ),
        Form.DEMO_EXAM: (
            EvidenceKind.DEMO_EXAM,
            f"Демонстрационный экзамен, базовый уровень, {plan.code}",
            _demo_exam_criteria(functions),
        ),
    }
    instruments = {
        form: _write(kind, Component.PRACTICAL, name, criteria)
        for form, (kind, name, criteria) in made.items()
    }
    exam = instruments[Form.DEMO_EXAM]
    # By its code and level a file of points finds the form.
    exam.code, exam.level = f"{plan.code}-1-2026", DemoExamLevel.BASIC
    exam.save(update_fields=["code", "level"])
    instruments[Form.KNOWLEDGE] = _write(
        EvidenceKind.INTERIM_MARK,
        Component.KNOWLEDGE,
        f"Промежуточная аттестация по дисциплинам, {plan.code}",
        [CriterionPlan(name, ScaleKind.MARK) for name in ("МДК.01.01", "МДК.01.02", "ОП.03")],
    )
    return instruments


def _exam_criteria(functions: Sequence[LabourFunction]) -> list[CriterionPlan]:
    """Each task of the module exam shows one function fully and its neighbour in part."""
    tasks = functions[: max(3, (len(functions) * 2) // 3)]
    return [
        CriterionPlan(
            f"Задание {place}: {function.name}"[:300],
            ScaleKind.POINTS,
            [(function, 1.0), (functions[place % len(functions)], 0.5)],
            POINTS_MAXIMUM,
        )
        for place, function in enumerate(tasks, start=1)
    ]


def _demo_exam_criteria(functions: Sequence[LabourFunction]) -> list[CriterionPlan]:
    """The functions are dealt out to the modules of the exam."""
    return [
        CriterionPlan(
            f"Модуль {place + 1}",
            ScaleKind.POINTS,
            [(function, 1.0) for function in functions[place::_MODULES_OF_EXAM]],
            POINTS_MAXIMUM,
        )
        for place in range(min(_MODULES_OF_EXAM, len(functions)))
    ]


def _write(
    kind: EvidenceKind, component: Component, name: str, criteria: Sequence[CriterionPlan]
) -> Instrument:
    instrument = Instrument.objects.create(kind=kind, component=component, name=name)
    rows = Criterion.objects.bulk_create(
        Criterion(
            instrument=instrument,
            name=criterion.name,
            scale=criterion.scale,
            maximum=None if criterion.maximum is None else Decimal(criterion.maximum),
            position=place,
        )
        for place, criterion in enumerate(criteria, start=1)
    )
    CriterionFunction.objects.bulk_create(
        CriterionFunction(criterion=row, function=function, strength=strength)
        for row, criterion in zip(rows, criteria, strict=True)
        for function, strength in criterion.bearings
    )
    return instrument
