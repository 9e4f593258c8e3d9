import datetime as dt

import pytest

from colleges.rules.employment import employment_of
from colleges.rules.outcomes import Said, standing_of

OCTOBER, NOVEMBER = dt.date(2026, 10, 1), dt.date(2026, 11, 1)


def said(status, day=OCTOBER, source="college", fits=None):
    return Said(as_of_date=day, status=status, source=source, in_speciality=fits)


def test_newest_date_counts_before_the_stronger_source():
    older = said("employed", OCTOBER, "sfr_match")
    newer = said("conscript", NOVEMBER, "self")

    standing = standing_of([older, newer])

    assert standing.counts == newer
    assert standing.others == (older,)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ("sfr_match", "czn"),
        ("czn", "employer"),
        ("employer", "college"),
        ("college", "self"),
    ],
)
def test_of_one_day_the_source_that_proves_more_counts(stronger, weaker):
    words = [said("informal", source=weaker), said("employed", source=stronger)]

    assert standing_of(words).status == "employed"
    assert [one.source for one in standing_of(words).others] == [weaker]


def test_no_information_never_hides_an_answer_and_is_no_disagreement():
    words = [said("employed", source="self"), said("unknown", NOVEMBER, "college")]

    standing = standing_of(words)

    assert (standing.status, standing.others) == ("employed", ())
    assert standing_of([said("unknown")]).status == "unknown"
    assert standing_of([]) is None


def test_day_of_the_form_hides_what_was_said_later():
    words = [said("informal", OCTOBER), said("employed", NOVEMBER)]

    assert standing_of(words, as_of=OCTOBER).status == "informal"
    assert standing_of(words, as_of=dt.date(2026, 9, 30)) is None


def test_speciality_comes_from_the_next_record_with_the_same_status_only():
    register = said("employed", NOVEMBER, "sfr_match")
    college = said("employed", OCTOBER, "college", fits=True)
    between = said("informal", dt.date(2026, 10, 15), "self")

    assert standing_of([register, college]).in_speciality is True
    assert standing_of([register, between, college]).in_speciality is None


def test_same_source_changing_its_mind_is_no_disagreement():
    assert standing_of([said("informal"), said("employed", NOVEMBER)]).others == ()


def test_both_shares_have_one_denominator_without_those_who_could_not_work():
    words = [
        said("employed", fits=True),
        said("employed", fits=False),
        said("self_employed"),
        said("contract_service", fits=False),
        said("conscript"),
        said("studying"),
        said("studying"),
        said("informal"),
        said("other"),
        said("will_be_employed"),
    ]

    figures = employment_of([*(standing_of([one]) for one in words), None])

    assert figures.graduates == 11
    assert figures.left_out == (("studying", 2), ("conscript", 1))
    assert (figures.at_work, figures.base) == (4, 8)
    assert figures.share_at_work == 0.5
    assert (figures.in_speciality, figures.share_in_speciality) == (1, 0.125)
    assert figures.speciality_unknown == 1
    assert (figures.at_risk, figures.unknown) == (1, 1)
    assert employment_of([]).share_at_work is None
