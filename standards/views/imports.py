"""Importing standards: choose files, see what would change, import."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import ImportState, Role
from core.http import ScopedRequest, guarded
from core.models import ImportBatch
from core.numbers import format_count
from standards.forms import UploadForm
from standards.imports.dates import read_date
from standards.imports.refusals import RegistryFileRefusedError
from standards.imports.standards import check_upload, import_upload
from standards.rules.reports import Outcome
from standards.selectors.uploads import batches_of_upload, recent_batches
from standards.services.uploads import UploadNotWaitingError
from standards.views.catalogue import LIST_TITLE

# What the report says of an edition before and after the import, and the colour of its pill.
OUTCOMES = {
    Outcome.CREATED: (gettext_lazy("будет добавлен"), gettext_lazy("добавлен"), "good"),
    Outcome.UPDATED: (gettext_lazy("будет обновлён"), gettext_lazy("обновлён"), "info"),
    Outcome.UNCHANGED: (gettext_lazy("без изменений"), gettext_lazy("без изменений"), ""),
    Outcome.KEPT_OFFICIAL: (
        gettext_lazy("останется официальный текст"),
        gettext_lazy("оставлен официальный текст"),
        "warn",
    ),
}
TOTALS = {
    Outcome.CREATED: (gettext_lazy("Будет добавлено"), gettext_lazy("Добавлено")),
    Outcome.UPDATED: (gettext_lazy("Будет обновлено"), gettext_lazy("Обновлено")),
    Outcome.UNCHANGED: (gettext_lazy("Без изменений"), gettext_lazy("Без изменений")),
    Outcome.KEPT_OFFICIAL: (
        gettext_lazy("Останется официальный текст"),
        gettext_lazy("Оставлен официальный текст"),
    ),
}
STEPS = (gettext_lazy("Выбрать файлы"), gettext_lazy("Проверить"), gettext_lazy("Загружено"))
FILE_STATES = {
    ImportState.CHECKED: (gettext_lazy("проверен, не загружен"), "warn"),
    ImportState.APPLIED: (gettext_lazy("загружен"), "good"),
}
STANDARDS = ("стандарт", "стандарта", "стандартов")


@guarded(roles=[Role.ADMINISTRATOR], write=True)
def upload(request: ScopedRequest) -> HttpResponse:
    """Take files; a POST keeps them and shows the report, without importing anything."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        try:
            name = check_upload(
                form.sources(),
                is_excerpt=form.cleaned_data["is_excerpt"],
                uploaded_by_id=request.scope.user_id,
                now=timezone.now(),
            )
        except RegistryFileRefusedError as error:
            form.add_error("documents", str(error))
        else:
            return redirect("standards:import_report", upload=UUID(name))
    context = {
        "form": form,
        "crumbs": [(LIST_TITLE, reverse("standards:standard_list")), (_("Загрузка"), "")],
        "steps": STEPS,
        "recent": [_file_row(batch) for batch in recent_batches()],
    }
    return render(request, "standards/import_upload.html", context)


@guarded(roles=[Role.ADMINISTRATOR])
def report(request: ScopedRequest, upload: UUID) -> HttpResponse:
    """Show what importing would change, or what it has changed."""
    batches = batches_of_upload(upload=upload.hex)
    if not batches:
        raise Http404
    is_applied = batches[0].state == ImportState.APPLIED
    editions = [
        _edition_row(edition, batch, is_applied=is_applied)
        for batch in batches
        for edition in batch.report["editions"]
    ]
    outcomes = Counter(edition["outcome"] for edition in editions)
    context = {
        "upload": upload,
        "is_applied": is_applied,
        "is_excerpt": batches[0].parameters["is_excerpt"],
        "step": 3 if is_applied else 2,
        "steps": STEPS,
        "crumbs": [
            (LIST_TITLE, reverse("standards:standard_list")),
            (_("Загрузка"), reverse("standards:import_upload")),
            (_("Отчёт"), ""),
        ],
        "editions": editions,
        "totals": _totals(outcomes, is_applied=is_applied),
        "writes": outcomes[Outcome.CREATED] + outcomes[Outcome.UPDATED],
        "warned": sum(bool(edition["warnings"]) for edition in editions),
        "button": _("Загрузить %(count)s")
        % {"count": format_count(outcomes[Outcome.CREATED] + outcomes[Outcome.UPDATED], STANDARDS)},
    }
    return render(request, "standards/import_report.html", context)


@guarded(roles=[Role.ADMINISTRATOR], read=False, write=True)
def apply(request: ScopedRequest, upload: UUID) -> HttpResponse:
    """Import a checked upload; a second click only leads back to the report."""
    if not batches_of_upload(upload=upload.hex):
        raise Http404
    try:
        done = import_upload(upload.hex, applied_by_id=request.scope.user_id, now=timezone.now())
    except UploadNotWaitingError as error:
        messages.info(request, str(error))
    else:
        written = done.count(Outcome.CREATED) + done.count(Outcome.UPDATED)
        messages.success(
            request, _("Загружено: %(count)s.") % {"count": format_count(written, STANDARDS)}
        )
    return redirect("standards:import_report", upload=upload)


def _totals(outcomes: Counter[Outcome], *, is_applied: bool) -> list[tuple[str, str]]:
    return [
        (str(TOTALS[outcome][1 if is_applied else 0]), format_count(count, STANDARDS))
        for outcome in Outcome
        if (count := outcomes[outcome])
    ]


def _edition_row(
    edition: dict[str, Any], batch: ImportBatch, *, is_applied: bool
) -> dict[str, Any]:
    outcome = Outcome(edition["outcome"])
    before, after, kind = OUTCOMES[outcome]
    changes = (
        (_("новые функции"), edition["added"]),
        (_("изменён текст"), edition["changed"]),
        (_("исключены"), edition["retired"]),
    )
    standard_id = edition["standard_id"]
    return {
        **edition,
        "approved_on": read_date(edition["approved_on"] or ""),
        "outcome": outcome,
        "word": after if is_applied else before,
        "kind": kind,
        "file_name": batch.file_name,
        "changes": [(title, ", ".join(codes)) for title, codes in changes if codes],
        "url": reverse("standards:standard_detail", args=[standard_id]) if standard_id else "",
    }


def _file_row(batch: ImportBatch) -> dict[str, Any]:
    word, kind = FILE_STATES.get(ImportState(batch.state), (batch.get_state_display(), ""))
    return {
        "file_name": batch.file_name,
        "uploaded_at": batch.uploaded_at,
        "uploaded_by": batch.uploaded_by,
        "standards": batch.rows_total,
        "word": word,
        "kind": kind,
        "url": reverse("standards:import_report", args=[UUID(batch.parameters["upload"])]),
    }
