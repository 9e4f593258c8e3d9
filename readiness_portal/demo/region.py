"""The demonstration region: one transaction, one seed, the portal's own services."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Final

from django.db import transaction

from colleges.enums import Funding
from colleges.models import AdmissionPlan, College, Municipality
from employers.models import Demand
from readiness_portal.demo.abilities import draw_difficulty
from readiness_portal.demo.catalogue import (
    COLLEGES,
    KAZAKHSTAN,
    PARTNER,
    SPECIALITIES,
    CollegePlan,
)
from readiness_portal.demo.cohorts import SpecialitySetting, create_cohorts, create_college
from readiness_portal.demo.employers_plan import MentorPlan, create_employers
from readiness_portal.demo.instruments import create_instruments
from readiness_portal.demo.next_intake import SPECIALITY, prepare_next_intake
from readiness_portal.demo.people_accounts import ACCOUNTS_COLLEGE, create_accounts
from readiness_portal.demo.practice import follow_graduates, place_cohort, survey_cohort
from readiness_portal.demo.reference import (
    create_methodology_in_force,
    create_specialities,
    functions_of,
    import_excerpts,
    import_second_edition,
    link_countries,
)
from readiness_portal.demo.results import fill_sheets
from readiness_portal.demo.territory import create_municipalities

SEED: Final = 20260601
ALL_COLLEGES: Final = (*COLLEGES, PARTNER)
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RegionSummary:
    colleges: int
    students: int


def region_exists() -> bool:
    """Say whether the demonstration region (or any other data) is there."""
    return College.objects.exists()


@transaction.atomic
def create_region(
    *,
    now: datetime,
    report: Report,
    seed: int = SEED,
    plans: Sequence[CollegePlan] = ALL_COLLEGES,
) -> RegionSummary:
    """Write the whole region, or nothing; the same seed and day give the same region.

    `plans` has a college «Нива», which the accounts belong to.
    """
    random = Random(seed)
    municipalities = create_municipalities()
    create_methodology_in_force(now=now)
    settings = _create_settings(random, now)
    link_countries(now=now)
    places = {plan.municipality: municipalities[plan.municipality] for plan in plans}
    mentors = create_employers(random, places, now=now)
    students = 0
    for plan in plans:
        report(f"  {plan.short_name}")
        college = create_college(plan, municipalities)
        students += _fill_college(random, college, plan, settings, mentors, now)
        if plan.short_name == ACCOUNTS_COLLEGE:
            prepare_next_intake(college=college, setting=settings[SPECIALITY], now=now)
    _create_demand(random, places, settings)
    import_second_edition(now=now)
    create_accounts()
    return RegionSummary(colleges=len(plans), students=students)


def _create_settings(random: Random, now: datetime) -> dict[str, SpecialitySetting]:
    standards = import_excerpts(now=now)
    rows = create_specialities(now=now)
    difficulties: dict[int, float] = {}
    settings = {}
    for plan in (*SPECIALITIES, KAZAKHSTAN):
        functions = functions_of(plan, standards)
        for function in functions:
            difficulties.setdefault(function.pk, draw_difficulty(random))
        settings[plan.code] = SpecialitySetting(
            plan=plan,
            row=rows[plan.code],
            standards=[standards[code] for code in plan.functions],
            functions=functions,
            difficulties=difficulties,
            instruments=create_instruments(plan, functions),
        )
    return settings


def _fill_college(
    random: Random,
    college: College,
    plan: CollegePlan,
    settings: dict[str, SpecialitySetting],
    mentors: dict[int, list[MentorPlan]],
    now: datetime,
) -> int:
    count = 0
    today = now.date()
    for code in plan.specialities:
        for cohort in create_cohorts(
            random, college=college, plan=plan, setting=settings[code], now=now
        ):
            fill_sheets(random, cohort, today=today, now=now)
            place_cohort(random, cohort, mentors[college.municipality_id], now=now)
            survey_cohort(random, cohort, now=now)
            as_of = date(cohort.group.graduation_year, 10, 1)
            if as_of <= today:
                follow_graduates(random, cohort, as_of=as_of, now=now)
            count += len(cohort.students)
    return count


def _create_demand(
    random: Random,
    municipalities: dict[str, Municipality],
    settings: dict[str, SpecialitySetting],
) -> None:
    """Write what enterprises ask for, and the places that the region plans to open."""
    Demand.objects.bulk_create(
        Demand(
            municipality=municipality,
            year=2027,
            profession=setting.plan.qualification.capitalize(),
            speciality=setting.row,
            people_count=random.randint(3, 40),
            source="демонстрационный опрос",
        )
        for municipality in municipalities.values()
        for setting in settings.values()
        if setting.plan.country == municipality.country and random.random() < 0.7
    )
    AdmissionPlan.objects.bulk_create(
        AdmissionPlan(
            college=programme.college,
            speciality_id=programme.speciality_id,
            year=2027,
            funding=Funding.BUDGET,
            places=25,
        )
        for college in College.objects.order_by("pk")
        for programme in college.programmes.filter(groups__graduation_year=2027).order_by("pk")
    )
