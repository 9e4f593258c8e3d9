"""Groups and programmes of a college."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from colleges.models import CURRENT_STATES, College, Enrolment, Programme, StudyGroup
from core.scope import Scope
from core.text import search_variants


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """One row of the list of groups."""

    pk: int
    name: str
    speciality: str
    graduation_year: int
    students: int
    is_archived: bool


def groups_of(
    *, scope: Scope, query: str = "", with_archived: bool = False
) -> QuerySet[StudyGroup]:
    """Return the own college's groups by name; `query` forgives case, ё/е and keyboard layout."""
    groups = StudyGroup.objects.visible_to(scope) if scope.sees_names else StudyGroup.objects.none()
    if not with_archived:
        groups = groups.filter(is_archived=False)
    if query.strip():
        wanted = Q()
        for variant in search_variants(query):
            wanted |= Q(name__icontains=variant) | Q(
                enrolments__student__search_name__contains=variant
            )
        groups = groups.filter(wanted).distinct()
    return groups.select_related("programme__speciality").order_by(
        "is_archived", "-graduation_year", "name", "pk"
    )


def own_college(*, scope: Scope) -> College | None:
    """Return the college whose staff asks; None for anybody else."""
    if not scope.sees_names:
        return None
    return College.objects.filter(pk__in=scope.college_ids).order_by("pk").first()


def members_of(*, group: StudyGroup) -> QuerySet[Enrolment]:
    """Return who belongs to the group now or finished in it, by name."""
    return (
        Enrolment.objects.current()
        .filter(group=group)
        .select_related("student", "group")
        .order_by("student__last_name", "student__first_name", "student__patronymic", "pk")
    )


def lines_of(groups: list[StudyGroup]) -> list[GroupLine]:
    """Return the rows of a page of groups, with how many students each has."""
    counts = dict(
        StudyGroup.objects.filter(pk__in=[group.pk for group in groups])
        .annotate(count=Count("enrolments", filter=Q(enrolments__state__in=CURRENT_STATES)))
        .order_by("pk")
        .values_list("pk", "count")
    )
    return [
        GroupLine(
            pk=group.pk,
            name=group.name,
            speciality=str(group.programme.speciality),
            graduation_year=group.graduation_year,
            students=counts.get(group.pk, 0),
            is_archived=group.is_archived,
        )
        for group in groups
    ]


def programmes_of(*, scope: Scope) -> QuerySet[Programme]:
    """Return the programmes that `scope` may open, by speciality, newest intake first."""
    return (
        Programme.objects.visible_to(scope)
        .select_related("speciality", "college")
        .order_by("speciality__code", "-intake_year", "pk")
    )
