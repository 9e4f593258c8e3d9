"""«Число неверно?» on the pages of a college: where to ask, and what was found to be wrong."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.enums import Role
from core.scope import Scope
from dashboards.place_notes import notes_about
from dashboards.rules.pages import OF_A_COLLEGE, PlacePage
from dashboards.selectors.places import Place


def question_context(place: Place, scope: Scope) -> dict[str, Any]:
    """Return where the college asks about a row of the page, and the corrections to the page.

    `ask_url` ends where the key of the row begins; "" for everybody who may not ask.
    """
    page = _page(place)
    if page is None:
        return {"ask_url": "", "corrections": []}
    query = urlencode({"page": str(page), "row": ""})
    may_ask = scope.role == Role.COLLEGE_MANAGER
    return {
        "ask_url": f"{reverse('reports:page_ticket_create')}?{query}" if may_ask else "",
        "corrections": notes_about(page),
    }


def _page(place: Place) -> PlacePage | None:
    year = place.cut.graduation_year
    if place.kind not in OF_A_COLLEGE or year is None:
        return None
    return PlacePage(place.kind, place.key, year, place.cut.speciality_id)
