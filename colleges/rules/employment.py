"""The share of graduates at work: the usual formula, with all that it leaves out counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from colleges.enums import OutcomeStatus
from colleges.rules.outcomes import RISK, Standing

AT_WORK: Final = (
    OutcomeStatus.EMPLOYED,
    OutcomeStatus.ENTREPRENEUR,
    OutcomeStatus.SELF_EMPLOYED,
    OutcomeStatus.CONTRACT_SERVICE,
)
# Of whom it is asked whether the work is in the speciality; of nobody else.
ASKED_OF_FIT: Final = (*AT_WORK, OutcomeStatus.WILL_BE_EMPLOYED)
# They could not be at work in the year of the measure and leave the denominator.
LEFT_OUT: Final = (
    OutcomeStatus.STUDYING,
    OutcomeStatus.CONSCRIPT,
    OutcomeStatus.PARENTAL_LEAVE,
    OutcomeStatus.FAMILY_CARE,
    OutcomeStatus.MOVED_ABROAD,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """Counts behind both shares; forecasts, «иное» and the unknown stay in the denominator."""

    graduates: int
    at_work: int
    in_speciality: int
    speciality_unknown: int
    left_out: tuple[tuple[OutcomeStatus, int], ...]
    at_risk: int
    unknown: int

    @property
    def base(self) -> int:
        """The denominator: graduates without those left out."""
        return self.graduates - sum(count for _status, count in self.left_out)

    @property
    def share_at_work(self) -> float | None:
        """Any job counts."""
        return self.at_work / self.base if self.base else None

    @property
    def share_in_speciality(self) -> float | None:
        """Only work in the speciality counts; the denominator is the same."""
        return self.in_speciality / self.base if self.base else None

    @property
    def share_at_risk(self) -> float | None:
        return self.at_risk / self.graduates if self.graduates else None


def employment_of(standings: Iterable[Standing | None]) -> Employment:
    """Count graduates by the status that counts; None is a graduate of whom nothing is known."""
    everybody = list(standings)
    counts = Counter(
        OutcomeStatus.UNKNOWN if one is None else OutcomeStatus(one.status) for one in everybody
    )
    answers = Counter(
        one.in_speciality for one in everybody if one is not None and one.status in AT_WORK
    )
    return Employment(
        graduates=len(everybody),
        at_work=sum(counts[status] for status in AT_WORK),
        in_speciality=answers[True],
        speciality_unknown=answers[None],
        left_out=tuple((status, counts[status]) for status in LEFT_OUT if counts[status]),
        at_risk=sum(counts[status] for status in RISK),
        unknown=counts[OutcomeStatus.UNKNOWN],
    )
