"""Why a college's readiness is what it is: computed again from its evidence of today."""

import math
from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from assessments.enums import EvidenceKind
from assessments.rules.parameters import parameters_from_json
from assessments.rules.reasons import (
    CollegeReasons,
    KindEffect,
    NeededFunction,
    ProgrammeNeeds,
    Span,
)
from assessments.selectors.methodology import methodology_in_force
from assessments.selectors.scoring_input import Ledger, ScoringInput, read_scoring_input
from colleges.models import Programme, StudyGroup
from core.numbers import academic_year_start
from scoring.explanation import kind_contributions
from scoring.group_plans import group_plan
from scoring.intervals import mean_intervals
from scoring.parameters import Parameters
from scoring.readiness import Readiness, compute
from standards.models import LabourFunction

_EPOCH: Final = date(1970, 1, 1)


def college_reasons(*, college_id: int, today: date) -> CollegeReasons:
    """Return what makes up the mean index of a college, and what its students lack to be ready.

    Raise NoMethodologyInForce.
    """
    parameters = parameters_from_json(methodology_in_force().parameters)
    source = read_scoring_input(college_id=college_id, ledger=Ledger(as_of_date=today))
    day = (today - _EPOCH).days
    readiness = compute(source.evidence, source.requirements, parameters, day)
    students = readiness.students
    assessed = ~students.provisional & ~np.isnan(students.index)
    index = np.where(assessed, students.index, np.nan)
    low, high = mean_intervals(index, np.zeros(len(index), dtype=np.int64), 1)
    return CollegeReasons(
        students=len(source.students),
        assessed=int(assessed.sum()),
        ready=int(students.ready.sum()),
        mean=float(index[assessed].mean()) if assessed.any() else None,
        span=_span(low[0], high[0]),
        quartiles=_quartiles(students.index[assessed]),
        kinds=_kinds(source, parameters, day, assessed) if assessed.any() else (),
        needs=tuple(_needs(source, readiness, parameters, today)),
    )


def _span(low: float, high: float) -> Span:
    return None if math.isnan(low) else (float(low), float(high))


def _quartiles(index: NDArray[np.float64]) -> tuple[float, float, float] | None:
    if not len(index):
        return None
    lower, middle, upper = np.percentile(index, [25, 50, 75]).tolist()
    return lower, middle, upper


def _kinds(
    source: ScoringInput, parameters: Parameters, day: int, assessed: NDArray[np.bool_]
) -> tuple[KindEffect, ...]:
    found = kind_contributions(
        source.evidence, source.requirements, parameters, as_of=day, students=assessed
    )
    columns = (found.kind, found.students, found.to_mean, found.lost)
    effects = [
        KindEffect(EvidenceKind(kind), students, None if math.isnan(mean) else mean, lost)
        for kind, students, mean, lost in zip(*(of.tolist() for of in columns), strict=True)
    ]
    return tuple(sorted(effects, key=lambda effect: -(effect.effect or 0.0)))


def _needs(
    source: ScoringInput, readiness: Readiness, parameters: Parameters, today: date
) -> Iterator[ProgrammeNeeds]:
    """Yield what the students of each programme lack who still study, by the programme's name."""
    groups = StudyGroup.objects.filter(
        pk__in=np.unique(source.groups).tolist(), graduation_year__gt=academic_year_start(today)
    )
    programmes = {
        group.pk: group.programme for group in groups.select_related("programme__speciality")
    }
    functions = LabourFunction.objects.in_bulk(source.functions.tolist())
    members: dict[int, list[int]] = {}
    for place, group in enumerate(source.groups.tolist()):
        if group in programmes:
            members.setdefault(programmes[group].pk, []).append(place)
    names = {programme.pk: _name(programme) for programme in programmes.values()}
    for key in sorted(members, key=lambda key: (names[key], key)):
        plan = group_plan(
            readiness, source.requirements, parameters, students=np.array(members[key])
        )
        told = [functions[int(source.functions[at])] for at in plan.functions]
        yield ProgrammeNeeds(
            programme_id=key,
            name=names[key],
            waiting=plan.waiting,
            wanted=plan.wanted,
            out_of_reach=plan.out_of_reach,
            functions=tuple(
                NeededFunction(function.code, function.name, ready)
                for function, ready in zip(told, plan.ready_after, strict=True)
            ),
            is_exact=plan.is_exact,
        )


def _name(programme: Programme) -> str:
    return _("%(speciality)s, набор %(year)s") % {
        "speciality": programme.speciality,
        "year": programme.intake_year,
    }
