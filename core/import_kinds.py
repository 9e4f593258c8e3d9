"""What each kind of file to import says of itself; `core.import_flow` does the rest alike for all.

A kind stands in an app's `imports` package and calls that app's services. The pages and jobs know
kinds by this class only.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.import_batches import DryRun
from core.scope import COLLEGE_ROLES, Scope
from core.tables.records import Reading
from core.tables.specs import TableSpec
from core.tables.templates import Template, write_template
from core.tables.writing import XLSX_TYPE
from core.text import compact_key

Title = str | Promise


class TargetClosed(RuntimeError):
    """Nothing can be written where the file is to go; the text says why, in Russian."""


class PlanOutdated(RuntimeError):
    """What the plan was made for has changed meanwhile; nothing of it was written."""


class Plan(Protocol):
    """What applying a file would do."""

    def dry_run(self) -> DryRun: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a file goes: `subject` is what the kind's services need (a group, a sheet, a college).

    `route` and `route_args` name the page on which the result is seen; what lies after `today` has
    not happened.
    """

    college_id: int
    subject: Any
    title: str
    route: str
    route_args: tuple[Any, ...] = ()
    today: date = field(default_factory=timezone.localdate)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChoice:
    """The question which target it is: the name of the parameter and its possible answers."""

    name: str
    label: Title
    empty_label: Title
    options: Sequence[tuple[int, str]]
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """How many rows or cells were written, and what takes them back: plain JSON for `undo`."""

    count: int
    undo: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFile:
    """What people fill in or take as a pattern; `people` of its rows are filled in with names."""

    content: bytes
    media_type: str
    extension: str
    people: int = 0


class ImportKind(ABC):
    """A kind of file. `key` is stored with batches, `slug` stands in addresses.

    Every kind is a TableKind or a DocumentKind; `formats` is said beside the field of the file.
    `roles` are those of a college's staff that may load it.
    """

    key: ClassVar[str]
    slug: ClassVar[str]
    title: ClassVar[Title]
    lead: ClassVar[Title]
    button: ClassVar[Title]
    # Whether a template makes sense before the target is chosen.
    has_plain_template: ClassVar[bool] = True
    # Whether the template of a target has its people in it.
    names_people: ClassVar[bool] = False
    roles: ClassVar[frozenset[Role]] = COLLEGE_ROLES
    formats: ClassVar[Title]
    template_lead: ClassVar[Title]
    # What a second template is called where there is one, see `other_template`.
    other_title: ClassVar[Title] = ""

    @abstractmethod
    def choice(self, *, scope: Scope) -> TargetChoice | None:
        """Return the question for the upload page; None when the college itself is the target."""

    @abstractmethod
    def target(self, *, scope: Scope, parameters: Mapping[str, Any]) -> Target | None:
        """Return the target within `scope` that the parameters name; None for any other."""

    @abstractmethod
    def plan(self, *, reading: Any, target: Target) -> Plan:
        """Compare what was read with what is stored; writes nothing."""

    @abstractmethod
    def apply(self, *, plan: Any, target: Target, actor_id: int | None, now: datetime) -> Applied:
        """Write the whole plan; raise TargetClosed or PlanOutdated."""

    @abstractmethod
    def template_file(self, *, target: Target | None) -> TemplateFile | None:
        """Return the file to begin with; None where the target has to be named first."""

    @abstractmethod
    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        """Return the counts of a dry run as (words, number)."""

    @abstractmethod
    def undo(
        self, *, undo: Mapping[str, Any], target: Target, actor_id: int | None, now: datetime
    ) -> int:
        """Take back what `apply` wrote, all or nothing; return how much that was.

        Raise TargetClosed, with the reason, when later work stands on it.
        """

    def other_template(self, *, target: Target | None) -> TemplateFile | None:
        """Return the file of another shape that the kind reads too; None as in `template_file`."""
        return None

    def prepare(self, *, target: Target) -> Target:
        """Lock the target for a transaction that will apply; raise TargetClosed."""
        return target


class TableKind(ImportKind, ABC):
    """A table: its columns can be named by hand, its cells mended, its rows given back marked."""

    formats: ClassVar[Title] = _(
        "XLSX, XLS, ODS, CSV до 20 МБ. Заголовок ищется в первых двадцати строках."
    )
    template_lead: ClassVar[Title] = _(
        "В шаблоне уже есть нужные столбцы, списки для выбора и лист с пояснениями."
    )

    # What such a table is told by before its target is known, the usual shape first.
    shapes: ClassVar[Sequence[TableSpec[Any]]] = ()

    def specs(self, *, target: Target) -> Sequence[TableSpec[Any]]:
        """Return the shapes in which the target's table may come, the usual one first."""
        return self.shapes

    @abstractmethod
    def plan(self, *, reading: Reading[Any], target: Target) -> Plan: ...

    def is_in(self, titles: Collection[str], *, beside: "TableKind", target: Target) -> bool:
        """Say whether a table that another kind reads holds this kind's rows too.

        `titles` are the columns that the other kind left over: among them must be every column
        that only this kind demands.
        """
        known = {column.key for spec in beside.specs(target=target) for column in spec.columns}
        keys = {compact_key(title) for title in titles}
        for spec in self.specs(target=target):
            columns = [one for one in spec.columns if one.required and one.key not in known]
            groups = [one for one in spec.groups if one.required]
            if (columns or groups) and (
                all(any(compact_key(name) in keys for name in one.names) for one in columns)
                and all(any(one.header(title) is not None for title in titles) for one in groups)
            ):
                return True
        return False

    @abstractmethod
    def template(self, *, target: Target | None) -> Template:
        """Return the table to be filled in, with rows of the target where they are known."""

    def template_file(self, *, target: Target | None) -> TemplateFile:
        """Return the template as a workbook."""
        return workbook_of(self.template(target=target))


def workbook_of(template: Template) -> TemplateFile:
    """Return a template as a workbook."""
    return TemplateFile(
        content=write_template(template),
        media_type=XLSX_TYPE,
        extension="xlsx",
        people=template.people,
    )


class DocumentKind(ImportKind, ABC):
    """A file that is no table, such as a package of JSON: it is mended where it was made."""

    @abstractmethod
    def read(self, *, content: bytes, name: str) -> Any:
        """Return what `plan` takes; raise UnreadableFileError in Russian for a foreign file."""
