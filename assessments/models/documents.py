"""Papers that a college has issued, its own templates of them, and archives of many at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import DocumentFormat, DocumentKind
from assessments.models.sheets import Sheet
from colleges.models import College, Student, StudyGroup
from core.scope import Scope
from employers.models import Placement


class DocumentTemplate(models.Model):
    """A college's own DOCX for one kind of paper; a newer one retires it."""

    college = models.ForeignKey(
        College, on_delete=models.CASCADE, related_name="document_templates"
    )
    kind = models.CharField(_("вид документа"), max_length=12, choices=DocumentKind.choices)
    file_name = models.CharField(_("имя файла"), max_length=255)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("загружен"))
    retired_at = models.DateTimeField(_("заменён"), null=True, blank=True)

    class Meta:
        verbose_name = _("шаблон документа")
        verbose_name_plural = _("шаблоны документов")
        ordering = ["college_id", "kind", "-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="document_template_one_in_use",
                fields=["college", "kind"],
                condition=Q(retired_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"шаблон {self.kind} колледжа {self.college_id}"


class DocumentArchiveQuerySet(models.QuerySet["DocumentArchive"]):
    def visible_to(self, scope: Scope) -> "DocumentArchiveQuerySet":
        """Archives carry names: for the staff of the own college only."""
        return self.filter(college_id__in=_named_to(scope))


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def visible_to(self, scope: Scope) -> "IssuedDocumentQuerySet":
        """Papers carry names: for the staff of the own college only."""
        return self.filter(college_id__in=_named_to(scope))


def _named_to(scope: Scope) -> frozenset[int]:
    return scope.college_ids if scope.sees_names else frozenset()


class DocumentArchive(models.Model):
    """Papers of one kind for a whole group, made by a job and packed into one file."""

    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="document_archives")
    group = models.ForeignKey(StudyGroup, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("вид документа"), max_length=12, choices=DocumentKind.choices)
    file_format = models.CharField(_("формат"), max_length=4, choices=DocumentFormat.choices)
    # Of students, placements or sheets, as the kind asks.
    subject_ids = models.JSONField(_("о ком или о чём"))
    skipped = models.PositiveSmallIntegerField(_("пропущено"), default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("запрошен"))
    ready_at = models.DateTimeField(_("готов"), null=True, blank=True)
    expires_at = models.DateTimeField(_("хранится до"), null=True, blank=True)

    objects = DocumentArchiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("архив документов")
        verbose_name_plural = _("архивы документов")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"архив документов {self.pk}"


class DocumentArchiveFile(models.Model):
    """The ZIP itself; removed when its time is over, the papers in it stay."""

    archive = models.OneToOneField(DocumentArchive, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(_("имя файла"), max_length=150)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("файл архива документов")
        verbose_name_plural = _("файлы архивов документов")

    def __str__(self) -> str:
        return f"файл архива документов {self.archive_id}"


class IssuedDocument(models.Model):
    """A paper given out: about whom, by whom, when, and whether it still holds.

    Strangers reach it by the secret in its QR code, of which only the hash is kept. `facts_sha256`
    is the print of what the paper says under `stated_fields`: when the portal would say otherwise
    today, it has changed.
    """

    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="issued_documents")
    kind = models.CharField(_("вид документа"), max_length=12, choices=DocumentKind.choices)
    file_format = models.CharField(_("формат"), max_length=4, choices=DocumentFormat.choices)
    number = models.CharField(_("номер"), max_length=20, unique=True)
    student = models.ForeignKey(
        Student, null=True, blank=True, on_delete=models.PROTECT, related_name="issued_documents"
    )
    placement = models.ForeignKey(
        Placement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        StudyGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sheet = models.ForeignKey(
        Sheet, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    archive = models.ForeignKey(
        DocumentArchive,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="documents",
    )
    token_sha256 = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(_("контрольная сумма"), max_length=64)
    stated_fields = models.JSONField(default=list)
    facts_sha256 = models.CharField(max_length=64)
    # By the check of the night; the paper's own page asks anew.
    found_changed_at = models.DateTimeField(
        _("замечено, что данные изменились"), null=True, blank=True
    )
    issued_at = models.DateTimeField(_("выдан"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("отозван"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoke_reason = models.CharField(_("причина отзыва"), max_length=500, blank=True)

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("выданный документ")
        verbose_name_plural = _("выданные документы")
        ordering = ["-issued_at", "-pk"]
        indexes = [
            models.Index(name="issued_of_college", fields=["college", "-issued_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="issued_document_has_subject",
                condition=Q(
                    kind__in=[DocumentKind.ATTESTATION, DocumentKind.REFERENCE],
                    student__isnull=False,
                    placement__isnull=False,
                )
                | Q(kind=DocumentKind.PASSPORT, student__isnull=False)
                | Q(kind=DocumentKind.SUMMARY, group__isnull=False)
                | Q(kind=DocumentKind.PROTOCOL, sheet__isnull=False),
            ),
            models.CheckConstraint(
                name="issued_document_revoked_for_reason",
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"документ № {self.number}"


class IssuedFile(models.Model):
    """The very bytes that were given out, so that a lost paper is printed again unchanged."""

    document = models.OneToOneField(IssuedDocument, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(_("имя файла"), max_length=150)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("файл документа")
        verbose_name_plural = _("файлы документов")

    def __str__(self) -> str:
        return f"файл документа {self.document_id}"
