"""Consents of the own and of a foreign college."""

import datetime as dt

from colleges.models import College, ConsentScan
from tests.architecture.cast import Cast, made
from tests.factories import colleges


def _scanned(college: College) -> int:
    consent = colleges.ConsentFactory(student__college=college)
    ConsentScan.objects.create(consent=consent, content=b"%PDF-", media_type="application/pdf")
    return consent.pk


@made
def own_consent(cast: Cast) -> int:
    return _scanned(cast.college)


@made
def foreign_consent(cast: Cast) -> int:
    return _scanned(cast["foreign_college_row"])


@made
def own_withdrawn_consent(cast: Cast) -> int:
    return _withdrawn(cast.college)


@made
def foreign_withdrawn_consent(cast: Cast) -> int:
    return _withdrawn(cast["foreign_college_row"])


def _withdrawn(college: College) -> int:
    return colleges.ConsentFactory(
        student__college=college, withdrawn_at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    ).pk


@made
def consent_purpose(cast: Cast) -> str:
    return "processing"
