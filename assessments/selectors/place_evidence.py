"""Function × practice place × evidence of programmes, for their college's own staff."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from assessments.enums import Component, EvidenceKind
from assessments.models import CriterionFunction, Evidence
from assessments.rules.place_evidence import PlaceFacts, PlaceState, Practice, place_state
from assessments.rules.practice_sheets import MARKED_WITHIN, PRACTICE_KINDS
from colleges.models import CURRENT_STATES, Programme, ProgrammeFunction
from employers.models import Evaluation, Placement, RatingRequest

_TASKS: Final = Placement.functions.through


@dataclass(frozen=True, slots=True)
class PracticePlace:
    """An enterprise with the number of the programme's students who were or will be there."""

    employer_id: int
    name: str
    municipality: str
    students: int


# Students by (function, enterprise).
_Counts = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class ProgrammePlaces:
    """The places of a programme by name, and what is known at each about each function.

    There may be thousands of pairs: facts are made of those that are looked at.
    """

    places: tuple[PracticePlace, ...]
    asked: _Counts
    marked: _Counts
    rated: _Counts

    def facts(self, function_id: int, place: PracticePlace) -> PlaceFacts:
        pair = function_id, place.employer_id
        return PlaceFacts(
            place.students,
            asked=self.asked.get(pair, 0),
            marked=self.marked.get(pair, 0),
            rated=self.rated.get(pair, 0),
        )

    def state(self, function_id: int, place: PracticePlace) -> PlaceState:
        pair = function_id, place.employer_id
        return place_state(
            asked=pair in self.asked, marked=pair in self.marked, rated=pair in self.rated
        )

    def by_state(self, function_id: int) -> dict[PlaceState, list[PracticePlace]]:
        """Return the places by what they tell of a function, those with most students first."""
        found: dict[PlaceState, list[PracticePlace]] = {state: [] for state in PlaceState}
        for place in self.places:
            found[self.state(function_id, place)].append(place)
        for places in found.values():
            places.sort(key=lambda place: -place.students)
        return found

    def functions_at(
        self, place: PracticePlace, function_ids: Sequence[int]
    ) -> dict[PlaceState, list[int]]:
        """Return the functions by what one place tells of them, in the order given."""
        found: dict[PlaceState, list[int]] = {state: [] for state in PlaceState}
        for function in function_ids:
            found[self.state(function, place)].append(function)
        return found


def places_of_programme(*, programme: Programme) -> ProgrammePlaces:
    """Return every place of the programme's present students, and what it tells."""
    return places_of_programmes(programmes=[programme])[programme.pk]


def places_of_programmes(*, programmes: Collection[Programme]) -> dict[int, ProgrammePlaces]:
    """Return the places of each programme, in the order given; four queries for any number."""
    ids = [programme.pk for programme in programmes]
    required = ProgrammeFunction.objects.filter(programme_id__in=ids).values("function_id")
    places = _places(ids)
    asked = _counted(_asked(ids, required))
    marked = _counted(_marked(ids, required))
    rated = _counted(_rated(ids, required))
    return {pk: ProgrammePlaces(tuple(places[pk]), asked[pk], marked[pk], rated[pk]) for pk in ids}


def _counted(rows: Iterable[tuple[int, int, int, int]]) -> Mapping[int, _Counts]:
    found: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    for programme, function, employer, count in rows:
        found[programme][function, employer] = count
    return found


def _programme_of(prefix: str) -> str:
    return f"{prefix}student__enrolments__group__programme_id"


def _own(programme_ids: Collection[int], prefix: str) -> Q:
    """Return the condition that a student, reached by `prefix`, is in a programme now."""
    return Q(
        (f"{_programme_of(prefix)}__in", programme_ids),
        (f"{prefix}student__enrolments__state__in", CURRENT_STATES),
        (f"{prefix}student__merged_into__isnull", True),
    )


def _places(programme_ids: Collection[int]) -> Mapping[int, list[PracticePlace]]:
    rows = (
        Placement.objects.filter(_own(programme_ids, ""))
        .values_list(
            _programme_of(""), "employer_id", "employer__name", "employer__municipality__name"
        )
        .annotate(students=Count("student_id", distinct=True))
        .order_by("employer__name", "employer_id", _programme_of(""))
    )
    found: dict[int, list[PracticePlace]] = defaultdict(list)
    for programme, *place in rows:
        found[programme].append(PracticePlace(*place))
    return found


def _asked(programme_ids: Collection[int], required: Any) -> Iterable[tuple[int, int, int, int]]:
    keys = _programme_of("placement__"), "labourfunction_id", "placement__employer_id"
    return (
        _TASKS.objects.filter(_own(programme_ids, "placement__"), labourfunction_id__in=required)
        .values_list(*keys)
        .annotate(count=Count("placement__student_id", distinct=True))
        .order_by(*keys)
    )


def _live(programme_ids: Collection[int], required: Any) -> QuerySet[Evidence]:
    return Evidence.objects.filter(
        _own(programme_ids, ""), voided_at__isnull=True, function_id__in=required
    )


def _rated(programme_ids: Collection[int], required: Any) -> Iterable[tuple[int, int, int, int]]:
    keys = _programme_of(""), "function_id", "rating__evaluation__placement__employer_id"
    return (
        _live(programme_ids, required)
        .filter(kind=EvidenceKind.EMPLOYER_RATING, rating__isnull=False)
        .values_list(*keys)
        .annotate(count=Count("student_id", distinct=True))
        .order_by(*keys)
    )


def _marked(programme_ids: Collection[int], required: Any) -> Iterable[tuple[int, int, int, int]]:
    """Count by the college's sheets of a practice: by their day, as its papers do."""
    practice = "student__placements__"
    earliest_end = ExpressionWrapper(F("observed_on") - MARKED_WITHIN, output_field=DateField())
    of_practice = Q(
        (f"{practice}starts_on__lte", F("observed_on")), (f"{practice}ends_on__gte", earliest_end)
    )
    own_module = Q(result__sheet__module__isnull=True) | Q(
        result__sheet__module=F(f"{practice}module")
    )
    keys = _programme_of(""), "function_id", f"{practice}employer_id"
    return (
        _live(programme_ids, required)
        .filter(of_practice, own_module, kind__in=PRACTICE_KINDS, result__isnull=False)
        .values_list(*keys)
        .annotate(count=Count("student_id", distinct=True))
        .order_by(*keys)
    )


def practices_at(
    *, programme: Programme, employer_ids: Collection[int], now: datetime
) -> dict[int, list[Practice]]:
    """Return the practices of the programme's students at each of these enterprises; two queries.

    Those that begin first come first.
    """
    placements = Placement.objects.filter(_own([programme.pk], ""), employer_id__in=employer_ids)
    links = RatingRequest.objects.filter(
        placement=OuterRef("pk"), revoked_at__isnull=True, expires_at__gt=now
    )
    sent = Evaluation.objects.filter(placement=OuterRef("pk"), submitted_at__isnull=False)
    rows = placements.annotate(was_asked=Exists(links), is_rated=Exists(sent)).values_list(
        "employer_id",
        "pk",
        "student__enrolments__group_id",
        "starts_on",
        "ends_on",
        "mentor__email",
        "was_asked",
        "is_rated",
    )
    tasks: dict[int, set[int]] = defaultdict(set)
    asked = _TASKS.objects.filter(placement__in=placements.values("pk"))
    for placement, function in asked.values_list("placement_id", "labourfunction_id"):
        tasks[placement].add(function)
    found: dict[int, list[Practice]] = defaultdict(list)
    for employer, pk, group, starts_on, ends_on, email, was_asked, is_rated in rows.order_by(
        "starts_on", "pk"
    ):
        found[employer].append(
            Practice(
                pk=pk,
                group_id=group,
                starts_on=starts_on,
                ends_on=ends_on,
                function_ids=frozenset(tasks[pk]),
                has_address=bool(email),
                was_asked=was_asked,
                is_rated=is_rated,
            )
        )
    return found


def functions_with_practice_forms(*, programme: Programme) -> frozenset[int]:
    """Return the functions that some sheet of practice of the college could show."""
    usable = Q(criterion__instrument__college_id=programme.college_id) | Q(
        criterion__instrument__college__isnull=True
    )
    rows = CriterionFunction.objects.filter(
        usable,
        criterion__instrument__kind__in=PRACTICE_KINDS,
        criterion__instrument__component=Component.PRACTICAL,
        criterion__instrument__is_archived=False,
    )
    return frozenset(rows.values_list("function_id", flat=True))
