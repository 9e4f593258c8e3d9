"""Issued papers: the list, choosing for whom to make them, one paper, taking it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.document_forms import DocumentFilter, GroupForm, IssueForm
from assessments.enums import DocumentFormat, DocumentKind, DocumentStanding
from assessments.forms import ReasonForm
from assessments.models import IssuedDocument
from assessments.selectors.document_subjects import subject_of
from assessments.selectors.document_tables import NotReady
from assessments.selectors.documents import (
    changed_documents,
    document_of,
    documents_of,
    named_documents,
    standing_of,
)
from assessments.selectors.sheets import groups_to_assess
from assessments.services.documents import (
    Issue,
    issue_document,
    record_document_read,
    request_archive,
    revoke_document,
)
from assessments.views.document_focus import Focus, focus_of
from assessments.views.sheets import MANAGER, STAFF, scope_of
from colleges.models import StudyGroup
from core.documents.docx import DOCX_TYPE
from core.documents.pdf import PDF_TYPE
from core.http import file_answer, guarded
from employers.views.addresses import portal_address

_PAGE = 50
STANDING_LOOKS = {
    DocumentStanding.VALID: "good",
    DocumentStanding.CHANGED: "warn",
    DocumentStanding.REVOKED: "bad",
}


@guarded(roles=STAFF)
def document_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    form = DocumentFilter(request.GET, groups=groups_to_assess(scope=scope))
    chosen = form.cleaned_data if form.is_valid() else {}
    found = documents_of(scope=scope)
    found = named_documents(documents=found, query=chosen.get("query", ""))
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    if chosen.get("group"):
        found = found.filter(group=chosen["group"])
    if chosen.get("state") == "changed":
        found = found.filter(pk__in=changed_documents(scope=scope).values("pk"))
    elif chosen.get("state"):
        found = found.filter(revoked_at__isnull=chosen["state"] == "kept")
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [document_row(document) for document in page],
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "assessments/document_list.html", context)


def document_row(document: IssuedDocument) -> dict[str, Any]:
    """Return one paper for printing in a list."""
    is_revoked = document.revoked_at is not None
    return {
        "pk": document.pk,
        "number": document.number,
        "kind": str(document.get_kind_display()).capitalize(),
        "about": about(document),
        "group": "" if document.group is None else document.group.name,
        "file_format": document.file_format.upper(),
        "issued_at": document.issued_at,
        "issued_by": "" if document.issued_by is None else document.issued_by.display_name,
        "is_revoked": is_revoked,
        **_known_state(document),
    }


def _known_state(document: IssuedDocument) -> dict[str, str]:
    """Return the word and the look of a paper as last night's check knows it."""
    if document.revoked_at is not None:
        return {"state": _("отозван"), "pill": "bad"}
    if document.found_changed_at is not None:
        return {"state": _("данные изменились"), "pill": "warn"}
    return {"state": _("выдан"), "pill": "good"}


def about(document: IssuedDocument) -> str:
    """Say about whom or what the paper is, for the staff of its college."""
    if document.student is not None:
        return document.student.full_name
    if document.sheet is not None:
        return document.sheet.instrument.name
    return "" if document.group is None else document.group.name


@guarded(roles=STAFF, write=True)
def document_create(request: HttpRequest) -> HttpResponse:
    """Choose for whom; one paper is made at once, several by a job."""
    scope = scope_of(request)
    focus = focus_of(request.GET, scope)
    if focus is None:
        raise Http404
    form = IssueForm(request.POST or None, initial={"file_format": DocumentFormat.DOCX})
    if request.method == "POST" and focus.group is not None and form.is_valid():
        try:
            return _issue(request, focus, focus.group, form)
        except NotReady as reason:
            form.add_error(None, str(reason))
        except ValidationError as error:
            form.add_error(None, error)
    shown = {"group": focus.group, "kind": focus.kind.value}
    group_form = GroupForm(initial=shown, groups=groups_to_assess(scope=scope))
    return render(
        request, "assessments/document_create.html", _choice(focus, form, group_form, request)
    )


def _issue(request: HttpRequest, focus: Focus, group: StudyGroup, form: IssueForm) -> HttpResponse:
    scope = scope_of(request)
    issue = Issue(
        file_format=DocumentFormat(form.cleaned_data["file_format"]),
        address=portal_address(request),
        actor_id=scope.user_id,
        now=timezone.now(),
    )
    offered = {line.pk for line in focus.lines if not line.problem}
    typed = request.POST.getlist("subject")
    chosen = sorted({int(pk) for pk in typed if pk.isdecimal()} & offered)
    if len(chosen) != 1:
        _archive, job = request_archive(
            group=group, kind=focus.kind, subject_ids=chosen, issue=issue
        )
        return redirect("accounts:job_detail", job.pk)
    subject = subject_of(kind=focus.kind, college_id=group.college_id, pk=chosen[0])
    if subject is None:
        raise Http404
    document = issue_document(subject=subject, issue=issue)
    messages.success(request, _("Документ выдан. Скачайте файл."))
    return redirect("assessments:document_detail", document.pk)


def _choice(
    focus: Focus, form: IssueForm, group_form: GroupForm, request: HttpRequest
) -> dict[str, Any]:
    may = [line for line in focus.lines if not line.problem]
    ticked = request.POST.getlist("subject") if request.method == "POST" else None
    return {
        "form": form,
        "group_form": group_form,
        "group": None if focus.group is None else focus.group.name,
        "kind": focus.kind.value,
        "kind_name": focus.kind.label,
        "tabs": [
            (kind.label.capitalize(), focus.address(kind), kind == focus.kind)
            for kind in DocumentKind
        ],
        "is_narrowed": focus.is_narrowed,
        "whole_url": focus.whole_address(),
        "action": focus.address(focus.kind),
        "possible": len(may),
        "rows": [
            {
                "pk": line.pk,
                "title": line.title,
                "details": line.details,
                "problem": line.problem,
                "issued_at": line.issued_at,
                "is_ticked": not line.problem
                and (
                    (line.issued_at is None or focus.is_narrowed)
                    if ticked is None
                    else str(line.pk) in ticked
                ),
            }
            for line in focus.lines
        ],
        "crumbs": [(_("Документы"), reverse("assessments:document_list")), (_("Выдать"), "")],
    }


def _document(request: HttpRequest, pk: int) -> IssuedDocument:
    document = document_of(scope=scope_of(request), pk=pk)
    if document is None:
        raise Http404
    return document


@guarded(roles=STAFF)
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    document = _document(request, pk)
    return _detail(request, document, ReasonForm())


def _detail(request: HttpRequest, document: IssuedDocument, form: ReasonForm) -> HttpResponse:
    standing = standing_of(document=document, today=timezone.localdate())
    placement = document.placement
    facts = [
        (_("О ком или о чём"), about(document)),
        (_("Группа"), "" if document.group is None else document.group.name),
        (_("Практика"), "" if placement is None else placement.employer.name),
        (_("Формат"), DocumentFormat(document.file_format).label),
        (_("Кто выдал"), document.issued_by.display_name if document.issued_by else ""),
        (_("Причина отзыва"), document.revoke_reason),
        (_("Контрольная сумма"), document.sha256),
    ]
    kind = str(document.get_kind_display())
    context = {
        "pk": document.pk,
        "title": kind.capitalize(),
        "number": document.number,
        "issued_at": document.issued_at,
        "state": standing.label,
        "pill": STANDING_LOOKS[standing],
        "is_changed": standing == DocumentStanding.CHANGED,
        "is_revoked": standing == DocumentStanding.REVOKED,
        "facts": [(name, value) for name, value in facts if value],
        "may_revoke": scope_of(request).role in MANAGER and standing != DocumentStanding.REVOKED,
        "form": form,
        "crumbs": [
            (_("Документы"), reverse("assessments:document_list")),
            (f"№ {document.number}", ""),
        ],
    }
    return render(request, "assessments/document_detail.html", context)


@guarded(roles=STAFF)
def document_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The very bytes that were given out; every download leaves an audit line."""
    document = _document(request, pk)
    file = getattr(document, "file", None)
    if file is None:
        raise Http404
    record_document_read(document=document, actor_id=scope_of(request).user_id, now=timezone.now())
    is_pdf = document.file_format == DocumentFormat.PDF
    return file_answer(file.name, bytes(file.content), PDF_TYPE if is_pdf else DOCX_TYPE)


@guarded(roles=MANAGER, read=False, write=True)
def document_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    document = _document(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Укажите причину отзыва."))
        return redirect("assessments:document_detail", pk)
    revoke_document(
        document=document,
        reason=form.cleaned_data["reason"],
        actor_id=scope_of(request).user_id,
        now=timezone.now(),
    )
    messages.success(request, _("Документ отозван: страница проверки уже говорит об этом."))
    return redirect("assessments:document_detail", pk)
