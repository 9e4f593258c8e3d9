"""An official score beside its interval."""


def interval_around(
    value: float | None, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """Return the interval widened to hold the official score; decision 0011 says why.

    The score is the plain mean of the evidence, the interval that of the true score, which little
    evidence draws to what is usual. Widening it only adds to what the interval covers.
    """
    if value is None or low is None or high is None:
        return low, high
    return min(low, value), max(high, value)
