"""Who asks, and the objects within that person's reach."""

from typing import cast

from django.http import Http404, HttpRequest

from core.enums import Role
from core.http import ScopedRequest
from core.scope import Scope
from employers.models import Placement
from employers.selectors.questionnaires import get_placement

COLLEGE_STAFF = (Role.COLLEGE_MANAGER, Role.COLLEGE_TEACHER)


def scope_of(request: HttpRequest) -> Scope:
    return cast("ScopedRequest", request).scope


def actor_of(request: HttpRequest) -> int:
    """Return the id of the person; the guard has let nobody in without one."""
    return cast("int", scope_of(request).user_id)


def placement_or_404(request: HttpRequest, pk: int) -> Placement:
    """Return a placement within the asker's reach; a foreign one does not exist for the asker."""
    placement = get_placement(placement_id=pk, scope=scope_of(request))
    if placement is None:
        raise Http404
    return placement
