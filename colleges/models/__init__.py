"""Territory, colleges, their programmes and people."""

from colleges.models.alignments import (
    Alignment,
    AlignmentEvent,
    AlignmentVersion,
    RejectedSuggestion,
)
from colleges.models.people import (
    CURRENT_STATES,
    Consent,
    Enrolment,
    GraduateOutcome,
    Student,
)
from colleges.models.programmes import (
    AdmissionPlan,
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
    "AlignmentEvent",
    "AlignmentVersion",
    "College",
    "Consent",
    "Enrolment",
    "GraduateOutcome",
    "Module",
    "Municipality",
    "Programme",
    "ProgrammeFunction",
    "ProgrammeStandard",
    "RejectedSuggestion",
    "Student",
    "StudyGroup",
]
