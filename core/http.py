"""Guards of views: which methods read, which write, and who may come in; answers with files."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import content_disposition_header

from core.enums import Role
from core.scope import Scope
from core.text import key_in

View = Callable[..., HttpResponse]
READ = ("GET", "HEAD")
_MOST_KEYS = 100


class ScopedRequest(HttpRequest):
    """A request that has passed ScopeMiddleware."""

    scope: Scope
    # Rows of accounts.Membership, which this package must not know.
    membership: Any
    memberships: list[Any]


def guarded(
    *, roles: Iterable[Role] = (), read: bool = True, write: bool = False
) -> Callable[[View], View]:
    """Let in only `roles` (empty: any logged-in person) and only the methods named.

    `read` allows GET and HEAD, in which the database cannot be written; `write` allows POST. A
    missing right is 403. Whether a foreign object exists stays hidden: selectors answer 404.
    """
    allowed_roles = frozenset(roles)
    methods = (*(READ if read else ()), *(("POST",) if write else ()))

    def decorate(view: View) -> View:
        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            scope = cast("ScopedRequest", request).scope
            if allowed_roles and scope.role not in allowed_roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guard.reads = read  # type: ignore[attr-defined]  # asked by is_readable
        return guard

    return decorate


def asked_keys(request: HttpRequest, name: str) -> list[int]:
    """Return the keys of `?name=…&name=…`, a hundred at most; what can be no key is left out."""
    keys = (key_in(text) for text in request.GET.getlist(name)[:_MOST_KEYS])
    return [key for key in keys if key is not None]


def is_readable(path: str) -> bool:
    """Tell whether an address of the portal is a page that can be opened, not only sent to."""
    try:
        view = resolve(path.partition("?")[0]).func
    except Resolver404:
        return False
    return bool(getattr(view, "reads", True))


def public(*, write: bool = False) -> Callable[[View], View]:
    """Open a view to people without an account."""
    methods = (*READ, *(("POST",) if write else ()))

    def decorate(view: View) -> View:
        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, *args, **kwargs)

        return cast("View", login_not_required(guard))

    return decorate


def file_answer(name: str, content: bytes, media_type: str) -> HttpResponse:
    """Answer with a file for whoever has logged in: no browser and no proxy keeps it."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": disposition or "attachment",
            "Cache-Control": "no-store, private",
        },
    )


def worker_answer(request: HttpRequest, *, shell: str = "") -> HttpResponse:
    """Answer with the script that shows kept pages of its own folder without a network.

    It holds nothing of any person. `shell` is the page shown for one that is not kept; "": none.
    """
    media_type = "text/javascript; charset=utf-8"
    response = render(request, "worker.js", {"shell": shell}, content_type=media_type)
    response["Cache-Control"] = "no-cache"
    return response
