"""Consents recorded from signed papers, and withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.enums import ConsentGiver, ConsentPurpose
from colleges.models import Consent, ConsentScan, Student, StudyGroup
from colleges.rules.consent_texts import TEXT_VERSION
from colleges.rules.consents import giver_needed
from core.audit import record_action
from core.jobs.queue import enqueue

LARGEST_SCAN: Final = 5 * 1024 * 1024
# What else is known of a student is silenced by the app that knows it.
WITHDRAWAL_JOB: Final = "assessments.heed_withdrawal"
END_SURVEYS: Final = (ConsentPurpose.PROCESSING, ConsentPurpose.QUESTIONNAIRE)
# First bytes of the kinds of files that a scanner or a phone makes.
_KINDS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPaper:
    """A consent as it lies on the table."""

    purpose: ConsentPurpose
    given_by: ConsentGiver
    given_on: date
    scan: bytes = b""


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A consent of the folder, signed by whom the day of signing asked for."""

    student: Student
    purpose: ConsentPurpose
    given_at: datetime

    @property
    def given_by(self) -> ConsentGiver:
        return ConsentGiver(giver_needed(self.student.birth_date, self.given_at.date()))


def record_consent(
    *, student: Student, paper: SignedPaper, actor_id: int | None, now: datetime
) -> Consent:
    """Write a consent down, with the scan if there is one.

    Raise ValidationError (Russian) when somebody else had to sign on that day, when the same
    consent is in force already, or when the scan is not a PDF, JPEG or PNG up to 5 MB.
    """
    needed = giver_needed(student.birth_date, paper.given_on)
    if paper.given_by != needed:
        raise ValidationError(
            _("В этот день согласие должен был дать %(who)s.")
            % {"who": ConsentGiver(needed).label},
            code="giver",
        )
    media_type = _media_type(paper.scan) if paper.scan else ""
    with transaction.atomic():
        Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
        same = Consent.objects.filter(
            student=student,
            purpose=paper.purpose,
            given_by=paper.given_by,
            withdrawn_at__isnull=True,
        )
        if same.exists():
            raise ValidationError(_("Такое согласие уже записано и действует."), code="exists")
        consent = Consent.objects.create(
            student=student,
            purpose=paper.purpose,
            text_version=TEXT_VERSION,
            given_by=paper.given_by,
            given_at=timezone.make_aware(datetime.combine(paper.given_on, time(12))),
        )
        if paper.scan:
            ConsentScan.objects.create(consent=consent, content=paper.scan, media_type=media_type)
        record_action(
            action="colleges.record_consent",
            actor_id=actor_id,
            now=now,
            target=consent,
            details={"purpose": str(paper.purpose), "has_scan": bool(paper.scan)},
        )
    return consent


def record_group_consents(
    *, group: StudyGroup, given: Sequence[GivenConsent], actor_id: int | None, now: datetime
) -> int:
    """Write down the consents of a group's folder without scans; return how many were new.

    Whoever had to sign on that day has signed. A consent that is in force already is passed over.
    """
    keys = {(one.student.pk, one.purpose, one.given_by): one for one in given}
    with transaction.atomic():
        students = sorted({one.student.pk for one in given})
        list(Student.objects.select_for_update(of=("self",)).filter(pk__in=students).order_by("pk"))
        in_force = set(
            Consent.objects.filter(student_id__in=students, withdrawn_at__isnull=True).values_list(
                "student_id", "purpose", "given_by"
            )
        )
        rows = [
            Consent(
                student=one.student,
                purpose=one.purpose,
                text_version=TEXT_VERSION,
                given_by=one.given_by,
                given_at=one.given_at,
            )
            for key, one in keys.items()
            if key not in in_force
        ]
        Consent.objects.bulk_create(rows)
        record_action(
            action="colleges.record_group_consents",
            actor_id=actor_id,
            now=now,
            target=group,
            details={"count": len(rows)},
        )
    return len(rows)


def _media_type(content: bytes) -> str:
    if len(content) > LARGEST_SCAN:
        raise ValidationError(_("Скан больше 5 МБ: уменьшите его."), code="scan")
    for start, media_type in _KINDS:
        if content.startswith(start):
            return media_type
    raise ValidationError(_("Скан должен быть файлом PDF, JPEG или PNG."), code="scan")


def withdraw_consent(*, consent: Consent, actor_id: int | None, now: datetime) -> None:
    """Withdraw a consent from this moment; it stays as history. Twice changes nothing.

    A person withdraws what was agreed to, not one sheet of paper: other papers of the same
    purpose end too.
    """
    with transaction.atomic():
        changed = Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=now
        )
        if changed:
            Consent.objects.filter(
                student_id=consent.student_id, purpose=consent.purpose, withdrawn_at__isnull=True
            ).update(withdrawn_at=now)
            if consent.purpose in END_SURVEYS:
                enqueue(WITHDRAWAL_JOB, now=now, student_id=consent.student_id)
            record_action(
                action="colleges.withdraw_consent",
                actor_id=actor_id,
                now=now,
                target=consent,
                details={"purpose": consent.purpose},
            )


def review_withdrawal(*, consent: Consent, note: str, actor_id: int | None, now: datetime) -> None:
    """Write down what is kept after a withdrawal and why; raise ValidationError without a reason.

    The consent stands in the audit, the words only here.
    """
    if not note.strip():
        raise ValidationError(_("Напишите, что остаётся и по какому закону."), code="note")
    with transaction.atomic():
        changed = Consent.objects.filter(
            pk=consent.pk, withdrawn_at__isnull=False, reviewed_at__isnull=True
        ).update(reviewed_at=now, review_note=note.strip())
        if not changed:
            raise ValidationError(_("По этому согласию решение уже записано."), code="decided")
        # Papers that ended together are decided together.
        Consent.objects.filter(
            student_id=consent.student_id,
            purpose=consent.purpose,
            withdrawn_at__isnull=False,
            reviewed_at__isnull=True,
        ).update(reviewed_at=now, review_note=note.strip())
        record_action(
            action="colleges.review_withdrawal", actor_id=actor_id, now=now, target=consent
        )


def record_scan_read(*, consent: Consent, actor_id: int | None, now: datetime) -> None:
    """Append the audit line of an opened scan."""
    record_action(action="colleges.read_consent_scan", actor_id=actor_id, now=now, target=consent)
