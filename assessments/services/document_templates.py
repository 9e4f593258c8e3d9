"""A college's own templates of papers: brought, checked, put aside, removed."""

import hashlib
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.enums import DocumentKind
from assessments.models import DocumentTemplate
from assessments.rules.document_fields import FIELDS
from assessments.selectors.documents import count_made_by_template, template_in_use
from colleges.models import College
from core.audit import record_action
from core.documents.word_templates import TemplateRefused, check_template


def bring_template(
    *,
    college_id: int,
    kind: DocumentKind,
    upload: tuple[str, bytes],
    actor_id: int | None,
    now: datetime,
) -> DocumentTemplate:
    """Use this DOCX (name, bytes) from now on; raise ValidationError with all its faults."""
    name, content = upload
    try:
        check_template(content, FIELDS[kind])
    except TemplateRefused as refused:
        raise ValidationError(list(refused.problems)) from refused
    with transaction.atomic():
        College.objects.select_for_update().get(pk=college_id)
        _retire(college_id, kind, now)
        template = DocumentTemplate.objects.create(
            college_id=college_id,
            kind=kind,
            file_name=name[:255],
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            uploaded_by_id=actor_id,
            uploaded_at=now,
        )
        record_action(
            action="assessments.bring_document_template",
            actor_id=actor_id,
            now=now,
            target=template,
            details={"document_kind": kind.value, "sha256": template.sha256},
        )
    return template


def drop_template(
    *, college_id: int, kind: DocumentKind, actor_id: int | None, now: datetime
) -> None:
    """Go back to the portal's template; raise ValidationError when it is in use already."""
    with transaction.atomic():
        if not _retire(college_id, kind, now):
            raise ValidationError(_("Своего шаблона этого документа у колледжа нет."))
        record_action(
            action="assessments.drop_document_template",
            actor_id=actor_id,
            now=now,
            details={"document_kind": kind.value},
        )


def remove_template(
    *, college_id: int, kind: DocumentKind, actor_id: int | None, now: datetime
) -> None:
    """Delete the college's template in use by which no paper was made; else ValidationError."""
    with transaction.atomic():
        College.objects.select_for_update().get(pk=college_id)
        template = template_in_use(college_id=college_id, kind=kind)
        if template.uploaded_at is None:
            raise ValidationError(_("Своего шаблона этого документа у колледжа нет."))
        if count_made_by_template(template=template, college_id=college_id):
            raise ValidationError(_("По шаблону уже выданы документы: он не удалён."))
        _in_use(college_id, kind).delete()
        record_action(
            action="assessments.remove_document_template",
            actor_id=actor_id,
            now=now,
            details={
                "document_kind": kind.value,
                "sha256": hashlib.sha256(template.content).hexdigest(),
            },
        )


def _retire(college_id: int, kind: DocumentKind, now: datetime) -> int:
    return _in_use(college_id, kind).update(retired_at=now)


def _in_use(college_id: int, kind: DocumentKind) -> QuerySet[DocumentTemplate]:
    return DocumentTemplate.objects.filter(
        college_id=college_id, kind=kind, retired_at__isnull=True
    )
