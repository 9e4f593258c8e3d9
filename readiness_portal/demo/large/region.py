"""A region of a given number of students with evidence of three years, written in bulk."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from random import Random
from typing import Final

import numpy as np
from django.core.management.color import no_style
from django.db import connection, transaction
from numpy.typing import NDArray

from assessments.enums import EvidenceKind
from assessments.models import CriterionFunction
from colleges.models import College, Student
from core.bulk import loading
from readiness_portal.demo.abilities import draw_difficulty
from readiness_portal.demo.catalogue import SPECIALITIES
from readiness_portal.demo.cohorts import GRADUATION_YEARS, SpecialitySetting
from readiness_portal.demo.instruments import create_instruments
from readiness_portal.demo.large.evidence import SOURCES, CollegeDraw, Rows, write_evidence
from readiness_portal.demo.large.people import Roll, write_people
from readiness_portal.demo.large.places import Place, create_places
from readiness_portal.demo.reference import (
    create_methodology_in_force,
    create_specialities,
    functions_of,
    import_excerpts,
)
from readiness_portal.demo.territory import create_municipalities
from standards.models import LabourFunction

SEED: Final = 20260601
# Graduates of a large region answer for several standards at once.
_FUNCTIONS_EACH: Final = (22, 27)
_MENTOR_SEVERITY: Final = 0.55
Report = Callable[[str], None]
Ints = NDArray[np.int64]


class RegionExists(RuntimeError):
    """The database holds a region already; a second one is never mixed into it."""


@dataclass(frozen=True, slots=True)
class LargeRegion:
    colleges: int
    students: int
    evidence: int


@transaction.atomic
def generate_region(
    *, students: int, now: datetime, report: Report, seed: int = SEED
) -> LargeRegion:
    """Write a region of exactly `students` students, or nothing; raise RegionExists.

    The same seed, number and day give the same region, but for the random `uid` of people.
    """
    if College.objects.exists():
        raise RegionExists
    random = np.random.default_rng(seed)
    create_methodology_in_force(now=now)
    settings = _create_settings(Random(seed), now)
    municipalities = list(create_municipalities().values())
    places = create_places(
        random, students=students, municipalities=municipalities, settings=settings, now=now
    )
    rolls = [_roll(random, place) for place in places]
    report(f"  колледжей {len(places)}, групп {sum(len(place.groups) for place in places)}")
    _write_everybody(random, rolls, now)
    report(f"  обучающихся {students}")
    rows = {
        (setting.row.pk, source.kind): _rows_of(setting, source.kind)
        for setting in settings
        for source in SOURCES
    }
    evidence = 0
    with loading("assessments_evidence"):
        for place, roll in zip(places, rolls, strict=True):
            evidence += write_evidence(
                random,
                _draw(random, place, roll),
                rows=rows,
                difficulty=settings[0].difficulties,
                today=now.date(),
            )
    report(f"  свидетельств {evidence}")
    return LargeRegion(colleges=len(places), students=students, evidence=evidence)


def gather_statistics() -> None:
    """Let the database look at what was loaded, as its autovacuum would some minutes later."""
    with connection.cursor() as cursor:
        vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE" if vacuum else "ANALYZE")


def _create_settings(random: Random, now: datetime) -> list[SpecialitySetting]:
    standards = import_excerpts(now=now)
    rows = create_specialities(now=now)
    every = list(
        LabourFunction.objects.filter(
            standard__in=[
                standards[code] for code in {c for plan in SPECIALITIES for c in plan.functions}
            ]
        ).order_by("standard__code", "position")
    )
    difficulties = {function.pk: draw_difficulty(random) for function in every}
    settings = []
    for plan in SPECIALITIES:
        own = functions_of(plan, standards)
        rest = [function for function in every if function.pk not in {row.pk for row in own}]
        more = random.sample(rest, k=max(0, random.randint(*_FUNCTIONS_EACH) - len(own)))
        functions = [*own, *more]
        settings.append(
            SpecialitySetting(
                plan=plan,
                row=rows[plan.code],
                standards=[standards[code] for code in plan.functions],
                functions=functions,
                difficulties=difficulties,
                instruments=create_instruments(plan, functions),
            )
        )
    return settings


def _roll(random: np.random.Generator, place: Place) -> Roll:
    """Deal the college's students out to its groups; keys of students are given later."""
    group = np.arange(place.size) % len(place.groups)
    group.sort()
    years = np.array([row.graduation_year for row in place.groups])
    intakes = np.array([row.programme.intake_year for row in place.groups])
    women = np.array([setting.plan.share_of_women for setting in place.settings])
    return Roll(
        student=np.empty(0, dtype=np.int64),
        college=np.full(place.size, place.college.pk),
        group=np.array([row.pk for row in place.groups])[group],
        intake_year=intakes[group],
        graduation_year=years[group],
        has_graduated=years[group] < GRADUATION_YEARS[-1],
        share_of_women=women[group],
    )


def _write_everybody(random: np.random.Generator, rolls: list[Roll], now: datetime) -> None:
    first = 1
    for place, roll in enumerate(rolls):
        count = len(roll.group)
        rolls[place] = replace(roll, student=np.arange(first, first + count))
        first += count
    names = [field.name for field in fields(Roll)]
    whole = Roll(
        **{name: np.concatenate([getattr(roll, name) for roll in rolls]) for name in names}
    )
    write_people(random, whole, now=now)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Student]):
            cursor.execute(statement)


def _rows_of(setting: SpecialitySetting, kind: EvidenceKind) -> Rows:
    source = next(source for source in SOURCES if source.kind == kind)
    functions = [function.pk for function in setting.functions]
    if source.form is None:
        targets = functions if kind != EvidenceKind.QUESTIONNAIRE else [-1]
        links = [(-1, function, 1.0) for function in targets]
    else:
        instrument = setting.instruments[source.form]
        links = list(
            CriterionFunction.objects.filter(criterion__instrument=instrument)
            .order_by("criterion__position", "function_id")
            .values_list("criterion_id", "function_id", "strength")
        ) or [(key, -1, 1.0) for key in instrument.criteria.values_list("pk", flat=True)]
    criterion, function, strength = zip(*links, strict=True)
    return Rows(np.array(criterion), np.array(function), np.array(strength))


def _draw(random: np.random.Generator, place: Place, roll: Roll) -> CollegeDraw:
    speciality_of = {
        group.pk: setting.row.pk
        for group, setting in zip(place.groups, place.settings, strict=True)
    }
    count = len(roll.student)
    return CollegeDraw(
        college_id=place.college.pk,
        student=roll.student,
        group=roll.group,
        graduation_year=roll.graduation_year,
        speciality=np.array([speciality_of[key] for key in roll.group.tolist()], dtype=np.int64),
        leniency=float(random.normal(0.1, 0.25)),
        ability=random.normal(0.75 + random.normal(0.0, 0.3), 0.8, count),
        commissions=place.commissions,
        mentors=place.mentors,
        severity=random.normal(0.15, _MENTOR_SEVERITY, len(place.mentors)),
    )
