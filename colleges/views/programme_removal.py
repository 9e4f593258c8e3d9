"""A programme made by mistake: what goes with it, or what does not let it go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.selectors.programme_removal import what_goes, what_holds
from colleges.services.programme_removal import ProgrammeInUseError, remove_programme
from colleges.views.programme_edits import MANAGER, own_programme
from colleges.views.scopes import scope_of
from core.http import guarded


@guarded(roles=MANAGER, write=True)
def programme_remove(request: HttpRequest, pk: int) -> HttpResponse:
    programme = own_programme(request, pk)
    name = _("%(speciality)s, набор %(year)s") % {
        "speciality": programme.speciality,
        "year": programme.intake_year,
    }
    if request.method == "POST":
        try:
            remove_programme(
                programme=programme, actor_id=scope_of(request).user_id, now=timezone.now()
            )
        except ProgrammeInUseError:
            messages.error(request, _("Программой уже пользуются: она не удалена."))
            return redirect("colleges:programme_remove", pk)
        messages.success(request, _("Программа удалена: %(name)s.") % {"name": name})
        return redirect("colleges:programme_list")
    cancel = reverse("colleges:programme_detail", args=[pk])
    holds = what_holds(programme=programme)
    context = {
        "name": name,
        "action": reverse("colleges:programme_remove", args=[pk]),
        "cancel": cancel,
        "edit_url": reverse("colleges:programme_edit", args=[pk]),
        "holds": holds,
        "goes": [] if holds else what_goes(programme=programme),
        "crumbs": [
            (_("Программы"), reverse("colleges:programme_list")),
            (str(programme.speciality), cancel),
            (_("Удалить программу"), ""),
        ],
    }
    return render(request, "colleges/programme_remove.html", context)
