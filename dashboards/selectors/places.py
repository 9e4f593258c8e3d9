"""Places that have a page: the region, a municipality, a college, a programme, a group."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.selectors.aggregates import Cut
from colleges.models import College, Municipality, Programme, StudyGroup
from core.scope import Scope
from dashboards.rules.spots import PlaceKind
from dashboards.selectors.panels import (
    MapTile,
    Named,
    colleges_in,
    groups_of,
    map_tiles,
    municipalities,
    programmes_of,
)


class PlaceNotFound(LookupError):
    """There is no such place within the person's reach."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place with what its page is about.

    `ancestors` are (kind, key, name) from the outermost in; `parts` are its rows, of `part_kind`
    (None: a group has no parts on an official's page).
    """

    kind: PlaceKind
    key: int
    name: str
    detail: str
    cut: Cut
    ancestors: tuple[tuple[PlaceKind, int, str], ...]
    parts: tuple[Named, ...]
    part_kind: PlaceKind | None
    map_tiles: tuple[MapTile, ...] = ()


def base_cut() -> Cut:
    """Return the cut of the whole own region."""
    return Cut(region_code=settings.REGION_CODE)


def region_place(*, cut: Cut, scope: Scope, by_college: bool) -> Place:
    """Return the region, its rows municipalities or, side by side, all colleges."""
    parts = (
        colleges_in(cut=cut, scope=scope)
        if by_college
        else municipalities(region_code=cut.region_code, settlement=cut.settlement)
    )
    return Place(
        kind=PlaceKind.REGION,
        key=0,
        name=settings.REGION_NAME,
        detail="",
        cut=cut,
        ancestors=(),
        parts=tuple(parts),
        part_kind=PlaceKind.COLLEGE if by_college else PlaceKind.MUNICIPALITY,
        map_tiles=() if by_college else tuple(map_tiles(region_code=cut.region_code)),
    )


def municipality_place(*, key: int, cut: Cut, scope: Scope) -> Place:
    """Return a municipality with its colleges; raise PlaceNotFound."""
    row = Municipality.objects.filter(pk=key).first()
    if row is None or not (scope.region_wide or key in scope.municipality_ids):
        raise PlaceNotFound
    own = replace(cut, municipality_id=key, region_code=row.region_code)
    return Place(
        kind=PlaceKind.MUNICIPALITY,
        key=key,
        name=row.name,
        detail=f"{row.centre}, {row.get_settlement_display()}",
        cut=own,
        ancestors=_region(scope),
        parts=tuple(colleges_in(cut=own, scope=scope)),
        part_kind=PlaceKind.COLLEGE,
    )


def college_place(*, key: int, cut: Cut, scope: Scope) -> Place:
    """Return a college with its programmes; raise PlaceNotFound."""
    row = College.objects.visible_to(scope).select_related("municipality").filter(pk=key).first()
    if row is None:
        raise PlaceNotFound
    own = replace(cut, college_id=key, region_code=row.municipality.region_code, settlement="")
    return Place(
        kind=PlaceKind.COLLEGE,
        key=key,
        name=row.name,
        detail=f"{row.municipality.name}, {row.get_settlement_display()}",
        cut=own,
        ancestors=_above_college(row, scope),
        parts=tuple(programmes_of(college_id=key, cut=own)),
        part_kind=PlaceKind.PROGRAMME,
    )


def programme_cut(*, key: int) -> Cut:
    """Return the cut of all cohorts of a programme; of nobody when there is no such programme."""
    codes = Programme.objects.filter(pk=key).values_list("college__municipality__region_code")
    (region_code,) = codes.first() or ("",)
    return Cut(region_code=region_code, programme_id=key)


def programme_place(*, key: int, cut: Cut, scope: Scope) -> Place:
    """Return a programme with its groups; raise PlaceNotFound."""
    row = (
        Programme.objects.visible_to(scope)
        .select_related("college__municipality", "speciality")
        .filter(pk=key)
        .first()
    )
    if row is None:
        raise PlaceNotFound
    own = Cut(
        region_code=row.college.municipality.region_code,
        graduation_year=cut.graduation_year,
        programme_id=key,
    )
    return Place(
        kind=PlaceKind.PROGRAMME,
        key=key,
        name=f"{row.speciality.code} {row.speciality.name}",
        detail=_("Набор %(year)s года, %(college)s")
        % {"year": row.intake_year, "college": row.college.short_name},
        cut=own,
        ancestors=(
            *_above_college(row.college, scope),
            (PlaceKind.COLLEGE, row.college_id, row.college.short_name),
        ),
        parts=tuple(groups_of(programme_id=key, cut=own)),
        part_kind=PlaceKind.GROUP,
    )


def group_place(*, key: int, cut: Cut, scope: Scope) -> Place:
    """Return a group, without its people; raise PlaceNotFound."""
    row = (
        StudyGroup.objects.visible_to(scope)
        .select_related("college__municipality", "programme__speciality")
        .filter(pk=key)
        .first()
    )
    if row is None:
        raise PlaceNotFound
    speciality = row.programme.speciality
    return Place(
        kind=PlaceKind.GROUP,
        key=key,
        name=_("Группа %(name)s") % {"name": row.name},
        detail=f"{speciality.code} {speciality.name}",
        cut=Cut(
            region_code=row.college.municipality.region_code,
            graduation_year=row.graduation_year,
            group_id=key,
        ),
        ancestors=(
            *_above_college(row.college, scope),
            (PlaceKind.COLLEGE, row.college_id, row.college.short_name),
            (PlaceKind.PROGRAMME, row.programme_id, speciality.code),
        ),
        parts=(),
        part_kind=None,
    )


def _region(scope: Scope) -> tuple[tuple[PlaceKind, int, str], ...]:
    return ((PlaceKind.REGION, 0, settings.REGION_NAME),) if scope.region_wide else ()


def _above_college(college: College, scope: Scope) -> tuple[tuple[PlaceKind, int, str], ...]:
    municipality = college.municipality
    if not (scope.region_wide or municipality.pk in scope.municipality_ids):
        return ()
    return (*_region(scope), (PlaceKind.MUNICIPALITY, municipality.pk, municipality.name))
