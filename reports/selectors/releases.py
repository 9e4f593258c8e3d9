"""Releases as each kind of reader may see them."""

from django.db.models import QuerySet

from core.scope import Scope
from reports.enums import FileFormat, ReleaseState
from reports.models import Release, ReleaseFile


def releases_of(*, scope: Scope, with_content: bool = False) -> QuerySet[Release]:
    """Return the visible releases, newest first; their content is large and left out of lists."""
    releases = Release.objects.visible_to(scope) if with_content else _without_content(scope)
    return releases.select_related("methodology", "job").order_by("-created_at", "-pk")


def _without_content(scope: Scope) -> QuerySet[Release]:
    return Release.objects.visible_to(scope).defer("content")


def published_releases() -> QuerySet[Release]:
    """Return what everybody may read, newest first."""
    return (
        Release.objects.filter(state=ReleaseState.PUBLISHED)
        .select_related("methodology")
        .order_by("-published_at", "-pk")
    )


def file_of(*, release: Release, file_format: FileFormat) -> ReleaseFile | None:
    """Return the release's stored file of a format; None while it is not made."""
    return ReleaseFile.objects.filter(release=release, file_format=file_format).first()
