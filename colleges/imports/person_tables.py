"""Kinds of file whose rows each tell of one person, alike in their shapes and templates."""

from abc import ABC
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from colleges.imports.targets import GroupTargets
from colleges.selectors.groups import members_of
from core.import_kinds import Target, Title
from core.tables.specs import TableSpec
from core.tables.templates import Template

_PERSON: Final = {"person": "Семёнов Пётр Ильич", "record_book": "0012", "group": "М-31"}


class PersonTables(GroupTargets, ABC):
    """A kind of file with the columns of `person_shapes` and its own.

    `example` has what the kind's own columns show in the template, `instructions` the lines above
    its guide.
    """

    names_people = True
    shapes: ClassVar[tuple[TableSpec[Any], ...]]
    template_title: ClassVar[Title]
    example: ClassVar[Mapping[str, Any]]
    instructions: ClassVar[Sequence[Title]]

    def template(self, *, target: Target | None) -> Template:
        return Template(
            title=str(self.template_title),
            spec=self.shapes[0],
            headers=self.headers(target),
            rows=self.rows(target),
            example={**_PERSON, **self.example},
            instructions=[str(line) for line in self.instructions],
        )

    def headers(self, target: Target | None) -> Mapping[str, Sequence[str]]:
        """Return the headers of each group of columns that the template has."""
        return {}

    def rows(self, target: Target | None) -> list[dict[str, Any]]:
        """Return the rows of a template for one group: its students; none for a whole college."""
        if target is None or target.subject.group is None:
            return []
        return [
            {
                "person": one.student.full_name,
                "record_book": one.student.record_book,
                "birth_date": one.student.birth_date,
                "group": one.group.name,
            }
            for one in members_of(group=target.subject.group)
        ]
