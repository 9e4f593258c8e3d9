"""Two records of one person: what was withdrawn in one is withdrawn."""

import datetime as dt

import pytest
from django.utils import timezone

from colleges.enums import ConsentPurpose
from colleges.selectors.consents import consenting
from colleges.services.consent_merging import join_consents, part_consents
from colleges.services.consents import WITHDRAWAL_JOB
from core.models import Job
from tests.factories.colleges import ConsentFactory, StudentFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
MAY = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)
QUESTIONNAIRE = ConsentPurpose.QUESTIONNAIRE


@pytest.fixture
def pair(college):
    fields = {"college": college, "birth_date": dt.date(2006, 1, 1)}
    return StudentFactory(**fields), StudentFactory(**fields)


def signed(student, given_at, withdrawn_at=None):
    return ConsentFactory(
        student=student, purpose=QUESTIONNAIRE, given_at=given_at, withdrawn_at=withdrawn_at
    )


def agrees(student):
    today = timezone.localdate(NOW)
    return student.pk in consenting([student], purpose=QUESTIONNAIRE, today=today)


@pytest.mark.parametrize("withdrew", [0, 1])
@pytest.mark.parametrize("days", [30, 0])
def test_withdrawal_in_either_record_ends_what_was_signed_before_it(pair, withdrew, days):
    kept, dropped = pair
    withdrawn = signed(pair[withdrew], MAY, withdrawn_at=MAY + dt.timedelta(days=days))
    other = signed(pair[1 - withdrew], MAY)

    done = join_consents(kept=kept, dropped=dropped, now=NOW)

    other.refresh_from_db()
    assert other.withdrawn_at == withdrawn.withdrawn_at
    assert (done["closed_consents"], agrees(kept)) == ([other.pk], False)
    (job,) = Job.objects.filter(kind=WITHDRAWAL_JOB)
    assert job.parameters == {"student_id": kept.pk}

    part_consents(moved=done["consents"], closed=done["closed_consents"], dropped=dropped)
    assert agrees(pair[1 - withdrew])
    assert not agrees(pair[withdrew])


def test_consent_signed_after_the_withdrawal_stays(pair):
    kept, dropped = pair
    signed(kept, MAY, withdrawn_at=MAY + dt.timedelta(days=1))
    signed(dropped, MAY + dt.timedelta(days=2))

    done = join_consents(kept=kept, dropped=dropped, now=NOW)

    assert (done["closed_consents"], agrees(kept)) == ([], True)
    assert not Job.objects.filter(kind=WITHDRAWAL_JOB).exists()


def test_paper_that_ends_gives_way_to_the_one_given_again(pair):
    """The kept record's old paper is ended, so that the dropped one's new paper takes its place."""
    kept, dropped = pair
    old = signed(kept, MAY)
    signed(dropped, MAY, withdrawn_at=MAY + dt.timedelta(days=1))
    anew = signed(dropped, MAY + dt.timedelta(days=9))

    done = join_consents(kept=kept, dropped=dropped, now=NOW)

    anew.refresh_from_db()
    assert (anew.student, done["closed_consents"], agrees(kept)) == (kept, [old.pk], True)


def test_consent_given_again_since_is_left_when_the_merge_is_undone(pair):
    kept, dropped = pair
    signed(dropped, MAY, withdrawn_at=MAY + dt.timedelta(days=1))
    closed = signed(kept, MAY)
    done = join_consents(kept=kept, dropped=dropped, now=NOW)
    signed(kept, NOW)

    part_consents(moved=done["consents"], closed=done["closed_consents"], dropped=dropped)

    closed.refresh_from_db()
    assert (closed.withdrawn_at is not None, agrees(kept)) == (True, True)


def test_consent_taken_back_since_stays_so_when_the_merge_is_undone(pair):
    signed(pair[1], MAY, withdrawn_at=MAY + dt.timedelta(days=1))
    closed = signed(pair[0], MAY)
    done = join_consents(kept=pair[0], dropped=pair[1], now=NOW)
    signed(pair[0], NOW, withdrawn_at=NOW + dt.timedelta(days=1))

    part_consents(moved=done["consents"], closed=done["closed_consents"], dropped=pair[1])

    closed.refresh_from_db()
    assert closed.withdrawn_at == MAY + dt.timedelta(days=1)
    assert not agrees(pair[0])
