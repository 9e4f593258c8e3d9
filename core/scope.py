"""What one person, working in one role, may see: built once a request, passed to every selector."""

from dataclasses import dataclass, field

from core.enums import Role

COLLEGE_ROLES = frozenset({Role.COLLEGE_MANAGER, Role.COLLEGE_TEACHER})


@dataclass(frozen=True, slots=True)
class Scope:
    """The reach of a request. The empty scope sees nothing: deny by default.

    `region_wide` is the right to everything of the region's aggregates; it never includes names.
    """

    user_id: int | None = None
    role: Role | None = None
    region_wide: bool = False
    municipality_ids: frozenset[int] = field(default_factory=frozenset)
    college_ids: frozenset[int] = field(default_factory=frozenset)
    employer_ids: frozenset[int] = field(default_factory=frozenset)
    student_id: int | None = None

    @property
    def is_authenticated(self) -> bool:
        return self.user_id is not None

    @property
    def is_college_staff(self) -> bool:
        return self.role in COLLEGE_ROLES

    @property
    def sees_names(self) -> bool:
        """Names of students are for the staff of their own college only."""
        return self.is_college_staff and bool(self.college_ids)


NOBODY = Scope()
# For jobs and commands, which act for the portal itself and answer to no person.
SYSTEM = Scope(region_wide=True, role=Role.ADMINISTRATOR)
