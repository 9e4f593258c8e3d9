"""The audit lines, for administrators."""

from collections.abc import Iterable
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.audit_words import action_word, detail_words, object_word
from accounts.forms import AuditFilterForm
from accounts.selectors import audit_entries, audit_words, student_user_ids
from core.enums import Role
from core.http import ScopedRequest, guarded
from core.models import AuditEntry

LINES_ON_PAGE = 100


@guarded(roles=(Role.ADMINISTRATOR,))
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what and when; students appear by number only."""
    actions, kinds = audit_words()
    form = AuditFilterForm(request.GET, actions=actions, kinds=kinds)
    lines = audit_entries(scope=cast("ScopedRequest", request).scope, chosen=form.chosen())
    page = Paginator(lines, LINES_ON_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": _rows(page.object_list)}
    return render(request, "accounts/audit_list.html", context)


def _rows(lines: Iterable[AuditEntry]) -> list[dict[str, object]]:
    shown = list(lines)
    students = student_user_ids(line.actor_id for line in shown if line.actor_id is not None)
    return [
        {
            "at": line.at,
            "actor": _actor(line, students),
            "action": action_word(line.action),
            "object": object_word(line.object_type) if line.object_type else "",
            "object_id": line.object_id,
            "details": [detail_words(name, value) for name, value in line.details.items()],
        }
        for line in shown
    ]


def _actor(line: AuditEntry, students: set[int]) -> str:
    if line.actor is None:
        return _("портал")
    if line.actor_id in students:
        return _("обучающийся, запись %s") % line.actor_id
    return line.actor.display_name or line.actor.email
