import datetime as dt
import hashlib

from employers.rules.links import correction_ends, expiry_of_link, new_token, token_digest

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def test_token_is_long_and_never_the_same():
    tokens = {new_token() for _attempt in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {43}


def test_digest_is_sha256_of_the_token():
    assert token_digest("секрет") == hashlib.sha256("секрет".encode()).hexdigest()


def test_link_works_so_many_days_after_the_end_of_practice(settings):
    settings.RATING_LINK_DAYS = 60
    # The practice ends on 30 November at midnight in Moscow, which is 21:00 in London.
    expected = dt.datetime(2027, 1, 29, 20, 59, 59, 999999, tzinfo=dt.UTC)
    assert expiry_of_link(now=NOW, ends_on=dt.date(2026, 11, 30)) == expected


def test_link_made_after_the_practice_works_so_many_days_from_now(settings):
    settings.RATING_LINK_DAYS = 60
    assert expiry_of_link(now=NOW, ends_on=dt.date(2026, 5, 30)) == NOW + dt.timedelta(days=60)


def test_correction_ends_after_the_days_of_the_settings(settings):
    settings.RATING_CORRECTION_DAYS = 14
    assert correction_ends(NOW) == dt.datetime(2026, 12, 4, 9, 0, tzinfo=dt.UTC)
