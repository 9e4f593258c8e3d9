"""Simulated regions small enough for tests, and the population that goes with one."""

import numpy as np

from scoring.region_data import Population, read_region
from scoring.simulation import RegionSetup, simulate_region


def small_region(**changes):
    """Return a region of 60 interns, 8 raters and 4 functions unless said otherwise."""
    size = {
        "interns": 60,
        "raters": 8,
        "colleges": 2,
        "functions": 4,
        "double_part": 0.4,
        "unobserved_part": 0.1,
        "seed": 4,
    }
    return simulate_region(RegionSetup(**{**size, **changes}))


def population(region):
    return Population(np.arange(region.college.size), region.college, region.exam)


def rows(region):
    return {
        "ratings": region.ratings,
        "person": region.intern,
        "item": region.function,
        "rater": region.rater,
    }


def read(region, *, with_population=True):
    return read_region(**rows(region), population=population(region) if with_population else None)
