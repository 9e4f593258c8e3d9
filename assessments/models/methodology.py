"""How readiness is computed, as data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import MethodologyState
from colleges.models import College


class Methodology(models.Model):
    """A version of the method. Published ones never change; a correction is a new version."""

    version = models.PositiveSmallIntegerField(_("версия"), unique=True)
    name = models.CharField(_("наименование"), max_length=200)
    state = models.CharField(
        _("состояние"),
        max_length=10,
        choices=MethodologyState.choices,
        default=MethodologyState.DRAFT,
    )
    # Validated and read through assessments.rules.parameters; see docs/scoring.md.
    parameters = models.JSONField(_("параметры"), default=dict)
    act_reference = models.CharField(_("утверждена актом"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("создана"))
    published_at = models.DateTimeField(_("введена"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("кто ввёл в действие"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    retired_at = models.DateTimeField(_("отменена"), null=True, blank=True)

    class Meta:
        verbose_name = _("методика")
        verbose_name_plural = _("методика, версии")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                name="methodology_one_in_force",
                fields=["state"],
                condition=Q(state=MethodologyState.PUBLISHED),
                violation_error_message=_("Действует только одна версия методики."),
            ),
            models.CheckConstraint(
                name="methodology_published_has_moment",
                condition=Q(state=MethodologyState.DRAFT) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"методика, версия {self.version}"


class GradeScale(models.Model):
    """How a college turns points of the demonstration exam into marks; fixed by its local act."""

    college = models.ForeignKey(
        College,
        verbose_name=_("колледж"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="grade_scales",
    )
    name = models.CharField(_("наименование"), max_length=200)
    # Lower bounds in per cent of the marks 3, 4 and 5.
    bound_3 = models.DecimalField(_("с какого процента «3»"), max_digits=5, decimal_places=2)
    bound_4 = models.DecimalField(_("с какого процента «4»"), max_digits=5, decimal_places=2)
    bound_5 = models.DecimalField(_("с какого процента «5»"), max_digits=5, decimal_places=2)
    act_reference = models.CharField(_("локальный акт"), max_length=300, blank=True)
    valid_from = models.DateField(_("действует с"))
    valid_to = models.DateField(_("действует по"), null=True, blank=True)

    class Meta:
        verbose_name = _("шкала перевода баллов")
        verbose_name_plural = _("шкалы перевода баллов")
        ordering = ["college_id", "-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="grade_scale_bounds_rise",
                condition=Q(bound_3__gt=0)
                & Q(bound_4__gt=models.F("bound_3"))
                & Q(bound_5__gt=models.F("bound_4"))
                & Q(bound_5__lte=100),
                violation_error_message=_("Границы должны возрастать и лежать между 0 и 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
