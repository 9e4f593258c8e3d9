"""From verbal answers to numbers between 0 and 1."""

from typing import Final

from employers.enums import Answer
from scoring.scales import Scale, ScaleKind, score_of

_ANCHOR: Final = Scale(ScaleKind.ANCHOR)
_STEPS: Final = {
    Answer.INDEPENDENT: 3,
    Answer.WITH_HINT: 2,
    Answer.SUPERVISED: 1,
    Answer.CANNOT: 0,
}


def score_of_answer(answer: str) -> float | None:
    """Return a mentor's answer as a score, None for an answer that is no judgement."""
    step = _STEPS.get(Answer(answer))
    return None if step is None else score_of(step, _ANCHOR)


def score_of_survey_value(value: int) -> float:
    """Return a student's own answer on 0..3 as a score."""
    return score_of(value, _ANCHOR)
