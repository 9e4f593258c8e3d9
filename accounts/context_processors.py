"""What the base page needs of every request."""

from typing import Any

from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the person's current role for the header."""
    return {"membership": getattr(request, "membership", None)}
