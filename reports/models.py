"""Regional reports as frozen releases, their discussion, and cards of good practice."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Methodology, ReadinessRun
from colleges.models import College
from core.enums import Role
from core.models import Job
from core.scope import Scope
from employers.models import Employer
from reports.enums import (
    CommentState,
    FileFormat,
    PracticeCardState,
    ReleaseState,
    TicketState,
)
from standards.models import LabourFunction, Speciality


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


class FigureTicketQuerySet(models.QuerySet["FigureTicket"]):
    def visible_to(self, scope: Scope) -> "FigureTicketQuerySet":
        """A college sees its own tickets, the region's officers all of them."""
        if scope.region_wide:
            return self
        if not scope.is_college_staff:
            return self.none()
        return self.filter(college_id__in=scope.college_ids)


class FigureTicket(models.Model):
    """A college says that a published figure of its own is wrong; the region answers in time.

    The release's numbers never change: what was wrong is told by `correction_note`, which everybody
    reads beside the release.
    """

    release = models.ForeignKey(
        Release, verbose_name=_("отчёт"), on_delete=models.PROTECT, related_name="tickets"
    )
    college = models.ForeignKey(
        College, verbose_name=_("колледж"), on_delete=models.PROTECT, related_name="figure_tickets"
    )
    # Which figure (reports.rules.own_figures), and how the release prints it.
    figure = models.CharField(_("ключ показателя"), max_length=60)
    figure_name = models.CharField(_("показатель"), max_length=200)
    printed = models.CharField(_("напечатано"), max_length=100)
    claim = models.TextField(_("что неверно"), max_length=2000)
    expected = models.CharField(_("как должно быть"), max_length=100, blank=True)
    state = models.CharField(
        _("состояние"), max_length=10, choices=TicketState.choices, default=TicketState.OPEN
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто задал"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("задан"))
    due_date = models.DateField(_("ответить до"))
    answer = models.TextField(_("ответ"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто ответил"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("закрыт"), null=True, blank=True)
    correction_note = models.TextField(_("исправление для всех"), max_length=1000, blank=True)

    objects = FigureTicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("вопрос о числе")
        verbose_name_plural = _("вопросы о числах")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="figure_ticket_one_open",
                fields=["release", "college", "figure"],
                condition=Q(state=TicketState.OPEN),
                violation_error_message=_("Об этом числе уже спросили: вопрос ждёт ответа."),
            ),
            models.CheckConstraint(
                name="figure_ticket_closed_has_moment",
                condition=Q(state=TicketState.OPEN, closed_at__isnull=True)
                | (~Q(state=TicketState.OPEN) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="figure_ticket_answered_has_answer",
                condition=~Q(state__in=[TicketState.CORRECTED, TicketState.CONFIRMED])
                | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="figure_ticket_corrected_has_note",
                condition=Q(state=TicketState.CORRECTED) & ~Q(correction_note="")
                | ~Q(state=TicketState.CORRECTED) & Q(correction_note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"вопрос о числе {self.pk}"


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, scope: Scope) -> "CommentQuerySet":
        """Everything for the region's officers; others see what is shown, and their own."""
        if scope.region_wide:
            return self
        own = Q(author_id=scope.user_id) if scope.is_authenticated else Q()
        return self.filter(Q(state=CommentState.SHOWN) | own)


class Comment(models.Model):
    """A public comment, pinned to a table of a release or to the release as a whole.

    It is signed by a role and a place, never by a name, and shown after somebody has read it.
    """

    release = models.ForeignKey(
        Release, verbose_name=_("отчёт"), on_delete=models.CASCADE, related_name="comments"
    )
    anchor = models.CharField(_("к чему"), max_length=100, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто написал"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    author_role = models.CharField(_("роль автора"), max_length=20, choices=Role.choices)
    author_place = models.CharField(_("откуда автор"), max_length=300, blank=True)
    text = models.TextField(_("текст"), max_length=4000)
    state = models.CharField(
        _("состояние"), max_length=8, choices=CommentState.choices, default=CommentState.WAITING
    )
    created_at = models.DateTimeField(_("написан"))
    hidden_because = models.CharField(_("почему скрыт"), max_length=300, blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто проверил"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    moderated_at = models.DateTimeField(_("проверен"), null=True, blank=True)
    answer = models.TextField(_("ответ"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто ответил"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("отвечен"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("отзыв")
        verbose_name_plural = _("отзывы")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(name="comment_of_release", fields=["release", "state", "created_at"]),
            models.Index(name="comment_of_author", fields=["author", "created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="comment_hidden_has_reason",
                condition=Q(state=CommentState.HIDDEN) & ~Q(hidden_because="")
                | ~Q(state=CommentState.HIDDEN) & Q(hidden_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"отзыв {self.pk}"


class PracticeCardQuerySet(models.QuerySet["PracticeCard"]):
    def visible_to(self, scope: Scope) -> "PracticeCardQuerySet":
        """Everything for the region's officers; others see what is published, and their own."""
        if scope.region_wide:
            return self
        return self.filter(Q(state=PracticeCardState.PUBLISHED)) | self.proposed_by(scope)

    def proposed_by(self, scope: Scope) -> "PracticeCardQuerySet":
        """Cards of the own college or enterprise."""
        if scope.employer_ids:
            return self.filter(employer_id__in=scope.employer_ids)
        if scope.is_college_staff:
            return self.filter(college_id__in=scope.college_ids)
        return self.none()


class PracticeCard(models.Model):
    """What a college or an enterprise did about a function, and what came of it.

    A college's card may name two reports: what each prints of the college stands before and after.
    """

    college = models.ForeignKey(
        College,
        verbose_name=_("колледж"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="practice_cards",
    )
    employer = models.ForeignKey(
        Employer,
        verbose_name=_("предприятие"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="practice_cards",
    )
    title = models.CharField(_("название"), max_length=200)
    speciality = models.ForeignKey(
        Speciality,
        verbose_name=_("специальность"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    function = models.ForeignKey(
        LabourFunction,
        verbose_name=_("трудовая функция"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    problem = models.TextField(_("что не получалось"), max_length=2000)
    action = models.TextField(_("что сделали"), max_length=4000)
    outcome = models.TextField(_("что получилось"), max_length=2000)
    release_before = models.ForeignKey(
        Release,
        verbose_name=_("отчёт до"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    release_after = models.ForeignKey(
        Release,
        verbose_name=_("отчёт после"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField(
        _("состояние"),
        max_length=10,
        choices=PracticeCardState.choices,
        default=PracticeCardState.PROPOSED,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто предложил"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("создана"))
    returned_because = models.CharField(_("почему возвращена"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("опубликована"), null=True, blank=True)

    objects = PracticeCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("карточка практики")
        verbose_name_plural = _("карточки практики")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="practice_card_releases_differ",
                condition=Q(release_before__isnull=True)
                | Q(release_after__isnull=True)
                | ~Q(release_before=F("release_after")),
            ),
            models.CheckConstraint(
                name="practice_card_one_owner",
                condition=Q(college__isnull=True, employer__isnull=False)
                | Q(college__isnull=False, employer__isnull=True),
            ),
            models.CheckConstraint(
                name="practice_card_returned_has_reason",
                condition=Q(state=PracticeCardState.RETURNED) & ~Q(returned_because="")
                | ~Q(state=PracticeCardState.RETURNED) & Q(returned_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title
