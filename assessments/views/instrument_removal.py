"""A form of assessment is removed, put aside, taken back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Instrument
from assessments.selectors.instruments import counts_of_instruments, may_change
from assessments.services.instrument_removal import archive_instrument, remove_instrument
from assessments.services.instruments import InstrumentInUse
from assessments.views.instruments import crumbs_of, find_instrument
from assessments.views.sheets import MANAGER, scope_of
from core.http import guarded


def _own(request: HttpRequest, pk: int) -> Instrument:
    """Return a form of the own college; 404 for a shared one as well."""
    instrument = find_instrument(request, pk)
    if instrument.college_id is None:
        raise Http404
    return instrument


@guarded(roles=MANAGER, write=True)
def instrument_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what goes, or why it cannot go and what can be done instead."""
    instrument, scope = _own(request, pk), scope_of(request)
    if request.method == "POST":
        try:
            remove_instrument(instrument=instrument, actor_id=scope.user_id, now=timezone.now())
        except InstrumentInUse:
            messages.error(request, _("По этой форме уже есть ведомости: она не удалена."))
            return redirect("assessments:instrument_remove", pk)
        messages.success(request, _("Форма оценки удалена: %(name)s.") % {"name": instrument.name})
        return redirect("assessments:instrument_list")
    context = {
        "name": instrument.name,
        "may_remove": may_change(scope=scope, instrument=instrument),
        "is_archived": instrument.is_archived,
        "counts": counts_of_instruments(scope=scope, instruments=[instrument])[instrument.pk],
        "action": reverse("assessments:instrument_remove", args=[pk]),
        "archive_url": reverse("assessments:instrument_archive", args=[pk]),
        "cancel": reverse("assessments:instrument_detail", args=[pk]),
        "crumbs": crumbs_of(_("Удалить: %(name)s") % {"name": instrument.name}),
    }
    return render(request, "assessments/instrument_remove.html", context)


@guarded(roles=MANAGER, read=False, write=True)
def instrument_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put aside, or take back with `restore`."""
    instrument = _own(request, pk)
    is_archived = "restore" not in request.POST
    try:
        archive_instrument(
            instrument=instrument,
            is_archived=is_archived,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done = _("Форма убрана в архив.") if is_archived else _("Форма возвращена из архива.")
        messages.success(request, done)
    return redirect("assessments:instrument_detail", pk)
