"""The address of the portal, for letters."""

from django.conf import settings
from django.http import HttpRequest


def base_url(request: HttpRequest) -> str:
    """Return «https://host» without a slash: PUBLIC_URL when it is set, else the request's own."""
    configured: str = settings.PUBLIC_URL
    return (configured or request.build_absolute_uri("/")).rstrip("/")
