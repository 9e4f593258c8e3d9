"""Empirical-Bayes shares: the less a college's share says, the nearer it is drawn to all others.

Model: each group's true share is Beta(alpha, beta), its successes are binomial.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincinv, digamma, gammaln, polygamma

from scoring.grouping import Floats, Ints

# Concentrations alpha + beta outside these differ from "all alike" and "all apart" by nothing seen.
_LOG_CONCENTRATION: Final = (-14.0, 25.0)
_NEWTON_STEPS: Final = 50
# Where two terms of Stirling's series are exact to the last digit.
_STIRLING_FROM: Final = 1e4


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """A fitted distribution of true shares and the posterior mean of each group.

    Read it by attribute or by key (`fit["alpha"]`). `alpha` and `beta` are infinite, in the ratio
    given by `mean`, when the groups differ no more than chance: then every group has `mean`.
    """

    alpha: float
    beta: float
    mean: float
    successes: Floats
    trials: Floats
    means: Floats
    log_likelihood: float

    def keys(self) -> list[str]:
        """Return the names that can be read by key."""
        return ["alpha", "beta", "means", "mean", "log_likelihood"]

    def __getitem__(self, name: str) -> float | Floats:
        if name not in self.keys():
            raise KeyError(name)
        value: float | Floats = getattr(self, name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def interval(self, confidence: float = 0.95) -> tuple[Floats, Floats]:
        """Return the central posterior interval of each group's true share."""
        tail = (1.0 - confidence) / 2.0
        if not np.isfinite(self.alpha + self.beta):
            return self.means.copy(), self.means.copy()
        a, b = self._posterior()
        low: Floats = np.asarray(betaincinv(a, b, tail), dtype=np.float64)
        return low, np.asarray(betaincinv(a, b, 1.0 - tail), dtype=np.float64)

    def probability_above(self, share: float) -> Floats:
        """Return P(true share > `share`) of each group."""
        if not np.isfinite(self.alpha + self.beta):
            return (self.means > share).astype(np.float64)
        a, b = self._posterior()
        return 1.0 - np.asarray(betainc(a, b, share), dtype=np.float64)

    def rank_intervals(
        self, confidence: float = 0.95, *, draws: int = 4000, seed: int = 0
    ) -> tuple[Ints, Ints]:
        """Return the interval of each group's rank, 1 the largest share; same seed, same answer."""
        count = len(self.trials)
        if not np.isfinite(self.alpha + self.beta):
            return np.ones(count, dtype=np.int64), np.full(count, count)
        a, b = self._posterior()
        shares = np.random.default_rng(seed).beta(a, b, size=(draws, count))
        ranks = count - np.argsort(np.argsort(shares, axis=1), axis=1)
        tail = 50.0 * (1.0 - confidence)
        low = np.percentile(ranks, tail, axis=0, method="lower")
        high = np.percentile(ranks, 100.0 - tail, axis=0, method="higher")
        return low.astype(np.int64), high.astype(np.int64)

    def _posterior(self) -> tuple[Floats, Floats]:
        # Degenerate fits have a parameter of 0; the smallest number keeps the posterior proper.
        tiny = np.finfo(np.float64).tiny
        a = np.maximum(self.alpha + self.successes, tiny)
        return a, np.maximum(self.beta + self.trials - self.successes, tiny)


def beta_binomial(successes: ArrayLike, trials: ArrayLike) -> BetaBinomial:
    """Fit alpha and beta by maximum marginal likelihood.

    Groups without trials get the common mean and do not influence the fit. ValueError when counts
    make no sense or nobody was tried. Source of the model: Casella 1985; Lee, Sabavala 1987.
    """
    x, n = _counts(successes, trials)
    total, tried = x.sum(), n.sum()
    mean = float(total / tried)
    if total in (0, tried):
        return _fit(x, n, mean, np.inf)
    # Derivative of the likelihood in 1 / (alpha + beta) at 0: not positive means no overdispersion.
    slope = (
        (x * (x - 1)).sum() / mean
        + ((n - x) * (n - x - 1)).sum() / (1 - mean)
        - (n * (n - 1)).sum()
    )
    if slope <= 1e-9 * tried:
        return _fit(x, n, mean, np.inf)

    from scipy.optimize import minimize_scalar  # noqa: PLC0415 -- slow to load, seldom needed

    def worst(log_concentration: float) -> float:
        return -_profile(x, n, mean, log_concentration)[1]

    grid = np.linspace(*_LOG_CONCENTRATION, 40)
    start = int(np.argmin([worst(float(value)) for value in grid]))
    around = (grid[max(start - 1, 0)], grid[min(start + 1, len(grid) - 1)])
    best = float(minimize_scalar(worst, bounds=around, method="bounded").x)
    share, _ = _profile(x, n, mean, best)
    alpha, beta = _newton(x, n, share * np.exp(best), (1 - share) * np.exp(best))
    return _fit(x, n, alpha / (alpha + beta), alpha + beta)


def _counts(successes: ArrayLike, trials: ArrayLike) -> tuple[Floats, Floats]:
    x = np.atleast_1d(np.asarray(successes, dtype=np.float64))
    n = np.atleast_1d(np.asarray(trials, dtype=np.float64))
    if x.shape != n.shape or x.ndim != 1:
        raise ValueError("successes and trials must be lists of the same length")
    if not ((x >= 0) & (x <= n) & np.isfinite(n)).all():
        raise ValueError("successes must lie between 0 and the number of trials")
    if not n.sum() > 0:
        raise ValueError("without trials there is nothing to fit")
    return x, n


def _log_likelihood(x: Floats, n: Floats, alpha: float, beta: float) -> float:
    """Return the marginal log-likelihood up to the binomial coefficients."""
    both = alpha + beta
    alike = x * np.log(alpha / both) + (n - x) * np.log(beta / both)
    apart = _log_rising(alpha, x) + _log_rising(beta, n - x) - _log_rising(both, n)
    return float((alike + apart).sum())


def _log_rising(start: float, count: Floats) -> Floats:
    """Return log(start (start + 1) ... (start + count - 1) / start^count).

    Of nearly alike groups this is the little that counts: the difference of two large logarithms
    of gamma would lose it.
    """
    if start < _STIRLING_FROM:
        return np.asarray(gammaln(start + count) - gammaln(start) - count * np.log(start))
    end = start + count
    return np.asarray(
        (end - 0.5) * np.log1p(count / start) - count + (1.0 / end - 1.0 / start) / 12.0
    )


def _profile(x: Floats, n: Floats, mean: float, log_concentration: float) -> tuple[float, float]:
    """Return the best common share for a concentration, and the log-likelihood there."""
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 -- slow to load, seldom needed

    concentration = float(np.exp(log_concentration))

    def worst(logit: float) -> float:
        share = 1.0 / (1.0 + float(np.exp(-logit)))
        return -_log_likelihood(x, n, share * concentration, (1.0 - share) * concentration)

    center = float(np.log(mean / (1.0 - mean)))
    found = minimize_scalar(worst, bounds=(center - 6.0, center + 6.0), method="bounded")
    return 1.0 / (1.0 + float(np.exp(-found.x))), -float(found.fun)


def _newton(x: Floats, n: Floats, alpha: float, beta: float) -> tuple[float, float]:
    """Polish the maximum in (log alpha, log beta) until a step changes nothing."""
    point = np.log([alpha, beta])
    for _ in range(_NEWTON_STEPS):
        a, b = np.exp(point)
        common = (digamma(a + b) - digamma(n + a + b)).sum()
        gradient = np.array(
            [
                a * ((digamma(x + a) - digamma(a)).sum() + common),
                b * ((digamma(n - x + b) - digamma(b)).sum() + common),
            ]
        )
        shared = (polygamma(1, a + b) - polygamma(1, n + a + b)).sum()
        of_a = (polygamma(1, x + a) - polygamma(1, a)).sum()
        of_b = (polygamma(1, n - x + b) - polygamma(1, b)).sum()
        hessian = np.array(
            [
                [a * a * (of_a + shared) + gradient[0], a * b * shared],
                [a * b * shared, b * b * (of_b + shared) + gradient[1]],
            ]
        )
        if not np.linalg.det(hessian) > 0 or not hessian[0, 0] < 0:
            break  # not concave here: the bounded search already stands at the top
        step = np.linalg.solve(hessian, gradient)
        if np.abs(step).max() > 1.0:
            break
        point = point - step
        if np.abs(step).max() < 1e-13:
            break
    return float(np.exp(point[0])), float(np.exp(point[1]))


def _fit(x: Floats, n: Floats, mean: float, concentration: float) -> BetaBinomial:
    if not np.isfinite(concentration):
        certain = np.zeros(len(x))
        inside = 0.0 < mean < 1.0
        if inside:
            certain = x * np.log(mean) + (n - x) * np.log1p(-mean)
        return BetaBinomial(
            alpha=np.inf if mean > 0 else 0.0,
            beta=np.inf if mean < 1 else 0.0,
            mean=mean,
            successes=x,
            trials=n,
            means=np.full(len(x), mean),
            log_likelihood=float(certain.sum()),
        )
    alpha, beta = mean * concentration, (1.0 - mean) * concentration
    posterior = np.full(len(x), mean)
    np.divide(alpha + x, alpha + beta + n, out=posterior, where=alpha + beta + n > 0)
    likelihood = _log_likelihood(x, n, alpha, beta) if concentration > 0 else np.nan
    return BetaBinomial(alpha, beta, mean, x, n, posterior, likelihood)
