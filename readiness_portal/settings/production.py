"""What must hold before the portal serves real people: asserts only, changes nothing."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def production_problems(settings: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with `settings` for production, in words; empty when nothing is."""
    checks = [
        (settings["SECRET_KEY_IS_GENERATED"], "SECRET_KEY must be set in the environment"),
        (settings["DEBUG"], "DEBUG must be off"),
        (
            "postgresql" not in settings["DATABASES"]["default"]["ENGINE"],
            "DATABASE_URL must name a PostgreSQL database",
        ),
        (not settings["REDIS_URL"], "REDIS_URL must name the broker"),
        (
            not settings["ALLOWED_HOSTS"] or "*" in settings["ALLOWED_HOSTS"],
            "ALLOWED_HOSTS must list the portal's own names",
        ),
    ]
    return [message for wrong, message in checks if wrong]


def assert_production_is_safe(settings: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured, naming every problem, when PORTAL_ENV is `production`."""
    if settings["PORTAL_ENV"] != "production":
        return
    problems = production_problems(settings)
    if problems:
        raise ImproperlyConfigured("; ".join(problems))
