import pytest

from scoring.parameters import (
    ComponentWeights,
    ConfidenceRule,
    Kind,
    KindParameters,
    Parameters,
    PriorFallback,
    Repeat,
    Voice,
    default_parameters,
)

COLLEGE, EMPLOYER, NOBODY = Voice.COLLEGE, Voice.EMPLOYER, Voice.INDEPENDENT


def test_default_parameters_are_those_of_the_published_page():
    assert default_parameters() == Parameters(
        kinds={
            Kind.DEMO_EXAM: KindParameters(weight=1.0, variance=0.020, voice=NOBODY),
            Kind.INDEPENDENT_ASSESSMENT: KindParameters(weight=1.0, variance=0.020, voice=NOBODY),
            Kind.MODULE_EXAM: KindParameters(weight=0.8, variance=0.030, voice=COLLEGE),
            Kind.WORKPLACE_PRACTICE: KindParameters(weight=0.8, variance=0.040, voice=EMPLOYER),
            Kind.EMPLOYER_RATING: KindParameters(weight=0.8, variance=0.045, voice=EMPLOYER),
            Kind.COLLEGE_PRACTICE: KindParameters(weight=0.6, variance=0.040, voice=COLLEGE),
            Kind.INTERIM_MARK: KindParameters(weight=0.5, variance=0.050, voice=COLLEGE),
            Kind.CONTEST: KindParameters(weight=0.6, variance=0.040, voice=NOBODY),
            Kind.QUESTIONNAIRE: KindParameters(weight=1.0, variance=0.040, voice=COLLEGE),
            Kind.SELF_ASSESSMENT: KindParameters(weight=0.2, variance=0.060, voice=NOBODY),
        },
        half_life_months=36.0,
        repeat=Repeat.LATEST,
        components=ComponentWeights(
            practical=0.40, knowledge=0.25, motivation=0.20, reflection=0.15
        ),
        bounds=(0.50, 0.70, 0.85),
        ready_levels=(2, 3),
        weak_link=0.50,
        weak_link_cap=1,
        min_completeness=0.80,
        min_coverage=0.50,
        function_target=0.70,
        interval=0.90,
        confidence=ConfidenceRule(
            low_below_evidence=3,
            low_below_raters=2,
            high_evidence=12,
            high_raters=3,
            high_half_width=0.10,
        ),
        prior=PriorFallback(
            mean=0.60,
            variance=0.04,
            min_students=30,
            variance_floor=0.0001,
            min_degrees_of_freedom=100,
        ),
    )


def test_codes_of_stored_kinds_never_change():
    assert {kind.name: kind.value for kind in Kind} == {
        "DEMO_EXAM": 0,
        "INDEPENDENT_ASSESSMENT": 1,
        "MODULE_EXAM": 2,
        "WORKPLACE_PRACTICE": 3,
        "EMPLOYER_RATING": 4,
        "COLLEGE_PRACTICE": 5,
        "INTERIM_MARK": 6,
        "CONTEST": 7,
        "QUESTIONNAIRE": 8,
        "SELF_ASSESSMENT": 9,
    }


@pytest.mark.parametrize(
    ("levels", "bound"), [((2, 3), 0.70), ((3,), 0.85), ((1, 2, 3), 0.50), ((0, 1, 2, 3), 0.0)]
)
def test_ready_bound_is_the_lower_bound_of_the_lowest_ready_level(levels, bound):
    assert Parameters(ready_levels=levels).ready_bound == bound


@pytest.mark.parametrize(
    "change", [{"weight": -0.1}, {"weight": float("inf")}, {"variance": 0.0}, {"variance": -1.0}]
)
def test_kind_without_sense_is_refused(change):
    with pytest.raises(ValueError, match=r"."):
        KindParameters(**{"weight": 1.0, "variance": 0.04, "voice": COLLEGE, **change})
