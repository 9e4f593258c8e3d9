"""The form of the federal monitoring: filled, checked, downloaded."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.exports.graduates import monitoring_tables
from colleges.forms.outcomes import MonitoringForm
from colleges.rules.monitoring import Form, Person, Weight, fill_form
from colleges.rules.monitoring_templates import Template, monitoring_templates, template_for
from colleges.selectors.graduates import Graduate, graduates_of_year, graduation_years
from colleges.views.scopes import STAFF, scope_of
from colleges.views.workbooks import workbook_answer
from core.http import guarded


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What the address asks for; `blocks` are (title, short title, form), the college first."""

    form: MonitoringForm
    year: int | None
    as_of: date
    template: Template
    graduates: list[Graduate]
    speciality_id: int | None


def _chosen(request: HttpRequest) -> _Chosen:
    scope, today = scope_of(request), timezone.localdate()
    years = graduation_years(scope=scope)
    asked = request.GET.get("year", "")
    known = [year for year in years if str(year) == asked] or years
    year = known[0] if known else None
    as_of = _day(request.GET.get("as_of", "")) or today
    graduates = (
        [] if year is None else graduates_of_year(scope=scope, year=year, as_of=min(as_of, today))
    )
    specialities = {one.speciality_id: one.speciality for one in graduates}
    form = MonitoringForm(
        request.GET,
        years=years,
        specialities=sorted(specialities.items(), key=lambda item: item[1]),
        versions=[(one.version, one.title) for one in monitoring_templates()],
    )
    form.is_valid()
    return _Chosen(
        form=form,
        year=year,
        as_of=min(as_of, today),
        template=template_for(
            year=year or today.year, version=form.cleaned_data.get("version") or ""
        ),
        graduates=graduates,
        speciality_id=form.cleaned_data.get("speciality"),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filled(template: Template, graduates: list[Graduate]) -> Form:
    people = [
        Person(standing=one.standing, has_target_contract=one.has_target_contract)
        for one in graduates
    ]
    return fill_form(template, people)


def _blocks(chosen: _Chosen) -> list[tuple[str, str, Form]]:
    """Return the form of the whole college, then of each speciality."""
    named = {(one.speciality_code, one.speciality) for one in chosen.graduates}
    blocks = [(_("Весь колледж"), _("Колледж"), _filled(chosen.template, chosen.graduates))]
    for code, title in sorted(named):
        own = [one for one in chosen.graduates if one.speciality == title]
        blocks.append((title, code, _filled(chosen.template, own)))
    return blocks


@guarded(roles=STAFF)
def monitoring(request: HttpRequest) -> HttpResponse:
    """One block of the form, turned so that it fits a page: its columns are rows here."""
    chosen = _chosen(request)
    shown = [
        one
        for one in chosen.graduates
        if chosen.speciality_id is None or one.speciality_id == chosen.speciality_id
    ]
    filled = _filled(chosen.template, shown)
    query = request.GET.urlencode()
    context = {
        "form": chosen.form,
        "year": chosen.year,
        "as_of": chosen.as_of,
        "title": chosen.template.title,
        "template_note": chosen.template.note,
        "count": len(shown),
        **_table(filled),
        "errors": [one.text for one in filled.findings if one.weight is Weight.ERROR],
        "gaps": [one.text for one in filled.findings if one.weight is Weight.GAP],
        "empty_rows": [
            (row.code, row.title) for row in chosen.template.rows if row not in filled.filled_rows
        ],
        "file_url": f"{reverse('colleges:monitoring_file')}?{query}",
        "crumbs": [
            (_("Выпускники"), reverse("colleges:graduate_list")),
            (_("Форма мониторинга"), ""),
        ],
    }
    return render(request, "colleges/monitoring.html", context)


def _table(filled: Form) -> dict[str, Any]:
    rows = filled.filled_rows
    return {
        "heads": [(row.code, row.title) for row in rows],
        "lines": [
            {
                "code": column.code,
                "title": column.title,
                "is_part": bool(column.of),
                "missing": column.missing,
                "cells": [filled.cells[row.code, column.code] for row in rows],
            }
            for column in filled.template.columns
        ],
    }


@guarded(roles=STAFF)
def monitoring_file(request: HttpRequest) -> HttpResponse:
    """The whole form, a sheet a speciality, with its control relations; without names."""
    chosen = _chosen(request)
    if chosen.year is None:
        raise Http404
    tables = monitoring_tables(_blocks(chosen), year=chosen.year, as_of=chosen.as_of)
    name = _("Мониторинг_выпуск_%(year)s") % {"year": chosen.year}
    return workbook_answer(*tables, name=name)
