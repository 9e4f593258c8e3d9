"""The mentor's pages: no account, the secret in the address is the only right.

These views are exempt from the check against cross-site requests. That check protects a right that
a browser adds by itself, a cookie; here there is none: whoever can send the request already knows
the secret. So the page works on phones that refuse cookies, and after a time without a network.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from core.http import public, worker_answer
from employers.forms.lost_links import LostLinkForm
from employers.models import RatingRequest
from employers.rules.links import token_digest
from employers.selectors.links import (
    LinkState,
    contacts_by_email,
    find_link,
    link_state,
    respondent_of_link,
)
from employers.services.asking import send_fresh_link
from employers.services.requests import note_wish_for_link, stop_reminders
from employers.views.addresses import portal_address
from employers.views.language import chosen_language, confidential
from employers.views.questionnaire_context import PageAddress, dialled, languages
from employers.views.questionnaires import answer_questionnaire

MUTE = "mute"
RENEW = "renew"


def _address(request: HttpRequest, token: str) -> PageAddress:
    return PageAddress(
        path=reverse("employers:rate", args=[token]),
        language=chosen_language(request),
        worker=reverse("employers:rate_worker"),
        may_be_muted=True,
        # Names what the phone keeps; says nothing of the secret.
        key=token_digest(token)[:16],
    )


def _closed(
    request: HttpRequest, address: PageAddress, reason: str, *, status: int, **context: Any
) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"closed": True}, status=status)
    context = {
        "is_asked": False,
        "college": "",
        "phone": "",
        "phone_digits": dialled(context.get("phone", "")),
        **context,
        "reason": reason,
        "address": address,
        "page_url": address.at(),
        "languages": languages(address),
        "lost_url": reverse("employers:link_lost"),
    }
    return render(request, "employers/rating/closed.html", context, status=status)


@csrf_exempt
@public(write=True)
@confidential
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The questionnaire behind a link, or the page of a link that does not work any more."""
    now = timezone.now()
    link = find_link(token=token)
    address = _address(request, token)
    if link is None:
        return _closed(request, address, "unknown", status=404)
    state = link_state(link, now=now)
    wish = request.POST.get("wish", "")
    if state == LinkState.OPEN:
        if wish == MUTE:
            return _mute(request, link, address, now)
        return answer_questionnaire(
            request,
            placement=link.placement,
            respondent=respondent_of_link(link),
            address=address,
            now=now,
        )
    if state == LinkState.EXPIRED and wish == RENEW:
        _renew(request, link, now)
        return HttpResponseRedirect(f"{address.path}?asked=1")
    college = link.placement.student.college
    return _closed(
        request,
        address,
        state.value,
        status=410,
        is_asked="asked" in request.GET,
        college=college.short_name,
        phone=college.phone,
    )


def _renew(request: HttpRequest, link: RatingRequest, now: datetime) -> None:
    """Send a fresh link to the known address, or pass the wish on to the college.

    The answer is the same either way: it tells neither whether an address is known nor which.
    """
    mentor = link.mentor
    if mentor is not None and mentor.email and mentor.is_active:
        send_fresh_link(contact=mentor, base_url=portal_address(request), now=now)
    else:
        note_wish_for_link(request=link, now=now)


def _mute(
    request: HttpRequest, link: RatingRequest, address: PageAddress, now: datetime
) -> HttpResponse:
    """Stop the reminders; the link itself keeps working."""
    stop_reminders(request=link, now=now)
    context = {"address": address, "page_url": address.at(), "languages": languages(address)}
    return render(request, "employers/rating/muted.html", context)


@csrf_exempt
@public(write=True)
@confidential
def link_lost(request: HttpRequest) -> HttpResponse:
    """Send fresh links to a mentor who has lost the letter: only to an address that is known.

    The answer is the same for every address.
    """
    form = LostLinkForm(request.POST if request.method == "POST" else None)
    is_asked = form.is_valid()
    if is_asked:
        now = timezone.now()
        for contact in contacts_by_email(email=form.cleaned_data["email"]):
            send_fresh_link(contact=contact, base_url=portal_address(request), now=now)
    address = PageAddress(path=reverse("employers:link_lost"), language=chosen_language(request))
    context = {
        "form": form,
        "is_asked": is_asked,
        "address": address,
        "page_url": address.at(),
        "languages": languages(address),
    }
    return render(request, "employers/rating/lost.html", context)


@public()
def rate_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows a kept questionnaire when there is no network."""
    return worker_answer(request)
