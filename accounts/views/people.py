"""Accounts: who comes in, in which roles; inviting, taking roles away, blocking."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import InvitationForm, PeopleFilterForm, StudentInvitationForm
from accounts.models import Membership, User
from accounts.selectors import (
    account_of_student,
    describe_people,
    filter_people,
    visible_memberships,
    visible_people,
)
from accounts.services import (
    Invitation,
    end_membership,
    invite_user,
    resend_invitation,
    set_user_activity,
)
from accounts.views.addresses import base_url
from colleges.selectors.students import own_college_student
from core.enums import Role
from core.http import ScopedRequest, guarded
from core.scope import Scope

LOOKS_AFTER_PEOPLE = (Role.ADMINISTRATOR, Role.COLLEGE_MANAGER)
PEOPLE_ON_PAGE = 50


@guarded(roles=LOOKS_AFTER_PEOPLE)
def user_list(request: HttpRequest) -> HttpResponse:
    """Administrators see every account, the head of a college the staff of that college."""
    scope = _scope(request)
    today = timezone.localdate()
    form = PeopleFilterForm(request.GET, scope=scope)
    chosen = form.cleaned_data if form.is_valid() else {}
    people = filter_people(
        visible_people(scope=scope),
        query=chosen.get("query", ""),
        role=chosen.get("role", ""),
        today=today,
    )
    page = Paginator(people, PEOPLE_ON_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/user_list.html",
        {
            "form": form,
            "page": page,
            "people": describe_people(page.object_list, today=today),
            "is_filtered": any(chosen.values()),
            "of_college": scope.role == Role.COLLEGE_MANAGER,
        },
    )


@guarded(roles=LOOKS_AFTER_PEOPLE, write=True)
def user_invite(request: HttpRequest) -> HttpResponse:
    """Make an account or give a role to an existing one; the person gets a letter."""
    scope = _scope(request)
    form = InvitationForm(request.POST or None, scope=scope, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        held = _invite(request, form, form.invitation())
        if held is not None:
            return redirect("accounts:user_detail", held.user_id)
    context = {"form": form, "crumbs": _crumbs(_("Приглашение"), scope)}
    return render(request, "accounts/user_invite.html", context)


@guarded(roles=(Role.COLLEGE_MANAGER,), write=True)
def student_invite(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a student of the own college in to the own card; a letter goes out."""
    scope = _scope(request)
    student = own_college_student(scope=scope, uid=uid)
    if student is None:
        raise Http404
    form = StudentInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invitation = Invitation(
            email=form.cleaned_data["email"],
            display_name=student.short_name,
            role=Role.STUDENT,
            student_id=student.pk,
        )
        if _invite(request, form, invitation) is not None:
            return redirect("assessments:student_card", student.uid)
    context = {
        "form": form,
        "name": student.full_name,
        "account": account_of_student(student_id=student.pk, today=timezone.localdate()),
        "back": reverse("assessments:student_card", args=[student.uid]),
    }
    return render(request, "accounts/student_invite.html", context)


def _invite(request: HttpRequest, form: Form, invitation: Invitation) -> Membership | None:
    """Invite, and say so; None when refused, and then the form says why."""
    try:
        held = invite_user(
            invitation=invitation,
            invited_by_id=cast("int", _scope(request).user_id),
            base_url=base_url(request),
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error("email", error)
        return None
    messages.success(request, _("Приглашение отправлено на %s.") % invitation.email)
    return held


@guarded(roles=LOOKS_AFTER_PEOPLE)
def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, and what may be done with them."""
    scope = _scope(request)
    user = get_object_or_404(visible_people(scope=scope), pk=pk)
    (person,) = describe_people([user], today=timezone.localdate())
    return render(
        request,
        "accounts/user_detail.html",
        {
            "person": person,
            "crumbs": _crumbs(person.name, scope),
            "is_self": user.pk == scope.user_id,
            "may_block": scope.role == Role.ADMINISTRATOR and user.pk != scope.user_id,
        },
    )


@guarded(roles=LOOKS_AFTER_PEOPLE, write=True)
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take the role away from today on."""
    scope = _scope(request)
    held: Membership = get_object_or_404(visible_memberships(scope=scope), pk=pk)
    back = reverse("accounts:user_detail", args=[held.user_id])
    if request.method != "POST":
        context = {
            "crumbs": _crumbs(_("Снять роль"), scope),
            "role": Role(held.role).label,
            "name": held.user.display_name or held.user.email,
            "action": request.path,
            "back": back,
        }
        return render(request, "accounts/membership_end.html", context)
    try:
        end_membership(
            membership=held,
            actor_id=cast("int", scope.user_id),
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Роль снята."))
    return redirect(back)


@guarded(roles=LOOKS_AFTER_PEOPLE, read=False, write=True)
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the letter of a role once more."""
    scope = _scope(request)
    held: Membership = get_object_or_404(visible_memberships(scope=scope), pk=pk)
    resend_invitation(
        membership=held,
        actor_id=cast("int", scope.user_id),
        base_url=base_url(request),
        now=timezone.now(),
    )
    messages.success(request, _("Письмо отправлено ещё раз."))
    return redirect("accounts:user_detail", held.user_id)


@guarded(roles=(Role.ADMINISTRATOR,), read=False, write=True)
def user_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Block an account (`active=0`) or unblock it (`active=1`)."""
    scope = _scope(request)
    user: User = get_object_or_404(visible_people(scope=scope), pk=pk)
    is_active = request.POST.get("active") == "1"
    try:
        set_user_activity(
            user=user,
            is_active=is_active,
            actor_id=cast("int", scope.user_id),
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done = _("Учётная запись включена.") if is_active else _("Учётная запись отключена.")
        messages.success(request, done)
    return redirect("accounts:user_detail", user.pk)


def _scope(request: HttpRequest) -> Scope:
    return cast("ScopedRequest", request).scope


def _crumbs(title: str, scope: Scope) -> list[tuple[str, Any]]:
    people = _("Сотрудники") if scope.role == Role.COLLEGE_MANAGER else _("Пользователи")
    return [(people, reverse("accounts:user_list")), (title, "")]
