"""The college's board of placements: who is rated, who is not, asking many at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.selectors.groups import own_college
from colleges.selectors.namesakes import names_in_college
from colleges.services.outcomes import record_list_read
from colleges.views.workbooks import workbook_answer
from core.documents.qr import qr_drawing
from core.http import guarded
from core.numbers import format_count, format_date
from employers.enums import RatingState, RequestChannel
from employers.exports.placements import placements_table
from employers.forms.board import AskForm, BoardFilterForm
from employers.models import Placement
from employers.rules.interns import period_in_words
from employers.selectors.interns import intern_names
from employers.selectors.placements import (
    AWAITED,
    DEFAULT_SORT,
    board_rows,
    count_awaited,
    count_by_state,
    filter_placements,
    placements_to_ask,
)
from employers.services.asking import AskReport, ask_by_letter, make_links
from employers.services.delivery import link_address, message_text
from employers.services.requests import NewLink
from employers.views.addresses import portal_address
from employers.views.scopes import COLLEGE_STAFF, actor_of, scope_of
from employers.views.sheets import rating_sheet

ROWS_ON_PAGE = 50
LINKS_AT_ONCE = 200
STATE_LOOKS = {
    RatingState.NOT_ASKED: ("", ""),
    RatingState.SENT: ("info", "send"),
    RatingState.OPENED: ("info", "accessibility"),
    RatingState.DRAFT: ("warn", "edit"),
    RatingState.RATED: ("good", "check"),
    RatingState.OVERDUE: ("bad", "clock"),
}


@guarded(roles=COLLEGE_STAFF)
def placement_list(request: HttpRequest) -> HttpResponse:
    scope, now = scope_of(request), timezone.now()
    form, placements = _found(request, now)
    chosen = form.chosen()
    counts = count_by_state(scope=scope, chosen=chosen, now=now)
    page = Paginator(placements, ROWS_ON_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    names = names_in_college(row.student for row in shown)
    awaited = count_awaited(scope=scope, chosen=chosen, now=now)
    return render(
        request,
        "employers/placement_list.html",
        {
            "form": form,
            "page": page,
            "rows": [board_row(row, names[row.student_id]) for row in shown],
            "tabs": _tabs(request.GET, counts, awaited, chosen.state),
            "total": sum(counts.values()),
            "rated": counts[RatingState.RATED],
            "unrated": _unrated(page.paginator.count, chosen.state, counts),
            "default_sort": DEFAULT_SORT,
            "is_filtered": bool(request.GET),
            "filters": request.GET.urlencode(),
            "downloads": [
                (
                    _("Найденные с именами, XLSX"),
                    f"{reverse('employers:placement_list_file')}?{request.GET.urlencode()}",
                )
            ],
        },
    )


def _found(request: HttpRequest, now: datetime) -> tuple[BoardFilterForm, QuerySet[Placement]]:
    """Return the filter that stands in the address and the placements that it finds, in order."""
    scope = scope_of(request)
    form = BoardFilterForm(request.GET, scope=scope)
    placements = filter_placements(scope=scope, chosen=form.chosen(), now=now)
    return form, board_rows(placements, sort=request.GET.get("sort", DEFAULT_SORT))


@guarded(roles=COLLEGE_STAFF)
def placement_list_file(request: HttpRequest) -> HttpResponse:
    """The placements that the address chooses, all pages: every reading leaves an audit line."""
    now = timezone.now()
    _form, placements = _found(request, now)
    shown = list(placements)
    college = own_college(scope=scope_of(request))
    if college is None:
        raise Http404
    record_list_read(
        college=college, what="practice", count=len(shown), actor_id=actor_of(request), now=now
    )
    names = names_in_college(row.student for row in shown)
    return workbook_answer(placements_table(shown, names), name=_("Практики"))


def _unrated(found: int, state: str, counts: Mapping[RatingState, int]) -> int:
    """Return how many of the placements found somebody can be asked about."""
    if state == RatingState.RATED:
        return 0
    return found if state else found - counts[RatingState.RATED]


def _tabs(
    query: QueryDict, counts: Mapping[RatingState, int], awaited: int, current: str
) -> list[tuple[str, str, bool, int]]:
    def address(state: str) -> str:
        rest = query.copy()
        rest.pop("page", None)
        rest["state"] = state
        return f"?{rest.urlencode()}"

    every = (_("Все"), address(""), not current, sum(counts.values()))
    over = (_("Закончились без оценки"), address(AWAITED), current == AWAITED, awaited)
    states = (
        (str(state.label).capitalize(), address(state.value), state.value == current, count)
        for state, count in counts.items()
    )
    return [every, over, *states]


def board_row(placement: Any, name: str) -> dict[str, Any]:
    """Return what the board prints of a placement annotated by `board_rows`, under the name."""
    state = RatingState(placement.rating_state)
    kind, icon = STATE_LOOKS[state]
    mentor = placement.mentor
    asked_at = placement.asked_at
    return {
        "id": placement.pk,
        "url": reverse("employers:placement_detail", args=[placement.pk]),
        "student": name,
        "group": placement.group_name or "",
        "employer": placement.employer.name,
        "mentor": mentor.name if mentor is not None else "",
        "has_address": mentor is not None and bool(mentor.email),
        "days": f"{format_date(placement.starts_on)}–{format_date(placement.ends_on)}",
        "kind": placement.get_kind_display(),
        "state": state.label,
        "state_kind": kind,
        "state_icon": icon,
        "is_rated": state == RatingState.RATED,
        "asked_on": format_date(timezone.localtime(asked_at).date()) if asked_at else "",
        "wants_link": placement.wants_link,
        "no_letters": placement.no_letters,
    }


@guarded(roles=COLLEGE_STAFF, read=False, write=True)
def request_create(request: HttpRequest) -> HttpResponse:
    """Ask the mentors of the chosen placements: by letter, by texts to send, or on paper.

    Links made for a message or for paper are shown in this very answer and never again.
    """
    scope, now = scope_of(request), timezone.now()
    query = QueryDict(request.POST.get("filters", ""))
    back = f"{reverse('employers:placement_list')}?{query.urlencode()}"
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(_errors(form.errors.values())))
        return HttpResponseRedirect(back)
    placements = placements_to_ask(
        scope=scope,
        placement_ids=None if form.cleaned_data["whole_board"] else form.cleaned_data["placement"],
        chosen=BoardFilterForm(query, scope=scope).chosen(),
        now=now,
    )
    channel = RequestChannel(form.cleaned_data["channel"])
    if channel == RequestChannel.MAIL:
        report = ask_by_letter(
            placements=placements,
            base_url=portal_address(request),
            actor_id=actor_of(request),
            now=now,
        )
        _tell(request, report)
        return HttpResponseRedirect(back)
    return _links_page(request, placements[:LINKS_AT_ONCE], channel, back, now)


def _errors(found: Iterable[Iterable[Any]]) -> list[str]:
    return [str(error) for errors in found for error in errors]


def _tell(request: HttpRequest, report: AskReport) -> None:
    if report.placements:
        letters = format_count(report.letters, (_("письмо"), _("письма"), _("писем")))
        interns = format_count(
            report.placements, (_("практиканте"), _("практикантах"), _("практикантах"))
        )
        messages.success(
            request,
            _("Отправляем %(letters)s о %(interns)s.") % {"letters": letters, "interns": interns},
        )
    if report.skipped:
        reasons = "; ".join(f"{reason.label}: {count}" for reason, count in report.skipped.items())
        messages.warning(request, _("Не написали: %(reasons)s.") % {"reasons": reasons})
    if not report.placements and not report.skipped:
        messages.warning(request, _("Среди выбранного некого просить об оценке."))


def _links_page(
    request: HttpRequest,
    placements: list[Placement],
    channel: RequestChannel,
    back: str,
    now: datetime,
) -> HttpResponse:
    links = make_links(placements=placements, channel=channel, actor_id=actor_of(request), now=now)
    if not links:
        messages.warning(request, _("Среди выбранного некого просить об оценке."))
        return HttpResponseRedirect(back)
    base_url = portal_address(request)
    if channel == RequestChannel.QR:
        sheets = [
            rating_sheet(placement, address=link_address(token=link.token, base_url=base_url))
            for placement, link in links
        ]
        context: dict[str, Any] = {"sheets": sheets, "back": back}
        for sheet in sheets:
            sheet["code"] = qr_drawing(sheet["address"])
        response = render(request, "employers/rating_sheets.html", context)
    else:
        names = intern_names([placement for placement, _link in links], today=timezone.localdate())
        rows = [
            _message_row(placement, link, base_url, names[placement.pk])
            for placement, link in links
        ]
        response = render(request, "employers/links.html", {"rows": rows, "back": back})
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _message_row(placement: Placement, link: NewLink, base_url: str, intern: str) -> dict[str, Any]:
    mentor = placement.mentor
    return {
        "id": placement.pk,
        "intern": intern,
        "period": period_in_words(placement.starts_on, placement.ends_on),
        "employer": placement.employer.name,
        "mentor": mentor.name if mentor is not None else "",
        "phone": mentor.phone if mentor is not None else "",
        "text": message_text(
            placement=placement, intern=intern, token=link.token, base_url=base_url
        ),
        "address": link_address(token=link.token, base_url=base_url),
        "expires": format_date(timezone.localtime(link.request.expires_at).date()),
    }
