"""The rating scale of a Rasch model: which categories were used, and their probabilities."""

from dataclasses import dataclass

import numpy as np

from scoring.coding import Codes, Flags, Floats


@dataclass(frozen=True)
class Scale:
    """Categories 0..top of one or several scales and the parameters that describe them.

    `used[s, k]` says that category k of scale s occurs. A scale is given by psi_k, the sum of its
    thresholds up to k: P(k) is proportional to exp(k eta - psi_k). psi is 0 at the lowest and at
    the highest category used (so the thresholds of a scale sum to 0 and eta holds its location)
    and infinite where a category never occurs: its maximum likelihood estimate, which gives the
    category no probability and keeps the distance between its neighbours.
    """

    used: Flags

    @property
    def low(self) -> Codes:
        return np.asarray(self.used.argmax(axis=1))

    @property
    def high(self) -> Codes:
        return np.asarray(self.used.shape[1] - 1 - self.used[:, ::-1].argmax(axis=1))

    @property
    def free(self) -> Flags:
        """Mark the psi that are estimated."""
        free = self.used.copy()
        rows = np.arange(free.shape[0])
        free[rows, self.low] = False
        free[rows, self.high] = False
        return free

    def psi(self, values: Floats) -> Floats:
        """Spread the estimated values over scales and categories."""
        psi = np.where(self.used, 0.0, np.inf)
        psi[self.free] = values
        return psi

    def start(self, counts: Floats) -> Floats:
        """Return the free psi that fit the category counts when all else is 0."""
        logs = np.log(np.maximum(counts, 0.5))
        rows = np.arange(logs.shape[0])
        first, last = logs[rows, self.low], logs[rows, self.high]
        span = np.maximum(self.high - self.low, 1)
        place = (np.arange(logs.shape[1]) - self.low[:, None]) / span[:, None]
        line = first[:, None] + place * (last - first)[:, None]
        return np.asarray((line - logs)[self.free])


def thresholds(psi: Floats) -> Floats:
    """Return the steps tau_1..tau_top of every scale, never NaN.

    A step into a category without a finite psi (one that never occurs) is +inf, one out of it into
    a category that does is -inf.
    """
    known = np.isfinite(psi)
    steps = np.where(known[:, 1:], -np.inf, np.inf)
    both = known[:, 1:] & known[:, :-1]
    steps[both] = (np.where(known, psi, 0.0)[:, 1:] - np.where(known, psi, 0.0)[:, :-1])[both]
    return steps


@dataclass(frozen=True)
class Moments:
    """Of the category of each rating: probabilities, mean, variance, log of the normaliser."""

    probability: Floats
    mean: Floats
    variance: Floats
    log_normaliser: Floats


def moments(eta: Floats, psi: Floats) -> Moments:
    """Describe the category at logit `eta`; `psi` has one more axis, of categories, at its end."""
    category = np.arange(psi.shape[-1], dtype=float)
    logits = eta[..., None] * category - psi
    largest = logits.max(axis=-1, keepdims=True)
    weights = np.exp(logits - largest)
    total = weights.sum(axis=-1)
    probability = weights / total[..., None]
    mean = probability @ category
    variance = np.maximum(probability @ category**2 - mean**2, 0.0)
    return Moments(probability, mean, variance, largest[..., 0] + np.log(total))
