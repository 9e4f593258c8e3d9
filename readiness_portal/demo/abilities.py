"""The hidden truth of the demonstration region: what people can do, and how strictly others judge.

Everything visible (marks, points, mentors' answers) is drawn from it with noise, so that the
portal's figures have something to find: strong and weak colleges, lenient staff, severe
employers, functions that are hard everywhere.
"""

import math
from dataclasses import dataclass
from random import Random
from typing import Final

from employers.enums import Answer

_STUDENT_SPREAD: Final = 0.8
_FUNCTION_SPREAD: Final = 0.55
_COLLEGE_NOISE: Final = 0.55
_MENTOR_NOISE: Final = 0.6
# A mentor answers «сам» above the first bound, «с подсказкой» above the second, and so on.
_ANSWER_BOUNDS: Final = (
    (0.68, Answer.INDEPENDENT),
    (0.45, Answer.WITH_HINT),
    (0.2, Answer.SUPERVISED),
)


@dataclass(frozen=True, slots=True)
class Ability:
    """A student's general ability, motivation and accuracy of self-assessment, in logits."""

    general: float
    motivation: float
    self_bias: float


def draw_ability(random: Random, *, college_strength: float, cohort_shift: float) -> Ability:
    """Draw a student; the mean of the region lies near 0.7 of what the standards ask."""
    return Ability(
        general=random.gauss(0.75 + college_strength + cohort_shift, _STUDENT_SPREAD),
        motivation=random.gauss(0.8, 0.7),
        self_bias=random.gauss(0.25, 0.5),
    )


def draw_difficulty(random: Random) -> float:
    """Draw how much harder than usual a function is, in logits."""
    return random.gauss(0.0, _FUNCTION_SPREAD)


def share_done(logit: float) -> float:
    """Turn logits into the share of a task that is done well, 0..1."""
    return 1.0 / (1.0 + math.exp(-logit))


def judged_by_college(
    random: Random, ability: Ability, difficulty: float, leniency: float
) -> float:
    """Return the share 0..1 that the college's own staff sees."""
    return share_done(ability.general - difficulty + leniency + random.gauss(0.0, _COLLEGE_NOISE))


def judged_by_mentor(
    random: Random, ability: Ability, difficulty: float, severity: float
) -> Answer:
    """Return a mentor's answer; one in nine did not see the work or had none of it."""
    chance = random.random()
    if chance < 0.07:
        return Answer.NOT_OBSERVED
    if chance < 0.11:
        return Answer.NO_SUCH_WORK
    seen = share_done(ability.general - difficulty - severity + random.gauss(0.0, _MENTOR_NOISE))
    return next((answer for bound, answer in _ANSWER_BOUNDS if seen >= bound), Answer.CANNOT)


def own_answer(random: Random, logit: float) -> int:
    """Return a student's own answer on 0..3."""
    return min(3, int(4 * share_done(logit + random.gauss(0.0, 0.4))))


def as_mark(share: float) -> str:
    """Return the share as a mark 2..5."""
    return str(min(5, 2 + round(3 * share)))


def as_extent(share: float) -> str:
    """Return the share in the words of an attestation sheet."""
    if share >= 0.62:
        return "полностью"
    return "частично" if share >= 0.35 else "нет"


def as_points(share: float, maximum: int) -> str:
    """Return the share as points with one decimal, as experts write them."""
    return f"{round(share * maximum * 2) / 2:.1f}".replace(".", ",")
