"""Pages of figures open at the last graduation that is over: the clock stands still."""

import datetime as dt

import pytest


@pytest.fixture(autouse=True)
def _standing_clock(frozen_now: dt.datetime) -> None:
    """Every page is read on the day of the tests."""
