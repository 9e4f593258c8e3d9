import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.enums import Role
from core.models import AuditEntry
from reports.enums import CommentState
from reports.models import Comment
from reports.services.comments import (
    Decision,
    NotDiscussed,
    Remark,
    TooManyComments,
    moderate_comment,
    write_comment,
)
from tests.factories.accounts import UserFactory
from tests.factories.reports import CommentFactory, ReleaseFactory
from tests.threads import in_threads

pytestmark = pytest.mark.django_db


def remark(**given):
    values = {"text": "Мало данных", "anchor": "", "role": Role.COLLEGE_TEACHER, "place": "Нива"}
    return Remark(**values | given)


@pytest.fixture
def write(now):
    release, user = ReleaseFactory(published=True), UserFactory()

    def write(at=now, author=user, release=release, **given):
        return write_comment(release=release, remark=remark(**given), actor_id=author.pk, now=at)

    return write


def test_comment_waits_until_it_is_read(write, now):
    comment = write()

    assert (comment.state, comment.text) == (CommentState.WAITING, "Мало данных")
    assert (comment.author_role, comment.author_place) == ("college_teacher", "Нива")
    line = AuditEntry.objects.get()
    assert (line.action, line.actor_id) == ("reports.write_comment", comment.author_id)
    assert line.details == {}


def test_what_the_ministry_writes_is_shown_at_once(write):
    assert write(role=Role.REGION_OFFICER, place="").state == CommentState.SHOWN


def test_sixth_comment_of_an_hour_is_refused(write, now):
    for minute in range(5):
        write(at=now + dt.timedelta(minutes=minute))

    with pytest.raises(TooManyComments):
        write(at=now + dt.timedelta(minutes=59))
    with pytest.raises(TooManyComments):
        write(at=now + dt.timedelta(minutes=59), release=ReleaseFactory(published=True))
    write(at=now + dt.timedelta(minutes=59), author=UserFactory())
    write(at=now + dt.timedelta(minutes=60))

    assert Comment.objects.count() == 7


@pytest.mark.django_db(transaction=True)
def test_comments_sent_at_once_about_several_reports_are_counted_together(now):
    author = UserFactory()
    reports = [ReleaseFactory(published=True) for _ in range(8)]

    def write(number):
        try:
            write_comment(release=reports[number], remark=remark(), actor_id=author.pk, now=now)
        except TooManyComments:
            return False
        return True

    assert sorted(in_threads(write, count=8)) == [False] * 3 + [True] * 5
    assert Comment.objects.count() == 5


def test_only_published_reports_and_their_tables_are_discussed(write):
    with pytest.raises(NotDiscussed):
        write(release=ReleaseFactory(draft=True))
    with pytest.raises(NotDiscussed):
        write(anchor="nowhere")
    assert not Comment.objects.exists()


def test_reader_shows_and_answers(now):
    comment, officer = CommentFactory(), UserFactory()

    moderate_comment(
        comment=comment,
        decision=Decision(hidden_because="", answer="Добавим графу"),
        actor_id=officer.pk,
        now=now,
    )

    comment.refresh_from_db()
    assert comment.state == CommentState.SHOWN
    assert (comment.moderated_by_id, comment.moderated_at) == (officer.pk, now)
    assert (comment.answer, comment.answered_by_id, comment.answered_at) == (
        "Добавим графу",
        officer.pk,
        now,
    )
    line = AuditEntry.objects.get()
    assert (line.action, line.details) == ("reports.show_comment", {"is_answered": True})


def test_reader_hides_with_a_reason_and_an_unchanged_answer_keeps_its_day(now):
    before = now - dt.timedelta(days=3)
    comment = CommentFactory(state=CommentState.SHOWN, answer="Спасибо", answered_at=before)

    moderate_comment(
        comment=comment,
        decision=Decision(hidden_because="Назван мастер", answer="Спасибо"),
        actor_id=UserFactory().pk,
        now=now,
    )

    comment.refresh_from_db()
    assert (comment.state, comment.hidden_because) == (CommentState.HIDDEN, "Назван мастер")
    assert comment.answered_at == before
    assert AuditEntry.objects.get().action == "reports.hide_comment"


@pytest.mark.parametrize(
    "wrong", [{"state": "hidden"}, {"state": "shown", "hidden_because": "Назван мастер"}]
)
def test_reason_stands_with_what_is_hidden_only(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        CommentFactory(**wrong)
