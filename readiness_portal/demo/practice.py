"""Practice at enterprises, mentors' ratings, students' own words, and what became of graduates."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from assessments.services.evaluations import accept_evaluation
from assessments.services.surveys import submit_motivation, submit_self_assessment
from colleges.enums import OutcomeSource, OutcomeStatus
from colleges.models import Student
from colleges.services.outcomes import OutcomeDetails, record_outcomes
from core.enums import JobState
from core.jobs.queue import claim, finish
from core.models import Job
from employers.enums import EvaluationOrigin, Habit, PlacementKind, RequestChannel, WouldHire
from employers.models import Evaluation
from employers.rules.respondents import Respondent
from employers.services.evaluations import ACCEPT_EVALUATION, Remarks, record_whole_evaluation
from employers.services.placements import NewPlacement, create_placement
from employers.services.requests import create_rating_request
from readiness_portal.demo.abilities import Ability, judged_by_mentor, own_answer, share_done
from readiness_portal.demo.cohorts import Cohort
from readiness_portal.demo.employers_plan import MentorPlan

_RATED: Final = 0.72
_ASKED: Final = 0.9
_FIRST_STATEMENTS: Final = 6
_STATEMENTS: Final = 10
_SURVEYED: Final = 0.88
_OTHER_STATUSES: Final = (
    OutcomeStatus.CONSCRIPT,
    OutcomeStatus.STUDYING,
    OutcomeStatus.SELF_EMPLOYED,
    OutcomeStatus.NO_DEMAND,
    OutcomeStatus.INFORMAL,
    OutcomeStatus.PARENTAL_LEAVE,
)


def moment_of(day: date, now: datetime) -> datetime:
    """Return noon of that day, or `now` where the day is still to come.

    Everything in the region is recorded when it happened, so that the ledger of evidence can be
    read as of any day of the three years.
    """
    return min(datetime.combine(day, time(12), tzinfo=now.tzinfo), now)


def place_cohort(
    random: Random, cohort: Cohort, mentors: list[MentorPlan], *, now: datetime
) -> None:
    """Send a cohort to the enterprises around, have most interns rated, a tenth of them twice."""
    last_year = cohort.group.graduation_year if cohort.has_graduated else None
    starts_on = date(last_year or cohort.group.graduation_year - 1, 4, 6)
    for student, ability in zip(cohort.students, cohort.abilities, strict=True):
        _place(random, cohort, student, ability, random.choice(mentors), starts_on, now)
        if random.random() < 0.12:
            earlier = starts_on - timedelta(days=300)
            _place(random, cohort, student, ability, random.choice(mentors), earlier, now)


def _place(
    random: Random,
    cohort: Cohort,
    student: Student,
    ability: Ability,
    mentor: MentorPlan,
    starts_on: date,
    now: datetime,
) -> None:
    difficulties = cohort.setting.difficulties
    own = [function.pk for function in cohort.setting.functions]
    asked = random.sample(own, k=min(len(own), random.randint(4, 7)))
    placed_at = moment_of(starts_on - timedelta(days=14), now)
    placement = create_placement(
        new=NewPlacement(
            student=student,
            employer=mentor.contact.employer,
            mentor=mentor.contact,
            kind=PlacementKind.WORKPLACE_PRACTICE,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=20),
            function_ids=asked,
        ),
        created_by_id=None,
        now=placed_at,
    )
    chance = random.random()
    if chance > _ASKED:
        return
    link = create_rating_request(
        placement=placement, channel=RequestChannel.QR, created_by_id=None, now=placed_at
    )
    if chance > _RATED:
        return
    rated_at = moment_of(placement.ends_on + timedelta(days=random.randint(0, 5)), now)
    evaluation = record_whole_evaluation(
        respondent=Respondent(
            placement_id=placement.pk,
            mentor_id=mentor.contact.pk,
            origin=EvaluationOrigin.LINK,
            request_id=link.request.pk,
        ),
        answers={
            key: judged_by_mentor(random, ability, difficulties[key], mentor.severity)
            for key in asked
        },
        remarks=_remarks(random, ability),
        now=rated_at,
    )
    _accept(evaluation, rated_at)


def _accept(evaluation: Evaluation, now: datetime) -> None:
    """Do the job that the evaluation left behind, at the moment when it was left."""
    waiting = Job.objects.get(
        deduplication_key=f"{ACCEPT_EVALUATION}:{evaluation.pk}", state=JobState.QUEUED
    )
    job = claim(waiting.pk, now=now)
    if job is not None:
        students = accept_evaluation(evaluation_id=evaluation.pk, now=now)
        finish(job, result={"students": students}, now=now)


def _remarks(random: Random, ability: Ability) -> Remarks:
    liked = share_done(ability.general + random.gauss(0.0, 0.7))
    hire = WouldHire.YES if liked > 0.6 else WouldHire.MAYBE if liked > 0.35 else WouldHire.NO
    return Remarks(
        discipline=Habit.REGULARLY if random.random() < 0.8 else Habit.SOMETIMES,
        safety=Habit.REGULARLY if random.random() < 0.85 else Habit.SOMETIMES,
        days_missed=random.choice((0, 0, 0, 1, 2)),
        would_hire=hire,
        comment="",
    )


def survey_cohort(random: Random, cohort: Cohort, *, now: datetime) -> None:
    """Have most students say what they can and want, in the autumn before they graduate."""
    asked_on = date(cohort.group.graduation_year - 1, 10, 5)
    for student, ability in zip(cohort.students, cohort.abilities, strict=True):
        if random.random() > _SURVEYED:
            continue
        answered_at = moment_of(asked_on + timedelta(days=random.randint(0, 20)), now)
        submit_self_assessment(
            student=student,
            values={
                function.pk: own_answer(
                    random,
                    ability.general + ability.self_bias - cohort.setting.difficulties[function.pk],
                )
                for function in cohort.setting.functions
            },
            actor_id=None,
            now=answered_at,
        )
        submit_motivation(
            student=student,
            values=_answers(random, ability.motivation),
            actor_id=None,
            now=answered_at,
        )


def _answers(random: Random, motivation: float) -> dict[int, int]:
    """Answer every statement; those added later are drawn apart and leave the region as it was."""
    first = [own_answer(random, motivation) for _ in range(_FIRST_STATEMENTS)]
    apart = Random(repr(first))
    later = [own_answer(apart, motivation) for _ in range(_STATEMENTS - _FIRST_STATEMENTS)]
    return dict(enumerate([*first, *later], start=1))


def follow_graduates(random: Random, cohort: Cohort, *, as_of: date, now: datetime) -> None:
    """Record what graduates do; the more ready work in their speciality more often."""
    if not cohort.has_graduated:
        return
    record_outcomes(
        outcomes=[
            _outcome(random, student.pk, ability, as_of)
            for student, ability in zip(cohort.students, cohort.abilities, strict=True)
            if random.random() < 0.93
        ],
        actor_id=None,
        now=moment_of(as_of + timedelta(days=14), now),
    )


def _outcome(random: Random, student_id: int, ability: Ability, as_of: date) -> OutcomeDetails:
    chance = share_done(0.9 * ability.general + 0.5 * ability.motivation - 0.9)
    if random.random() < chance:
        return OutcomeDetails(
            student_id=student_id,
            as_of_date=as_of,
            status=OutcomeStatus.EMPLOYED,
            source=OutcomeSource.COLLEGE,
            in_speciality=random.random() < 0.35 + 0.5 * chance,
        )
    return OutcomeDetails(
        student_id=student_id,
        as_of_date=as_of,
        status=random.choice(_OTHER_STATUSES),
        source=OutcomeSource.COLLEGE,
        in_speciality=False,
    )
