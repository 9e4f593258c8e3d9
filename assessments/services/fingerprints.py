"""What a computation read, as one short text: equal texts mean equal numbers, so none is computed.

The fingerprint is taken of the students, requirements and evidence read and of everything else that
enters the numbers, the program's own text included, and not of marks that somebody would have to
keep up to date.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assessments.selectors.scoring_input import Cohort
from core.program import program_digest

_PACKAGES: Final = ("scoring", "assessments")


def fingerprint(
    cohort: Cohort,
    evidence: Mapping[str, NDArray[Any]],
    *,
    stated: Sequence[str],
) -> str:
    """Return the same text for the same input and another one for any other input.

    `stated` is all that enters beside the arrays: the method, what is known of the region, the day.
    """
    digest = hashlib.sha256(program_digest(*_PACKAGES).encode())
    digest.update(json.dumps(stated).encode())
    arrays = (*cohort.enrolled.values(), *cohort.required.values(), *evidence.values())
    for values in arrays:
        digest.update(f"{values.dtype.str}{values.shape}".encode())
        digest.update(np.ascontiguousarray(values).data)
    return digest.hexdigest()
