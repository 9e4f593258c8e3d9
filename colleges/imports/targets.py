"""Targets that several kinds of file share: the college, one of its groups or programmes."""

from abc import ABC
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from colleges.selectors.alignments import open_programmes
from colleges.selectors.groups import groups_of, own_college
from colleges.services.contingent import Place
from colleges.services.contingent_changes import lock_college
from core.enums import Role
from core.import_kinds import ImportKind, TableKind, Target, TargetChoice
from core.scope import Scope


class GroupTargets(TableKind, ABC):
    """A kind of file that goes to one group, or to the groups that its rows name.

    `whole_route` is the page where the result for a whole college is seen.
    """

    whole_route: ClassVar[str] = "colleges:group_list"
    group_route: ClassVar[str] = "assessments:group_detail"
    offers_archived: ClassVar[bool] = False

    def choice(self, *, scope: Scope) -> TargetChoice:
        groups = groups_of(scope=scope, with_archived=self.offers_archived)
        return TargetChoice(
            name="group",
            label=_("Группа"),
            empty_label=_("Все группы, по столбцу «Группа»"),
            options=[(group.pk, group.name) for group in groups],
            required=False,
        )

    def target(self, *, scope: Scope, parameters: Mapping[str, Any]) -> Target | None:
        if not parameters.get("group"):
            college = own_college(scope=scope)
            if college is None:
                return None
            return Target(
                college_id=college.pk,
                subject=Place(college=college, may_make_groups=scope.role == Role.COLLEGE_MANAGER),
                title=gettext("все группы"),
                route=self.whole_route,
            )
        groups = groups_of(scope=scope, with_archived=True).select_related("college")
        group = groups.filter(pk=int(parameters["group"])).first()
        if group is None:
            return None
        return Target(
            college_id=group.college_id,
            subject=Place(college=group.college, group=group),
            title=gettext("группа %(group)s") % {"group": group.name},
            route=self.group_route,
            route_args=(group.pk,),
        )

    def prepare(self, *, target: Target) -> Target:
        """Take the college for this transaction: its files are applied one by one."""
        lock_college(college=target.subject.college)
        return target


class ProgrammeTargets(ImportKind, ABC):
    """A kind of file that goes to one programme; `route` is the page where the result is seen."""

    route: ClassVar[str]

    def choice(self, *, scope: Scope) -> TargetChoice:
        programmes = open_programmes(scope=scope).order_by("speciality__code", "-intake_year", "pk")
        return TargetChoice(
            name="programme",
            label=_("Программа"),
            empty_label=_("Выберите программу"),
            options=[(row.pk, f"{row.intake_year}: {row.speciality}") for row in programmes],
        )

    def target(self, *, scope: Scope, parameters: Mapping[str, Any]) -> Target | None:
        if not parameters.get("programme"):
            return None
        programme = open_programmes(scope=scope).filter(pk=int(parameters["programme"])).first()
        if programme is None:
            return None
        return Target(
            college_id=programme.college_id,
            subject=programme,
            title=f"{programme.speciality}, {programme.intake_year}",
            route=self.route,
            route_args=(programme.pk,),
        )
