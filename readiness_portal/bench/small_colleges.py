"""How long the figures of a region of many small colleges take to protect.

The counts are drawn, not read: what is measured is the search for what must be hidden, where that
is most. Every college teaches a few of the region's specialities in two groups of about a dozen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from assessments.rules.figures import FunctionFigures, GroupFigures
from dashboards.rules.disclosure import ledger_of, make_disclosure
from dashboards.rules.function_disclosure import make_function_disclosure
from dashboards.rules.ledgers import audit_ledger
from dashboards.rules.spots import GroupPath, PlaceKind
from readiness_portal.bench.timing import best

COLLEGES: Final = 110
_TOWNS: Final = 27
_SPECIALITIES: Final = 12
_SPECIALITIES_EACH: Final = 6
_GROUPS_EACH: Final = 2
_GROUP_SIZE: Final = 12
_FUNCTIONS: Final = 60
_FUNCTIONS_EACH: Final = 25
_PROVISIONAL: Final = 0.1
_LEVELS: Final = (0.15, 0.30, 0.40, 0.15)
_SCORED: Final = 0.8
_VOICE: Final = 0.5
_REPORT: Final = (PlaceKind.REGION, PlaceKind.MUNICIPALITY, PlaceKind.COLLEGE)
_SEED: Final = 20260601

Groups = list[tuple[GroupPath, GroupFigures]]
Functions = list[tuple[GroupPath, Mapping[int, FunctionFigures]]]


@dataclass(frozen=True, slots=True)
class SmallColleges:
    """Counts to print and those hidden; `findings` are the audit's, 0 when it is clean.

    Seconds on the clock (`_s`) and of the processor (`_cpu_s`): `report` for the counts of places
    in a public report, `pages` for those of all pages, `functions` for labour functions on them.
    """

    groups: int
    students: int
    report_cells: int
    report_hidden: int
    findings: int
    report_s: float
    report_cpu_s: float
    audit_s: float
    audit_cpu_s: float
    pages_cells: int
    pages_hidden: int
    pages_s: float
    pages_cpu_s: float
    functions_cells: int
    functions_hidden: int
    functions_s: float
    functions_cpu_s: float


def measure_small_colleges(
    *, repeats: int, minimum: int, public_minimum: int, colleges: int = COLLEGES
) -> SmallColleges:
    """Plan and audit a report, then plan all pages, of a drawn region; the best of `repeats`."""
    groups, functions = _draw(colleges)
    report, made = best(
        repeats,
        lambda: make_disclosure(
            groups, minimum=public_minimum, kinds=_REPORT, filters=False, insiders=True
        ),
    )
    ledger = ledger_of(made.figures, made.territory)
    printed = made.printed or {}
    hidden = {(table, key) for table, key in ledger.refs() if key not in printed[table]}
    audit, audited = best(
        repeats, lambda: audit_ledger(ledger, hidden, minimum=public_minimum, insiders=True)
    )
    pages, shown = best(repeats, lambda: make_disclosure(groups, minimum=minimum))
    every = len(ledger_of(shown.figures, shown.territory).refs())
    of_functions, told = best(1, lambda: make_function_disclosure(functions, minimum=minimum))
    cells = 3 * sum(len(own) for own in told.figures.values())
    return SmallColleges(
        groups=len(groups),
        students=sum(own.students for _, own in groups),
        report_cells=len(ledger.refs()),
        report_hidden=len(hidden),
        findings=len(audited.findings),
        report_s=report.clock,
        report_cpu_s=report.processor,
        audit_s=audit.clock,
        audit_cpu_s=audit.processor,
        pages_cells=every,
        pages_hidden=every - sum(map(len, (shown.printed or {}).values())),
        pages_s=pages.clock,
        pages_cpu_s=pages.processor,
        functions_cells=cells,
        functions_hidden=cells - sum(map(len, (told.printed or {}).values())),
        functions_s=of_functions.clock,
        functions_cpu_s=of_functions.processor,
    )


def _draw(colleges: int) -> tuple[Groups, Functions]:
    """Return the same region each time: its groups, and what they are assessed in."""
    random = np.random.default_rng(_SEED)
    taught = [
        random.choice(_FUNCTIONS, _FUNCTIONS_EACH, replace=False).tolist()
        for _ in range(_SPECIALITIES)
    ]
    groups = [(path, _group(random)) for path in _paths(random, colleges)]
    functions: Functions = [
        (path, {function: _function(random, own.students) for function in taught[path.speciality]})
        for path, own in groups
    ]
    return groups, functions


def _paths(random: np.random.Generator, colleges: int) -> Iterator[GroupPath]:
    group = programme = 0
    for college in range(colleges):
        for speciality in random.choice(_SPECIALITIES, _SPECIALITIES_EACH, replace=False).tolist():
            programme += 1
            for _ in range(_GROUPS_EACH):
                group += 1
                yield GroupPath(group, programme, college, college % _TOWNS, speciality)


def _group(random: np.random.Generator) -> GroupFigures:
    students = max(int(random.poisson(_GROUP_SIZE)), 1)
    provisional = int(random.binomial(students, _PROVISIONAL))
    low, basic, sufficient, high = random.multinomial(students - provisional, _LEVELS).tolist()
    return GroupFigures(
        students=students,
        assessed=students - provisional,
        provisional=provisional,
        ready=sufficient + high,
        low=low,
        basic=basic,
        sufficient=sufficient,
        high=high,
        employer_voice=int(random.binomial(students, _VOICE)),
    )


def _function(random: np.random.Generator, students: int) -> FunctionFigures:
    scored = int(random.binomial(students, _SCORED))
    employer = int(random.binomial(scored, _VOICE))
    return FunctionFigures(
        students=scored,
        employer_count=employer,
        gap_count=int(random.binomial(employer, _SCORED)),
    )
