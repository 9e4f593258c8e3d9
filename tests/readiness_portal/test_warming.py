import gc
from collections.abc import Iterator

import pytest

from readiness_portal.warming import warm_up


@pytest.fixture
def collector() -> Iterator[None]:
    """Leave the collector of the tests' own process as it was."""
    thresholds, was_frozen = gc.get_threshold(), gc.get_freeze_count()
    yield
    gc.set_threshold(*thresholds)
    if not was_frozen:
        gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_what_stays_is_frozen_and_new_objects_are_looked_at_seldom():
    gc.unfreeze()
    older = gc.get_threshold()[1:]

    warm_up()

    assert gc.get_freeze_count() > 50_000
    assert gc.get_threshold() == (50_000, *older)
