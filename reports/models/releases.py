"""Regional reports as frozen releases, and their files."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Methodology, ReadinessRun
from core.models import Job
from core.scope import Scope
from reports.enums import FileFormat, ReleaseState


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, scope: Scope) -> "ReleaseQuerySet":
        """Published releases are everybody's; others are seen by the region's officers only."""
        if scope.region_wide:
            return self
        return self.filter(state=ReleaseState.PUBLISHED)


class Release(models.Model):
    """A report whose numbers never change again.

    `content` is the whole report (typed tables, footnotes, reasons of suppression, who did not
    report); page, XLSX, CSV, DOCX and PDF print it and nothing else. `content_sha256` is the hash
    of its canonical JSON. `counts` are the true numbers behind it, hidden ones too: what the audit
    computes with (`reports.rules.counts`); they leave the database by no page and no file. `audit`
    is what the last audit found, of which content and beside which other releases.
    """

    slug = models.SlugField(_("адрес"), max_length=80, unique=True)
    title = models.CharField(_("название"), max_length=300)
    graduation_year = models.PositiveSmallIntegerField(_("год выпуска"))
    state = models.CharField(
        _("состояние"), max_length=10, choices=ReleaseState.choices, default=ReleaseState.BUILDING
    )
    methodology = models.ForeignKey(
        Methodology, verbose_name=_("методика"), on_delete=models.PROTECT, related_name="releases"
    )
    run = models.ForeignKey(
        ReadinessRun,
        verbose_name=_("расчёт готовности"),
        null=True,
        on_delete=models.PROTECT,
        related_name="releases",
    )
    job = models.ForeignKey(
        Job,
        verbose_name=_("задание сборки"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    data_date = models.DateField(_("данные на"), null=True, blank=True)
    content = models.JSONField(_("содержание"), default=dict, blank=True)
    content_sha256 = models.CharField(_("контрольная сумма"), max_length=64, blank=True)
    counts = models.JSONField(_("подлинные числа, не для печати"), default=dict, blank=True)
    audit = models.JSONField(_("проверка раскрытия"), default=dict, blank=True)
    audit_job = models.ForeignKey(
        Job,
        verbose_name=_("задание проверки раскрытия"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто собрал"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("создан"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто утвердил"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("утверждён"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто опубликовал"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    published_at = models.DateTimeField(_("опубликован"), null=True, blank=True)
    correction_note = models.TextField(_("что исправлено"), blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("отчёт")
        verbose_name_plural = _("отчёты")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="release_frozen_has_hash",
                condition=Q(state=ReleaseState.BUILDING) | ~Q(content_sha256=""),
            ),
            models.CheckConstraint(
                name="release_approved_has_moment",
                condition=~Q(state__in=[ReleaseState.APPROVED, ReleaseState.PUBLISHED])
                | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="release_published_has_moment",
                condition=~Q(state=ReleaseState.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReleaseFile(models.Model):
    """A file that a job made from the stored content; kept, so that it never changes either."""

    release = models.ForeignKey(
        Release, verbose_name=_("отчёт"), on_delete=models.CASCADE, related_name="files"
    )
    file_format = models.CharField(_("формат"), max_length=4, choices=FileFormat.choices)
    file_name = models.CharField(_("имя файла"), max_length=150)
    content = models.BinaryField(_("содержимое"))
    size = models.PositiveIntegerField(_("размер, байт"))
    sha256 = models.CharField(_("контрольная сумма"), max_length=64)
    created_at = models.DateTimeField(_("создан"))

    class Meta:
        verbose_name = _("файл отчёта")
        verbose_name_plural = _("файлы отчётов")
        ordering = ["release_id", "file_format", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="release_file_unique", fields=["release", "file_format", "file_name"]
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
