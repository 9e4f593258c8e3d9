import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEntry
from reports.enums import PracticeCardState
from reports.models import PracticeCard
from reports.services.practices import (
    CardChanged,
    CardClosed,
    CardDetails,
    change_card,
    decide_card,
    propose_card,
)
from tests.factories.accounts import UserFactory
from tests.factories.colleges import CollegeFactory
from tests.factories.employers import EmployerFactory
from tests.factories.reports import PracticeCardFactory

pytestmark = pytest.mark.django_db

DETAILS = CardDetails(title="Сеялки", problem="Плакаты", action="Две недели", outcome="Сами")


@pytest.fixture
def actor():
    return UserFactory().pk


def decide(*, card, **given):
    return decide_card(card=card, read=card.fingerprint, **given)


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_card_goes_back_and_forth_until_it_is_published(actor, now):
    college = CollegeFactory()
    card = propose_card(
        details=DETAILS, college_id=college.pk, employer_id=None, actor_id=actor, now=now
    )
    assert (card.state, card.college, card.title) == ("proposed", college, "Сеялки")

    card = decide(card=card, returned_because="Чем измерили?", actor_id=actor, now=now)
    assert (card.state, card.published_at) == (PracticeCardState.RETURNED, None)
    mended = CardDetails(title="Сеялки", problem="Плакаты", action="Две недели", outcome="80 %")
    card = change_card(card=card, details=mended, actor_id=actor, now=now)
    assert (card.state, card.returned_because, card.outcome) == ("proposed", "", "80 %")
    card = decide(card=card, returned_because="", actor_id=actor, now=now)

    assert (card.state, card.published_at) == (PracticeCardState.PUBLISHED, now)
    assert actions() == [
        "reports.propose_card",
        "reports.return_card",
        "reports.change_card",
        "reports.publish_card",
    ]


def test_published_card_is_not_changed_by_its_author_and_can_be_taken_back(actor, now):
    card = PracticeCardFactory(state="published", published_at=now)

    with pytest.raises(CardClosed):
        change_card(card=card, details=DETAILS, actor_id=actor, now=now)
    card = decide(card=card, returned_because="Ошибка", actor_id=actor, now=now)

    assert (card.state, card.published_at) == (PracticeCardState.RETURNED, None)
    assert actions() == ["reports.return_card"]


def test_what_was_changed_after_it_was_read_is_not_published(actor, now):
    card = propose_card(
        details=DETAILS,
        college_id=CollegeFactory().pk,
        employer_id=None,
        actor_id=actor,
        now=now,
    )
    read = card.fingerprint
    other = CardDetails(title="Сеялки", problem="Плакаты", action="Две недели", outcome="Иначе")
    change_card(card=card, details=other, actor_id=actor, now=now)

    with pytest.raises(CardChanged):
        decide_card(card=card, read=read, returned_because="", actor_id=actor, now=now)

    card.refresh_from_db()
    assert (card.state, card.outcome) == (PracticeCardState.PROPOSED, "Иначе")
    assert actions() == ["reports.propose_card", "reports.change_card"]


@pytest.mark.parametrize("owners", [(False, False), (True, True)])
def test_card_has_one_owner(owners):
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeCardFactory(
            college=CollegeFactory() if owners[0] else None,
            employer=EmployerFactory() if owners[1] else None,
        )
    assert not PracticeCard.objects.exists()
