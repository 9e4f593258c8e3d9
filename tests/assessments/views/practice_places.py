"""A programme with practices at two enterprises, for the pages of its coverage."""

import datetime as dt
from dataclasses import dataclass

from assessments.enums import EvidenceKind
from assessments.models import Instrument
from assessments.services.evaluations import accept_evaluation
from assessments.services.evidence import write_sheet_evidence
from colleges.models import Programme, StudyGroup
from employers.enums import Answer
from employers.models import Employer, Placement
from standards.models import LabourFunction
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    ResultFactory,
    SheetFactory,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.employers import (
    EmployerFactory,
    EvaluationFactory,
    FunctionRatingFactory,
    PlacementFactory,
)
from tests.factories.standards import LabourFunctionFactory

NAMES = ("Подготовка почвы", "Посев культур", "Уход за посевами")


@dataclass(frozen=True)
class Practised:
    """Three functions: both enterprises have the first among their tasks, none has the last.

    «Заря» has judged the first in one of its two interns and never the second; at «Колос» nobody
    has said anything yet. A form of practice shows the first function only.
    """

    programme: Programme
    group: StudyGroup
    functions: list[LabourFunction]
    zarya: Employer
    kolos: Employer
    placements: list[Placement]
    form: Instrument


def practise(college, *, now: dt.datetime) -> Practised:
    programme = ProgrammeFactory(college=college)
    functions = [
        ProgrammeFunctionFactory(
            programme=programme,
            function=LabourFunctionFactory(code=f"A/0{number}.3", name=name, position=number),
        ).function
        for number, name in enumerate(NAMES, start=1)
    ]
    group = StudyGroupFactory(programme=programme)
    zarya, kolos = (
        EmployerFactory(name=name, municipality=college.municipality)
        for name in ("СПК «Заря»", "АО «Колос»")
    )
    placements = [
        PlacementFactory(
            student=EnrolmentFactory(group=group, student__college=college).student,
            employer=employer,
            starts_on=dt.date(2026, 10, 5),
            ends_on=dt.date(2026, 10, 30),
            functions=asked,
        )
        for employer, asked in (
            (zarya, functions[:2]),
            (zarya, functions[:2]),
            (kolos, functions[:1]),
        )
    ]
    rate(placements[0], functions[0], now=now)
    criterion = CriterionFactory(
        instrument__kind=EvidenceKind.WORKPLACE_PRACTICE,
        instrument__college=college,
        instrument__name="Отчёт по практике",
    )
    CriterionFunctionFactory(criterion=criterion, function=functions[0])
    return Practised(programme, group, functions, zarya, kolos, placements, criterion.instrument)


def rate(
    placement: Placement, function: LabourFunction, *, now: dt.datetime, answer=Answer.WITH_HINT
) -> None:
    """The mentor sends one answer, and its evidence is written."""
    evaluation = EvaluationFactory(placement=placement, submitted_at=now)
    FunctionRatingFactory(evaluation=evaluation, function=function, answer=answer)
    accept_evaluation(evaluation_id=evaluation.pk, now=now)


def mark(practised: Practised, placement: Placement, *, now: dt.datetime) -> None:
    """The college hands in a sheet of practice with a mark of the placement's student."""
    sheet = SheetFactory(
        group=practised.group, instrument=practised.form, held_on=placement.ends_on
    )
    ResultFactory(sheet=sheet, student=placement.student, criterion=practised.form.criteria.get())
    write_sheet_evidence(sheet=sheet, now=now)
