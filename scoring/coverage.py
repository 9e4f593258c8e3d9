"""How fully a programme prepares for labour functions: coverage, gaps and excess.

A source (a competence or a module) is aligned with a function as a whole, with strength 1 (fully)
or 0.5 (partly), or with some of its elements: labour actions, skills, knowledge. For element d of
function f and source k the strength s_kd is

    the strength of the link between k and d,  when k has links with elements of f at all,
    the strength of the link between k and f,  otherwise; 0 where there is none.

The coverage of a set of elements D is  Cov = Σ_d w_d · max_k s_kd / Σ_d w_d  with w_d = 1 unless
weights are given. A function's coverage is that of its labour actions; of all its elements when it
has no actions; max_k s_kf when its text has no elements. A standard's coverage is the mean over its
functions, a programme's the mean over its standards weighted by their priority.

The best source decides, never the sum: two halves may be the same half.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FULL: Final = 1.0
PARTIAL: Final = 0.5

# From where coverage is called sufficient, and from where partial.
SUFFICIENT_FROM: Final = 0.8
PARTIAL_FROM: Final = 0.5


@dataclass(frozen=True, slots=True)
class Link:
    """Source `source` covers one element, or the whole function when `element` is None."""

    source: Hashable
    strength: float
    element: Hashable | None = None


@dataclass(frozen=True, slots=True)
class FunctionCoverage:
    """Coverage of one function; `by_kind` only has the kinds that the function has elements of.

    `strengths` gives the best strength of each element, `whole` the best strength of all links.
    """

    index: float
    by_kind: Mapping[str, float]
    strengths: Mapping[Hashable, float]
    whole: float

    @property
    def gaps(self) -> tuple[Hashable, ...]:
        """Elements that nothing leads to."""
        return tuple(element for element, best in self.strengths.items() if best == 0)

    @property
    def partial(self) -> tuple[Hashable, ...]:
        """Elements that are covered, but by nothing fully."""
        return tuple(element for element, best in self.strengths.items() if 0 < best < FULL)


def element_strengths(elements: Sequence[Hashable], links: Iterable[Link]) -> dict[Hashable, float]:
    """Return max_k s_kd of each element, in the order given.

    >>> element_strengths(["a", "b"], [Link("ПК", 0.5), Link("ПМ", 1.0, "b")])
    {'a': 0.5, 'b': 1.0}
    """
    whole: dict[Hashable, float] = {}
    parts: dict[Hashable, dict[Hashable, float]] = {}
    for link in links:
        if link.element is None:
            whole[link.source] = max(link.strength, whole.get(link.source, 0.0))
        else:
            parts.setdefault(link.source, {})[link.element] = link.strength
    general = max((s for source, s in whole.items() if source not in parts), default=0.0)
    if not parts:
        return dict.fromkeys(elements, general)
    best: dict[Hashable, float] = {}
    for known in parts.values():
        for element, strength in known.items():
            best[element] = max(strength, best.get(element, general))
    return {element: best.get(element, general) for element in elements}


def weighted_mean(
    strengths: Mapping[Hashable, float], weights: Mapping[Hashable, float] | None = None
) -> float:
    """Return Σ w_d s_d / Σ w_d; elements without a weight weigh 1. Nothing at all gives 0."""
    if not weights:
        return sum(strengths.values()) / len(strengths) if strengths else 0.0
    total = sum(weights.get(element, 1.0) for element in strengths)
    if not total:
        return 0.0
    return sum(weights.get(element, 1.0) * best for element, best in strengths.items()) / total


def function_coverage(
    elements: Mapping[str, Sequence[Hashable]],
    links: Sequence[Link],
    *,
    decisive: str = "action",
    weights: Mapping[Hashable, float] | None = None,
) -> FunctionCoverage:
    """Return the coverage of one function, its elements given by kind.

    `decisive` names the kind whose coverage is the function's own when there are such elements.
    """
    whole = max((link.strength for link in links), default=0.0)
    listed = [element for members in elements.values() for element in members]
    strengths = element_strengths(listed, links)
    by_kind = {
        kind: weighted_mean({element: strengths[element] for element in members}, weights)
        for kind, members in elements.items()
        if members
    }
    if decisive in by_kind:
        index = by_kind[decisive]
    else:
        index = weighted_mean(strengths, weights) if strengths else whole
    return FunctionCoverage(index, by_kind, strengths, whole)


def standard_coverage(indices: Sequence[float]) -> float | None:
    """Return the plain mean over the functions chosen of one standard; None without functions."""
    return sum(indices) / len(indices) if indices else None


def programme_coverage(by_priority: Sequence[tuple[int, float | None]]) -> float | None:
    """Return the mean over standards, the one of priority p with weight 1/p.

    Standards without functions in the programme do not count; None when none has any.

    >>> programme_coverage([(1, 0.9), (2, 0.6)])
    0.8
    """
    counted = [(1 / priority, value) for priority, value in by_priority if value is not None]
    if not counted:
        return None
    return sum(weight * value for weight, value in counted) / sum(weight for weight, _ in counted)


def coverage_band(index: float) -> int:
    """Return 2 for sufficient, 1 for partial, 0 for insufficient coverage."""
    # Means of halves and thirds come out a hair under the border that they equal.
    rounded = round(index, 9)
    return (rounded >= PARTIAL_FROM) + (rounded >= SUFFICIENT_FROM)
