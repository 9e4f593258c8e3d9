"""Forms of assessment: the list, and one form as it stands."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.enums import Component, DemoExamLevel, EvidenceKind, ScaleKind
from assessments.instrument_forms import InstrumentFilter, strength_label
from assessments.models import Criterion, Instrument
from assessments.selectors.instruments import (
    counts_of_instruments,
    criteria_of_instrument,
    find_instruments,
    instrument_of,
    may_change,
    required_among,
)
from assessments.views.sheets import MANAGER, STAFF, scope_of
from core.http import guarded
from core.numbers import format_number
from core.scope import Scope

_PAGE = 50


def find_instrument(request: HttpRequest, pk: int) -> Instrument:
    """Return the form or answer 404, whether it does not exist or is another college's."""
    instrument = instrument_of(scope=scope_of(request), pk=pk)
    if instrument is None:
        raise Http404
    return instrument


def crumbs_of(title: str) -> list[tuple[str, str]]:
    """Return the path to a page under the list."""
    return [(_("Формы оценки"), reverse("assessments:instrument_list")), (title, "")]


@guarded(roles=STAFF)
def instrument_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    form = InstrumentFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = find_instruments(scope=scope, **chosen)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    counts = counts_of_instruments(scope=scope, instruments=shown)
    context = {
        "form": form,
        "page": page,
        "rows": [_row(one) | counts[one.pk] for one in shown],
        "is_filtered": any(chosen.values()),
        "may_write": scope.role in MANAGER,
    }
    return render(request, "assessments/instrument_list.html", context)


def _row(instrument: Instrument) -> dict[str, Any]:
    return {
        "pk": instrument.pk,
        "name": instrument.name,
        "kind": EvidenceKind(instrument.kind).label,
        "needs_functions": instrument.component == Component.PRACTICAL,
        "is_shared": instrument.college_id is None,
        "is_archived": instrument.is_archived,
    }


@guarded(roles=STAFF)
def instrument_detail(request: HttpRequest, pk: int) -> HttpResponse:
    instrument = find_instrument(request, pk)
    scope = scope_of(request)
    criteria = criteria_of_instrument(instrument=instrument)
    rows = [_criterion(number, one) for number, one in enumerate(criteria, start=1)]
    row = _row(instrument)
    facts = [
        (_("Вид"), row["kind"]),
        (_("Компонент"), Component(instrument.component).label),
        (_("Чья"), _("общая для всех колледжей") if row["is_shared"] else _("колледжа")),
    ]
    if instrument.code:
        level = DemoExamLevel(instrument.level).label if instrument.level else ""
        facts.append((_("КОД"), f"{instrument.code}, {level}".rstrip(", ")))
    context = {
        "pk": pk,
        "name": instrument.name,
        "crumbs": crumbs_of(instrument.name),
        "facts": facts,
        "rows": rows,
        "is_archived": instrument.is_archived,
        "is_outdated": row["needs_functions"] and _is_outdated(scope, criteria),
        "gives_nothing": row["needs_functions"] and not any(one["functions"] for one in rows),
        "may_write": scope.role in MANAGER,
        "may_change": scope.role in MANAGER and may_change(scope=scope, instrument=instrument),
        "is_shared": row["is_shared"],
    }
    return render(request, "assessments/instrument_detail.html", context)


def _is_outdated(scope: Scope, criteria: list[Criterion]) -> bool:
    """Say whether the form shows functions and no programme of the college requires any."""
    shown = {own.function_id for one in criteria for own in one.bearings.all()}
    return bool(shown) and not required_among(scope=scope, functions=shown)


def _criterion(number: int, criterion: Criterion) -> dict[str, Any]:
    most = criterion.maximum
    digits = 0 if most is None or most == most.to_integral_value() else 2
    return {
        "number": number,
        "code": criterion.code,
        "name": criterion.name,
        "scale": ScaleKind(criterion.scale).label,
        "maximum": "" if most is None else format_number(most, digits),
        "functions": [
            {
                "pk": own.function_id,
                "code": own.function.code,
                "name": own.function.name,
                "standard": own.function.standard.code,
                "strength": strength_label(own.strength),
            }
            for own in criterion.bearings.all()
        ],
    }
