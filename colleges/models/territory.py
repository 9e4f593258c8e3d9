"""Territory and the colleges in it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colleges.enums import MunicipalityKind, SettlementKind
from core.enums import Country
from core.scope import Scope


class Municipality(models.Model):
    country = models.CharField(
        _("страна"), max_length=2, choices=Country.choices, default=Country.RUSSIA
    )
    region_code = models.CharField(_("код региона"), max_length=10)
    region_name = models.CharField(_("регион"), max_length=100)
    name = models.CharField(_("наименование"), max_length=150)
    short_name = models.CharField(_("сокращение на карте"), max_length=6, blank=True)
    kind = models.CharField(_("вид"), max_length=10, choices=MunicipalityKind.choices)
    centre = models.CharField(_("центр"), max_length=100)
    settlement = models.CharField(_("тип поселения"), max_length=12, choices=SettlementKind.choices)
    oktmo = models.CharField(_("ОКТМО"), max_length=11, blank=True)
    # Place in the tile map: column and row, so that neighbours lie side by side.
    tile_column = models.PositiveSmallIntegerField(_("столбец на карте"), null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("строка на карте"), null=True, blank=True)
    valid_from = models.DateField(_("действует с"), null=True, blank=True)
    valid_to = models.DateField(_("действует по"), null=True, blank=True)

    class Meta:
        verbose_name = _("муниципальное образование")
        verbose_name_plural = _("муниципальные образования")
        ordering = ["country", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="municipality_unique", fields=["country", "region_code", "name"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CollegeQuerySet(models.QuerySet["College"]):
    def visible_to(self, scope: Scope) -> "CollegeQuerySet":
        """Colleges whose aggregates and pages `scope` may open."""
        if scope.region_wide:
            return self
        return self.filter(
            Q(pk__in=scope.college_ids) | Q(municipality_id__in=scope.municipality_ids)
        )


class College(models.Model):
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="colleges", verbose_name=_("округ")
    )
    name = models.CharField(_("полное наименование"), max_length=300)
    short_name = models.CharField(_("краткое наименование"), max_length=100)
    settlement = models.CharField(_("тип поселения"), max_length=12, choices=SettlementKind.choices)
    address = models.CharField(_("адрес"), max_length=300, blank=True)
    phone = models.CharField(_("телефон"), max_length=30, blank=True)
    inn = models.CharField(_("ИНН или БИН"), max_length=12, blank=True)
    is_active = models.BooleanField(_("действует"), default=True)

    objects = CollegeQuerySet.as_manager()

    class Meta:
        verbose_name = _("колледж")
        verbose_name_plural = _("колледжи")
        ordering = ["short_name", "pk"]
        constraints = [
            models.UniqueConstraint(name="college_name_unique", fields=["municipality", "name"]),
        ]

    def __str__(self) -> str:
        return self.short_name
