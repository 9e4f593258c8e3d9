"""Releases as each kind of reader may see them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from core.scope import Scope
from reports.enums import FileFormat, ReleaseState
from reports.models import Release, ReleaseFile
from reports.rules.counts import IssuedRelease, counts_from_json, issued_release


def releases_of(*, scope: Scope, with_content: bool = False) -> QuerySet[Release]:
    """Return the visible releases, newest first; their content is large and left out of lists."""
    left_out = ("counts",) if with_content else ("counts", "content")
    releases = Release.objects.visible_to(scope).defer(*left_out)
    return releases.select_related("methodology", "job", "audit_job").order_by("-created_at", "-pk")


def published_releases() -> QuerySet[Release]:
    """Return what everybody may read, newest first."""
    return (
        Release.objects.filter(state=ReleaseState.PUBLISHED)
        .defer("counts")
        .select_related("methodology")
        .order_by("-published_at", "-pk")
    )


def file_of(*, release: Release, file_format: FileFormat) -> ReleaseFile | None:
    """Return the release's stored file of a format; None while it is not made."""
    return ReleaseFile.objects.filter(release=release, file_format=file_format).first()


@dataclass(frozen=True, slots=True)
class IssuedBeside:
    """A release of the same year that has been public, and what it has made known."""

    release_id: int
    knowledge: IssuedRelease


def issued_beside(release: Release) -> list[IssuedBeside]:
    """Return the other releases of its year that have ever been public, withdrawn ones too.

    Those built before counts were kept cannot be compared and are left out.
    """
    others = (
        Release.objects.filter(graduation_year=release.graduation_year, published_at__isnull=False)
        .exclude(pk=release.pk)
        .exclude(counts={})
        .order_by("pk")
    )
    return [
        IssuedBeside(other.pk, issued_release(counts_from_json(other.counts), other.content))
        for other in others
    ]
