"""The region's directory of enterprises, with the people whom the own college knows."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core.http import guarded
from employers.forms.directory import ContactForm, EmployerFilterForm, EmployerForm
from employers.models import Employer
from employers.selectors.directory import (
    contacts_of,
    find_employers,
    get_contact,
    get_employer,
    may_edit_employer,
    own_college,
    with_own_placements,
)
from employers.services.directory import (
    add_contact,
    add_employer,
    change_contact,
    change_employer,
)
from employers.views.scopes import COLLEGE_STAFF, actor_of, scope_of

ROWS_ON_PAGE = 50


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Практика"), reverse("employers:placement_list")),
        (_("Предприятия"), reverse("employers:employer_list")),
        *rest,
    ]


def _employer_or_404(pk: int) -> Employer:
    employer = get_employer(employer_id=pk)
    if employer is None:
        raise Http404
    return employer


@guarded(roles=COLLEGE_STAFF)
def employer_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    form = EmployerFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    municipality = chosen.get("municipality")
    employers = find_employers(
        query=chosen.get("query", ""),
        municipality_id=municipality.pk if municipality is not None else None,
    )
    page = Paginator(with_own_placements(employers, scope=scope), ROWS_ON_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "employers/employer_list.html",
        {
            "form": form,
            "page": page,
            "rows": [_employer_row(employer) for employer in page.object_list],
            "is_filtered": any(chosen.values()),
            "crumbs": [*_crumbs()[:-1], (_("Предприятия"), "")],
        },
    )


def _employer_row(employer: Any) -> dict[str, Any]:
    return {
        "name": employer.name,
        "url": reverse("employers:employer_detail", args=[employer.pk]),
        "municipality": employer.municipality.name,
        "inn": employer.inn,
        "placements": employer.own_placements,
        "is_active": employer.is_active,
    }


@guarded(roles=COLLEGE_STAFF)
def employer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An enterprise, the people there whom the college knows, and the way to its placements."""
    scope = scope_of(request)
    employer = _employer_or_404(pk)
    context = {
        "crumbs": _crumbs((employer.name, "")),
        "employer_id": employer.pk,
        "name": employer.name,
        "is_active": employer.is_active,
        "facts": [
            (_("Округ"), employer.municipality.name),
            (_("ИНН или БИН"), employer.inn),
            (_("Адрес"), employer.address),
            (_("ОКВЭД"), employer.okved),
        ],
        "contacts": [
            {
                "id": contact.pk,
                "name": contact.name,
                "position": contact.position,
                "email": contact.email,
                "phone": contact.phone,
                "is_active": contact.is_active,
            }
            for contact in contacts_of(employer=employer, scope=scope)
        ],
        "may_edit": may_edit_employer(employer, scope=scope),
    }
    return render(request, "employers/employer_detail.html", context)


@guarded(roles=COLLEGE_STAFF, write=True)
def employer_create(request: HttpRequest) -> HttpResponse:
    """Add an enterprise; afterwards go on where the asker came from."""
    form = EmployerForm(request.POST or None)
    next_url = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(next_url, allowed_hosts={request.get_host()}):
        next_url = ""
    if request.method == "POST" and form.is_valid():
        try:
            employer = add_employer(
                data=form.employer_data(),
                college=own_college(scope=scope_of(request)),
                actor_id=actor_of(request),
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Предприятие добавлено в справочник."))
            if next_url:
                joint = "&" if "?" in next_url else "?"
                return redirect(f"{next_url}{joint}employer={employer.pk}")
            return redirect("employers:employer_detail", employer.pk)
    context = {
        "form": form,
        "next_url": next_url,
        "heading": _("Новое предприятие"),
        "cancel": next_url or reverse("employers:employer_list"),
        "crumbs": _crumbs((_("Новое предприятие"), "")),
    }
    return render(request, "employers/directory_form.html", context)


@guarded(roles=COLLEGE_STAFF, write=True)
def employer_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend the record of an enterprise that the college added or works with."""
    employer = _employer_or_404(pk)
    if not may_edit_employer(employer, scope=scope_of(request)):
        raise PermissionDenied
    form = EmployerForm(request.POST or None, employer=employer)
    card = reverse("employers:employer_detail", args=[employer.pk])
    if request.method == "POST" and form.is_valid():
        try:
            change_employer(
                employer=employer,
                data=form.employer_data(),
                actor_id=actor_of(request),
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Изменения сохранены."))
            return redirect(card)
    context = {
        "form": form,
        "next_url": "",
        "heading": _("Изменить предприятие"),
        "cancel": card,
        "crumbs": _crumbs((employer.name, card), (_("Изменить"), "")),
    }
    return render(request, "employers/directory_form.html", context)


@guarded(roles=COLLEGE_STAFF, write=True)
def contact_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a person of an enterprise; one already known by address or telephone is shared."""
    employer = _employer_or_404(pk)
    form = ContactForm(request.POST or None)
    card = reverse("employers:employer_detail", args=[employer.pk])
    if request.method == "POST" and form.is_valid():
        add_contact(
            employer=employer,
            data=form.contact_data(),
            college=own_college(scope=scope_of(request)),
            actor_id=actor_of(request),
            now=timezone.now(),
        )
        messages.success(request, _("Наставник добавлен."))
        return redirect(card)
    context = {
        "form": form,
        "next_url": "",
        "heading": _("Новый наставник"),
        "cancel": card,
        "crumbs": _crumbs((employer.name, card), (_("Новый наставник"), "")),
    }
    return render(request, "employers/directory_form.html", context)


@guarded(roles=COLLEGE_STAFF, write=True)
def contact_change(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_contact(contact_id=pk, scope=scope_of(request))
    if contact is None:
        raise Http404
    form = ContactForm(request.POST or None, contact=contact)
    card = reverse("employers:employer_detail", args=[contact.employer_id])
    if request.method == "POST" and form.is_valid():
        change_contact(
            contact=contact,
            data=form.contact_data(),
            actor_id=actor_of(request),
            now=timezone.now(),
        )
        messages.success(request, _("Изменения сохранены."))
        return redirect(card)
    context = {
        "form": form,
        "next_url": "",
        "heading": _("Изменить наставника"),
        "cancel": card,
        "crumbs": _crumbs((contact.employer.name, card), (_("Изменить наставника"), "")),
    }
    return render(request, "employers/directory_form.html", context)
