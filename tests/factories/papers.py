"""A group of which every paper can be issued, as small or as long as a test wants it."""

import datetime as dt
from dataclasses import dataclass

from assessments.enums import DocumentKind, SheetState
from assessments.models import Sheet
from assessments.rules.parameters import default_parameter_values
from colleges.models import College, Student, StudyGroup
from employers.models import Placement
from tests.factories.assessments import (
    CriterionFactory,
    MethodologyFactory,
    ResultFactory,
    SheetFactory,
    StudentReadinessFactory,
    store_score,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ModuleFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.employers import EvaluationFactory, FunctionRatingFactory, PlacementFactory
from tests.factories.standards import LabourFunctionFactory

LONG_NAME = ("Преображенская-Кабардиноваргунова", "Александра-Виктория", "Константиновна кызы")
LONG_FUNCTION = (
    "Выполнение механизированных работ по возделыванию и уборке сельскохозяйственных культур,"
    " включая электрогидрораспределительное оборудование сельскохозяйственных машин, с"
    " соблюдением агротехнических требований, требований охраны труда, пожарной безопасности и"
    " охраны окружающей среды, в условиях орошаемого и богарного земледелия засушливых районов"
)
# As long as a name of an enterprise may be.
LONG_ENTERPRISE = LONG_FUNCTION[:300]
HELD = dt.datetime(2026, 6, 19, 9, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class PaperGroup:
    group: StudyGroup
    student: Student
    placement: Placement
    sheet: Sheet

    def subject_id(self, kind: DocumentKind) -> int:
        rows = {
            DocumentKind.PASSPORT: self.student,
            DocumentKind.SUMMARY: self.group,
            DocumentKind.PROTOCOL: self.sheet,
        }
        return rows.get(kind, self.placement).pk


def paper_group(
    college: College, *, students: int = 1, functions: int = 3, is_long: bool = False
) -> PaperGroup:
    """Write a group with a practice that was rated, a sheet that was handed in, computed scores.

    `is_long` gives the first student, the functions, the enterprise and the criteria long names.
    """
    group = StudyGroupFactory(
        programme__college=college,
        programme__intake_year=2023,
        programme__speciality__name="Эксплуатация и ремонт сельскохозяйственной техники",
        name="М-31",
    )
    MethodologyFactory(published=True, version=7, parameters=default_parameter_values())
    required = [
        LabourFunctionFactory(
            code=f"A/{number:02}.3",
            name=LONG_FUNCTION if is_long else f"Посев зерновых, участок {number}",
        )
        for number in range(1, functions + 1)
    ]
    for function in required:
        ProgrammeFunctionFactory(programme=group.programme, function=function, is_mandatory=True)
    people = [_student(group, number, is_long and number == 0) for number in range(students)]
    for number, student in enumerate(people):
        for function in required:
            score = 0.5 + 0.01 * number
            store_score(
                student,
                function,
                value=score,
                college_value=score,
                employer_value=score,
                interval_low=score - 0.1,
                interval_high=score + 0.1,
                ready_probability=0.12,
                confidence=1,
            )
        StudentReadinessFactory(
            group=group, student=student, index=0.74, index_low=0.69, index_high=0.79
        )
    return PaperGroup(
        group, people[0], _placement(people[0], group, required, is_long), _sheet(group, people)
    )


def _student(group: StudyGroup, number: int, is_long: bool) -> Student:
    last, first, patronymic = (
        LONG_NAME if is_long else (f"Петров{chr(1072 + number)}", "Артём", "Ильич")
    )
    enrolment = EnrolmentFactory(
        group=group,
        student__last_name=last,
        student__first_name=first,
        student__patronymic=patronymic,
    )
    student: Student = enrolment.student
    return student


def _placement(student, group, functions, is_long) -> Placement:
    placement: Placement = PlacementFactory(
        student=student,
        module=ModuleFactory(programme=group.programme, code="ПМ.01", name="Техника"),
        functions=functions,
        employer__name=LONG_ENTERPRISE if is_long else "СПК «Колос»",
        mentor__name=" ".join(LONG_NAME) if is_long else "Седов И. П.",
    )
    evaluation = EvaluationFactory(
        placement=placement,
        discipline="regularly",
        days_missed=2,
        would_hire="yes",
        comment=LONG_FUNCTION if is_long else "Работает аккуратно",
        submitted_at=HELD,
    )
    for function in functions:
        FunctionRatingFactory(evaluation=evaluation, function=function, answer="with_hint")
    return placement


def _sheet(group: StudyGroup, students: list[Student]) -> Sheet:
    sheet: Sheet = SheetFactory(group=group, state=SheetState.SUBMITTED, submitted_at=HELD)
    for number in range(6):
        criterion = CriterionFactory(
            instrument=sheet.instrument, name=f"Критерий {number + 1}", position=1000 + number
        )
        for student in students:
            ResultFactory(sheet=sheet, student=student, criterion=criterion, raw_value="5")
    return sheet
