"""Editions already stored: as an import needs them, and which replaced which."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import F

from standards.models import GeneralizedFunction, LabourFunction
from standards.models import ProfessionalStandard as Standard
from standards.rules.editions import EditionKey
from standards.selectors.documents import is_in_force


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


def replacements_of(*, standards: Collection[Standard], today: date) -> dict[int, Standard]:
    """Return the edition in force by the key of the one it replaced, for those out of force."""
    ended = [row for row in standards if not is_in_force(row, today)]
    if not ended:
        return {}
    codes = {row.code for row in ended}
    in_force = {
        (row.country, row.code): row
        for row in Standard.objects.filter(code__in=codes).order_by(
            F("approved_on").asc(nulls_first=True), "pk"
        )
        if is_in_force(row, today)
    }
    return {
        row.pk: in_force[row.country, row.code]
        for row in ended
        if (row.country, row.code) in in_force
    }


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


def editions_in_force(*, codes: Collection[str], today: date) -> dict[str, Standard]:
    """Return the newest edition in force of each of these codes that has one."""
    rows = Standard.objects.filter(code__in=set(codes)).order_by(
        F("approved_on").asc(nulls_first=True), "pk"
    )
    return {row.code: row for row in rows if is_in_force(row, today)}
