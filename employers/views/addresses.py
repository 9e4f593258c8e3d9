"""Where the portal is reached from outside."""

from django.conf import settings
from django.http import HttpRequest


def portal_address(request: HttpRequest) -> str:
    """Return the portal's own address for letters and codes: configured or in use."""
    return str(settings.PUBLIC_URL) or request.build_absolute_uri("/")
