"""The people of the tests, as browsers that are logged in."""

from typing import Any

from django.test import Client

from accounts.models import Membership
from accounts.selectors import resolve_scope
from core.scope import Scope


class RoleClient(Client):
    """A test client of the person who holds `membership`; `scope` is what that person may see."""

    def __init__(self, membership: Membership, **options: Any) -> None:
        super().__init__(**options)
        self.membership = membership
        self.user = membership.user
        self.scope: Scope = resolve_scope(user=membership.user, membership=membership)
        self.force_login(membership.user)
