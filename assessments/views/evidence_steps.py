"""Where each step that the coverage of evidence names is done: pages with their filters set."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.rules.evidence_coverage import NextStep
from assessments.rules.place_evidence import (
    PlaceFacts,
    PlaceState,
    PlaceStep,
    Practice,
    steps_at_place,
    unanswered,
)
from assessments.selectors.place_evidence import (
    PracticePlace,
    functions_with_practice_forms,
    practices_at,
)
from colleges.models import Programme
from core.numbers import format_date

PLACE_PILLS = {
    PlaceState.NO_EVIDENCE: "bad",
    PlaceState.COLLEGE_ONLY: "warn",
    PlaceState.HEARD: "good",
    PlaceState.NOT_ASKED: "",
}
# A step in words and the page where it is done; no page where there is nothing to do but wait.
Links = list[tuple[str, str]]


def address(route: str, *args: object, **query: object) -> str:
    """Return the page of a route with those filters that say something."""
    asked = urlencode({name: value for name, value in query.items() if value})
    page = reverse(route, args=args)
    return f"{page}?{asked}" if asked else page


def function_step(
    step: NextStep, *, programme_id: int, function_id: int, group_id: int | None, makes_forms: bool
) -> str:
    """Return the page where a function's step is done; "" where another person does it.

    `group_id` is the group in which most students wait for it.
    """
    page = ""
    match step:
        case NextStep.ALIGN:
            page = reverse("colleges:alignment_function", args=[programme_id, function_id])
        case NextStep.ADD_CRITERION if makes_forms:
            page = address(
                "assessments:instrument_create", programme=programme_id, function=function_id
            )
        case NextStep.ASSESS:
            page = address("assessments:sheet_create", group=group_id, function=function_id)
        case NextStep.ADD_TO_PRACTICE:
            page = address("employers:placement_create", group=group_id)
        case NextStep.ASK_MENTORS:
            page = address("employers:placement_list", programme=programme_id)
    return page


@dataclass(frozen=True, slots=True)
class PlaceDesk:
    """What the steps at the places of one page need; made by `place_desk`."""

    programme_id: int
    practices: dict[int, list[Practice]]
    with_forms: Collection[int]
    today: date

    def row(self, place: PracticePlace, function_id: int, facts: PlaceFacts) -> dict[str, Any]:
        """Return what a line of one function at one place prints."""
        return {
            "pk": place.employer_id,
            "name": place.name,
            "municipality": place.municipality,
            "students": place.students,
            "asked": facts.asked,
            "rated": facts.rated,
            "marked": facts.marked,
            "state": facts.state.label,
            "pill": PLACE_PILLS[facts.state],
            "steps": self.function_steps(place, function_id, facts),
        }

    def function_steps(self, place: PracticePlace, function_id: int, facts: PlaceFacts) -> Links:
        """Return what can be done about one function at one place, the quickest first."""
        if facts.rated >= facts.students:
            return []
        here = self.practices.get(place.employer_id, [])
        with_task = [one for one in here if function_id in one.function_ids]
        wants_sheet = facts.state == PlaceState.NO_EVIDENCE and function_id in self.with_forms
        steps = steps_at_place(with_task, today=self.today, wants_sheet=wants_sheet)
        if facts.rated:
            # Some mentor has seen it: the place gives it, and that is enough.
            steps = [step for step in steps if step != PlaceStep.NEXT_PRACTICE]
        return [self._link(step, place, with_task or here, function_id) for step in steps]

    def place_steps(self, place: PracticePlace) -> Links:
        """Return whom to ask at a place: a mentor answers about all functions at once."""
        here = self.practices.get(place.employer_id, [])
        waiting = [one for one in here if one.function_ids and not one.is_rated]
        if not waiting:
            return []
        steps = steps_at_place(waiting, today=self.today)
        return [self._link(step, place, waiting, None) for step in steps]

    def _link(
        self,
        step: PlaceStep,
        place: PracticePlace,
        practices: Sequence[Practice],
        function_id: int | None,
    ) -> tuple[str, str]:
        words, waiting = str(step.label), unanswered(practices, today=self.today)
        match step:
            case PlaceStep.WAIT:
                first = min(one.starts_on for one in practices if not one.is_rated)
                words, page = _("Практика начнётся %(day)s") % {"day": format_date(first)}, ""
            case PlaceStep.SHEET:
                page = self._sheet(waiting, function_id)
            case PlaceStep.NEXT_PRACTICE:
                page = address("employers:placement_create", group=_group_of(practices))
            case PlaceStep.INCLUDE:
                page = self._inclusion(place, practices)
            case PlaceStep.ENTER if len(waiting) == 1:
                page = reverse("employers:evaluation_enter", args=[waiting[0].pk])
            case _:
                page = self._board(place, waiting)
        return words, page

    def _board(self, place: PracticePlace, practices: Sequence[Practice]) -> str:
        groups = {one.group_id for one in practices}
        return address(
            "employers:placement_list",
            programme=self.programme_id,
            group=groups.pop() if len(groups) == 1 else None,
            employer=place.employer_id,
        )

    def _sheet(self, practices: Sequence[Practice], function_id: int | None) -> str:
        """Return a new sheet of the group that waits for it, held on the last day of practice."""
        group = _group_of(practices)
        last = max(one.ends_on for one in practices if one.group_id == group)
        return address(
            "assessments:sheet_create",
            group=group,
            function=function_id,
            practice="on",
            held_on=min(last, self.today).isoformat(),
        )

    def _inclusion(self, place: PracticePlace, practices: Sequence[Practice]) -> str:
        """Return the practice whose tasks can still change, or a new one at the same place."""
        can_change = [one for one in practices if not one.is_rated]
        if len(can_change) == 1:
            return reverse("employers:placement_change", args=[can_change[0].pk])
        if can_change:
            return self._board(place, can_change)
        return address(
            "employers:placement_create", group=_group_of(practices), employer=place.employer_id
        )


def place_desk(
    *, programme: Programme, places: Sequence[PracticePlace], now: datetime
) -> PlaceDesk:
    """Read what the steps at these places depend on, in three queries."""
    employers = {place.employer_id for place in places}
    return PlaceDesk(
        programme_id=programme.pk,
        practices=practices_at(programme=programme, employer_ids=employers, now=now),
        with_forms=functions_with_practice_forms(programme=programme),
        today=timezone.localtime(now).date(),
    )


def _group_of(practices: Sequence[Practice]) -> int | None:
    """Return the group with most of these practices, the older one of two."""
    counts = Counter(one.group_id for one in practices)
    return min(counts, key=lambda group: (-counts[group], group), default=None)
