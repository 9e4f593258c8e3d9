"""Territory, colleges, their programmes and people."""

from colleges.models.people import (
    CURRENT_STATES,
    Consent,
    Enrolment,
    GraduateOutcome,
    Student,
)
from colleges.models.programmes import (
    AdmissionPlan,
    Alignment,
    Module,
    Programme,
    ProgrammeFunction,
    ProgrammeStandard,
    StudyGroup,
)
from colleges.models.territory import (
    College,
    Municipality,
)

__all__ = [
    "CURRENT_STATES",
    "AdmissionPlan",
    "Alignment",
    "College",
    "Consent",
    "Enrolment",
    "GraduateOutcome",
    "Module",
    "Municipality",
    "Programme",
    "ProgrammeFunction",
    "ProgrammeStandard",
    "Student",
    "StudyGroup",
]
