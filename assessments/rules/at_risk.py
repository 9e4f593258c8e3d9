"""Who may be left without work, and why: of students before graduation, of graduates after."""

from typing import Final

from assessments.enums import Level, RiskReason
from colleges.enums import OutcomeStatus
from colleges.rules.outcomes import RISK, Standing

_ORDER: Final = {reason: place for place, reason in enumerate(RiskReason)}


def reasons_of_student(
    *, level: int | None, is_provisional: bool, has_employer_voice: bool, has_placement: bool
) -> tuple[RiskReason, ...]:
    """Return the reasons of a student of the final course, the weightiest first.

    A level computed of too little data frightens nobody: it is called too little data instead.
    """
    reasons = []
    if is_provisional or level is None:
        reasons.append(RiskReason.TOO_LITTLE_DATA)
    elif level == Level.LOW:
        reasons.append(RiskReason.LOW_READINESS)
    if not has_placement:
        reasons.append(RiskReason.NO_PLACEMENT)
    if not has_employer_voice:
        reasons.append(RiskReason.NO_EMPLOYER_VOICE)
    return tuple(sorted(reasons, key=_ORDER.__getitem__))


def reasons_of_graduate(standing: Standing | None) -> tuple[RiskReason, ...]:
    """Return the reason of a graduate: a status of risk, or none that is known."""
    if standing is None or standing.status == OutcomeStatus.UNKNOWN:
        return (RiskReason.NO_STATUS,)
    return (RiskReason.OUT_OF_WORK,) if standing.status in RISK else ()
