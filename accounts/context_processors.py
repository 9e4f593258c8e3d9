"""What the base page needs of every request."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from accounts.appearance import COOKIE, appearance_of_cookie, appearance_questions
from accounts.models import Membership
from accounts.navigation import existing, home_url, links_for, public_home_url
from accounts.selectors import place_of
from core.enums import Role


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the header's links, the person's roles, languages and the chosen look.

    An error may strike before the middleware has run: nothing on the request is taken for granted.
    """
    membership: Membership | None = getattr(request, "membership", None)
    user = getattr(request, "user", None)
    logged_in = user is not None and user.is_authenticated
    look = appearance_of_cookie(request.COOKIES.get(COOKIE, ""))
    return {
        "membership": membership,
        "portal": {
            "logged_in": logged_in,
            "look": look,
            "look_questions": SimpleLazyObject(lambda: appearance_questions(look)),
            "languages": _languages(),
            "links": links_for(membership=membership, logged_in=logged_in, path=request.path),
            "home": home_url(membership) if logged_in else public_home_url(),
            "public_home": existing("reports:public_home"),
            "method": existing("reports:method"),
            "person": _person(user, membership) if logged_in else None,
            "roles": [_role(held, membership) for held in getattr(request, "memberships", [])],
            "here": request.get_full_path(),
            # Where titles are asked of what a browser has not sent, for each kind of page.
            "unsent": _title_urls() if _enters_results(membership) else None,
        },
    }


def _title_urls() -> dict[str, str | None]:
    return {
        "sheet": existing("assessments:sheet_titles"),
        "alignment": existing("colleges:alignment_titles"),
    }


def _enters_results(membership: Membership | None) -> bool:
    return membership is not None and membership.role in (
        Role.COLLEGE_MANAGER,
        Role.COLLEGE_TEACHER,
    )


def _languages() -> list[dict[str, object]]:
    now = translation.get_language()
    return [
        {"code": code, "name": name, "is_current": code == now}
        for code, name in (("ru", "Русский"), ("kk", "Қазақша"), ("en", "English"))
        if code in dict(settings.LANGUAGES)
    ]


def _person(user: Any, membership: Membership | None) -> dict[str, object]:
    return {
        "name": user.display_name or user.email,
        "email": user.email,
        "service_part": existing("admin:index") if user.is_staff else None,
        "role": "" if membership is None else Role(membership.role).label,
        "place": "" if membership is None else place_of(membership),
    }


def _role(held: Membership, current: Membership | None) -> dict[str, object]:
    return {
        "pk": held.pk,
        "role": Role(held.role).label,
        "place": place_of(held),
        "is_current": held == current,
    }
