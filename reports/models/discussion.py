"""What people say of a published report: questions about figures, and comments."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colleges.models import College
from core.enums import Role
from core.scope import Scope
from reports.enums import READ_FIRST, CommentState, TicketState
from reports.models.releases import Release


class FigureTicketQuerySet(models.QuerySet["FigureTicket"]):
    def visible_to(self, scope: Scope) -> "FigureTicketQuerySet":
        """A college sees its own tickets, the region's officers all of them."""
        if scope.region_wide:
            return self
        if not scope.is_college_staff:
            return self.none()
        return self.filter(college_id__in=scope.college_ids)


class FigureTicket(models.Model):
    """A college says that a figure about it is wrong; the region answers in time.

    The figure stands in a release, or on a page of the college, its programme or group as readers
    outside the college see it (`page`: dashboards.rules.pages). A release's numbers never change:
    what was wrong is told by `correction_note`, which is read wherever the figure stands.
    """

    release = models.ForeignKey(
        Release,
        verbose_name=_("отчёт"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
    )
    page = models.CharField(_("ключ страницы"), max_length=60, blank=True)
    page_title = models.CharField(_("страница"), max_length=500, blank=True)
    college = models.ForeignKey(
        College, verbose_name=_("колледж"), on_delete=models.PROTECT, related_name="figure_tickets"
    )
    # Which figure (reports.rules.own_figures), and how it was printed.
    figure = models.CharField(_("ключ показателя"), max_length=60)
    figure_name = models.CharField(_("показатель"), max_length=700)
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
            models.UniqueConstraint(
                name="figure_ticket_one_open_on_page",
                fields=["page", "college", "figure"],
                condition=Q(state=TicketState.OPEN, release__isnull=True),
                violation_error_message=_("Об этом числе уже спросили: вопрос ждёт ответа."),
            ),
            models.CheckConstraint(
                name="figure_ticket_release_or_page",
                condition=Q(release__isnull=False, page="") | Q(release__isnull=True) & ~Q(page=""),
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
        """Everything for those who read first; others see what is shown, and their own."""
        if scope.role in READ_FIRST:
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
