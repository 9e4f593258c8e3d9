"""The public discussion of a report, and its moderation by the ministry."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.enums import Role
from core.http import ScopedRequest, guarded, public
from reports.comment_forms import CommentFilterForm, CommentForm, ModerationForm
from reports.enums import READ_FIRST, CommentState
from reports.models import Comment, Release
from reports.rules.content import tables_of
from reports.selectors.comments import (
    comments_to_moderate,
    count_comments,
    own_unshown_comments,
    shown_comments,
)
from reports.selectors.releases import published_releases
from reports.services.comments import (
    COMMENTS_AN_HOUR,
    Decision,
    NotDiscussed,
    Remark,
    TooManyComments,
    moderate_comment,
    write_comment,
)

MODERATORS = (Role.REGION_OFFICER,)
COMMENTS_ON_PAGE = 20
_PILLS = {CommentState.WAITING: "warn", CommentState.SHOWN: "good", CommentState.HIDDEN: "bad"}


def _scoped(request: HttpRequest) -> ScopedRequest:
    return cast("ScopedRequest", request)


def _tables(release: Release) -> dict[str, str]:
    return {named.anchor: named.table.title for named in tables_of(release.content)}


def _row(comment: Comment, tables: dict[str, str]) -> dict[str, Any]:
    role = str(Role(comment.author_role).label)
    return {
        "pk": comment.pk,
        "signature": f"{role}, {comment.author_place}" if comment.author_place else role,
        "about": tables.get(comment.anchor, ""),
        "text": comment.text,
        "created_at": comment.created_at,
        "state": CommentState(comment.state).label,
        "pill": _PILLS[CommentState(comment.state)],
        "is_waiting": comment.state == CommentState.WAITING,
        "hidden_because": comment.hidden_because,
        "answer": comment.answer,
        "answered_at": comment.answered_at,
    }


def _release(slug: str) -> Release:
    release: Release = get_object_or_404(published_releases(), slug=slug)
    return release


@public()
def discussion(request: HttpRequest, slug: str) -> HttpResponse:
    """What people say of a published report, and a form for those who have a role."""
    release = _release(slug)
    form = CommentForm(
        tables=_tables(release).items(), initial={"anchor": request.GET.get("about", "")}
    )
    return _discussion(request, release, form)


@guarded(roles=tuple(Role), write=True)
def comment_create(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method != "POST":
        # Under the address of a refused form stand links to other pages, and a log-in leads to it.
        return redirect("reports:discussion", slug)
    release = _release(slug)
    form = CommentForm(request.POST, tables=_tables(release).items())
    if form.is_valid() and _written(request, release, form):
        return redirect("reports:discussion", slug)
    return _discussion(request, release, form)


def _written(request: HttpRequest, release: Release, form: CommentForm) -> bool:
    scoped = _scoped(request)
    role = cast("Role", scoped.scope.role)
    remark = Remark(
        text=form.cleaned_data["text"],
        anchor=form.cleaned_data["anchor"],
        role=role,
        place=_place(scoped.membership),
    )
    try:
        comment = write_comment(
            release=release,
            remark=remark,
            actor_id=cast("int", scoped.scope.user_id),
            now=timezone.now(),
        )
    except TooManyComments:
        text = _("За час можно написать не больше %(count)s отзывов. Вернитесь позже.")
        form.add_error(None, text % {"count": COMMENTS_AN_HOUR})
        return False
    except NotDiscussed:
        form.add_error(None, _("Отчёт отозван или изменился: откройте его заново."))
        return False
    if comment.state == CommentState.SHOWN:
        messages.success(request, _("Отзыв опубликован."))
    else:
        messages.success(
            request, _("Спасибо. Отзыв появится здесь, когда его прочтёт министерство.")
        )
    return True


def _place(membership: Any) -> str:
    """Return the public body that the person speaks for; enterprises and people stay unnamed."""
    if membership.college is not None:
        return str(membership.college.short_name)
    return str(membership.municipality.name) if membership.municipality is not None else ""


def _discussion(request: HttpRequest, release: Release, form: CommentForm) -> HttpResponse:
    scope = _scoped(request).scope
    tables = _tables(release)
    shown, hidden = count_comments(release=release)
    page = Paginator(shown_comments(release=release), COMMENTS_ON_PAGE).get_page(
        request.GET.get("page")
    )
    own = own_unshown_comments(release=release, scope=scope) if scope.is_authenticated else ()
    url = reverse("reports:release_public", args=[release.slug])
    context = {
        "title": release.title,
        "slug": release.slug,
        "release_url": url,
        "trail": [(release.title, url), (_("Обсуждение"), "")],
        "form": form,
        "can_write": scope.role is not None,
        "is_guest": not scope.is_authenticated,
        "page": page,
        "rows": [_row(comment, tables) for comment in page],
        "own": [_row(comment, tables) for comment in own],
        "shown": shown,
        "hidden": hidden,
        "can_moderate": scope.role in MODERATORS,
    }
    return render(request, "reports/discussion.html", context)


@guarded(roles=READ_FIRST)
def comment_list(request: HttpRequest) -> HttpResponse:
    """Comments of all reports; those that nobody has read come first."""
    form = CommentFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    comments = comments_to_moderate(scope=_scoped(request).scope, state=state)
    page = Paginator(comments, COMMENTS_ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [_row(comment, {}) | {"release": comment.release.title} for comment in page],
        "is_filtered": bool(state),
        "can_moderate": _scoped(request).scope.role in MODERATORS,
    }
    return render(request, "reports/comment_list.html", context)


@guarded(roles=MODERATORS, write=True)
def comment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment with the decision on it."""
    scope = _scoped(request).scope
    comment = comments_to_moderate(scope=scope).filter(pk=pk).first()
    if comment is None:
        raise Http404
    form = ModerationForm(
        request.POST or None,
        initial={
            "decision": "" if comment.state == CommentState.WAITING else comment.state,
            "hidden_because": comment.hidden_because,
            "answer": comment.answer,
        },
    )
    if request.method == "POST" and form.is_valid():
        decision = Decision(
            hidden_because=form.cleaned_data["hidden_because"], answer=form.cleaned_data["answer"]
        )
        moderate_comment(
            comment=comment,
            decision=decision,
            actor_id=cast("int", scope.user_id),
            now=timezone.now(),
        )
        messages.success(request, _("Решение записано."))
        return redirect("reports:comment_list")
    context = {
        "comment": _row(comment, _tables(comment.release)),
        "release": comment.release.title,
        "discussion_url": reverse("reports:discussion", args=[comment.release.slug]),
        "form": form,
        "trail": [
            (_("Отзывы"), reverse("reports:comment_list")),
            (_("Отзыв № %(number)s") % {"number": comment.pk}, ""),
        ],
    }
    return render(request, "reports/comment_detail.html", context)
