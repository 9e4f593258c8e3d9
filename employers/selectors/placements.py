"""The college's board: placements with how far their ratings have come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from colleges.models import Enrolment, StudyGroup
from colleges.selectors.students import has_name
from core.numbers import ACADEMIC_YEAR_STARTS_IN, academic_year_start
from core.scope import Scope
from employers.enums import RatingState
from employers.models import Employer, Evaluation, FunctionRating, Placement, RatingRequest

SORTS = {
    "student": ("student__last_name", "student__first_name"),
    "employer": ("employer__name",),
    "ends": ("ends_on",),
}
DEFAULT_SORT = "-ends"
# A choice beside the states of a rating: the practice is over and nobody has rated it.
AWAITED = "awaited"
_LONGEST_KEY = 12
# What a row of the board prints; students and mentors have more columns than that.
_PRINTED = (
    "kind",
    "starts_on",
    "ends_on",
    "college_supervisor",
    "hours_done",
    "mark",
    "student__college",
    "student__last_name",
    "student__first_name",
    "employer__name",
    "mentor__name",
    "mentor__email",
)


@dataclass(frozen=True, slots=True)
class PlacementFilter:
    """What the board shows; empty values do not narrow. `year` begins on 1 September."""

    group_id: int | None = None
    employer_id: int | None = None
    state: str = ""
    year: int | None = None
    query: str = ""
    programme_id: int | None = None


def with_rating_state(placements: QuerySet[Placement], *, now: datetime) -> QuerySet[Placement]:
    """Add `rating_state` (a RatingState) to each placement, worked out by the database.

    A rating that was sent outweighs everything; then an open link tells how far the mentor has
    come; without one, an expired link is overdue and answers taken some other way are a draft.
    """
    of_placement = OuterRef("pk")
    links = RatingRequest.objects.filter(placement=of_placement, revoked_at__isnull=True)
    open_links = links.filter(expires_at__gt=now)
    evaluations = Evaluation.objects.filter(placement=of_placement)
    answers = FunctionRating.objects.filter(evaluation__placement=of_placement)
    states = (
        (Q(Exists(evaluations.filter(submitted_at__isnull=False))), RatingState.RATED),
        (Q(Exists(open_links)) & Q(Exists(answers)), RatingState.DRAFT),
        (Q(Exists(open_links.filter(opened_at__isnull=False))), RatingState.OPENED),
        (Q(Exists(open_links)), RatingState.SENT),
        (Q(Exists(links)), RatingState.OVERDUE),
        (Q(Exists(answers)), RatingState.DRAFT),
    )
    return placements.annotate(
        rating_state=Case(
            *(When(condition, then=Value(state.value)) for condition, state in states),
            default=Value(RatingState.NOT_ASKED.value),
            output_field=CharField(),
        )
    )


def filter_placements(
    *, scope: Scope, chosen: PlacementFilter, now: datetime
) -> QuerySet[Placement]:
    """Return the placements of the board in no particular order."""
    own = _of_group_and_year(Placement.objects.visible_to(scope), chosen.group_id, chosen.year)
    placements = with_rating_state(own, now=now)
    if chosen.employer_id is not None:
        placements = placements.filter(employer_id=chosen.employer_id)
    if chosen.programme_id is not None:
        placements = placements.filter(Exists(_in_programme(chosen.programme_id)))
    placements = placements.filter(has_name(chosen.query, "student__"))
    if chosen.state == AWAITED:
        return _awaited(placements, now)
    if chosen.state:
        placements = placements.filter(Q(("rating_state", chosen.state)))
    return placements


def _awaited(placements: QuerySet[Placement], now: datetime) -> QuerySet[Placement]:
    """Return the practices that have ended without a rating."""
    ended = placements.filter(ends_on__lt=timezone.localdate(now))
    return ended.filter(~Q(("rating_state", RatingState.RATED)))


def count_awaited(*, scope: Scope, chosen: PlacementFilter, now: datetime) -> int:
    """Return how many practices ended without a rating under all filters but the state's own."""
    return filter_placements(scope=scope, chosen=replace(chosen, state=AWAITED), now=now).count()


def _in_programme(programme_id: int) -> QuerySet[Enrolment]:
    own = Enrolment.objects.current().filter(group__programme_id=programme_id)
    return own.filter(student=OuterRef("student_id"))


def _of_group_and_year(
    placements: QuerySet[Placement], group_id: int | None, year: int | None
) -> QuerySet[Placement]:
    if group_id is not None:
        enrolled = Enrolment.objects.filter(student=OuterRef("student_id"), group_id=group_id)
        placements = placements.filter(Exists(enrolled))
    if year is not None:
        first, next_first = _bounds(year)
        placements = placements.filter(ends_on__gte=first, ends_on__lt=next_first)
    return placements


def _bounds(year: int) -> tuple[date, date]:
    return date(year, ACADEMIC_YEAR_STARTS_IN, 1), date(year + 1, ACADEMIC_YEAR_STARTS_IN, 1)


def count_by_state(
    *, scope: Scope, chosen: PlacementFilter, now: datetime
) -> Mapping[RatingState, int]:
    """Return how many placements are in each state under all filters but the state's own."""
    unfiltered = replace(chosen, state="")
    placements: QuerySet[Any] = filter_placements(scope=scope, chosen=unfiltered, now=now)
    counted = dict(placements.order_by().values_list("rating_state").annotate(count=Count("pk")))
    return {state: counted.get(state.value, 0) for state in RatingState}


def board_rows(placements: QuerySet[Placement], *, sort: str = DEFAULT_SORT) -> QuerySet[Placement]:
    """Order the board and add what a row shows.

    Added are `group_name`, `asked_at`, `wants_link` and `no_letters`. An unknown order is
    the default one: the practice that ended last comes first.
    """
    links = RatingRequest.objects.filter(placement=OuterRef("pk"), revoked_at__isnull=True)
    descending, key = sort.startswith("-"), sort.removeprefix("-")
    if key not in SORTS:
        descending, key = True, "ends"
    sign = "-" if descending else ""
    latest = links.order_by().values("placement").annotate(at=Max("created_at")).values("at")
    return (
        placements.select_related("student", "employer", "mentor")
        .only(*_PRINTED)
        .annotate(
            group_name=latest_group_name("student_id"),
            asked_at=Subquery(latest),
            wants_link=Exists(links.filter(asked_again_at__isnull=False)),
            no_letters=Exists(links.filter(reminders_stopped_at__isnull=False)),
        )
        .order_by(*(f"{sign}{field}" for field in SORTS[key]), "-ends_on", "pk")
    )


def latest_group_name(student_field: str) -> Subquery:
    """Return a subquery with the name of the group that the student entered last."""
    enrolments = Enrolment.objects.filter(student=OuterRef(student_field))
    return Subquery(enrolments.order_by("-started_on", "-pk").values("group__name")[:1])


def placements_to_ask(
    *, scope: Scope, placement_ids: list[int] | None, chosen: PlacementFilter, now: datetime
) -> list[Placement]:
    """Return placements within `scope` with all that a letter, a link or a code needs.

    `placement_ids` None means every placement of the board that has no rating yet.
    """
    if placement_ids is None:
        placements = filter_placements(scope=scope, chosen=chosen, now=now)
        placements = placements.filter(~Q(("rating_state", RatingState.RATED)))
    else:
        placements = Placement.objects.visible_to(scope).filter(pk__in=placement_ids)
    return list(
        placements.select_related("student__college", "employer__municipality", "mentor")
        .prefetch_related("functions")
        .annotate(group_name=latest_group_name("student_id"))
        .order_by("employer__name", "student__last_name", "student__first_name", "pk")
    )


def years_of_board(*, scope: Scope) -> list[int]:
    """Return the academic years in which practices ended, newest first."""
    days = Placement.objects.visible_to(scope).dates("ends_on", "month", order="DESC")
    return sorted({academic_year_start(day) for day in days}, reverse=True)


def groups_of_board(*, scope: Scope) -> QuerySet[StudyGroup]:
    """Return the groups to filter by: of the college, not archived."""
    return StudyGroup.objects.visible_to(scope).filter(is_archived=False).order_by("name", "pk")


def employers_of_board(
    *, scope: Scope, group_id: int | None, year: int | None, kept: str
) -> QuerySet[Employer]:
    """Return the enterprises with placements of the college in this group and year.

    `kept` is the key of the enterprise chosen before: it stays on offer when the others change.
    """
    own = Placement.objects.visible_to(scope)
    used = Q(pk__in=_of_group_and_year(own, group_id, year).values("employer_id"))
    if kept.isdecimal() and len(kept) < _LONGEST_KEY:
        used |= Q(pk=int(kept), pk__in=own.values("employer_id"))
    return Employer.objects.filter(used).order_by("name", "pk")
