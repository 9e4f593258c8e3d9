"""The employer's cabinet: interns of the own enterprise, rated without any link."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.enums import Role
from core.http import guarded
from core.numbers import format_date
from employers.enums import EvaluationOrigin
from employers.rules.interns import period_in_words
from employers.rules.respondents import Respondent
from employers.selectors.cabinet import (
    CabinetCounts,
    InternState,
    count_interns,
    in_state,
    interns,
)
from employers.selectors.directory import own_employer_name
from employers.selectors.interns import intern_names
from employers.views.language import chosen_language, confidential
from employers.views.questionnaire_context import PageAddress
from employers.views.questionnaires import answer_questionnaire
from employers.views.scopes import actor_of, placement_or_404, scope_of

ROWS_ON_PAGE = 50


@guarded(roles=[Role.EMPLOYER_MANAGER])
def cabinet(request: HttpRequest) -> HttpResponse:
    """Who waits for a rating, who is rated, who comes later."""
    scope = scope_of(request)
    everybody = interns(scope=scope, now=timezone.now())
    counts = count_interns(everybody)
    state = _state(request.GET.get("state", ""))
    page = Paginator(in_state(everybody, state), ROWS_ON_PAGE).get_page(request.GET.get("page"))
    names = intern_names(page.object_list, today=timezone.localdate())
    return render(
        request,
        "employers/cabinet.html",
        {
            "employer": own_employer_name(scope=scope),
            "tabs": _tabs(counts, state),
            "page": page,
            "rows": [_row(placement, names[placement.pk]) for placement in page.object_list],
            "state": state.value,
            "rated": counts.rated,
            "waiting": counts.waiting,
        },
    )


def _state(value: str) -> InternState:
    return InternState(value) if value in set(InternState) else InternState.WAITING


def _tabs(counts: CabinetCounts, current: InternState) -> list[tuple[str, str, bool, int]]:
    words = {
        InternState.WAITING: (_("Ждут оценки"), counts.waiting),
        InternState.RATED: (_("Оценены"), counts.rated),
        InternState.COMING: (_("Скоро придут"), counts.coming),
    }
    return [
        (word, f"?state={state.value}", state == current, count)
        for state, (word, count) in words.items()
    ]


def _row(placement: Any, intern: str) -> dict[str, Any]:
    student, sent_at = placement.student, placement.sent_at
    return {
        "intern": intern,
        "college": student.college.short_name,
        "kind": placement.get_kind_display(),
        "period": period_in_words(placement.starts_on, placement.ends_on),
        "mentor": placement.mentor.name if placement.mentor is not None else "",
        "is_begun": placement.is_begun,
        "sent_on": format_date(timezone.localtime(sent_at).date()) if sent_at else "",
        "url": reverse("employers:cabinet_rate", args=[placement.pk]),
    }


@guarded(roles=[Role.EMPLOYER_MANAGER], write=True)
@confidential
def cabinet_rate(request: HttpRequest, pk: int) -> HttpResponse:
    """The questionnaire of a link, opened by the account of the enterprise."""
    placement = placement_or_404(request, pk)
    address = PageAddress(
        path=request.path,
        language=chosen_language(request),
        key=f"cabinet-{placement.pk}",
        back=reverse("employers:cabinet"),
    )
    respondent = Respondent(
        placement_id=placement.pk,
        mentor_id=placement.mentor_id,
        origin=EvaluationOrigin.CABINET,
        user_id=actor_of(request),
    )
    return answer_questionnaire(
        request, placement=placement, respondent=respondent, address=address, now=timezone.now()
    )
