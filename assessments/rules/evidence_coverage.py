"""From teaching to an employer's voice: what a labour function of a programme still lacks."""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceState(models.TextChoices):
    """What is missing first; the order is the order of work."""

    NOT_TAUGHT = "not_taught", _("не преподаётся")
    NOT_ASSESSED = "not_assessed", _("преподаётся, не оценивается")
    NO_EMPLOYER = "no_employer", _("оценивается без работодателя")
    COVERED = "covered", _("есть обе стороны")


class NextStep(models.TextChoices):
    """What the college does about it."""

    ALIGN = "align", _("Связать с модулями в сопряжении")
    ADD_CRITERION = "add_criterion", _("Включить в форму оценки: ни один критерий её не проверяет")
    ASSESS = "assess", _("Внести ведомость")
    ADD_TO_PRACTICE = "add_to_practice", _("Включить в практику: ни одно место её не даёт")
    ASK_MENTORS = "ask_mentors", _("Попросить наставников об оценке")
    NOTHING = "nothing", ""


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """Counts of one function in one programme.

    `is_taught` is None while no alignment has begun: then nobody knows, and teaching is assumed.
    `assessed` and `rated` are students whom the college, and an employer, has judged.
    """

    is_taught: bool | None
    criteria: int
    assessed: int
    places: int
    rated: int


def evidence_state(facts: FunctionFacts) -> EvidenceState:
    """Say what is missing first: teaching, the college's own judgement, an employer's voice."""
    if facts.is_taught is False:
        return EvidenceState.NOT_TAUGHT
    if not facts.assessed:
        return EvidenceState.NOT_ASSESSED
    return EvidenceState.COVERED if facts.rated else EvidenceState.NO_EMPLOYER


def next_step(facts: FunctionFacts) -> NextStep:
    """Say what mends it."""
    state = evidence_state(facts)
    if state == EvidenceState.NOT_ASSESSED:
        return NextStep.ASSESS if facts.criteria else NextStep.ADD_CRITERION
    if state == EvidenceState.NO_EMPLOYER:
        return NextStep.ASK_MENTORS if facts.places else NextStep.ADD_TO_PRACTICE
    return _STEPS[state]


_STEPS: Final = {
    EvidenceState.NOT_TAUGHT: NextStep.ALIGN,
    EvidenceState.COVERED: NextStep.NOTHING,
}
