"""Which severities may be printed beside each other without giving back a hidden one.

Two things that everybody may know tie severities together. They are deviations from the average
rater, so those of raters whom no college parts from each other sum to 0. And an organisation's
severity is the mean of its raters, weighted by persons.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import lsqr

from scoring.adjustment import FEWEST_PERSONS
from scoring.coding import Codes, Flags, Floats

# Of what is hidden a sum may be known when so many raters at least stand behind it.
FEWEST_RATERS = 2
# A severity that the equations leave free moves by more than this along a random direction.
_MOVES = 1e-7


@dataclass(frozen=True)
class Printable:
    """Whether each rater's and each organisation's severity may be printed."""

    raters: Flags
    organisations: Flags


@dataclass(frozen=True)
class RaterPlaces:
    """Raters as arrays: persons judged, the tied set (0, 1 ...), the organisation (-1: none)."""

    persons: Codes
    tie: Codes
    organisation: Codes


def printable(
    places: RaterPlaces,
    raters: Flags,
    organisations: Flags,
    *,
    fewest_persons: int = FEWEST_PERSONS,
) -> Printable:
    """Take away from what may be shown for itself whatever would give back something hidden.

    `raters` and `organisations` are shown for their own sake. Of a tied set, and of an organisation
    that is printed, either nobody is hidden or at least two raters with `fewest_persons` persons
    together; and no hidden severity follows from all that is known. Raters with few persons are
    hidden first. The result does not depend on the order.
    """
    shown = _tied(places, raters, fewest_persons)
    enough = _enough(places, ~shown, places.organisation, organisations.size, fewest_persons)
    printed = organisations & enough
    while True:
        known = _determined(places, shown, printed)
        betrays = _reached(places, known, shown, printed.size) & printed
        # What stays known then is 0 whatever was rated: the only rater of a set.
        if not betrays.any():
            return Printable(shown, printed)
        printed = printed & ~betrays


def _enough(
    places: RaterPlaces, hidden: Flags, group: Codes, groups: int, fewest_persons: int
) -> Flags:
    """Tell of which groups nobody is hidden, or enough raters and persons."""
    inside = hidden & (group >= 0)
    raters = np.bincount(group[inside], minlength=groups)
    persons = np.bincount(group[inside], places.persons[inside], minlength=groups)
    few = (raters < FEWEST_RATERS) | (persons < fewest_persons)
    return np.asarray((raters == 0) | ~few)


def _tied(places: RaterPlaces, shown: Flags, fewest_persons: int) -> Flags:
    """Hide more raters of each tied set whose sum would give back those hidden."""
    shown = shown.copy()
    ties = _size(places.tie)
    while True:
        enough = _enough(places, ~shown, places.tie, ties, fewest_persons)
        candidates = shown & ~enough[places.tie]
        if not candidates.any():
            return shown
        of_set = np.full(ties, np.iinfo(np.intp).max)
        np.minimum.at(of_set, places.tie[candidates], places.persons[candidates])
        # All raters alike go together, or the answer would depend on their order.
        shown &= ~(candidates & (places.persons == of_set[places.tie]))


def _equations(places: RaterPlaces, shown: Flags, printed: Flags) -> sp.csr_array:
    """Return what is known of hidden severities: a row a tied set and a printed organisation."""
    hidden = np.flatnonzero(~shown)
    ties = _size(places.tie)
    organisation = places.organisation[hidden]
    told = np.flatnonzero(np.isin(organisation, np.flatnonzero(printed)))
    rows = np.concatenate([places.tie[hidden], ties + organisation[told]])
    columns = np.concatenate([np.arange(hidden.size), told])
    weights = np.concatenate([np.ones(hidden.size), places.persons[hidden][told].astype(float)])
    return sp.csr_array((weights, (rows, columns)), shape=(ties + printed.size, hidden.size))


def _determined(places: RaterPlaces, shown: Flags, printed: Flags) -> Flags:
    """Tell which hidden severities follow from what is known.

    A random direction less its part in the span of the equations lies in what they leave open, and
    is 0 just at the severities that they fix.
    """
    hidden = np.flatnonzero(~shown)
    found = np.zeros(shown.size, dtype=bool)
    if hidden.size:
        equations = _scaled(_equations(places, shown, printed))
        direction: Floats = np.random.default_rng(0).normal(size=hidden.size)
        solved = lsqr(equations.T, direction, atol=1e-14, btol=1e-14, iter_lim=20 * hidden.size)[0]
        found[hidden] = np.abs(direction - equations.T @ solved) < _MOVES
    return found


def _scaled(equations: sp.csr_array) -> sp.csr_array:
    """Give every equation length 1, and leave out the empty ones."""
    length = np.sqrt(np.asarray(equations.multiply(equations).sum(axis=1)).ravel())
    used = np.flatnonzero(length)
    return sp.csr_array(sp.diags_array(1.0 / length[used]) @ equations[used])


def _reached(places: RaterPlaces, known: Flags, shown: Flags, organisations: int) -> Flags:
    """Return the organisations of the hidden raters in the tied sets of those who are known."""
    hidden = ~shown & np.isin(places.tie, places.tie[known])
    return np.asarray(np.isin(np.arange(organisations), places.organisation[hidden]))


def _size(codes: Codes) -> int:
    return int(codes.max(initial=-1)) + 1
