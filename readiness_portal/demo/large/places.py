"""Colleges, programmes, groups and raters of a large region."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessments.enums import EvidenceKind, RaterKind
from assessments.models import Rater
from colleges.models import College, Municipality, Programme, ProgrammeFunction, StudyGroup
from core.enums import Country
from employers.models import Contact, Employer
from readiness_portal.demo.cohorts import GRADUATION_YEARS, SpecialitySetting

Ints = NDArray[np.int64]
COLLEGE_SIZE: Final = 1_000
GROUP_SIZE: Final = 22
_SPECIALITIES_EACH: Final = 4
_STUDENTS_A_MENTOR: Final = 12
_SETTLEMENTS: Final = ("city", "small_town", "village")
_COMMISSIONS: Final = {
    EvidenceKind.COLLEGE_PRACTICE: "мастера учебной практики",
    EvidenceKind.MODULE_EXAM: "комиссия экзамена по модулю ПМ.01",
    EvidenceKind.WORKPLACE_PRACTICE: "руководители практики",
    EvidenceKind.DEMO_EXAM: "экспертная группа демонстрационного экзамена",
    EvidenceKind.INTERIM_MARK: "преподаватели междисциплинарных курсов",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A college with its groups (as many entries in `specialities` as groups) and raters."""

    college: College
    size: int
    groups: list[StudyGroup]
    settings: list[SpecialitySetting]
    commissions: dict[EvidenceKind, int]
    mentors: Ints


def create_places(
    random: np.random.Generator,
    *,
    students: int,
    municipalities: list[Municipality],
    settings: list[SpecialitySetting],
    now: datetime,
) -> list[Place]:
    """Write the colleges of a region of `students` and everything in them but people."""
    own = [row for row in municipalities if row.country == Country.RUSSIA]
    sizes = _sizes(random, students)
    colleges = College.objects.bulk_create(
        College(
            municipality=own[place % len(own)],
            name=f"Колледж № {place + 1} (условный)",
            short_name=f"Колледж № {place + 1}",
            settlement=_SETTLEMENTS[place % len(_SETTLEMENTS)],
        )
        for place in range(len(sizes))
    )
    return [
        _fill(random, college, size, settings)
        for college, size in zip(colleges, sizes.tolist(), strict=True)
    ]


def _sizes(random: np.random.Generator, students: int) -> Ints:
    """Cut the region into colleges of uneven size, on average COLLEGE_SIZE."""
    count = max(1, round(students / COLLEGE_SIZE))
    shares = random.lognormal(0.0, 0.35, count)
    ends = np.rint(np.cumsum(shares) / shares.sum() * students).astype(np.int64)
    return np.diff(np.concatenate([[0], ends]))


def _fill(
    random: np.random.Generator, college: College, size: int, settings: list[SpecialitySetting]
) -> Place:
    chosen = random.permutation(len(settings))[: min(_SPECIALITIES_EACH, len(settings))]
    taught = [settings[place] for place in np.sort(chosen).tolist()]
    cohorts = [(setting, year) for setting in taught for year in GRADUATION_YEARS]
    programmes = Programme.objects.bulk_create(
        _programme(college, setting, year) for setting, year in cohorts
    )
    ProgrammeFunction.objects.bulk_create(
        ProgrammeFunction(
            programme=programme,
            function=function,
            importance=1.5 if place == 0 else 1.0,
            is_mandatory=place < 2,
        )
        for programme, (setting, _) in zip(programmes, cohorts, strict=True)
        for place, function in enumerate(setting.functions)
    )
    parallel = max(1, round(size / len(cohorts) / GROUP_SIZE))
    wanted = [
        (programme, setting, year, number)
        for programme, (setting, year) in zip(programmes, cohorts, strict=True)
        for number in range(1, parallel + 1)
    ]
    groups = StudyGroup.objects.bulk_create(
        StudyGroup(
            college=college,
            programme=programme,
            name=f"{setting.plan.prefix}-{programme.intake_year % 100}{number}",
            graduation_year=year,
            is_archived=year < GRADUATION_YEARS[-1],
        )
        for programme, setting, year, number in wanted
    )
    commissions, mentors = _raters(college, size)
    return Place(college, size, groups, [row[1] for row in wanted], commissions, mentors)


def _programme(college: College, setting: SpecialitySetting, year: int) -> Programme:
    return Programme(
        college=college,
        speciality=setting.row,
        intake_year=year - round(setting.plan.duration_months / 12),
        qualification=setting.plan.qualification,
        duration_months=setting.plan.duration_months,
    )


def _raters(college: College, size: int) -> tuple[dict[EvidenceKind, int], Ints]:
    commissions = Rater.objects.bulk_create(
        Rater(kind=RaterKind.COMMISSION, college=college, title=title)
        for title in _COMMISSIONS.values()
    )
    count = max(1, size // _STUDENTS_A_MENTOR)
    employers = Employer.objects.bulk_create(
        Employer(
            name=f"Предприятие № {college.pk}-{number} (условное)",
            municipality_id=college.municipality_id,
        )
        for number in range(1, count + 1)
    )
    contacts = Contact.objects.bulk_create(
        Contact(employer=employer, name="Наставник Н.", position="наставник")
        for employer in employers
    )
    mentors = Rater.objects.bulk_create(
        Rater(kind=RaterKind.EMPLOYER, employer=employer, contact=contact)
        for employer, contact in zip(employers, contacts, strict=True)
    )
    return (
        {kind: row.pk for kind, row in zip(_COMMISSIONS, commissions, strict=True)},
        np.array([row.pk for row in mentors]),
    )
