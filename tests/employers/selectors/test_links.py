import datetime as dt

import pytest

from core.enums import Role
from core.scope import NOBODY, Scope
from employers.enums import EvaluationOrigin, RequestChannel
from employers.rules.respondents import Respondent
from employers.selectors.links import (
    LinkState,
    contacts_by_email,
    find_link,
    get_request,
    last_asked,
    link_state,
    placements_awaiting,
    requests_of_placement,
    respondent_of_link,
)
from tests.factories.employers import (
    ContactFactory,
    EvaluationFactory,
    PlacementFactory,
    RatingRequestFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_link_is_found_by_its_secret_alone(link, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = find_link(token=link.token)
        assert found is not None
        assert found.placement.student.college.short_name
        assert found.placement.employer.name == "СПК «Заря»"
    assert found == link.request
    assert find_link(token=link.token[:-1]) is None
    assert find_link(token=link.request.token_sha256) is None
    assert find_link(token="") is None


def test_link_is_open_until_it_expires(link):
    request = link.request
    assert link_state(request, now=request.expires_at - DAY) == LinkState.OPEN
    assert link_state(request, now=request.expires_at) == LinkState.EXPIRED


def test_withdrawn_link_stays_withdrawn(link, now):
    link.request.revoked_at = now
    assert link_state(link.request, now=now) == LinkState.REVOKED
    assert link_state(link.request, now=link.request.expires_at + DAY) == LinkState.REVOKED


def test_voice_of_a_link_is_its_mentors(link, placement, mentor):
    assert respondent_of_link(link.request) == Respondent(
        placement.pk, mentor.pk, EvaluationOrigin.LINK, request_id=link.request.pk
    )


def test_requests_of_placement_are_newest_first(placement, link, now):
    older = RatingRequestFactory(placement=placement, created_at=now - DAY, expires_at=now + DAY)
    RatingRequestFactory()
    assert list(requests_of_placement(placement=placement)) == [link.request, older]


def test_request_is_got_within_scope_alone(link, college_teacher_client, other_college):
    stranger = Scope(
        user_id=9, role=Role.COLLEGE_MANAGER, college_ids=frozenset({other_college.pk})
    )
    pk = link.request.pk
    assert get_request(request_id=pk, scope=college_teacher_client.scope) == link.request
    assert get_request(request_id=pk, scope=stranger) is None
    assert get_request(request_id=pk, scope=NOBODY) is None


def test_contacts_are_found_by_whole_address_whatever_its_case(mentor):
    ContactFactory(email="", name="без почты")
    ContactFactory(email="mentor@example.invalid", is_active=False)
    assert contacts_by_email(email=" Mentor@Example.INVALID ") == [mentor]
    assert contacts_by_email(email="mentor@example") == []
    assert contacts_by_email(email="") == []


def test_mentor_awaits_what_was_asked_and_not_rated(placement, link, mentor, employer, now):
    assert placements_awaiting(contact=mentor, now=now) == [placement]
    # Nobody asked about this one, it cannot be asked for by the mentor himself.
    PlacementFactory(employer=employer, mentor=mentor)
    withdrawn = PlacementFactory(employer=employer, mentor=mentor)
    RatingRequestFactory(placement=withdrawn, revoked_at=now)
    rated = PlacementFactory(employer=employer, mentor=mentor)
    RatingRequestFactory(placement=rated)
    EvaluationFactory(placement=rated, submitted_at=now)
    later = PlacementFactory(
        employer=employer,
        mentor=mentor,
        starts_on=now.date() + DAY,
        ends_on=now.date() + 9 * DAY,
    )
    RatingRequestFactory(placement=later)
    assert placements_awaiting(contact=mentor, now=now) == [placement]


def test_mentor_awaits_nothing_that_passed_to_another(placement, link, mentor, employer, now):
    placement.mentor = ContactFactory(employer=employer)
    placement.save()
    assert placements_awaiting(contact=mentor, now=now) == []


def test_last_letter_is_told_by_placement_and_mentor(placement, link, mentor, now):
    RatingRequestFactory(placement=placement, created_at=now - DAY, expires_at=now + DAY)
    RatingRequestFactory(
        placement=placement,
        channel=RequestChannel.QR,
        created_at=now + DAY,
        expires_at=now + 2 * DAY,
    )
    other = RatingRequestFactory(created_at=now - 2 * DAY, expires_at=now + DAY)
    assert last_asked(placement_ids=[placement.pk, other.placement_id]) == {
        (placement.pk, mentor.pk): now,
        (other.placement_id, other.mentor_id): now - 2 * DAY,
    }
    assert last_asked(placement_ids=[]) == {}
