"""Which rows of evidence count, in which cell, and with what weight."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.evidence import EvidenceArrays
from scoring.grouping import Floats, Groups, Ints, group_rows, pair_keys, repeated
from scoring.parameters import Component, Parameters, Repeat

DAYS_PER_MONTH: Final = 30.4375
# 1 January 2020 as days since 1970. Weights are kept as of this day: the common factor cancels in
# every weighted mean, so a night that has passed changes no stored score.
EPOCH_DAY: Final = 18262


@dataclass(frozen=True, slots=True)
class SlotLayout:
    """Where a student's sums lie: F functions, F self-assessments, knowledge, motivation."""

    function_count: int

    @property
    def width(self) -> int:
        return 2 * self.function_count + 2

    @property
    def knowledge(self) -> int:
        return 2 * self.function_count

    @property
    def motivation(self) -> int:
        return 2 * self.function_count + 1

    def slots(self, evidence: EvidenceArrays) -> Ints:
        """Return the slot of each row, -1 for rows without the function that they need."""
        offset = np.zeros(len(Component), dtype=np.int64)
        offset[Component.SELF] = self.function_count
        slots: Ints = offset[evidence.component] + evidence.function
        slots[evidence.function < 0] = -1
        slots[evidence.component == Component.KNOWLEDGE] = self.knowledge
        slots[evidence.component == Component.MOTIVATION] = self.motivation
        return slots


@dataclass(frozen=True, slots=True)
class WeighedRows:
    """The rows that count: dated up to `as_of`, weighing something, chosen among repeats.

    `index` are their positions in the evidence given; `cells` groups them by
    `student * layout.width + slot`, and `student` and `slot` are those of each cell; `share` splits
    one attempt's weight between rows that share it; `weight` is
    q · m · 2^(days since the epoch / h) · share.
    """

    evidence: EvidenceArrays
    index: Ints
    cells: Groups
    student: Ints
    slot: Ints
    share: Floats
    weight: Floats
    layout: SlotLayout


def ageing(date: NDArray[np.integer], reference_day: int, half_life: float | None) -> Floats:
    """Return 2^(-(reference_day - date) / h) with h in months, 1 when there is no ageing."""
    if half_life is None:
        return np.ones(len(date))
    factor: Floats = np.exp2((date - float(reference_day)) / (DAYS_PER_MONTH * half_life))
    return factor


def weigh(
    evidence: EvidenceArrays, parameters: Parameters, *, function_count: int, as_of: int
) -> WeighedRows:
    """Choose the rows that count and weigh them; ValueError for a kind without parameters."""
    weight_of_kind = parameters.weights()
    layout = SlotLayout(function_count)
    slots = layout.slots(evidence)
    weight = weight_of_kind[evidence.kind] * evidence.strength
    if np.isnan(weight).any():
        raise ValueError("evidence of a kind that the methodology does not know")
    counted = (slots >= 0) & (weight > 0) & (evidence.date <= as_of)
    index = np.arange(len(evidence))
    if not counted.all():
        index = np.flatnonzero(counted)
        evidence, slots, weight = evidence.take(index), slots[index], weight[index]
    students = int(evidence.student.max(initial=-1)) + 1
    cells = group_rows(evidence.student * np.int64(layout.width) + slots, students * layout.width)
    weight *= ageing(evidence.date, EPOCH_DAY, parameters.half_life_months)
    share = _shares(evidence, cells, parameters.repeat)
    if share is None:
        share = np.ones(len(index))
    elif not share.all():
        chosen = np.flatnonzero(share)
        evidence, index, weight = evidence.take(chosen), index[chosen], weight[chosen]
        cells, share = Groups(cells.keys, cells.of_row[chosen]), share[chosen]
    weight *= share
    student = cells.keys // layout.width
    return WeighedRows(
        evidence=evidence,
        index=index,
        cells=cells,
        student=student,
        slot=cells.keys - student * layout.width,
        share=share,
        weight=weight,
        layout=layout,
    )


def _shares(evidence: EvidenceArrays, cells: Groups, rule: Repeat) -> Floats | None:
    """Split the weight of repeated attempts at one criterion; None when nothing is repeated.

    Attempts that the rule cannot tell apart (two results of the same day) share one weight equally,
    so that the answer never depends on the order of rows.
    """
    with_criterion = np.flatnonzero(evidence.criterion >= 0)
    if not len(with_criterion):
        return None
    criteria = int(evidence.criterion.max()) + 1
    keys = pair_keys(
        cells.of_row[with_criterion],
        evidence.criterion[with_criterion],
        majors=cells.count,
        minors=criteria,
    )
    twins, attempts = repeated(keys, cells.count * criteria)
    if not len(twins):
        return None
    share = np.ones(len(evidence))
    rows, group = with_criterion[twins], attempts.of_row
    if rule is Repeat.LATEST:
        chosen = _at_maximum(evidence.date[rows].astype(np.float64), group, attempts.count)
    elif rule is Repeat.BEST:
        chosen = _at_maximum(evidence.score[rows], group, attempts.count)
    else:
        chosen = np.ones(len(rows), dtype=np.bool_)
    sharing = np.bincount(group[chosen], minlength=attempts.count)
    share[rows] = np.where(chosen, 1.0 / sharing[group], 0.0)
    return share


def _at_maximum(values: Floats, group: Ints, groups: int) -> NDArray[np.bool_]:
    best = np.full(groups, -np.inf)
    np.maximum.at(best, group, values)
    chosen: NDArray[np.bool_] = values == best[group]
    return chosen
