import pytest

from assessments.rules.evidence_coverage import EvidenceState, FunctionFacts
from assessments.selectors.evidence_coverage import evidence_of_programmes
from colleges.enums import EnrolmentState
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    InstrumentFactory,
    store_score,
)
from tests.factories.colleges import (
    AlignmentFactory,
    AlignmentVersionFactory,
    EnrolmentFactory,
    ModuleFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.employers import EmployerFactory, PlacementFactory
from tests.factories.standards import FunctionElementFactory


@pytest.fixture
def group(db):
    return StudyGroupFactory()


@pytest.fixture
def required(group):
    return ProgrammeFunctionFactory(programme=group.programme)


def only(programme):
    (own,) = evidence_of_programmes(programmes=[programme])
    return own


def score(group, function, *, college=None, employer=None, state=EnrolmentState.STUDYING):
    student = EnrolmentFactory(group=group, state=state, student__college=group.college).student
    store_score(student, function, college_value=college, employer_value=employer)
    return student


def test_both_voices_are_counted_among_present_students(group, required):
    function = required.function
    score(group, function, college=0.7)
    score(group, function, college=0.6, employer=0.5)
    score(group, function, college=0.6, employer=0.5, state=EnrolmentState.EXPELLED)
    own = only(group.programme)
    assert own.students == 2
    (line,) = own.functions
    assert line.facts == FunctionFacts(None, criteria=0, assessed=2, places=0, rated=1)
    assert own.count(EvidenceState.COVERED) == 1


def test_group_with_most_students_unjudged_waits(group, required):
    function = required.function
    other = StudyGroupFactory(programme=group.programme)
    for college in (0.7, 0.6, None):
        score(group, function, college=college)
    for _one in range(2):
        score(other, function, employer=0.5)
    own = only(group.programme)
    (line,) = own.functions
    assert (own.largest_group, line.waiting_group) == (group.pk, other.pk)
    assert (line.facts.assessed, line.facts.rated) == (2, 2)


def test_no_group_waits_where_the_college_has_judged_everybody(group, required):
    score(group, required.function, college=0.7)
    (line,) = only(group.programme).functions
    assert line.waiting_group is None


def test_criteria_in_use_of_the_college_and_of_all_count(group, required):
    for instrument in (
        InstrumentFactory(college=group.college),
        InstrumentFactory(college=None),
        InstrumentFactory(college=group.college, is_archived=True),
        InstrumentFactory(college=StudyGroupFactory().college),
    ):
        criterion = CriterionFactory(instrument=instrument)
        CriterionFunctionFactory(criterion=criterion, function=required.function)
    (line,) = only(group.programme).functions
    assert line.facts.criteria == 2


def test_places_are_the_enterprises_whose_practice_has_the_function(group, required):
    employer = EmployerFactory(name="АО «Колос»")
    for student in EnrolmentFactory.create_batch(2, group=group, student__college=group.college):
        PlacementFactory(student=student.student, employer=employer, functions=[required.function])
    other = EnrolmentFactory(group=group, student__college=group.college).student
    PlacementFactory(student=other, functions=[])
    (line,) = only(group.programme).functions
    assert line.facts.places == 1


def test_teaching_is_known_once_an_alignment_has_begun(group, required):
    assert only(group.programme).functions[0].facts.is_taught is None
    version = AlignmentVersionFactory(programme=group.programme)
    own = only(group.programme)
    assert own.functions[0].facts.is_taught is False
    assert own.count(EvidenceState.NOT_TAUGHT) == 1
    FunctionElementFactory(function=required.function)
    AlignmentFactory(
        version=version,
        function=required.function,
        module=ModuleFactory(programme=group.programme),
        strength=1.0,
    )
    (line,) = only(group.programme).functions
    assert (line.facts.is_taught, line.taught) == (True, 1.0)


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_programmes_costs_the_same_queries(db, count, django_assert_num_queries):
    programmes = [ProgrammeFunctionFactory().programme for _ in range(count)]
    with django_assert_num_queries(9):
        assert len(evidence_of_programmes(programmes=programmes)) == count
