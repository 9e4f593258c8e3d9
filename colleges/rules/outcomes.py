"""Which of a graduate's statuses counts: one rule for every page, form and figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Final

from django.utils.translation import gettext as _

from colleges.enums import OutcomeSource, OutcomeStatus
from core.numbers import format_date

# Of one day, the source that proves more: registers, then who pays, then who was told.
SOURCE_ORDER: Final = (
    OutcomeSource.SOCIAL_FUND,
    OutcomeSource.EMPLOYMENT_SERVICE,
    OutcomeSource.EMPLOYER,
    OutcomeSource.COLLEGE,
    OutcomeSource.GRADUATE,
)
_PLACES: Final = {source.value: place for place, source in enumerate(SOURCE_ORDER)}
RISK: Final = frozenset(
    {
        OutcomeStatus.INFORMAL,
        OutcomeStatus.REGISTERED_UNEMPLOYED,
        OutcomeStatus.NO_MOTIVATION,
        OutcomeStatus.NO_DEMAND,
    }
)
FORECASTS: Final = frozenset(
    {
        OutcomeStatus.WILL_BE_EMPLOYED,
        OutcomeStatus.WILL_ENTREPRENEUR,
        OutcomeStatus.WILL_SELF_EMPLOYED,
        OutcomeStatus.WILL_CONSCRIPT,
        OutcomeStatus.WILL_CONTRACT_SERVICE,
        OutcomeStatus.WILL_STUDY,
    }
)


EARLIEST: Final = date(2000, 1, 1)


def day_fault(day: date, status: str, *, today: date, graduated_on: date | None) -> str:
    """Return why nobody can know this status on this day, in Russian; empty when they can.

    Before the graduation there are only forecasts.
    """
    if day > today:
        return _("Этот день ещё не наступил.")
    if day < EARLIEST:
        return _("Проверьте год.")
    early = graduated_on is not None and day < graduated_on
    if early and status not in (*FORECASTS, OutcomeStatus.UNKNOWN, ""):
        message = _("Выпуск был %(day)s: раньше него бывает только прогноз.")
        return message % {"day": format_date(graduated_on)}
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one source says of a graduate on one day."""

    as_of_date: date
    status: str
    source: str
    in_speciality: bool | None = None
    employer_inn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The status that counts; `others` are other sources' newest words that differ from it."""

    counts: Said
    in_speciality: bool | None
    others: tuple[Said, ...] = ()

    @property
    def status(self) -> str:
        return self.counts.status


def standing_of(said: Iterable[Said], *, as_of: date | None = None) -> Standing | None:
    """Return what counts on the day `as_of` (None: by all that is known); None when all is silent.

    The newest date wins; of one date the source that stands first in `SOURCE_ORDER`. «Нет
    сведений» counts only when nobody says anything else. When the source that counts does not
    know whether the work is in the speciality, the answer is taken from the records just before it
    that name the same status.
    """
    known = [one for one in said if as_of is None or one.as_of_date <= as_of]
    telling = [one for one in known if one.status != OutcomeStatus.UNKNOWN] or known
    if not telling:
        return None
    if len(telling) == 1:
        return Standing(counts=telling[0], in_speciality=telling[0].in_speciality)
    ordered = sorted(telling, key=_rank)
    first = ordered[0]
    alike = takewhile(lambda one: one.status == first.status, ordered)
    answers = (one.in_speciality for one in alike if one.in_speciality is not None)
    newest = {one.source: one for one in reversed(ordered)}
    others = (one for one in newest.values() if one.status != first.status)
    return Standing(
        counts=first, in_speciality=next(answers, None), others=tuple(sorted(others, key=_rank))
    )


def _rank(one: Said) -> tuple[int, int]:
    return -one.as_of_date.toordinal(), _PLACES[one.source]
