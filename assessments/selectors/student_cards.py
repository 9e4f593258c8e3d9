"""A student's card, computed anew from the evidence: the stored numbers with their reasons."""

import math
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.enums import Component
from assessments.models import AdjustedReadiness, AdjustedScores, StudentReadiness
from assessments.rules.cards import (
    COMPONENT_WORDS,
    Adjustment,
    EvidenceLine,
    FunctionLine,
    PlanStep,
    StudentCard,
)
from assessments.rules.intervals import (
    chance_of_reaching,
    index_confidence,
    interval_around,
)
from assessments.rules.packed_adjustments import AdjustedFunction, adjusted_of
from assessments.rules.packed_scores import FunctionScore
from assessments.rules.parameters import parameters_from_json
from assessments.selectors.calculations import calculate
from assessments.selectors.card_evidence import card_evidence, self_lines
from assessments.selectors.card_history import EPOCH, index_history
from assessments.selectors.function_scores import scores_of_student
from assessments.selectors.methodology import methodology_in_force
from assessments.selectors.readiness import numbers_date, priors_in_use
from assessments.selectors.scoring_input import Ledger, ScoringInput, read_scoring_input
from colleges.models import ProgrammeFunction, Student
from scoring.explanation import StudentFacts, student_facts
from scoring.levels import level_of
from scoring.parameters import OfficialScore, Parameters
from scoring.uncertainty import StudentUncertainty
from standards.models import LabourFunction


def student_card(*, student: Student, today: date) -> StudentCard | None:
    """Return the card; None while readiness has not been computed for the student.

    Its reasons are of the day that the stored numbers are of. Raise NoMethodologyInForce.
    """
    stored = StudentReadiness.objects.filter(student=student).first()
    if stored is None:
        return None
    as_of = numbers_date(stored=stored) or today
    methodology = methodology_in_force()
    parameters = parameters_from_json(methodology.parameters)
    source = read_scoring_input(
        college_id=student.college_id,
        ledger=Ledger(as_of_date=as_of),
        student_ids=[student.pk],
    )
    if not len(source.students):
        return None
    facts = student_facts(
        source.evidence,
        source.requirements,
        parameters,
        as_of=(as_of - EPOCH).days,
        student=0,
    )
    priors = priors_in_use(methodology)
    known = card_evidence(student=student, counted=source.evidence_ids.tolist())
    functions = _function_lines(student, source.functions, known.of_function, parameters)
    known_functions = {line.key: line for line in functions}
    return StudentCard(
        **_stored_numbers(stored, parameters),
        index_chance=_index_chance(
            stored,
            calculate(source, parameters, priors, as_of=as_of).students,
            parameters,
        ),
        functions=functions,
        **_reasons(facts, source, known_functions, known.lines),
        weak_link_bound=parameters.weak_link,
        ready_bound=parameters.ready_bound,
        function_target=parameters.function_target,
        interval_mass=parameters.interval,
        as_of_date=as_of,
        adjustment=_adjustment(stored, parameters),
        methodology_version=methodology.version,
        history=index_history(source, parameters, priors, today=as_of),
        own_view=self_lines(known.own_view, known_functions),
    )


def _reasons(
    facts: StudentFacts,
    source: ScoringInput,
    functions: dict[int, FunctionLine],
    lines: dict[int, EvidenceLine],
) -> dict[str, Any]:
    """Return why the index is what it is, and what is missing."""
    return {
        "raising": _moved(facts.raising, source, lines),
        "lowering": _moved(facts.lowering, source, lines),
        "weak_link": _name(facts.weak_link, source, functions),
        "widest_gap": _widest_gap(facts, source, functions),
        "steps": _steps(facts, source, functions),
        "missing_components": _missing(facts),
        "is_reachable": facts.plan.reachable,
        "index_after": _number(facts.plan.index_after),
    }


def _stored_numbers(stored: StudentReadiness, parameters: Parameters) -> dict[str, Any]:
    """Return what the last computation wrote: the card never computes these figures anew."""
    low, high = interval_around(stored.index, stored.index_low, stored.index_high)
    return {
        "index": stored.index,
        "index_low": low,
        "index_high": high,
        "index_confidence": index_confidence(
            stored.index_low,
            stored.index_high,
            is_provisional=stored.is_provisional,
            narrow=parameters.confidence.high_half_width,
        ),
        "level": stored.level,
        "is_provisional": stored.is_provisional,
        "is_ready": stored.is_ready,
        "is_capped": stored.is_capped,
        "completeness": stored.completeness,
        "coverage": stored.coverage,
        "components": tuple(
            (str(COMPONENT_WORDS[own]), value)
            for own, value in (
                (Component.PRACTICAL, stored.practice),
                (Component.KNOWLEDGE, stored.knowledge),
                (Component.MOTIVATION, stored.motivation),
                (Component.SELF, stored.reflection),
            )
        ),
    }


def _index_chance(
    stored: StudentReadiness, again: StudentUncertainty, parameters: Parameters
) -> float | None:
    """Return P(true index reaches readiness) behind the stored limits.

    Limits cut off at 0 or 1 do not tell it: the estimate made again does, as long as it has the
    same limits.
    """
    if stored.index_low is None or stored.index_high is None:
        return None
    if _is_still(float(again.low[0]), stored.index_low) and _is_still(
        float(again.high[0]), stored.index_high
    ):
        return float(again.index_probability[0])
    return chance_of_reaching(
        parameters.ready_bound, stored.index_low, stored.index_high, mass=parameters.interval
    )


def _adjustment(stored: StudentReadiness, parameters: Parameters) -> Adjustment | None:
    """Return both indices; None where nothing was adjusted, or the index has changed since."""
    found = AdjustedReadiness.objects.filter(student_id=stored.student_id).first()
    adjusts = parameters.official is OfficialScore.ADJUSTED
    if found is None or stored.index is None:
        return None
    official = found.adjusted_index if adjusts else found.plain_index
    if not _is_still(official, stored.index):
        return None
    return Adjustment(
        plain=found.plain_index,
        adjusted=found.adjusted_index,
        plain_level=None if stored.is_provisional else found.plain_level,
        adjusted_level=None if stored.is_provisional else found.adjusted_level,
        is_limited=found.is_limited,
        adjusted_is_official=adjusts,
    )


def _is_still(official: float, stored: float) -> bool:
    """Tell whether last night's number is still the stored one."""
    return math.isclose(official, stored, abs_tol=1e-9)


def _adjusted_functions(
    student: Student, scores: dict[int, FunctionScore], parameters: Parameters
) -> dict[int, AdjustedFunction]:
    """Return both numbers of the functions that an adjustment moves; none where it is outdated."""
    blocks = AdjustedScores.objects.filter(student_id=student.pk).values_list("scores", flat=True)
    adjusts = parameters.official is OfficialScore.ADJUSTED
    return {
        function: found
        for block in blocks
        for function, found in adjusted_of(bytes(block)).items()
        if function in scores
        and _is_still(found.adjusted if adjusts else found.plain, scores[function].value)
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _name(index: int, source: ScoringInput, functions: dict[int, FunctionLine]) -> str:
    line = functions.get(int(source.functions[index])) if index >= 0 else None
    return "" if line is None else line.full_name


def _function_lines(
    student: Student,
    functions: NDArray[np.int64],
    evidence: dict[int, list[EvidenceLine]],
    parameters: Parameters,
) -> tuple[FunctionLine, ...]:
    scores = scores_of_student(student_id=student.pk)
    adjusted = _adjusted_functions(student, scores, parameters)
    required = {
        row.function_id: row
        for row in ProgrammeFunction.objects.filter(
            programme__groups__enrolments__in=student.enrolments.current()
        )
    }
    keys = sorted({*functions.tolist(), *scores, *required, *evidence})
    rows = LabourFunction.objects.filter(pk__in=keys).order_by("standard__code", "position", "pk")
    lines = (
        _function_line(row, scores.get(row.pk), required.get(row.pk), evidence, parameters)
        for row in rows
    )
    return tuple(replace(line, adjustment=adjusted.get(line.key)) for line in lines)


def _function_line(
    row: LabourFunction,
    score: FunctionScore | None,
    required: ProgrammeFunction | None,
    evidence: dict[int, list[EvidenceLine]],
    parameters: Parameters,
) -> FunctionLine:
    line = FunctionLine(
        key=row.pk,
        code=row.code,
        name=row.name,
        is_required=required is not None,
        is_mandatory=required is not None and required.is_mandatory,
        evidence=tuple(evidence.get(row.pk, ())),
    )
    if score is None:
        return line
    low, high = interval_around(score.value, score.interval_low, score.interval_high)
    return FunctionLine(
        key=line.key,
        code=line.code,
        name=line.name,
        is_required=line.is_required,
        is_mandatory=line.is_mandatory,
        value=score.value,
        low=low,
        high=high,
        ready_probability=score.ready_probability,
        level=int(level_of(np.array([score.value]), parameters.bounds)[0]),
        confidence=score.confidence,
        evidence_count=score.evidence_count,
        rater_count=score.rater_count,
        college_value=score.college_value,
        employer_value=score.employer_value,
        evidence=line.evidence,
    )


def _moved(
    pairs: tuple[tuple[int, float], ...], source: ScoringInput, lines: dict[int, EvidenceLine]
) -> tuple[EvidenceLine, ...]:
    return tuple(
        replace(lines[int(source.evidence_ids[row])], effect=effect) for row, effect in pairs
    )


def _widest_gap(
    facts: StudentFacts, source: ScoringInput, functions: dict[int, FunctionLine]
) -> tuple[str, float] | None:
    if facts.gap_function < 0:
        return None
    return _name(facts.gap_function, source, functions), facts.gap


def _steps(
    facts: StudentFacts, source: ScoringInput, functions: dict[int, FunctionLine]
) -> tuple[PlanStep, ...]:
    found = []
    for step in facts.plan.steps:
        line = functions.get(int(source.functions[step.function]))
        found.append(
            PlanStep(
                name="" if line is None else line.full_name,
                score=_number(step.score),
                low=None if line is None else line.low,
                high=None if line is None else line.high,
                confidence=None if line is None else line.confidence,
                target=step.target,
                is_mandatory=step.mandatory,
            )
        )
    return tuple(found)


def _missing(facts: StudentFacts) -> tuple[Component, ...]:
    return tuple(Component(code) for code in facts.plan.components)
