"""The discussion of a published report: written by people with a role, read before it is shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.models import User
from core.audit import record_action
from core.enums import Role
from reports.enums import CommentState, ReleaseState
from reports.models import Comment, Release
from reports.rules.content import tables_of

# Nobody needs more for a discussion; whoever sends more is a machine or is angry.
COMMENTS_AN_HOUR: Final = 5


class NotDiscussed(LookupError):
    """The release is not published, or has no such table."""


class TooManyComments(RuntimeError):
    """The person has written as much as one may in an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is said about which table (empty: the whole report), and how it is signed."""

    text: str
    anchor: str
    role: Role
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a reader of the ministry decides: `hidden_because` empty shows the comment."""

    hidden_because: str
    answer: str


def write_comment(*, release: Release, remark: Remark, actor_id: int, now: datetime) -> Comment:
    """Keep a comment until it is read; raise NotDiscussed, TooManyComments.

    What the ministry itself writes is shown at once.
    """
    with transaction.atomic():
        # Locked, so that of many comments that one sends at once, about whichever reports, each
        # sees those before it.
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor_id)
        current = Release.objects.get(pk=release.pk)
        anchors = {"", *(named.anchor for named in tables_of(current.content))}
        if current.state != ReleaseState.PUBLISHED or remark.anchor not in anchors:
            raise NotDiscussed
        written = Comment.objects.filter(
            author_id=actor_id, created_at__gt=now - timedelta(hours=1)
        )
        if written.count() >= COMMENTS_AN_HOUR:
            raise TooManyComments
        is_shown = remark.role == Role.REGION_OFFICER
        comment = Comment.objects.create(
            release=current,
            anchor=remark.anchor,
            author_id=actor_id,
            author_role=remark.role,
            author_place=remark.place,
            text=remark.text,
            state=CommentState.SHOWN if is_shown else CommentState.WAITING,
            created_at=now,
        )
        record_action(action="reports.write_comment", actor_id=actor_id, now=now, target=comment)
    return comment


def moderate_comment(
    *, comment: Comment, decision: Decision, actor_id: int, now: datetime
) -> Comment:
    """Show a comment, or hide it with the reason that its author reads; answer it."""
    with transaction.atomic():
        locked = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        hides = bool(decision.hidden_because)
        locked.state = CommentState.HIDDEN if hides else CommentState.SHOWN
        locked.hidden_because = decision.hidden_because
        locked.moderated_by_id, locked.moderated_at = actor_id, now
        if decision.answer != locked.answer:
            locked.answer = decision.answer
            locked.answered_by_id = actor_id if decision.answer else None
            locked.answered_at = now if decision.answer else None
        locked.save(
            update_fields=[
                "state",
                "hidden_because",
                "moderated_by",
                "moderated_at",
                "answer",
                "answered_by",
                "answered_at",
            ]
        )
        record_action(
            action="reports.hide_comment" if hides else "reports.show_comment",
            actor_id=actor_id,
            now=now,
            target=locked,
            details={"is_answered": bool(locked.answer)},
        )
    return locked
