"""Territory, colleges, their programmes and people."""

from colleges.models.alignments import (
    Alignment,
    AlignmentEvent,
    AlignmentRemark,
    AlignmentVersion,
    RejectedSuggestion,
)
from colleges.models.people import (
    CURRENT_STATES,
    Consent,
    ConsentScan,
    DifferentPeople,
    Enrolment,
    GraduateOutcome,
    Movement,
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
from colleges.models.transfers import CollegeTransfer

__all__ = [
    "CURRENT_STATES",
    "AdmissionPlan",
    "Alignment",
    "AlignmentEvent",
    "AlignmentRemark",
    "AlignmentVersion",
    "College",
    "CollegeTransfer",
    "Consent",
    "ConsentScan",
    "DifferentPeople",
    "Enrolment",
    "GraduateOutcome",
    "Module",
    "Movement",
    "Municipality",
    "Programme",
    "ProgrammeFunction",
    "ProgrammeStandard",
    "RejectedSuggestion",
    "Student",
    "StudyGroup",
]
