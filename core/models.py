"""Rows that every app shares: jobs, audit lines, batches of imported files."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.enums import ImportState, JobState


class Job(models.Model):
    """A piece of work. The row is the truth; the broker's message only wakes a worker up."""

    kind = models.CharField(_("вид задания"), max_length=100)
    parameters = models.JSONField(_("параметры"), default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто запросил"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(
        _("состояние"), max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    # While a job with this key waits, another request for the same work joins it.
    deduplication_key = models.CharField(_("ключ одинаковых заданий"), max_length=200, blank=True)
    progress_done = models.PositiveIntegerField(_("сделано"), default=0)
    progress_total = models.PositiveIntegerField(_("всего"), default=0)
    message = models.CharField(_("сообщение"), max_length=500, blank=True)
    result = models.JSONField(_("результат"), default=dict, blank=True)
    error = models.TextField(_("ошибка"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("попыток"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("попыток не больше"), default=5)
    created_at = models.DateTimeField(_("создано"))
    due_at = models.DateTimeField(_("выполнить не раньше"))
    published_at = models.DateTimeField(_("передано исполнителю"), null=True, blank=True)
    started_at = models.DateTimeField(_("начато"), null=True, blank=True)
    lease_expires_at = models.DateTimeField(_("исполнитель занят до"), null=True, blank=True)
    finished_at = models.DateTimeField(_("закончено"), null=True, blank=True)

    class Meta:
        verbose_name = _("задание")
        verbose_name_plural = _("задания")
        indexes = [
            models.Index(
                name="job_open",
                fields=["due_at"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
            ),
            models.Index(name="job_kind_created", fields=["kind", "-created_at"]),
            # Every page of figures asks which computation ended last.
            models.Index(
                name="job_done_last",
                fields=["-finished_at", "-id"],
                condition=Q(state=JobState.DONE),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="job_one_waiting_per_key",
                fields=["deduplication_key"],
                condition=Q(state=JobState.QUEUED) & ~Q(deduplication_key=""),
            ),
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(
                name="job_progress_within_total",
                condition=Q(progress_total=0) | Q(progress_done__lte=models.F("progress_total")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def percent(self) -> int | None:
        """Whole per cent done, or None while the amount of work is unknown."""
        if not self.progress_total:
            return None
        return 100 * self.progress_done // self.progress_total

    @property
    def is_finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)


class AuditEntry(models.Model):
    """One line about one deed: who, what, on which object; appended in the deed's own transaction.

    `details` hold identifiers, counts and states, never names or marks of a person.
    """

    at = models.DateTimeField(_("когда"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    action = models.CharField(_("действие"), max_length=100)
    object_type = models.CharField(_("объект"), max_length=100, blank=True)
    object_id = models.CharField(_("номер объекта"), max_length=64, blank=True)
    details = models.JSONField(_("подробности"), default=dict, blank=True)

    class Meta:
        verbose_name = _("запись журнала")
        verbose_name_plural = _("журнал действий")
        indexes = [
            models.Index(name="audit_at", fields=["-at"]),
            models.Index(name="audit_object", fields=["object_type", "object_id", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class ImportBatch(models.Model):
    """A file that somebody brought: kept from the dry run on, to apply the very same bytes."""

    kind = models.CharField(_("вид файла"), max_length=60)
    college_id = models.BigIntegerField(_("номер колледжа"), null=True, blank=True)
    # What the file is for (a sheet, a group), as plain identifiers.
    parameters = models.JSONField(_("для чего"), default=dict, blank=True)
    file_name = models.CharField(_("имя файла"), max_length=255)
    content = models.BinaryField(_("содержимое"))
    sha256 = models.CharField(_("контрольная сумма"), max_length=64)
    state = models.CharField(_("состояние"), max_length=10, choices=ImportState.choices)
    rows_total = models.PositiveIntegerField(_("строк"), default=0)
    rows_wrong = models.PositiveIntegerField(_("строк с ошибками"), default=0)
    report = models.JSONField(_("отчёт"), default=dict, blank=True)
    # Columns chosen and cells mended by hand, sheet by sheet: see core.import_reading.
    chosen = models.JSONField(_("выбранные столбцы и исправления"), default=dict, blank=True)
    # What must be written back to undo the batch, in the words of its kind.
    undo = models.JSONField(_("чем отменить"), default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто загрузил"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("загружен"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто применил"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    applied_at = models.DateTimeField(_("применён"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто отменил"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("отменён"), null=True, blank=True)
    # When bytes and cells were removed because their time was over.
    purged_at = models.DateTimeField(_("содержание удалено"), null=True, blank=True)

    class Meta:
        verbose_name = _("загруженный файл")
        verbose_name_plural = _("загруженные файлы")
        indexes = [
            models.Index(name="import_recent", fields=["kind", "-uploaded_at"]),
            models.Index(name="import_of_college", fields=["college_id", "-uploaded_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="import_applied_has_moment",
                condition=~Q(state=ImportState.APPLIED) | Q(applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class RememberedColumns(models.Model):
    """Which column holds what in files with one header: as somebody of the college once said."""

    college_id = models.BigIntegerField(_("номер колледжа"))
    kind = models.CharField(_("вид файла"), max_length=60)
    # Hash of the header's titles and their places: see core.tables.headers.header_signature.
    signature = models.CharField(_("строка заголовка"), max_length=64)
    columns = models.JSONField(_("столбцы"))
    saved_at = models.DateTimeField(_("когда"))

    class Meta:
        verbose_name = _("запомненные столбцы")
        verbose_name_plural = _("запомненные столбцы")
        constraints = [
            models.UniqueConstraint(
                name="remembered_columns_unique", fields=["college_id", "kind", "signature"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
