"""Papers of a whole group, packed by a job."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import DocumentArchive
from assessments.selectors.documents import archive_of, documents_of_archive
from assessments.services.documents import record_document_read
from assessments.views.documents import document_row
from assessments.views.sheets import STAFF, scope_of
from core.http import file_answer, guarded


def _archive(request: HttpRequest, pk: int) -> DocumentArchive:
    archive = archive_of(scope=scope_of(request), pk=pk)
    if archive is None:
        raise Http404
    return archive


@guarded(roles=STAFF)
def archive_detail(request: HttpRequest, pk: int) -> HttpResponse:
    archive = _archive(request, pk)
    documents = list(documents_of_archive(archive=archive))
    file = getattr(archive, "file", None)
    is_open = file is not None and not _is_over(archive)
    context = {
        "pk": archive.pk,
        "title": str(archive.get_kind_display()).capitalize(),
        "group": archive.group.name,
        "is_ready": archive.ready_at is not None,
        "has_file": is_open,
        "expires_at": archive.expires_at,
        "skipped": archive.skipped,
        "rows": [document_row(document) for document in documents],
        "crumbs": [(_("Документы"), reverse("assessments:document_list")), (_("Архив"), "")],
    }
    return render(request, "assessments/document_archive.html", context)


def _is_over(archive: DocumentArchive) -> bool:
    return archive.expires_at is not None and archive.expires_at <= timezone.now()


@guarded(roles=STAFF)
def archive_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The ZIP, while its time is not over; every download leaves an audit line."""
    archive = _archive(request, pk)
    file = getattr(archive, "file", None)
    if file is None or _is_over(archive):
        raise Http404
    record_document_read(document=archive, actor_id=scope_of(request).user_id, now=timezone.now())
    return file_answer(file.name, bytes(file.content), "application/zip")
