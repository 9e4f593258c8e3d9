"""Who asks, on every page of colleges, and who of the college may."""

from typing import cast

from django.http import HttpRequest

from core.enums import Role
from core.http import ScopedRequest
from core.scope import Scope

STAFF = (Role.COLLEGE_MANAGER, Role.COLLEGE_TEACHER)


def scope_of(request: HttpRequest) -> Scope:
    return cast("ScopedRequest", request).scope


def is_manager(request: HttpRequest) -> bool:
    return scope_of(request).role == Role.COLLEGE_MANAGER
