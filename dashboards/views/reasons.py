"""Why a college's readiness is what it is: for its own staff, who may see every figure."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.rules.reasons import CollegeReasons
from assessments.selectors.methodology import NoMethodologyInForce
from assessments.selectors.reasons import college_reasons
from core.http import ScopedRequest, guarded
from core.tables.data import Kind, TableColumn, TableData
from dashboards.exports import TABLE_FORMATS, table_file
from dashboards.selectors.places import PlaceNotFound, base_cut, college_place
from dashboards.views.places import COLLEGE_STAFF


@guarded(roles=COLLEGE_STAFF)
def college_why(request: HttpRequest, pk: int) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    try:
        place = college_place(key=pk, cut=base_cut(), scope=scope)
    except PlaceNotFound as error:
        raise Http404 from error
    reasons = _reasons(pk)
    wanted = request.GET.get("download", "")
    if wanted:
        if reasons is None or wanted not in TABLE_FORMATS:
            raise Http404
        return table_file(_table(place.name, reasons), wanted, (_("До готовности"), place.name))
    context: dict[str, Any] = {
        "college": place.name,
        "reasons": reasons,
        "crumbs": [
            (place.name, reverse("dashboards:college", args=[pk])),
            (_("Почему такие показатели"), ""),
        ],
        "downloads": [(title, f"?download={title.lower()}") for title in ("XLSX", "CSV")],
    }
    return render(request, "dashboards/why.html", context)


def _reasons(college_id: int) -> CollegeReasons | None:
    """Return the reasons; None without a methodology or without anybody who studies."""
    try:
        reasons = college_reasons(college_id=college_id, today=timezone.localdate())
    except NoMethodologyInForce:
        return None
    return reasons if reasons.students else None


def _table(college: str, reasons: CollegeReasons) -> TableData:
    return TableData(
        title=_("Чего не хватает до готовности: %(college)s") % {"college": college},
        short_title=_("До готовности"),
        columns=(
            TableColumn(title=_("Программа")),
            TableColumn(title=_("Ещё не готовы"), kind=Kind.NUMBER),
            TableColumn(title=_("Одних функций мало"), kind=Kind.NUMBER),
            TableColumn(title=_("№"), kind=Kind.NUMBER),
            TableColumn(title=_("Трудовая функция")),
            TableColumn(title=_("Станут готовы"), kind=Kind.NUMBER),
        ),
        rows=[
            (
                needs.name,
                needs.waiting,
                needs.out_of_reach,
                number,
                f"{function.code} {function.name}",
                function.ready_after,
            )
            for needs in reasons.needs
            for number, function in enumerate(needs.functions, start=1)
        ],
        footnotes=(_("«Станут готовы» — вместе с функциями, названными выше."),),
        source=_("Портал готовности"),
        as_of=timezone.localdate(),
        filters=(),
    )
