import pytest

from assessments.rules.evidence_coverage import (
    EvidenceState,
    FunctionFacts,
    NextStep,
    evidence_state,
    next_step,
)


@pytest.mark.parametrize(
    ("is_taught", "criteria", "assessed", "places", "rated", "state", "step"),
    [
        (False, 3, 9, 2, 4, EvidenceState.NOT_TAUGHT, NextStep.ALIGN),
        (True, 0, 0, 2, 4, EvidenceState.NOT_ASSESSED, NextStep.ADD_CRITERION),
        (True, 3, 0, 0, 0, EvidenceState.NOT_ASSESSED, NextStep.ASSESS),
        (True, 3, 1, 0, 0, EvidenceState.NO_EMPLOYER, NextStep.ADD_TO_PRACTICE),
        (True, 3, 1, 1, 0, EvidenceState.NO_EMPLOYER, NextStep.ASK_MENTORS),
        (True, 3, 1, 1, 1, EvidenceState.COVERED, NextStep.NOTHING),
        (None, 3, 1, 1, 1, EvidenceState.COVERED, NextStep.NOTHING),
        (None, 0, 0, 0, 0, EvidenceState.NOT_ASSESSED, NextStep.ADD_CRITERION),
    ],
)
def test_what_is_missing_first_decides(is_taught, criteria, assessed, places, rated, state, step):
    facts = FunctionFacts(is_taught, criteria, assessed, places, rated)
    assert evidence_state(facts) == state
    assert next_step(facts) == step
