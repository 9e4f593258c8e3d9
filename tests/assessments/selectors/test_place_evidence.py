import datetime as dt

import pytest

from assessments.enums import Component, EvidenceKind
from assessments.models import Evidence
from assessments.rules.place_evidence import PlaceFacts, PlaceState, Practice
from assessments.selectors.place_evidence import (
    PracticePlace,
    functions_with_practice_forms,
    places_of_programme,
    places_of_programmes,
    practices_at,
)
from assessments.services.evaluations import accept_evaluation
from assessments.services.evidence import void_evidence, write_sheet_evidence
from colleges.enums import EnrolmentState
from employers.enums import Answer
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    EvidenceFactory,
    InstrumentFactory,
    ResultFactory,
    SheetFactory,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ModuleFactory,
    ProgrammeFunctionFactory,
    StudentFactory,
    StudyGroupFactory,
)
from tests.factories.employers import (
    ContactFactory,
    EmployerFactory,
    EvaluationFactory,
    FunctionRatingFactory,
    PlacementFactory,
    RatingRequestFactory,
)

pytestmark = pytest.mark.django_db
STARTS, ENDS = dt.date(2026, 5, 12), dt.date(2026, 5, 30)
DAY = dt.timedelta(days=1)


@pytest.fixture
def group():
    return StudyGroupFactory()


@pytest.fixture
def function(group):
    return ProgrammeFunctionFactory(programme=group.programme).function


@pytest.fixture
def farm():
    return EmployerFactory(name="АО «Колос»", municipality__name="Степновский округ")


def intern(group, employer, *functions, **given):
    """A present student of the group with a practice at the enterprise."""
    student = EnrolmentFactory(group=group, student__college=group.college).student
    return PlacementFactory(student=student, employer=employer, functions=functions, **given)


def rate(placement, now, **answers):
    """The mentor sends an answer about each function; the evidence follows."""
    evaluation = EvaluationFactory(placement=placement, submitted_at=now)
    for answer, function in answers.items():
        FunctionRatingFactory(
            evaluation=evaluation, function=function, answer=Answer[answer.upper()]
        )
    accept_evaluation(evaluation_id=evaluation.pk, now=now)


def sheet_of(group, function, *, kind=EvidenceKind.WORKPLACE_PRACTICE, held_on=ENDS, **given):
    criterion = CriterionFactory(instrument__kind=kind, instrument__college=group.college)
    CriterionFunctionFactory(criterion=criterion, function=function)
    sheet = SheetFactory(group=group, instrument=criterion.instrument, held_on=held_on, **given)
    sheet.criterion = criterion
    return sheet


def mark(sheet, *placements, now):
    for placement in placements:
        ResultFactory(sheet=sheet, student=placement.student, criterion=sheet.criterion)
    write_sheet_evidence(sheet=sheet, now=now)


def told(group, function, employer):
    found = places_of_programme(programme=group.programme)
    (place,) = (one for one in found.places if one.employer_id == employer.pk)
    return found.facts(function.pk, place)


def test_places_are_those_of_present_students_by_name(group, farm):
    intern(group, farm)
    twice = intern(group, farm)
    PlacementFactory(student=twice.student, employer=farm, starts_on=STARTS - DAY)
    other = EmployerFactory(name="АО «Заря»", municipality=farm.municipality)
    intern(group, other)
    gone = EnrolmentFactory(
        group=group, state=EnrolmentState.EXPELLED, student__college=group.college
    )
    PlacementFactory(student=gone.student, employer=farm)
    intern(StudyGroupFactory(), farm)
    assert places_of_programme(programme=group.programme).places == (
        PracticePlace(other.pk, "АО «Заря»", "Степновский округ", 1),
        PracticePlace(farm.pk, "АО «Колос»", "Степновский округ", 2),
    )


def test_a_place_counts_students_by_what_is_known_of_each(group, function, farm, now):
    rated, marked, _silent = (intern(group, farm, function) for _one in range(3))
    intern(group, farm)
    rate(rated, now, with_hint=function)
    mark(sheet_of(group, function), marked, now=now)
    found = places_of_programme(programme=group.programme)
    (place,) = found.places
    assert found.facts(function.pk, place) == PlaceFacts(4, asked=3, marked=1, rated=1)
    assert [place.name for place in found.by_state(function.pk)[PlaceState.HEARD]] == ["АО «Колос»"]


def test_answer_that_judges_nothing_is_no_voice(group, function, farm, now):
    rate(intern(group, farm, function), now, no_such_work=function)
    assert told(group, function, farm) == PlaceFacts(1, asked=1)


def test_evidence_taken_back_is_not_counted(group, function, farm, now):
    rate(intern(group, farm, function), now, independent=function)
    assert told(group, function, farm) == PlaceFacts(1, asked=1, rated=1)
    void_evidence(rows=Evidence.objects.all(), reason="ошибка", now=now)
    assert told(group, function, farm) == PlaceFacts(1, asked=1)


@pytest.mark.parametrize(
    ("held_on", "marked"),
    [
        (STARTS - DAY, 0),
        (STARTS, 1),
        (ENDS + dt.timedelta(days=30), 1),
        (ENDS + dt.timedelta(days=31), 0),
    ],
)
def test_sheet_speaks_of_the_practice_on_whose_days_it_was_held(
    group, function, farm, now, held_on, marked
):
    placement = intern(group, farm, function, starts_on=STARTS, ends_on=ENDS)
    mark(sheet_of(group, function, held_on=held_on), placement, now=now)
    assert told(group, function, farm) == PlaceFacts(1, asked=1, marked=marked)


def test_exam_says_nothing_of_a_place(group, function, farm, now):
    placement = intern(group, farm, function)
    mark(sheet_of(group, function, kind=EvidenceKind.MODULE_EXAM), placement, now=now)
    assert told(group, function, farm) == PlaceFacts(1, asked=1)


def test_sheet_of_another_module_speaks_of_another_practice(group, function, farm, now):
    own, other = ModuleFactory.create_batch(2, programme=group.programme)
    placement = intern(group, farm, function, module=own)
    mark(sheet_of(group, function, module=other), placement, now=now)
    assert told(group, function, farm) == PlaceFacts(1, asked=1)
    mark(sheet_of(group, function, module=own), placement, now=now)
    assert told(group, function, farm) == PlaceFacts(1, asked=1, marked=1)


def test_functions_of_another_programme_are_left_out(group, function, farm):
    intern(group, farm, ProgrammeFunctionFactory().function)
    found = places_of_programme(programme=group.programme)
    assert found.asked == {}
    assert found.facts(function.pk, found.places[0]) == PlaceFacts(1)


def test_places_with_most_students_come_first_in_a_state(group, function, farm):
    small = EmployerFactory(name="АО «Заря»")
    intern(group, small, function)
    for _one in range(2):
        intern(group, farm, function)
    without = EmployerFactory(name="Яблоневый сад")
    intern(group, without)
    found = places_of_programme(programme=group.programme)
    assert {
        state: [place.name for place in places]
        for state, places in found.by_state(function.pk).items()
    } == {
        PlaceState.NO_EVIDENCE: ["АО «Колос»", "АО «Заря»"],
        PlaceState.COLLEGE_ONLY: [],
        PlaceState.HEARD: [],
        PlaceState.NOT_ASKED: ["Яблоневый сад"],
    }
    last = found.places[-1]
    assert found.functions_at(last, [function.pk])[PlaceState.NOT_ASKED] == [function.pk]


def test_place_of_a_merged_record_is_out_of_sight(group, function, farm):
    placement = intern(group, farm, function)
    placement.student.merged_into = StudentFactory(college=group.college)
    placement.student.save()
    assert places_of_programme(programme=group.programme).places == ()


def test_practices_say_what_the_next_step_depends_on(group, function, farm, now):
    mute = ContactFactory(employer=farm, email="")
    first = intern(group, farm, function, mentor=mute, starts_on=STARTS - DAY)
    second = intern(group, farm, mentor=None)
    third = intern(group, farm, function)
    RatingRequestFactory(placement=third, created_at=now - DAY, expires_at=now + DAY)
    EvaluationFactory(placement=third, submitted_at=now)
    RatingRequestFactory(placement=first, created_at=now - 2 * DAY, expires_at=now - DAY)
    intern(group, EmployerFactory(), function)
    asked = frozenset({function.pk})

    found = practices_at(programme=group.programme, employer_ids=[farm.pk], now=now)

    def practice(one, functions, *, has_address=False, **known):
        return Practice(
            one.pk, group.pk, one.starts_on, one.ends_on, functions, has_address, **known
        )

    assert found == {
        farm.pk: [
            practice(first, asked, was_asked=False, is_rated=False),
            practice(second, frozenset(), was_asked=False, is_rated=False),
            practice(third, asked, has_address=True, was_asked=True, is_rated=True),
        ]
    }


def test_forms_of_practice_in_use_say_which_functions_they_could_show(group, function):
    other = CriterionFunctionFactory(
        criterion__instrument__kind=EvidenceKind.COLLEGE_PRACTICE
    ).function
    for given in (
        {"kind": EvidenceKind.MODULE_EXAM},
        {"is_archived": True},
        {"college": StudyGroupFactory().college},
        {"component": Component.KNOWLEDGE},
    ):
        form = InstrumentFactory(**{"kind": EvidenceKind.WORKPLACE_PRACTICE, **given})
        CriterionFunctionFactory(criterion__instrument=form)
    own = InstrumentFactory(kind=EvidenceKind.WORKPLACE_PRACTICE, college=group.college)
    CriterionFunctionFactory(criterion__instrument=own, function=function)
    assert functions_with_practice_forms(programme=group.programme) == {function.pk, other.pk}


def test_evidence_without_a_rating_belongs_to_no_place(group, function, farm):
    placement = intern(group, farm, function)
    EvidenceFactory(student=placement.student, function=function, kind=EvidenceKind.EMPLOYER_RATING)
    assert told(group, function, farm) == PlaceFacts(1, asked=1)


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_places_costs_the_same_queries(
    group, function, count, now, django_assert_num_queries
):
    employers = [intern(group, EmployerFactory(), function).employer_id for _one in range(count)]
    with django_assert_num_queries(4):
        assert len(places_of_programme(programme=group.programme).places) == count
    with django_assert_num_queries(2):
        practices_at(programme=group.programme, employer_ids=employers, now=now)


def test_programmes_are_told_apart_and_former_ones_forgotten(group, function, farm, now):
    other = StudyGroupFactory(college=group.college)
    required = ProgrammeFunctionFactory(programme=other.programme, function=function)
    moved = intern(group, farm, function)
    EnrolmentFactory(group=other, student=moved.student, state=EnrolmentState.TRANSFERRED)
    rate(moved, now, with_hint=function)
    intern(other, farm, function)
    with_two = places_of_programmes(programmes=[group.programme, required.programme])
    assert list(with_two) == [group.programme_id, other.programme_id]
    own, others = with_two.values()
    assert own.facts(function.pk, own.places[0]) == PlaceFacts(1, asked=1, rated=1)
    assert others.facts(function.pk, others.places[0]) == PlaceFacts(1, asked=1)


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_programmes_costs_the_same_queries(count, django_assert_num_queries):
    programmes = [intern_of_another_programme().programme for _one in range(count)]
    with django_assert_num_queries(4):
        found = places_of_programmes(programmes=programmes)
    assert [len(own.places) for own in found.values()] == [1] * count


def intern_of_another_programme():
    group = StudyGroupFactory()
    intern(group, EmployerFactory())
    return group
