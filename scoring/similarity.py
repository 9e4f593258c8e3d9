"""Similarity of short texts: TF-IDF and the cosine, sparse, with the reason of each likeness.

A text is a sequence of (term, weight) pairs, the terms already stemmed. With n texts, of which
df(t) hold the term t:

    tf(t, x)  = 1 + ln w(t, x)          w: the sum of the weights of t in x, 0 where t is absent
    idf(t)    = ln((1 + n) / (1 + df(t))) + 1
    cos(x, y) = Σ_t u_x(t) · u_y(t)     u: tf·idf divided by its Euclidean length

The terms of the sum are the reasons: how much each shared term adds to the likeness.
Salton, Buckley: Term-weighting approaches in automatic text retrieval (1988).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Terms = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike each left text is to each right one; `reasons` says by which terms."""

    matrix: NDArray[np.float64]
    vocabulary: tuple[str, ...]
    left: csr_array
    right: csr_array

    def reasons(self, row: int, column: int) -> list[tuple[str, float]]:
        """Return the shared terms with what each adds to the likeness, the greatest first."""
        product = self.left[[row]].multiply(self.right[[column]]).tocoo()
        shared = zip(product.coords[-1], product.data, strict=True)
        ranked = sorted(shared, key=lambda pair: (-pair[1], self.vocabulary[pair[0]]))
        return [(self.vocabulary[term], float(value)) for term, value in ranked]


def text_likeness(left: Sequence[Terms], right: Sequence[Terms]) -> Likeness:
    """Compare every left text with every right one; a term's rarity is counted over both sides."""
    texts = [*left, *right]
    vocabulary = tuple(sorted({term for text in texts for term, _weight in text}))
    places = {term: place for place, term in enumerate(vocabulary)}
    weights = _counts(texts, places)
    frequency = np.bincount(weights.indices, minlength=len(vocabulary))
    idf = np.log((1 + len(texts)) / (1 + frequency)) + 1
    weights.data = (1 + np.log(weights.data)) * idf[weights.indices]
    lengths = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    weights.data = weights.data / np.repeat(lengths, np.diff(weights.indptr))
    own, others = weights[: len(left)], weights[len(left) :]
    matrix = np.asarray((own @ others.T).todense(), dtype=np.float64)
    return Likeness(matrix.reshape(len(left), len(right)), vocabulary, own, others)


def _counts(texts: Sequence[Terms], places: dict[str, int]) -> csr_array:
    """Return the summed weight of each term in each text; weights are at least 1."""
    rows, columns, data = [], [], []
    for row, text in enumerate(texts):
        sums: dict[int, float] = {}
        for term, weight in text:
            sums[places[term]] = sums.get(places[term], 0.0) + weight
        rows += [row] * len(sums)
        columns += list(sums)
        data += list(sums.values())
    found = csr_array(
        (
            np.array(data, dtype=np.float64),
            (np.array(rows, dtype=int), np.array(columns, dtype=int)),
        ),
        shape=(len(texts), len(places)),
    )
    found.sort_indices()
    return found
