"""Graduates: who they are, what became of them, statuses written for many at once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from colleges.enums import OutcomeSource, OutcomeStatus
from colleges.exports.graduates import graduates_table
from colleges.forms.outcomes import GraduateFilterForm, OutcomeForm, StatusesForm
from colleges.models import Student
from colleges.rules.employment import ASKED_OF_FIT, AT_WORK, Employment, employment_of
from colleges.rules.outcomes import FORECASTS, RISK, Said, Standing, standing_of
from colleges.selectors.graduates import (
    NO_STATUS,
    Graduate,
    graduates_of_year,
    graduation_day,
    graduation_years,
    history_of,
    is_graduate,
    narrowed,
    own_outcome,
)
from colleges.selectors.groups import own_college
from colleges.selectors.students import own_college_student
from colleges.services.outcomes import record_list_read, remove_outcome, save_statuses
from colleges.views.scopes import STAFF, scope_of
from colleges.views.workbooks import workbook_answer
from core.http import guarded
from core.numbers import format_date

_PAGE = 50
RULE = gettext_lazy(
    "Считается запись с самой новой датой; если на одну дату говорят несколько источников, по"
    " порядку: сверка с СФР, служба занятости, работодатель, колледж, выпускник. «Нет сведений»"
    " считается, только когда больше никто ничего не сказал."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What the address asks for."""

    form: GraduateFilterForm
    year: int | None
    everybody: list[Graduate]
    shown: list[Graduate]


def _chosen(request: HttpRequest) -> _Chosen:
    scope = scope_of(request)
    years = graduation_years(scope=scope)
    asked = request.GET.get("year", "")
    known = [year for year in years if str(year) == asked] or years
    year = known[0] if known else None
    everybody = [] if year is None else graduates_of_year(scope=scope, year=year)
    groups = {one.group_id: one.group for one in everybody}
    form = GraduateFilterForm(request.GET, years=years, groups=list(groups.items()))
    form.is_valid()
    values = form.cleaned_data
    shown = narrowed(
        everybody,
        query=values.get("query", ""),
        group_id=values.get("group"),
        status=values.get("status", ""),
    )
    return _Chosen(form=form, year=year, everybody=everybody, shown=shown)


@guarded(roles=STAFF, write=True)
def graduate_list(request: HttpRequest) -> HttpResponse:
    """Graduates of a year; a select of each writes statuses of one day and source at once."""
    chosen, today = _chosen(request), timezone.localdate()
    if request.method == "POST":
        # Whom the person saw counts, not what the filter would show by now.
        seen = [one for one in chosen.everybody if StatusesForm.status_name(one) in request.POST]
        entry = StatusesForm(request.POST, today=today, graduates=seen)
        if entry.is_valid():
            _save(request, entry)
            return redirect(request.get_full_path())
        page = Paginator(seen, max(len(seen), 1)).get_page(1)
    else:
        page = Paginator(chosen.shown, _PAGE).get_page(request.GET.get("page"))
        entry = StatusesForm(today=today, graduates=list(page))
    query = request.GET.copy()
    query.pop("page", None)
    figures = employment_of(one.standing for one in chosen.everybody)
    context = {
        "form": chosen.form,
        "entry": entry,
        "page": page,
        "year": chosen.year,
        "rule": RULE,
        "tiles": employment_tiles(figures),
        "unknown": figures.unknown,
        "without_url": f"?year={chosen.year}&status={NO_STATUS}",
        "rows": [_row(one, entry) for one in page],
        "statuses": [(value, str(label)) for value, label in StatusesForm.STATUSES],
        "answers": [(value, str(label)) for value, label in StatusesForm.ANSWERS],
        "downloads": [
            (
                _("Список с именами, XLSX"),
                f"{reverse('colleges:graduate_file')}?{query.urlencode()}",
            )
        ],
    }
    return render(request, "colleges/graduate_list.html", context)


def _save(request: HttpRequest, entry: StatusesForm) -> None:
    outcomes = entry.outcomes()
    if not outcomes:
        messages.info(request, _("Ни один статус не выбран, ничего не изменилось."))
        return
    count = save_statuses(outcomes=outcomes, actor_id=scope_of(request).user_id, now=timezone.now())
    text = ngettext("Записан %(count)s статус.", "Записано статусов: %(count)s.", count)
    messages.success(request, text % {"count": count})


def _row(graduate: Graduate, entry: StatusesForm) -> dict[str, Any]:
    return {
        "name": graduate.name,
        "url": reverse("colleges:graduate_detail", args=[graduate.uid]),
        "group": graduate.group,
        "speciality": graduate.speciality,
        **standing_context(graduate.standing),
        "status_field": _select(entry, entry.status_name(graduate)),
        "answer_field": _select(entry, entry.answer_name(graduate)),
    }


def _select(entry: StatusesForm, name: str) -> dict[str, Any]:
    """Return a select for the template's own loop: widgets of fifty rows cost a second."""
    field = entry[name]
    return {
        "name": name,
        "label": field.field.widget.attrs["aria-label"],
        "value": field.value() or "",
        "errors": field.errors,
    }


def standing_context(standing: Standing | None) -> dict[str, Any]:
    """Return the status that counts in words, with its look, day, source and who disagrees."""
    if standing is None:
        return {
            "status": _("нет статуса"),
            "pill": "warn",
            "day": None,
            "source": "",
            "fits": "",
            "others": [],
        }
    return {
        "status": OutcomeStatus(standing.status).label,
        "pill": look_of(standing.status),
        "day": standing.counts.as_of_date,
        "source": OutcomeSource(standing.counts.source).label,
        "fits": fits_word(standing.status, standing.in_speciality),
        "others": [said_in_words(one) for one in standing.others],
    }


def look_of(status: str) -> str:
    """Return the look of a status: at work, at risk, forecast, all else."""
    if status in AT_WORK:
        return "good"
    if status in RISK:
        return "bad"
    return "info" if status in FORECASTS else ""


def fits_word(status: str, in_speciality: bool | None) -> str:  # noqa: FBT001
    """Say whether the work is in the speciality; nothing of those who do not work."""
    if status not in ASKED_OF_FIT:
        return ""
    if in_speciality is None:
        return _("по специальности ли, неизвестно")
    return _("по специальности") if in_speciality else _("не по специальности")


def said_in_words(said: Said) -> str:
    """Return «работодатель на 01.10.2026: трудоустроен»."""
    return _("%(source)s на %(day)s: %(status)s") % {
        "source": OutcomeSource(said.source).label,
        "day": format_date(said.as_of_date),
        "status": OutcomeStatus(said.status).label,
    }


def employment_tiles(figures: Employment) -> list[dict[str, Any]]:
    """Return both shares, any job and in the speciality, each with its formula and counts."""
    left_out = ", ".join(f"{status.label} {count}" for status, count in figures.left_out)
    formula = {
        "base": figures.base,
        "graduates": figures.graduates,
        "left_out": left_out or _("таких нет"),
        "at_work": figures.at_work,
        "in_speciality": figures.in_speciality,
        "unknown": figures.speciality_unknown,
    }
    return [
        {
            "name": _("Заняты, любая работа"),
            "value": figures.share_at_work,
            "facts": _("%(at_work)s из %(base)s, всего выпуск %(graduates)s") % formula,
            "explain": _(
                "Трудоустроены, предприниматели, самозанятые и служба по контракту, делённые на"
                " выпуск без тех, кто не мог работать: %(left_out)s. Прогноз, «иное» и неизвестные"
                " остаются в знаменателе и занятыми не считаются. %(at_work)s / (%(graduates)s −"
                " исключённые) = %(at_work)s / %(base)s."
            )
            % formula,
        },
        {
            "name": _("Работают по специальности"),
            "value": figures.share_in_speciality,
            "facts": _("%(in_speciality)s из %(base)s") % formula
            + (_(", неизвестно у %(unknown)s") % formula if figures.speciality_unknown else ""),
            "explain": _(
                "Из тех же занятых только те, о ком известно, что работа по полученной"
                " специальности; знаменатель тот же. %(in_speciality)s / %(base)s."
            )
            % formula,
        },
        {
            "name": _("Под риском нетрудоустройства"),
            "value": figures.share_at_risk,
            "facts": _("%(count)s из %(total)s")
            % {"count": figures.at_risk, "total": figures.graduates},
            "explain": _(
                "Неформальная занятость, безработные на учёте, без мотивации и в поиске работы,"
                " делённые на весь выпуск: графы 14–17 формы мониторинга, делённые на графу 04."
            ),
        },
    ]


@guarded(roles=STAFF)
def graduate_file(request: HttpRequest) -> HttpResponse:
    """The list as the address narrows it, with names: every reading leaves an audit line."""
    chosen, scope = _chosen(request), scope_of(request)
    college = own_college(scope=scope)
    if college is None or chosen.year is None:
        raise Http404
    record_list_read(
        college=college,
        what="outcomes",
        count=len(chosen.shown),
        actor_id=scope.user_id,
        now=timezone.now(),
    )
    table = graduates_table(chosen.shown, year=chosen.year)
    return workbook_answer(table, name=_("Выпускники_%(year)s") % {"year": chosen.year})


def _graduate(request: HttpRequest, uid: UUID) -> Student:
    student = own_college_student(scope=scope_of(request), uid=uid)
    if student is None or not is_graduate(student=student):
        raise Http404
    return student


@guarded(roles=STAFF, write=True)
def graduate_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The history of one graduate, and a form for the next record."""
    student = _graduate(request, uid)
    form = OutcomeForm(
        request.POST or None,
        today=timezone.localdate(),
        graduated_on=graduation_day(student=student),
    )
    if request.method == "POST" and form.is_valid():
        save_statuses(
            outcomes=[form.outcome(student.pk)],
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
        messages.success(request, _("Статус записан."))
        return redirect("colleges:graduate_detail", student.uid)
    lines = history_of(student=student)
    standing = standing_of(line.said for line in lines)
    context = {
        "form": form,
        "name": student.full_name,
        "card_url": reverse("assessments:student_card", args=[student.uid]),
        "rule": RULE,
        **standing_context(standing),
        "rows": [
            {
                "status": OutcomeStatus(line.said.status).label,
                "pill": look_of(line.said.status),
                "day": line.said.as_of_date,
                "source": OutcomeSource(line.said.source).label,
                "fits": fits_word(line.said.status, line.said.in_speciality),
                "inn": line.said.employer_inn,
                "recorded_at": line.recorded_at,
                "counts": standing is not None and line.said == standing.counts,
                "remove_url": reverse("colleges:outcome_remove", args=[line.pk]),
            }
            for line in lines
        ],
        "crumbs": [
            (_("Выпускники"), reverse("colleges:graduate_list")),
            (student.short_name, ""),
        ],
    }
    return render(request, "colleges/graduate_detail.html", context)


@guarded(roles=STAFF, write=True)
def outcome_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a record made by mistake, after a question."""
    outcome = own_outcome(scope=scope_of(request), pk=pk)
    if outcome is None:
        raise Http404
    page = reverse("colleges:graduate_detail", args=[outcome.student.uid])
    if request.method == "POST":
        remove_outcome(outcome=outcome, actor_id=scope_of(request).user_id, now=timezone.now())
        messages.success(request, _("Запись удалена."))
        return redirect(page)
    context = {
        "action": request.path,
        "cancel": page,
        "name": outcome.student.full_name,
        "status": outcome.get_status_display(),
        "source": outcome.get_source_display(),
        "day": outcome.as_of_date,
        "crumbs": [
            (_("Выпускники"), reverse("colleges:graduate_list")),
            (outcome.student.short_name, page),
            (_("Удаление записи"), ""),
        ],
    }
    return render(request, "colleges/outcome_remove.html", context)
