import datetime as dt

import pytest

from colleges.rules.consents import Given, Standing, age_on, allows, giver_needed, standing_of

TODAY = dt.date(2026, 11, 20)
MINOR = dt.date(2009, 5, 1)
ADULT = dt.date(2008, 5, 1)
AT_17 = dt.date(2026, 4, 30)
AT_18 = dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    ("born", "papers", "standing"),
    [
        (MINOR, [], Standing.MISSING),
        (MINOR, [Given("representative", AT_17)], Standing.IN_FORCE),
        (MINOR, [Given("student", AT_17)], Standing.NEEDS_REPRESENTATIVE),
        (MINOR, [Given("representative", AT_17, is_withdrawn=True)], Standing.WITHDRAWN),
        (ADULT, [Given("student", AT_18)], Standing.IN_FORCE),
        (ADULT, [Given("student", AT_17)], Standing.OUTGROWN),
        (ADULT, [Given("representative", AT_17)], Standing.OUTGROWN),
        (
            ADULT,
            [Given("student", AT_18, is_withdrawn=True), Given("representative", AT_17)],
            Standing.OUTGROWN,
        ),
        # Nobody knows the age: the stricter case.
        (None, [Given("student", AT_18)], Standing.NEEDS_REPRESENTATIVE),
        (None, [Given("representative", AT_17)], Standing.IN_FORCE),
    ],
)
def test_standing(born, papers, standing):
    assert standing_of(papers, birth_date=born, today=TODAY) == standing


def test_age_turns_on_the_birthday():
    assert age_on(ADULT, AT_17) == 17
    assert age_on(ADULT, AT_18) == 18
    assert age_on(dt.date(2008, 2, 29), dt.date(2026, 2, 28)) == 17
    assert age_on(dt.date(2008, 2, 29), dt.date(2026, 3, 1)) == 18
    assert giver_needed(ADULT, AT_18) == "student"
    assert giver_needed(None, TODAY) == "representative"


@pytest.mark.parametrize(
    ("asked", "processing", "served"),
    [
        (Standing.IN_FORCE, Standing.IN_FORCE, True),
        # By law most is processed without it: a paper not yet signed stops nothing.
        (Standing.IN_FORCE, Standing.MISSING, True),
        (Standing.IN_FORCE, Standing.WITHDRAWN, False),
        (Standing.MISSING, Standing.IN_FORCE, False),
    ],
)
def test_withdrawn_processing_ends_every_other_purpose(asked, processing, served):
    assert allows(asked, processing) is served
