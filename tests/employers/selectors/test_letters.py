import pytest

from employers.enums import RequestChannel
from employers.selectors.letters import letter_about
from tests.factories.employers import (
    ContactFactory,
    EvaluationFactory,
    PlacementFactory,
    RatingRequestFactory,
)

pytestmark = pytest.mark.django_db


def about(*placements, contact):
    return letter_about(contact_id=contact.pk, placement_ids=[one.pk for one in placements])


def test_letter_is_about_the_mentors_own_unrated_placements(placement, mentor, employer, now):
    rated = PlacementFactory(employer=employer, mentor=mentor)
    EvaluationFactory(placement=rated, submitted_at=now)
    passed_on = PlacementFactory(employer=employer)
    letter = about(placement, rated, passed_on, contact=mentor)
    assert letter is not None
    assert (letter.contact, letter.placements) == (mentor, [placement])
    assert not letter.is_reminder


def test_second_letter_about_everything_is_a_reminder(placement, mentor, employer):
    RatingRequestFactory(placement=placement)
    assert about(placement, contact=mentor).is_reminder
    new = PlacementFactory(employer=employer, mentor=mentor)
    assert not about(placement, new, contact=mentor).is_reminder


def test_link_on_paper_was_no_letter(placement, mentor):
    RatingRequestFactory(placement=placement, channel=RequestChannel.QR)
    assert not about(placement, contact=mentor).is_reminder


def test_no_letter_where_nothing_is_left_to_ask(placement, mentor, now):
    EvaluationFactory(placement=placement, submitted_at=now)
    assert about(placement, contact=mentor) is None


@pytest.mark.parametrize("values", [{"email": ""}, {"is_active": False}])
def test_no_letter_to_a_mentor_who_cannot_get_it(values, employer):
    contact = ContactFactory(employer=employer, **values)
    assert about(PlacementFactory(employer=employer, mentor=contact), contact=contact) is None
