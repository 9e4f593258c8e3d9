"""Placements: students sent to an enterprise, one placement with its links, changed, withdrawn."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.http import guarded
from core.numbers import format_count, format_date
from employers.enums import EvaluationOrigin
from employers.forms.placements import PlacementChangeForm, PlacementForm, PlacementStartForm
from employers.models import Employer, Placement, RatingRequest
from employers.rules.respondents import Respondent
from employers.selectors.directory import get_employer, group_of, module_of
from employers.selectors.functions import functions_of_placement, functions_on_offer
from employers.selectors.links import LinkState, get_request, link_state, requests_of_placement
from employers.selectors.questionnaires import Questionnaire, questionnaire_of
from employers.services.placement_removal import PlacementInUse, remove_placement
from employers.services.placements import change_placement, create_placements
from employers.services.requests import revoke_rating_request
from employers.views.questionnaire_context import PageAddress, sent_context
from employers.views.scopes import COLLEGE_STAFF, actor_of, placement_or_404, scope_of

LINK_LOOKS = {
    LinkState.OPEN: (gettext_lazy("действует"), "good"),
    LinkState.EXPIRED: (gettext_lazy("истекла"), ""),
    LinkState.REVOKED: (gettext_lazy("отозвана"), "bad"),
}


def board_crumbs(*last: str) -> list[tuple[str, str]]:
    return [(_("Практика"), reverse("employers:placement_list")), *((title, "") for title in last)]


@guarded(roles=COLLEGE_STAFF, write=True)
def placement_create(request: HttpRequest) -> HttpResponse:
    """Send students of a group to an enterprise: first group and enterprise, then the rest."""
    scope = scope_of(request)
    group_id, employer_id = _number(request, "group"), _number(request, "employer")
    group = group_of(group_id=group_id, scope=scope) if group_id is not None else None
    employer = get_employer(employer_id=employer_id) if employer_id is not None else None
    start = PlacementStartForm(request.GET, scope=scope, group=group)
    context: dict[str, Any] = {
        "start": start,
        "form": None,
        "crumbs": board_crumbs(_("Новая практика")),
        "needs_group": group is None,
        "needs_employer": employer is None,
    }
    if group is None or employer is None:
        return render(request, "employers/placement_create.html", context)
    module_id = _number(request, "module")
    form = PlacementForm(
        request.POST or None,
        scope=scope,
        group=group,
        employer=employer,
        module=module_of(group=group, module_id=module_id) if module_id is not None else None,
    )
    if request.method == "POST" and form.is_valid() and _create(request, form):
        return redirect("employers:placement_list")
    return render(request, "employers/placement_create.html", {**context, "form": form})


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 12 else None


def _create(request: HttpRequest, form: PlacementForm) -> bool:
    try:
        made = create_placements(
            new=form.placements(),
            new_mentor=form.new_mentor(),
            created_by_id=actor_of(request),
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    count = format_count(len(made), (_("практика"), _("практики"), _("практик")))
    messages.success(request, _("Создано: %(count)s.") % {"count": count})
    return True


@guarded(roles=COLLEGE_STAFF)
def placement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One placement: who, where, what is asked, every link, and what the mentor said."""
    placement = placement_or_404(request, pk)
    now = timezone.now()
    questionnaire = questionnaire_of(
        placement=placement,
        respondent=Respondent(placement.pk, placement.mentor_id, EvaluationOrigin.PAPER),
        now=now,
    )
    mentor = placement.mentor
    context = {
        "crumbs": board_crumbs(placement.student.short_name),
        "placement_id": placement.pk,
        "student": placement.student.full_name,
        "student_uid": placement.student.uid,
        "facts": _facts(placement),
        "functions": [
            f"{function.code} {function.name}"
            for function in functions_of_placement(placement_id=placement.pk)
        ],
        "links": [_link_row(link, now) for link in requests_of_placement(placement=placement)],
        "can_mail": mentor is not None and bool(mentor.email),
        "is_rated": questionnaire.submitted_at is not None,
        "is_begun": questionnaire.is_started,
        "has_begun": questionnaire.has_begun,
        "can_enter": _may_enter(questionnaire),
        "rating": sent_context(questionnaire, PageAddress(path="")),
    }
    return render(request, "employers/placement_detail.html", context)


def _may_enter(questionnaire: Questionnaire) -> bool:
    """Say whether the college may write down the mentor's words: not over the mentor's own."""
    if not questionnaire.has_begun:
        return False
    if questionnaire.submitted_at is None:
        return True
    return questionnaire.is_told_to_college and questionnaire.can_correct


def _facts(placement: Placement) -> list[tuple[str, str]]:
    mentor, module = placement.mentor, placement.module
    person = ""
    if mentor is not None:
        person = ", ".join(
            part for part in (mentor.name, mentor.position, mentor.email, mentor.phone) if part
        )
    hours = placement.hours_done
    return [
        (_("Предприятие"), f"{placement.employer.name}, {placement.employer.municipality.name}"),
        (_("Адрес"), placement.employer.address),
        (_("Наставник"), person),
        (_("Вид"), placement.get_kind_display()),
        (_("Дни"), _days(placement)),
        (_("Модуль"), str(module) if module is not None else ""),
        (_("Руководитель от колледжа"), placement.college_supervisor),
        (_("Отработано часов"), str(hours) if hours is not None else ""),
        (_("Оценка за практику"), placement.get_mark_display()),
    ]


def _days(placement: Placement) -> str:
    return f"{format_date(placement.starts_on)}–{format_date(placement.ends_on)}"


def _link_row(link: RatingRequest, now: datetime) -> dict[str, Any]:
    state = link_state(link, now=now)
    word, kind = LINK_LOOKS[state]
    opened_at = link.opened_at
    return {
        "id": link.pk,
        "channel": link.get_channel_display(),
        "mentor": link.mentor.name if link.mentor is not None else "",
        "created_at": link.created_at,
        "opened_at": opened_at,
        "expires_at": link.expires_at,
        "state": word,
        "state_kind": kind,
        "is_open": state == LinkState.OPEN,
        "wants_link": link.asked_again_at is not None,
        "no_letters": link.reminders_stopped_at is not None,
    }


@guarded(roles=COLLEGE_STAFF, write=True)
def placement_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a practice out that was entered by mistake, after a question."""
    placement = placement_or_404(request, pk)
    back = reverse("employers:placement_detail", args=[placement.pk])
    if request.method == "POST":
        try:
            remove_placement(placement=placement, actor_id=actor_of(request), now=timezone.now())
        except PlacementInUse:
            messages.error(
                request,
                _("Удалить нельзя: наставник уже отвечал об этой практике или выдан документ."),
            )
            return redirect(back)
        messages.success(request, _("Практика удалена."))
        return redirect("employers:placement_list")
    context = {
        "action": request.path,
        "cancel": back,
        "student": placement.student.full_name,
        "employer": placement.employer.name,
        "days": _days(placement),
        "links": len(requests_of_placement(placement=placement)),
        "crumbs": [
            *board_crumbs(),
            (placement.student.short_name, back),
            (_("Удалить практику"), ""),
        ],
    }
    return render(request, "employers/placement_remove.html", context)


@guarded(roles=COLLEGE_STAFF, write=True)
def placement_change(request: HttpRequest, pk: int) -> HttpResponse:
    placement = placement_or_404(request, pk)
    form = PlacementChangeForm(
        request.POST or None,
        scope=scope_of(request),
        placement=placement,
        offered=functions_on_offer(placement=placement),
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_placement(
                placement=placement,
                changes=form.changes(),
                actor_id=actor_of(request),
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Изменения сохранены."))
            return redirect("employers:placement_detail", placement.pk)
    context = {
        "form": form,
        "placement_id": placement.pk,
        "employer_url": _employer_url(placement.employer),
        "student": placement.student.full_name,
        "crumbs": [
            *board_crumbs(),
            (
                placement.student.short_name,
                reverse("employers:placement_detail", args=[placement.pk]),
            ),
            (_("Изменить"), ""),
        ],
    }
    return render(request, "employers/placement_change.html", context)


def _employer_url(employer: Employer) -> str:
    return reverse("employers:employer_detail", args=[employer.pk])


@guarded(roles=COLLEGE_STAFF, write=True)
def request_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a link after a question."""
    link = get_request(request_id=pk, scope=scope_of(request))
    if link is None:
        raise Http404
    if request.method == "POST":
        revoke_rating_request(request=link, actor_id=actor_of(request), now=timezone.now())
        messages.success(request, _("Ссылка отозвана."))
        return redirect("employers:placement_detail", link.placement_id)
    context = {
        "action": request.path,
        "cancel": reverse("employers:placement_detail", args=[link.placement_id]),
        "created_at": link.created_at,
        "channel": link.get_channel_display(),
        "crumbs": board_crumbs(_("Отозвать ссылку")),
    }
    return render(request, "employers/request_revoke.html", context)
