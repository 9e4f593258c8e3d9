"""Editions already stored, as an import needs them."""

from collections.abc import Iterable

from django.db.models import F

from standards.models import GeneralizedFunction, LabourFunction
from standards.models import ProfessionalStandard as Standard
from standards.rules.editions import EditionKey


def editions_by_key(*, country: str, codes: Iterable[str]) -> dict[EditionKey, Standard]:
    """Return the stored editions of these codes under code, number of the order and date."""
    rows = Standard.objects.filter(country=country, code__in=set(codes)).order_by("pk")
    return {(row.code, row.order_number, row.approved_on): row for row in rows}


def editions_of_code(*, country: str, code: str) -> list[Standard]:
    """Return the editions of one code, undated ones first, then by date of approval."""
    return list(
        Standard.objects.filter(country=country, code=code).order_by(
            F("approved_on").asc(nulls_first=True), "pk"
        )
    )


def functions_by_code(*, standard_id: int) -> dict[str, LabourFunction]:
    """Return all functions of an edition, retired ones too, with their elements fetched."""
    rows = (
        LabourFunction.objects.filter(standard_id=standard_id)
        .prefetch_related("elements")
        .order_by("position", "pk")
    )
    return {row.code: row for row in rows}


def groups_by_code(*, standard_id: int) -> dict[str, GeneralizedFunction]:
    """Return the generalised functions of an edition."""
    rows = GeneralizedFunction.objects.filter(standard_id=standard_id).order_by("position", "pk")
    return {row.code: row for row in rows}
