"""Cards of good practice, as each side may see them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from colleges.models import Programme, ProgrammeFunction
from core.scope import Scope
from reports.enums import PracticeCardState, ReleaseState
from reports.models import PracticeCard, Release
from reports.rules.own_figures import of_the_college
from reports.selectors.tickets import figures_of
from standards.models import LabourFunction, Speciality


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of the college as two reports print it; "" where a report prints none."""

    name: str
    before: str
    after: str


def _cards() -> QuerySet[PracticeCard]:
    return PracticeCard.objects.select_related(
        "college", "employer__municipality", "speciality", "function__standard"
    )


def published_cards(
    *, speciality_id: int | None = None, function_id: int | None = None
) -> QuerySet[PracticeCard]:
    """Return what everybody reads, newest first."""
    cards = _cards().filter(state=PracticeCardState.PUBLISHED)
    if speciality_id is not None:
        cards = cards.filter(speciality_id=speciality_id)
    if function_id is not None:
        cards = cards.filter(function_id=function_id)
    return cards.order_by("-published_at", "-pk")


def own_cards(*, scope: Scope) -> QuerySet[PracticeCard]:
    """Return the cards of the own college or enterprise, in any state, newest first."""
    return PracticeCard.objects.proposed_by(scope).order_by("-created_at", "-pk")


def waiting_cards(*, scope: Scope) -> QuerySet[PracticeCard]:
    """Return what waits for the ministry, the oldest first."""
    cards = PracticeCard.objects.visible_to(scope).filter(state=PracticeCardState.PROPOSED)
    return cards.order_by("created_at", "pk")


def visible_card(*, scope: Scope, pk: int) -> PracticeCard | None:
    """Return a card that the person may read; None for any other."""
    readable = PracticeCard.objects.visible_to(scope).values("pk")
    return _cards().filter(pk=pk, pk__in=readable).first()


def own_card(*, scope: Scope, pk: int) -> PracticeCard | None:
    """Return a card of the own college or enterprise; None for any other."""
    return PracticeCard.objects.proposed_by(scope).filter(pk=pk).first()


def used_specialities() -> QuerySet[Speciality]:
    """Return the specialities that published cards name."""
    used = published_cards().order_by().values("speciality_id")
    return Speciality.objects.filter(pk__in=used).order_by("code", "pk")


def used_functions() -> QuerySet[LabourFunction]:
    """Return the labour functions that published cards name."""
    used = published_cards().order_by().values("function_id")
    return LabourFunction.objects.filter(pk__in=used).order_by("code", "name", "pk")


def offered_specialities(*, scope: Scope) -> QuerySet[Speciality]:
    """Return the specialities taught: in the own college; in any for an enterprise."""
    programmes = Programme.objects.all()
    if scope.is_college_staff:
        programmes = programmes.filter(college_id__in=scope.college_ids)
    used = programmes.values("speciality_id")
    return Speciality.objects.filter(pk__in=used).order_by("code", "pk")


def offered_functions(*, scope: Scope) -> QuerySet[LabourFunction]:
    """Return the functions required: by the own programmes; by any for an enterprise."""
    required = ProgrammeFunction.objects.all()
    if scope.is_college_staff:
        required = required.filter(programme__college_id__in=scope.college_ids)
    used = required.values("function_id")
    return LabourFunction.objects.filter(pk__in=used).order_by("code", "name", "pk")


def offered_releases() -> QuerySet[Release]:
    """Return the reports between which a college may compare itself, newest first."""
    published = Release.objects.filter(state=ReleaseState.PUBLISHED)
    return published.defer("content", "counts", "audit").order_by("-published_at", "-pk")


def compared_figures(card: PracticeCard) -> list[Comparison]:
    """Return the college's figures as both reports print them; none while one is withdrawn."""
    first, last = card.release_before_id, card.release_after_id
    if card.college_id is None or first is None or last is None:
        return []
    found = Release.objects.filter(pk__in=(first, last), state=ReleaseState.PUBLISHED).in_bulk()
    if len(found) < 2:
        return []
    before, after = (_printed(found[key], card.college_id) for key in (first, last))
    names = dict.fromkeys([*before, *after])
    return [Comparison(name, before.get(name, ""), after.get(name, "")) for name in names]


def _printed(release: Release, college_id: int) -> dict[str, str]:
    own = of_the_college(figures_of(release=release, college_id=college_id))
    return {one.name: one.printed for one in own}
