import pytest

from tests.architecture import (  # noqa: F401 -- they register their objects
    cast_alignment,
    cast_consents,
    cast_documents,
    cast_graduates,
    cast_instruments,
    cast_transfers,
)
from tests.architecture.access import ROLES
from tests.architecture.cast import Cast


@pytest.fixture
def cast(request: pytest.FixtureRequest, college, now) -> Cast:
    """One person of each role, and lazily the objects around them."""
    names = {role: f"{role}_client" for role in ROLES} | {"student": "student_client"}
    clients = {role: request.getfixturevalue(name) for role, name in names.items()}
    return Cast(clients, college, now)
