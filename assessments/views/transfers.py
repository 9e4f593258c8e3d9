"""A student offered by one college to another: what either of the two may still do."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.forms import ReasonForm
from assessments.services.movements import accept_transfer
from assessments.views.sheets import MANAGER, scope_of
from colleges.enums import TransferState
from colleges.forms.students import AcceptanceForm
from colleges.models import CollegeTransfer
from colleges.selectors.students import NOWHERE, open_groups, place_of
from colleges.selectors.transfers import transfer_of
from colleges.services.transfers import recall_transfer, refuse_transfer
from core.http import guarded

_LOOKS = {
    TransferState.PENDING: "warn",
    TransferState.ACCEPTED: "good",
    TransferState.REFUSED: "bad",
}


def _transfer(request: HttpRequest, pk: int) -> CollegeTransfer:
    transfer = transfer_of(scope=scope_of(request), pk=pk)
    if transfer is None:
        raise Http404
    return transfer


def _incoming(request: HttpRequest, pk: int) -> CollegeTransfer:
    transfer = _transfer(request, pk)
    if transfer.to_college_id not in scope_of(request).college_ids:
        raise Http404
    return transfer


@guarded(roles=MANAGER, write=True)
def transfer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """For the new college a form to take the student in; for the old one how it stands."""
    transfer, scope = _transfer(request, pk), scope_of(request)
    is_incoming = transfer.to_college_id in scope.college_ids
    form = AcceptanceForm(
        request.POST or None, today=timezone.localdate(), groups=open_groups(scope=scope)
    )
    if request.method == "POST" and is_incoming and form.is_valid():
        try:
            accept_transfer(
                transfer=transfer,
                **form.cleaned_data,
                actor_id=scope.user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Обучающийся зачислен, готовность пересчитывается."))
            return redirect("assessments:student_card", transfer.student.uid)
    return render(
        request, "assessments/transfer.html", _context(transfer, form, is_incoming=is_incoming)
    )


def _context(
    transfer: CollegeTransfer, form: AcceptanceForm, *, is_incoming: bool
) -> dict[str, Any]:
    is_open = transfer.state == TransferState.PENDING
    # Once the student has moved, where they are now is no longer the old college's business.
    place = place_of(student=transfer.student, today=timezone.localdate()) if is_open else NOWHERE
    facts = [
        (_("Откуда"), transfer.from_college.short_name),
        (_("Куда"), transfer.to_college.short_name),
        (_("Специальность, курс"), _words(place.speciality, place.course)),
        (_("С какого дня"), transfer.happened_on),
        (_("Приказ"), transfer.order_number),
        (_("Основание"), transfer.reason),
        (_("Причина отказа"), transfer.refusal),
    ]
    return {
        "pk": transfer.pk,
        "student": transfer.student.full_name,
        "state": TransferState(transfer.state).label,
        "pill": _LOOKS.get(TransferState(transfer.state), ""),
        "facts": [(name, value) for name, value in facts if value],
        "form": form,
        "refusal_form": ReasonForm(),
        "may_answer": is_incoming and is_open,
        "may_recall": not is_incoming and is_open,
        "may_close": not is_incoming and not is_open and transfer.closed_at is None,
        "crumbs": [(_("Мои дела"), reverse("assessments:tasks")), (_("Перевод"), "")],
    }


def _words(speciality: str, course: int | None) -> str:
    if course is None:
        return speciality
    return _("%(speciality)s, %(course)s курс") % {"speciality": speciality, "course": course}


@guarded(roles=MANAGER, read=False, write=True)
def transfer_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    transfer, form = _incoming(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Напишите причину отказа: её прочитает прежний колледж."))
        return redirect("assessments:transfer", pk)
    try:
        refuse_transfer(
            transfer=transfer,
            reason=form.cleaned_data["reason"],
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Отказ записан, прежний колледж увидит причину."))
    return redirect("assessments:tasks")


@guarded(roles=MANAGER, read=False, write=True)
def transfer_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the offer back, or take note of a refusal."""
    transfer, scope = _transfer(request, pk), scope_of(request)
    if transfer.from_college_id not in scope.college_ids:
        raise Http404
    try:
        recall_transfer(transfer=transfer, actor_id=scope.user_id, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Обучающийся остаётся в колледже."))
    return redirect("assessments:student_card", transfer.student.uid)
