import pytest

from core.enums import Role
from core.scope import NOBODY, Scope
from reports.enums import CommentState
from reports.selectors.comments import comments_to_moderate
from tests.factories.accounts import UserFactory
from tests.factories.reports import CommentFactory

pytestmark = pytest.mark.django_db


def test_comment_is_for_its_author_and_those_who_read_first_until_it_is_shown():
    author = UserFactory()
    shown = CommentFactory(state=CommentState.SHOWN)
    waiting = CommentFactory(author=author)

    def seen(scope):
        return list(comments_to_moderate(scope=scope))

    assert seen(Scope(role=Role.REGION_OFFICER, region_wide=True)) == [waiting, shown]
    assert seen(Scope(role=Role.ADMINISTRATOR, region_wide=True)) == [waiting, shown]
    assert seen(Scope(role=Role.STUDENT, user_id=author.pk)) == [waiting, shown]
    assert seen(Scope(role=Role.ASSOCIATION_EXPERT, region_wide=True)) == [shown]
    assert seen(NOBODY) == [shown]
