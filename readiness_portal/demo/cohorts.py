"""Three years of cohorts: programmes, groups, people and what they can do."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random
from typing import Final

from assessments.models import Instrument
from colleges.enums import ConsentPurpose, EntryBase
from colleges.models import College, Municipality, Student, StudyGroup
from colleges.services.consents import GivenConsent, record_group_consents
from colleges.services.movements import graduate_group
from colleges.services.programmes import (
    ProgrammeDetails,
    RequiredFunction,
    create_group,
    create_programme,
)
from colleges.services.students import StudentDetails, enrol_students
from readiness_portal.demo.abilities import Ability, draw_ability
from readiness_portal.demo.alignment import align_programme, modules_of
from readiness_portal.demo.catalogue import CollegePlan, SpecialityPlan
from readiness_portal.demo.instruments import Form
from readiness_portal.demo.people import make_person
from standards.models import LabourFunction, ProfessionalStandard, Speciality

# The middle cohort is the one that reports are about; the last one still studies.
GRADUATION_YEARS: Final = (2025, 2026, 2027)
_COHORT_SHIFTS: Final = {2025: -0.15, 2026: 0.0, 2027: -0.1}
_SETTLEMENTS: Final = {"г": "city", "м": "small_town", "с": "village"}


@dataclass(frozen=True, slots=True)
class SpecialitySetting:
    """A speciality with everything that was written for it."""

    plan: SpecialityPlan
    row: Speciality
    standards: list[ProfessionalStandard]
    functions: list[LabourFunction]
    difficulties: dict[int, float]
    instruments: dict[Form, Instrument]


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group with its people; index i of `abilities` is the ability of `students[i]`."""

    college: College
    college_plan: CollegePlan
    setting: SpecialitySetting
    group: StudyGroup
    students: list[Student]
    abilities: list[Ability] = field(default_factory=list)

    @property
    def has_graduated(self) -> bool:
        return self.group.graduation_year < GRADUATION_YEARS[-1]


def create_college(plan: CollegePlan, municipalities: dict[str, Municipality]) -> College:
    """Write a college of the plan."""
    return College.objects.create(
        municipality=municipalities[plan.municipality],
        name=f"Аграрный колледж {plan.name} (условный)",
        short_name=plan.short_name,
        settlement=_SETTLEMENTS[plan.settlement],
        phone="+7 000 000-00-00",
    )


def create_cohorts(
    random: Random,
    *,
    college: College,
    plan: CollegePlan,
    setting: SpecialitySetting,
    now: datetime,
) -> list[Cohort]:
    """Write one group a year of a speciality in a college, with its programme and people."""
    return [_create_cohort(random, college, plan, setting, year, now) for year in GRADUATION_YEARS]


def _create_cohort(
    random: Random,
    college: College,
    plan: CollegePlan,
    setting: SpecialitySetting,
    year: int,
    now: datetime,
) -> Cohort:
    intake_year = year - round(setting.plan.duration_months / 12)
    programme = create_programme(
        details=ProgrammeDetails(
            college=college,
            speciality=setting.row,
            intake_year=intake_year,
            duration_months=setting.plan.duration_months,
            qualification=setting.plan.qualification,
            entry_base=EntryBase.AFTER_9,
            educational_standard=setting.row.educational_standards.first(),
            standards=setting.standards,
            functions=_required(setting),
            modules=modules_of(setting.plan.code),
        ),
        actor_id=None,
        now=now,
    )
    align_programme(programme, setting.plan.code, is_reporting=plan.reports, now=now)
    group = create_group(
        programme=programme,
        name=f"{setting.plan.prefix}-{intake_year % 100}1",
        graduation_year=year,
        actor_id=None,
        now=now,
    )
    students = _enrol(random, group, plan, setting.plan, intake_year, now)
    _write_consents(group, students, date(intake_year, 9, 1), now)
    shift = _COHORT_SHIFTS[year]
    abilities = [
        draw_ability(random, college_strength=plan.strength, cohort_shift=shift) for _ in students
    ]
    cohort = Cohort(college, plan, setting, group, students, abilities)
    if cohort.has_graduated:
        graduate_group(group=group, graduated_on=date(year, 6, 30), actor_id=None, now=now)
    return cohort


def _write_consents(
    group: StudyGroup, students: list[Student], entered_on: date, now: datetime
) -> None:
    """Nearly everybody has signed; every ninth has not, so that the list of those has a use.

    The autumn's questionnaires were asked of everybody: their parents agreed at the entrance, they
    themselves once they were of age.
    """
    entered = datetime.combine(entered_on, time(12), tzinfo=now.tzinfo)
    given = [
        GivenConsent(student, purpose, now)
        for place, student in enumerate(students)
        for purpose in (ConsentPurpose.PROCESSING, ConsentPurpose.TRANSFER_EMPLOYER)
        if place % 9 != 8
    ]
    for student in students:
        first = GivenConsent(student, ConsentPurpose.QUESTIONNAIRE, entered)
        last = GivenConsent(student, ConsentPurpose.QUESTIONNAIRE, now)
        given += [first] if first.given_by == last.given_by else [first, last]
    record_group_consents(group=group, given=given, actor_id=None, now=now)


def _required(setting: SpecialitySetting) -> list[RequiredFunction]:
    """The first function weighs more, so that importance has something to show."""
    return [
        RequiredFunction(
            function=function,
            importance=1.5 if place == 0 else 1.0,
            is_mandatory=(function.standard.code, function.code) in setting.plan.mandatory,
        )
        for place, function in enumerate(setting.functions)
    ]


def _enrol(
    random: Random,
    group: StudyGroup,
    plan: CollegePlan,
    speciality: SpecialityPlan,
    intake_year: int,
    now: datetime,
) -> list[Student]:
    count = max(2, plan.size + random.randrange(-3, 4))
    people = [
        make_person(random, intake_year=intake_year, share_of_women=speciality.share_of_women)
        for _ in range(count)
    ]
    return enrol_students(
        group=group,
        students=[
            StudentDetails(
                last_name=person.last_name,
                first_name=person.first_name,
                patronymic=person.patronymic,
                birth_date=person.birth_date,
                sex=person.sex,
                record_book=f"{intake_year % 100:02d}-{group.pk:04d}-{place:02d}",
            )
            for place, person in enumerate(people, start=1)
        ],
        started_on=date(intake_year, 9, 1),
        actor_id=None,
        now=now,
    )
