"""Issuing papers: one, many by a job, revoking, reading; what a stranger may verify."""

import hashlib
import secrets
import zipfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessments.enums import DocumentFormat, DocumentKind
from assessments.models import (
    DocumentArchive,
    DocumentArchiveFile,
    IssuedDocument,
    IssuedFile,
)
from assessments.rules.document_words import facts_print, stated_fields
from assessments.selectors.document_facts import facts_of
from assessments.selectors.document_subjects import Subject, subject_of
from assessments.selectors.document_tables import NotReady
from assessments.selectors.documents import template_in_use
from assessments.services.document_papers import issued_paper
from colleges.models import StudyGroup
from core.audit import record_action
from core.documents.pdf import write_pdf
from core.documents.qr import qr_picture
from core.documents.word_templates import fill_template
from core.jobs.queue import enqueue
from core.models import Job
from core.numbers import format_date_in_words
from core.tables.filenames import file_name

ARCHIVE_JOB: Final = "assessments.make_documents"
PURGE_JOB: Final = "assessments.purge_document_archives"
KEPT_FOR: Final = timedelta(days=7)
MOST_AT_ONCE: Final = 500
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """How a paper is given out; `address` is the portal's own, for the QR code."""

    file_format: DocumentFormat
    address: str
    actor_id: int | None
    now: datetime
    archive: DocumentArchive | None = None


def issue_document(*, subject: Subject, issue: Issue) -> IssuedDocument:
    """Make one paper and keep it with its bytes. Raise NotReady when there is nothing to say."""
    today = timezone.localdate(issue.now)
    facts = facts_of(subject=subject, today=today)
    token, number = secrets.token_urlsafe(18), _number()
    address = issue.address.rstrip("/") + reverse("assessments:document_verify", args=[token])
    stated = {
        **facts,
        "номер": number,
        "дата": format_date_in_words(today),
        "адрес_проверки": address,
    }
    with translation.override(settings.LANGUAGE_CODE):
        content = _content(subject, issue.file_format, stated)
        name = _file_name(subject, stated, today.isoformat(), number, issue.file_format)
    names = stated_fields(facts)
    with transaction.atomic():
        document = IssuedDocument.objects.create(
            college=subject.college,
            kind=subject.kind,
            file_format=issue.file_format,
            number=number,
            student=subject.student,
            placement=subject.placement,
            group=subject.group,
            sheet=subject.sheet,
            archive=issue.archive,
            token_sha256=token_print(token),
            sha256=hashlib.sha256(content).hexdigest(),
            stated_fields=names,
            facts_sha256=facts_print(facts, names),
            issued_at=issue.now,
            issued_by_id=issue.actor_id,
        )
        IssuedFile.objects.create(document=document, name=name, content=content)
        record_action(
            action="assessments.issue_document",
            actor_id=issue.actor_id,
            now=issue.now,
            target=document,
            details={"document_kind": subject.kind.value, "format": issue.file_format.value}
            | ({"student_uid": str(subject.student.uid)} if subject.student else {}),
        )
    return document


def token_print(token: str) -> str:
    """Return the hash by which the secret of a QR code is looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


def _number() -> str:
    signs = "".join(secrets.choice(_ALPHABET) for _place in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def _content(subject: Subject, file_format: DocumentFormat, stated: dict[str, Any]) -> bytes:
    if file_format == DocumentFormat.PDF:
        return write_pdf(issued_paper(subject.kind, stated))
    template = template_in_use(college_id=subject.college.pk, kind=subject.kind)
    return fill_template(template.content, stated, qr_picture(stated["адрес_проверки"], "png"))


def _file_name(
    subject: Subject, stated: dict[str, Any], day: str, number: str, extension: str
) -> str:
    """Name the file what_where_who_period_date; the number keeps two papers apart."""
    period = ""
    if subject.placement is not None:
        period = f"{subject.placement.starts_on:%Y-%m}"
    elif subject.sheet is not None:
        period = subject.sheet.held_on.isoformat()
    who = "" if subject.student is None else subject.student.short_name
    what = str(subject.kind.label).capitalize()
    return file_name(what, stated["группа"], who, period, day, number, extension=extension)


def request_archive(
    *,
    group: StudyGroup,
    kind: DocumentKind,
    subject_ids: Sequence[int],
    issue: Issue,
) -> tuple[DocumentArchive, Job]:
    """Ask a job for papers of many; raise ValidationError for none or too many."""
    chosen = sorted(set(subject_ids))
    if not chosen:
        raise ValidationError(_("Отметьте, на кого выдать документы."))
    if len(chosen) > MOST_AT_ONCE:
        raise ValidationError(_("За один раз можно выдать до 500 документов."))
    with transaction.atomic():
        archive = DocumentArchive.objects.create(
            college_id=group.college_id,
            group=group,
            kind=kind,
            file_format=issue.file_format,
            subject_ids=chosen,
            requested_by_id=issue.actor_id,
            created_at=issue.now,
        )
        job = enqueue(
            ARCHIVE_JOB,
            now=issue.now,
            requested_by_id=issue.actor_id,
            archive_id=archive.pk,
            address=issue.address,
        )
        record_action(
            action="assessments.request_documents",
            actor_id=issue.actor_id,
            now=issue.now,
            target=archive,
            details={"document_kind": kind.value, "count": len(chosen)},
        )
    return archive, job


def make_archive(
    *,
    archive: DocumentArchive,
    address: str,
    clock: Callable[[], datetime],
    progress: Callable[[int, int], None],
    fenced: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> int:
    """Issue what the archive still lacks, pack all of it, return how many papers are in it.

    May be stopped at any moment and started again: papers that exist are not issued twice.
    """
    if DocumentArchiveFile.objects.filter(archive=archive).exists() or archive.expires_at:
        return archive.documents.count()
    kind, total = DocumentKind(archive.kind), len(archive.subject_ids)
    made = set(_made_subjects(archive, kind))
    skipped = 0
    for done, pk in enumerate(archive.subject_ids):
        progress(done, total)
        if pk in made:
            continue
        subject = subject_of(kind=kind, college_id=archive.college_id, pk=pk)
        issue = Issue(
            file_format=DocumentFormat(archive.file_format),
            address=address,
            actor_id=archive.requested_by_id,
            now=clock(),
            archive=archive,
        )
        with fenced():
            skipped += subject is None or not _issued(subject, issue)
    progress(total, total)
    with fenced():
        return _pack(archive, skipped, clock())


def _made_subjects(archive: DocumentArchive, kind: DocumentKind) -> Sequence[int]:
    field = {
        DocumentKind.PASSPORT: "student_id",
        DocumentKind.SUMMARY: "group_id",
        DocumentKind.PROTOCOL: "sheet_id",
    }.get(kind, "placement_id")
    return list(archive.documents.values_list(field, flat=True))


def _issued(subject: Subject, issue: Issue) -> bool:
    try:
        issue_document(subject=subject, issue=issue)
    except NotReady:
        return False
    return True


def _pack(archive: DocumentArchive, skipped: int, now: datetime) -> int:
    packed = BytesIO()
    files = IssuedFile.objects.filter(document__archive=archive).order_by("name", "pk")
    count = 0
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for file in files.iterator(chunk_size=20):
            target.writestr(file.name, bytes(file.content))
            count += 1
    day = timezone.localdate(now).isoformat()
    name = file_name(
        str(archive.get_kind_display()).capitalize(), archive.group.name, day, extension="zip"
    )
    with transaction.atomic():
        archive.ready_at, archive.expires_at, archive.skipped = now, now + KEPT_FOR, skipped
        archive.save(update_fields=["ready_at", "expires_at", "skipped"])
        if count:
            DocumentArchiveFile.objects.create(
                archive=archive, name=name, content=packed.getvalue()
            )
    return count


def purge_archives(*, now: datetime) -> int:
    """Remove the files of archives whose time is over; return how many."""
    return DocumentArchiveFile.objects.filter(archive__expires_at__lte=now).delete()[0]


def revoke_document(
    *, document: IssuedDocument, reason: str, actor_id: int | None, now: datetime
) -> bool:
    """Take a paper back for a reason; its page of verification says so at once.

    Its bytes are removed, also from the archive packed with it. A second time changes nothing.
    """
    with transaction.atomic():
        changed = IssuedDocument.objects.filter(pk=document.pk, revoked_at__isnull=True).update(
            revoked_at=now, revoked_by_id=actor_id, revoke_reason=reason
        )
        if changed:
            IssuedFile.objects.filter(document=document).delete()
            DocumentArchiveFile.objects.filter(archive__documents=document.pk).delete()
            record_action(
                action="assessments.revoke_document",
                actor_id=actor_id,
                now=now,
                target=document,
            )
    return bool(changed)


def record_document_read(
    *, document: IssuedDocument | DocumentArchive, actor_id: int | None, now: datetime
) -> None:
    """Append the audit line of a downloaded paper or archive."""
    record_action(action="assessments.read_document", actor_id=actor_id, now=now, target=document)
