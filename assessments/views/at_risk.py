"""Those who may be left without work: for the staff of their own college."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import RiskReason
from assessments.risk_forms import GRADUATES, STUDENTS, RiskFilterForm
from assessments.selectors.at_risk import AtRisk, at_risk
from assessments.views.sheets import STAFF, scope_of
from colleges.enums import OutcomeStatus
from colleges.selectors.groups import own_college
from colleges.services.outcomes import record_list_read
from colleges.views.workbooks import workbook_answer
from core.http import guarded
from core.tables.data import TableColumn, TableData

_PAGE = 50
_WEIGHTY = (RiskReason.OUT_OF_WORK, RiskReason.LOW_READINESS)


def _chosen(request: HttpRequest) -> tuple[RiskFilterForm, list[AtRisk], list[AtRisk]]:
    """Return the filter, everybody at risk, and those whom the filter shows."""
    everybody = at_risk(scope=scope_of(request), today=timezone.localdate())
    groups = {one.group_id: one.group for one in everybody}
    form = RiskFilterForm(request.GET, groups=sorted(groups.items(), key=lambda item: item[1]))
    form.is_valid()
    who, reason = form.cleaned_data.get("who", ""), form.cleaned_data.get("reason", "")
    group_id = form.cleaned_data.get("group")
    shown = [
        one
        for one in everybody
        if (not who or one.is_graduate == (who == GRADUATES))
        and (not reason or reason in one.reasons)
        and (group_id is None or one.group_id == group_id)
    ]
    return form, everybody, shown


@guarded(roles=STAFF)
def at_risk_list(request: HttpRequest) -> HttpResponse:
    """Everybody with every reason; who and why stands in the address."""
    form, everybody, shown = _chosen(request)
    page = Paginator(shown, _PAGE).get_page(request.GET.get("page"))
    counts = Counter(reason for one in everybody for reason in one.reasons)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "students": sum(not one.is_graduate for one in everybody),
        "graduates": sum(one.is_graduate for one in everybody),
        "students_url": f"?who={STUDENTS}",
        "graduates_url": f"?who={GRADUATES}",
        "counts": [
            (reason.label, counts[reason], f"?reason={reason.value}")
            for reason in RiskReason
            if counts[reason]
        ],
        "rows": [_row(one) for one in page],
        "downloads": [
            (
                _("Список с именами, XLSX"),
                f"{reverse('assessments:at_risk_file')}?{query.urlencode()}",
            )
        ],
    }
    return render(request, "assessments/at_risk.html", context)


def _row(one: AtRisk) -> dict[str, Any]:
    route = "colleges:graduate_detail" if one.is_graduate else "assessments:student_card"
    return {
        "name": one.name,
        "url": reverse(route, args=[one.uid]),
        "group": one.group,
        "who": _who(one),
        "reasons": [
            (_reason(one, reason), "bad" if reason in _WEIGHTY else "warn")
            for reason in one.reasons
        ],
    }


def _who(one: AtRisk) -> str:
    text = _("выпускник %(year)s года") if one.is_graduate else _("выпуск в %(year)s году")
    return text % {"year": one.graduation_year}


def _reason(one: AtRisk, reason: RiskReason) -> str:
    """Return the reason in words; of a graduate the status itself says more."""
    if reason is RiskReason.OUT_OF_WORK and one.standing is not None:
        return str(OutcomeStatus(one.standing.status).label)
    return str(reason.label)


@guarded(roles=STAFF)
def at_risk_file(request: HttpRequest) -> HttpResponse:
    """The list as the address narrows it, with names: every reading leaves an audit line."""
    _form, _everybody, shown = _chosen(request)
    scope = scope_of(request)
    college = own_college(scope=scope)
    if college is None:
        raise Http404
    record_list_read(
        college=college,
        what="risk",
        count=len(shown),
        actor_id=scope.user_id,
        now=timezone.now(),
    )
    return workbook_answer(_table(shown), name=_("Под_риском"))


def _table(people: list[AtRisk]) -> TableData:
    return TableData(
        title=_("Под риском нетрудоустройства"),
        short_title=_("Под риском"),
        columns=(
            TableColumn(title=_("Фамилия, имя, отчество")),
            TableColumn(title=_("Группа")),
            TableColumn(title=_("Год выпуска")),
            TableColumn(title=_("Причины")),
        ),
        rows=[
            (
                one.name,
                one.group,
                str(one.graduation_year),
                "; ".join(_reason(one, reason) for reason in one.reasons),
            )
            for one in people
        ],
        source=_("Портал готовности"),
        as_of=timezone.localdate(),
    )
