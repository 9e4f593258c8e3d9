"""A programme of the next intake that a methodist begins with: requirements, modules, no cells."""

from datetime import datetime
from typing import Final

from colleges.models import College, Programme
from colleges.services.programmes import ProgrammeDetails, RequiredFunction, create_programme
from readiness_portal.demo.alignment import modules_of
from readiness_portal.demo.cohorts import GRADUATION_YEARS, SpecialitySetting
from standards.models import LabourFunction, ProfessionalStandard

SPECIALITY: Final = "35.02.16"
# What the programmes taught so far do not follow yet: the standard of the technician.
FURTHER_STANDARD: Final = "13.001"
_YEARS_BETWEEN: Final = 3


def prepare_next_intake(
    *, college: College, setting: SpecialitySetting, now: datetime
) -> Programme:
    """Write the programme after the newest cohort's; it has neither a group nor an alignment."""
    further = ProfessionalStandard.objects.get(code=FURTHER_STANDARD, is_excerpt=True)
    functions = [
        *setting.functions,
        *LabourFunction.objects.filter(standard=further).order_by("position"),
    ]
    newest = GRADUATION_YEARS[-1] - round(setting.plan.duration_months / 12)
    return create_programme(
        details=ProgrammeDetails(
            college=college,
            speciality=setting.row,
            intake_year=newest + _YEARS_BETWEEN,
            duration_months=setting.plan.duration_months,
            qualification=setting.plan.qualification,
            educational_standard=setting.row.educational_standards.first(),
            standards=[*setting.standards, further],
            functions=[RequiredFunction(function=function) for function in functions],
            modules=modules_of(SPECIALITY),
        ),
        actor_id=None,
        now=now,
    )
