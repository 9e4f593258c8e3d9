"""Issued papers, archives and templates as their college sees them; what strangers may verify."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.db.models import Q, QuerySet

from assessments.enums import DocumentFormat, DocumentKind, DocumentStanding
from assessments.models import DocumentArchive, DocumentTemplate, IssuedDocument
from assessments.rules.document_words import facts_print
from assessments.selectors.document_facts import facts_of
from assessments.selectors.document_subjects import subject_of_document
from assessments.selectors.document_tables import NotReady
from colleges.selectors.students import has_name
from core.scope import Scope

_FOLDER: Final = Path(__file__).parents[1] / "document_templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateInUse:
    """The DOCX by which a kind of paper is made; no `uploaded_at`: the one of the portal."""

    kind: DocumentKind
    file_name: str
    content: bytes
    uploaded_at: datetime | None = None


def template_in_use(*, college_id: int, kind: DocumentKind) -> TemplateInUse:
    """Return the college's own template, else the one that comes with the portal."""
    own = DocumentTemplate.objects.filter(
        college_id=college_id, kind=kind, retired_at__isnull=True
    ).first()
    if own is not None:
        return TemplateInUse(
            kind=kind,
            file_name=own.file_name,
            content=bytes(own.content),
            uploaded_at=own.uploaded_at,
        )
    return sample_template(kind=kind)


def sample_template(*, kind: DocumentKind) -> TemplateInUse:
    """Return the template that comes with the portal, also where a college has its own."""
    name = f"{kind.value}.docx"
    return TemplateInUse(kind=kind, file_name=name, content=(_FOLDER / name).read_bytes())


def count_made_by_template(*, template: TemplateInUse, college_id: int) -> int:
    """Count the papers made by a college's template in use; revoked ones were made as well.

    A paper keeps no link to its template: in force since a moment, it made every DOCX since then.
    """
    return IssuedDocument.objects.filter(
        college_id=college_id,
        kind=template.kind,
        file_format=DocumentFormat.DOCX,
        issued_at__gte=template.uploaded_at,
    ).count()


def documents_of(*, scope: Scope) -> QuerySet[IssuedDocument]:
    """Return the papers of the own college, newest first."""
    return (
        IssuedDocument.objects.visible_to(scope)
        .select_related("student", "group", "sheet__instrument", "issued_by")
        .order_by("-issued_at", "-pk")
    )


def named_documents(*, documents: QuerySet[IssuedDocument], query: str) -> QuerySet[IssuedDocument]:
    """Keep the papers of this number, or about a student of this name."""
    words = query.replace("№", " ").strip()
    if not words:
        return documents
    return documents.filter(Q(number__icontains=words) | has_name(words, "student__"))


def changed_documents(*, scope: Scope) -> QuerySet[IssuedDocument]:
    """Return the papers in force that the check of the night found to have changed."""
    return documents_of(scope=scope).filter(revoked_at__isnull=True, found_changed_at__isnull=False)


def document_of(*, scope: Scope, pk: int) -> IssuedDocument | None:
    """Return one paper of the own college; None for any other."""
    return (
        documents_of(scope=scope)
        .select_related("placement__employer", "revoked_by", "archive")
        .filter(pk=pk)
        .first()
    )


def archive_of(*, scope: Scope, pk: int) -> DocumentArchive | None:
    """Return an archive of the own college; None for any other."""
    archives = DocumentArchive.objects.visible_to(scope).select_related("group")
    return archives.filter(pk=pk).first()


def kept_archive(*, pk: int) -> DocumentArchive | None:
    """Return an archive for its job, whichever college asked for it."""
    return DocumentArchive.objects.select_related("group", "college").filter(pk=pk).first()


def documents_of_archive(*, archive: DocumentArchive) -> QuerySet[IssuedDocument]:
    """Return the papers made for the archive, by name."""
    return archive.documents.select_related("student", "sheet__instrument", "group").order_by(
        "student__last_name", "student__first_name", "pk"
    )


def document_with_token(*, token_sha256: str) -> IssuedDocument | None:
    """Return the paper whose QR code holds this secret."""
    return (
        IssuedDocument.objects.select_related("college").filter(token_sha256=token_sha256).first()
    )


def standing_of(*, document: IssuedDocument, today: date) -> DocumentStanding:
    """Tell whether the paper still says what the portal says now."""
    if document.revoked_at is not None:
        return DocumentStanding.REVOKED
    subject = subject_of_document(document=document)
    try:
        facts = None if subject is None else facts_of(subject=subject, today=today)
    except NotReady:
        facts = None
    if facts is None or facts_print(facts, document.stated_fields) != document.facts_sha256:
        return DocumentStanding.CHANGED
    return DocumentStanding.VALID
