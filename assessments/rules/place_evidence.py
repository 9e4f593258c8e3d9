"""What a place of practice has told about a labour function, and what to do there next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceState(models.TextChoices):
    """How far an enterprise has come with one function; the order is the order of work."""

    NO_EVIDENCE = "no_evidence", _("нет свидетельств")
    COLLEGE_ONLY = "college_only", _("оценил только колледж")
    HEARD = "heard", _("есть голос работодателя")
    NOT_ASKED = "not_asked", _("нет в задании практики")


class PlaceStep(models.TextChoices):
    """What the college does about it."""

    ASK = "ask", _("Попросить наставника об оценке")
    REMIND = "remind", _("Напомнить наставнику")
    ENTER = "enter", _("Внести оценку со слов")
    WAIT = "wait", _("Практика ещё не началась")
    SHEET = "sheet", _("Внести ведомость практики")
    INCLUDE = "include", _("Включить в задание практики")
    NEXT_PRACTICE = "next_practice", _("Наставник этого не видел: запланируйте другую практику")


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """Students of one programme at one enterprise, by one function.

    `students` practised there at all, `asked` had the function among the tasks; `marked` have it
    from the college's sheet of that practice, `rated` from the enterprise.
    """

    students: int
    asked: int = 0
    marked: int = 0
    rated: int = 0

    @property
    def state(self) -> PlaceState:
        return place_state(asked=self.asked > 0, marked=self.marked > 0, rated=self.rated > 0)


def place_state(*, asked: bool, marked: bool, rated: bool) -> PlaceState:
    """Say the best that a place has told of a function."""
    if rated:
        return PlaceState.HEARD
    if marked:
        return PlaceState.COLLEGE_ONLY
    return PlaceState.NO_EVIDENCE if asked else PlaceState.NOT_ASKED


@dataclass(frozen=True, slots=True)
class Practice:
    """One student's practice at an enterprise, as far as the next step depends on it.

    `was_asked` says that the mentor holds a link that is still open, `is_rated` that somebody of
    the enterprise has answered.
    """

    pk: int
    group_id: int
    starts_on: date
    ends_on: date
    function_ids: frozenset[int]
    has_address: bool
    was_asked: bool
    is_rated: bool


def unanswered(practices: Sequence[Practice], *, today: date) -> list[Practice]:
    """Return the practices that have begun and of which no mentor has said anything."""
    return [one for one in practices if not one.is_rated and one.starts_on <= today]


def steps_at_place(
    practices: Sequence[Practice], *, today: date, wants_sheet: bool = False
) -> list[PlaceStep]:
    """Return what the college can do about practices with the function, the quickest first.

    `practices` are those at one enterprise that have the function among their tasks. None at all:
    it is yet to become one. `wants_sheet`: the college's own sheet would be the first evidence.
    """
    if not practices:
        return [PlaceStep.INCLUDE]
    waiting = unanswered(practices, today=today)
    if not waiting:
        still_to_come = any(not one.is_rated for one in practices)
        return [PlaceStep.WAIT if still_to_come else PlaceStep.NEXT_PRACTICE]
    steps = []
    with_address = [one for one in waiting if one.has_address]
    if with_address:
        known = all(one.was_asked for one in with_address)
        steps.append(PlaceStep.REMIND if known else PlaceStep.ASK)
    if len(waiting) == 1 or not with_address:
        steps.append(PlaceStep.ENTER)
    if wants_sheet:
        steps.append(PlaceStep.SHEET)
    return steps
