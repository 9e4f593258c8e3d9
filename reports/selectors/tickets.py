"""Questions about published figures, as each side may see them."""

from django.db.models import Case, IntegerField, QuerySet, Value, When

from colleges.models import ProgrammeFunction
from core.scope import Scope
from dashboards.place_notes import PlaceNote
from dashboards.rules.pages import PlacePage
from reports.enums import ReleaseState, TicketState
from reports.models import FigureTicket, Release
from reports.rules.own_figures import OwnFigure, OwnRow, own_figures, own_rows


def tickets_of(*, scope: Scope, state: str = "") -> QuerySet[FigureTicket]:
    """Return the visible tickets: first those that wait, the most urgent on top."""
    tickets = FigureTicket.objects.visible_to(scope).select_related("release", "college")
    tickets = tickets.defer("release__content", "release__counts")
    if state:
        tickets = tickets.filter(state=state)
    waiting = Case(
        When(state=TicketState.OPEN, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return tickets.annotate(closed=waiting).order_by("closed", "due_date", "-created_at", "-pk")


def overdue_count(tickets: QuerySet[FigureTicket], *, today: object) -> int:
    """Count those whose answer is late."""
    return tickets.filter(state=TicketState.OPEN, due_date__lt=today).count()


def corrections_of(*, release: Release) -> QuerySet[FigureTicket]:
    """Return what everybody is told to be wrong in a release, oldest first."""
    return (
        FigureTicket.objects.filter(release=release, state=TicketState.CORRECTED)
        .select_related("college")
        .order_by("closed_at", "pk")
    )


def page_notes(page: PlacePage) -> list[PlaceNote]:
    """Return what is told to be wrong on a page of a college, its programme or group."""
    tickets = FigureTicket.objects.filter(page=str(page), state=TicketState.CORRECTED).order_by(
        "closed_at", "pk"
    )
    return [
        PlaceNote(
            date=ticket.closed_at,
            figure=ticket.figure_name,
            printed=ticket.printed,
            note=ticket.correction_note,
        )
        for ticket in tickets
    ]


def askable_release(slug: str) -> Release | None:
    """Return a published release with the rows of its colleges; None when there is none."""
    return Release.objects.filter(state=ReleaseState.PUBLISHED, slug=slug).first()


def figures_of(*, release: Release, college_id: int) -> list[OwnFigure]:
    """Return what a release prints about a college, its own row first."""
    return own_figures(
        release.content,
        release.counts,
        college_id=college_id,
        functions=_required_functions(college_id),
    )


def rows_of(*, release: Release, college_id: int) -> dict[tuple[str, int], OwnRow]:
    """Return which rows of a release's tables are about a college; `counts` must be read."""
    return own_rows(
        release.content,
        release.counts,
        college_id=college_id,
        functions=_required_functions(college_id),
    )


def _required_functions(college_id: int) -> frozenset[int]:
    required = ProgrammeFunction.objects.filter(programme__college_id=college_id)
    return frozenset(required.values_list("function_id", flat=True))
