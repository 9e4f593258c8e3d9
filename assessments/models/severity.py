"""How severe raters are, as last estimated: may be thrown away and estimated again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.evidence import Rater


class SeverityEstimate(models.Model):
    """One rater in the last estimation over the own region (docs/scoring.md, section 6).

    `severity` (logits, many-facet Rasch model) and `linear` (parts of the scale, crossed model) are
    deviations from the average rater, larger is more severe. Raters of different `component` share
    no intern with each other: nothing but the prior makes them comparable.
    """

    rater = models.OneToOneField(
        Rater, on_delete=models.CASCADE, related_name="severity", primary_key=True
    )
    interns = models.PositiveIntegerField(_("практикантов"))
    shared_interns = models.PositiveIntegerField(_("из них оценил ещё кто-то"))
    ratings = models.PositiveIntegerField(_("оценок"))
    component = models.PositiveIntegerField(_("часть сети"))
    severity = models.FloatField(_("строгость, логиты"))
    se = models.FloatField(_("ошибка, логиты"))
    linear = models.FloatField(_("строгость, доля шкалы"))
    linear_se = models.FloatField(_("ошибка, доля шкалы"))
    computed_at = models.DateTimeField(_("посчитано"))

    class Meta:
        verbose_name = _("строгость оценивающего")
        verbose_name_plural = _("строгость оценивающих")

    def __str__(self) -> str:
        return f"строгость {self.rater_id}"
