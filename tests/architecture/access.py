"""How the table of routes is written: see routes.py.

`tests/architecture/test_routes.py` proves that this table equals the URL map, and asks each route
as each role. Statuses are those of a GET (or of an empty POST for `method="POST"`) for an object of
the person's own reach; `foreign` is the status for an object of somebody else's, None where the
route names no object.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ANONYMOUS = "anonymous"
ROLES = (
    "region_officer",
    "municipal_viewer",
    "college_manager",
    "college_teacher",
    "employer_manager",
    "association_expert",
    "student",
    "administrator",
)


@dataclass(frozen=True)
class Access:
    """Expected statuses of one route.

    `allowed` maps roles to statuses; roles not named get `denied`. `kwargs` names, for each URL
    argument, a key of the cast in tests/architecture/cast.py ("own_group", ...);
    `foreign_kwargs` the same for an object outside the college role's reach.
    """

    allowed: Mapping[str, int] = field(default_factory=dict)
    anonymous: int = 302
    denied: int = 403
    method: str = "GET"
    kwargs: Mapping[str, str] = field(default_factory=dict)
    foreign_kwargs: Mapping[str, str] = field(default_factory=dict)
    foreign: int | None = None


def everyone(status: int = 200) -> dict[str, int]:
    return dict.fromkeys(ROLES, status)


def only(*roles: str, status: int = 200) -> dict[str, int]:
    return dict.fromkeys(roles, status)
