"""What a computation read, as one short text: equal texts mean equal numbers, so none is computed.

The fingerprint is taken of the very arrays that the computation would read and of everything else
that enters the numbers, the program's own text included, and not of marks that somebody would have
to keep up to date.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

import assessments
import scoring
from assessments.selectors.scoring_input import ScoringInput

_PACKAGES: Final = (scoring, assessments)


def fingerprint(
    source: ScoringInput,
    *,
    parameters: Mapping[str, Any],
    priors: Mapping[str, Any],
    as_of_date: date,
) -> str:
    """Return the same text for the same input and another one for any other input."""
    digest = hashlib.sha256(_program())
    digest.update(json.dumps([parameters, priors, as_of_date.isoformat()], sort_keys=True).encode())
    own = [getattr(source, name) for name in ("students", "groups", "programme_kinds", "sexes")]
    for values in (
        *own,
        source.functions,
        *_arrays(source.requirements),
        *_arrays(source.evidence),
    ):
        digest.update(f"{values.dtype.str}{values.shape}".encode())
        digest.update(np.ascontiguousarray(values).data)
    return digest.hexdigest()


def _arrays(table: Any) -> list[np.ndarray[Any, Any]]:
    """Return a dataclass's fields as arrays, in the order of their declaration."""
    return [np.asarray(getattr(table, field.name)) for field in fields(table)]


@cache
def _program() -> bytes:
    """Return a digest of the program that computes: another version computes anew."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        folder = Path(package.__path__[0])
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.digest()
