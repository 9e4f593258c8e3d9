"""What changed in a college since an earlier run: for its own staff, who may see every figure."""

from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.rules.changes import CAUSE_WORDS, CollegeChange, MeanChange, RunPoint, Span
from assessments.selectors.changes import college_change, runs_to_compare
from assessments.selectors.methodology import NoMethodologyInForce
from core.http import ScopedRequest, guarded
from core.numbers import format_date
from core.tables.data import CellContent, Interval, Kind, TableColumn, TableData
from dashboards.exports import TABLE_FORMATS, table_file
from dashboards.selectors.places import PlaceNotFound, base_cut, college_place
from dashboards.views.places import COLLEGE_STAFF


class RunForm(forms.Form):
    """The run to compare with stands in the address; one that means nothing is the latest."""

    since = forms.ChoiceField(label=_("С расчёта"), required=False)

    def __init__(self, asked: str, runs: list[RunPoint]) -> None:
        known = {str(run.number) for run in runs}
        super().__init__({"since": asked if asked in known else str(runs[0].number)})
        field = cast("forms.ChoiceField", self.fields["since"])
        field.choices = [
            (
                str(run.number),
                _("%(day)s, № %(number)s, методика %(version)s")
                % {"day": format_date(run.day), "number": run.number, "version": run.version},
            )
            for run in runs
        ]
        field.widget.attrs["class"] = "form-select"

    def chosen(self) -> int:
        return int(self.data["since"])


@guarded(roles=COLLEGE_STAFF)
def college_changes(request: HttpRequest, pk: int) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    try:
        place = college_place(key=pk, cut=base_cut(), scope=scope)
    except PlaceNotFound as error:
        raise Http404 from error
    runs = runs_to_compare()
    form = RunForm(request.GET.get("since", ""), runs) if runs else None
    change = None if form is None else _change(pk, form.chosen())
    wanted = request.GET.get("download", "")
    if wanted:
        if change is None or wanted not in TABLE_FORMATS:
            raise Http404
        return table_file(_table(place.name, change), wanted, (_("Изменения"), place.name))
    context: dict[str, Any] = {
        "college": place.name,
        "change": change,
        "form": form,
        "words": [str(word) for word in CAUSE_WORDS.values()],
        "crumbs": [
            (place.name, reverse("dashboards:college", args=[pk])),
            (_("Что изменилось"), ""),
        ],
        "downloads": []
        if change is None
        else [
            (title, f"?since={change.since.number}&download={extension}")
            for title, extension in (("XLSX", "xlsx"), ("CSV", "csv"))
        ],
    }
    return render(request, "dashboards/changes.html", context)


def _change(college_id: int, run_id: int) -> CollegeChange | None:
    try:
        return college_change(college_id=college_id, run_id=run_id, today=timezone.localdate())
    except NoMethodologyInForce:
        return None


def _table(college: str, change: CollegeChange) -> TableData:
    names = [_("Разница"), *map(str, CAUSE_WORDS.values()), _("Состав")]
    return TableData(
        title=_("Изменение среднего индекса: %(college)s") % {"college": college},
        short_title=_("Изменения"),
        columns=(
            TableColumn(title=_("Группа")),
            *_mean_columns(_("Было"), _("Было, 95 % интервал")),
            *_mean_columns(_("Стало"), _("Стало, 95 % интервал")),
            *(TableColumn(title=name, kind=Kind.NUMBER, digits=3) for name in names),
        ),
        rows=[(row.name, *_cells(row)) for row in change.groups],
        total=(_("Колледж"), *_cells(change.college)),
        footnotes=(_("Предварительные оценки не входят; слагаемые дают разницу точно."),),
        source=_("Портал готовности"),
        as_of=timezone.localdate(),
        filters=((_("С расчёта"), format_date(change.since.day)),),
    )


def _mean_columns(title: str, limits: str) -> tuple[TableColumn, TableColumn]:
    return (
        TableColumn(title=title, kind=Kind.NUMBER, digits=3),
        TableColumn(title=limits, kind=Kind.INTERVAL, digits=3),
    )


def _limits(span: Span) -> Interval | None:
    return None if span is None else Interval(*span)


def _cells(row: MeanChange) -> tuple[CellContent, ...]:
    parts: list[CellContent] = [part.amount for part in row.parts]
    parts = parts or [None] * len(CAUSE_WORDS)
    return (
        row.before,
        _limits(row.before_span),
        row.after,
        _limits(row.after_span),
        row.total,
        *parts,
        row.composition,
    )
