"""Which raters can be compared: the network of raters who judged the same persons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse import csgraph

from scoring.coding import Coded, Codes, Flags, Floats, Labels, encode

# The share of a rater's persons whom somebody else should judge too (methodology: 10-20 %).
ASKED_SHARED_PART = 0.10


@dataclass(frozen=True)
class RaterLinks:
    """How one rater is tied to the others.

    `shared_persons` of the `persons` were judged by somebody else as well; `partners` counts those
    others. `weak`: the shared part lies below what was asked for. `missing` says how many more
    persons somebody else should judge to reach it.
    """

    component: int
    persons: int
    shared_persons: int
    partners: int
    weak: bool
    missing: int


@dataclass(frozen=True)
class Component:
    """A part of the network that shares no person with any other part."""

    raters: int
    persons: int
    ratings: int
    shared_persons: int


@dataclass(frozen=True)
class Connectivity:
    """Components, the one with most raters first, and the ties of every rater.

    Severities of different components are separated by the prior of the model alone.
    `person_components` gives the component of every person.
    """

    components: list[Component]
    raters: Mapping[Any, RaterLinks]
    person_components: Mapping[Any, int]

    @property
    def weakly_linked(self) -> list[Any]:
        """Return the raters who share fewer persons than asked for, in the order of labels."""
        return [label for label, links in self.raters.items() if links.weak]


def components(
    rater: Labels, person: Labels, *, asked_part: float = ASKED_SHARED_PART
) -> Connectivity:
    """Find the connected components of the graph of raters and persons.

    `rater` and `person` are equally long, a pair per rating; repeated pairs count as one judgement
    of the person but as several ratings. ValueError when lengths differ or a label is missing.
    """
    raters, people = encode(rater), encode(person)
    if raters.codes.size != people.codes.size:
        msg = "Raters and persons must be equally long."
        raise ValueError(msg)
    pairs = _pairs(raters, people)
    count, labels = _numbered(pairs)
    of_rater, of_person = labels[: raters.size], labels[raters.size :]
    shared = np.diff(pairs.tocsc().indptr) > 1
    return Connectivity(
        components=[
            Component(*(int(number) for number in row))
            for row in zip(
                np.bincount(of_rater, minlength=count),
                np.bincount(of_person, minlength=count),
                np.bincount(of_rater[raters.codes], minlength=count),
                np.bincount(of_person, shared, minlength=count),
                strict=True,
            )
        ],
        raters=_links(raters, pairs, shared, of_rater, asked_part),
        person_components=dict(zip(people.labels, of_person.tolist(), strict=True)),
    )


def tied_raters(rater: Labels, group: Labels) -> dict[Any, int]:
    """Return for each rater the number of the set that groups of persons tie together.

    Raters of one set can be compared through the mean of a group; `rater` and `group` are equally
    long.
    """
    raters, groups = encode(rater), encode(group)
    numbers = _numbered(_pairs(raters, groups))[1]
    return dict(zip(raters.labels, numbers[: raters.size].tolist(), strict=True))


def component_count(raters: Coded, people: Coded) -> int:
    """Count the components of coded pairs."""
    return _numbered(_pairs(raters, people))[0]


def _pairs(raters: Coded, people: Coded) -> sp.csr_array:
    """Mark once every rater (row) and person (column) who met."""
    shape = (raters.size, people.size)
    met = sp.coo_array((np.ones(raters.codes.size), (raters.codes, people.codes)), shape=shape)
    pairs = met.tocsr()
    pairs.data[:] = 1.0
    return pairs


def _numbered(pairs: sp.csr_array) -> tuple[int, Codes]:
    """Number the components of raters and persons by falling number of raters, then by label."""
    rows, columns = pairs.shape
    graph: sp.csr_array = sp.block_array([[None, pairs], [pairs.T, None]], format="csr")
    count, labels = csgraph.connected_components(graph, directed=False)
    sizes = np.bincount(labels[:rows], minlength=count)
    _, first = np.unique(labels, return_index=True)
    rank = np.empty(count, dtype=np.intp)
    rank[np.lexsort((first, -sizes))] = np.arange(count)
    return int(count), rank[labels] if columns else np.empty(0, dtype=np.intp)


def _links(
    raters: Coded, pairs: sp.csr_array, shared: Flags, of_rater: Codes, asked_part: float
) -> dict[Any, RaterLinks]:
    persons = np.diff(pairs.indptr)
    shared_persons = np.asarray(pairs @ shared.astype(float)).round().astype(int)
    asked = _ceiling(asked_part * persons)
    missing = np.maximum(asked - shared_persons, 0)
    meetings = (pairs[:, shared] @ pairs[:, shared].T).tocsr()
    partners = np.diff(meetings.indptr) - (meetings.diagonal() > 0)
    columns = zip(of_rater, persons, shared_persons, partners, missing > 0, missing, strict=True)
    return {
        label: RaterLinks(
            component=int(component),
            persons=int(own),
            shared_persons=int(both),
            partners=int(others),
            weak=bool(weak),
            missing=int(more),
        )
        for label, (component, own, both, others, weak, more) in zip(
            raters.labels, columns, strict=True
        )
    }


def _ceiling(values: Floats) -> Codes:
    # 0.1 * 30 is a little more than 3 in binary, and would ask for a fourth person.
    return np.ceil(values - 1e-9).astype(np.intp)
