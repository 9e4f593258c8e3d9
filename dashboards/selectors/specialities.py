"""Specialities that can be chosen in the filter."""

from standards.models import Speciality


def specialities_taught(*, region_code: str) -> list[Speciality]:
    """Return the specialities that colleges of the region teach, by code."""
    return list(
        Speciality.objects.filter(programmes__college__municipality__region_code=region_code)
        .distinct()
        .order_by("code", "name", "pk")
    )
