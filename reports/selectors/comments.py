"""The discussion of a published report, as each side may see it."""

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from core.scope import Scope
from reports.enums import CommentState
from reports.models import Comment, Release


def shown_comments(*, release: Release) -> QuerySet[Comment]:
    """Return what everybody reads, oldest first: an answer stands below what it answers."""
    return Comment.objects.filter(release=release, state=CommentState.SHOWN).order_by(
        "created_at", "pk"
    )


def count_comments(*, release: Release) -> tuple[int, int]:
    """Return how many comments are shown, and how many are hidden."""
    rows = Comment.objects.filter(release=release).order_by().values_list("state")
    counts = dict(rows.annotate(count=Count("pk")))
    return counts.get(CommentState.SHOWN, 0), counts.get(CommentState.HIDDEN, 0)


def own_unshown_comments(*, release: Release, scope: Scope) -> QuerySet[Comment]:
    """Return what the person wrote and others do not see, newest first."""
    return (
        Comment.objects.filter(release=release, author_id=scope.user_id)
        .exclude(state=CommentState.SHOWN)
        .order_by("-created_at", "-pk")
    )


def comments_to_moderate(*, scope: Scope, state: str = "") -> QuerySet[Comment]:
    """Return comments of all reports: those that nobody has read yet, then the newest."""
    comments = Comment.objects.visible_to(scope).select_related("release")
    comments = comments.defer("release__content", "release__counts", "release__audit")
    if state:
        comments = comments.filter(state=state)
    is_read = Case(
        When(state=CommentState.WAITING, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return comments.annotate(is_read=is_read).order_by("is_read", "-created_at", "-pk")
