"""Words and keys of alignments: which rows a matrix has, what a cell says."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from scoring.coverage import FULL, PARTIAL

COMPETENCE: Final = "c"
MODULE: Final = "m"
# What a cell may say, in the order in which the space bar goes through it.
STRENGTHS: Final = (0.0, PARTIAL, FULL)
STRENGTH_WORDS: Final = (_("нет"), _("частично"), _("полностью"))

_KEY = re.compile(r"([cm])(\d{1,18})")


@dataclass(frozen=True, slots=True)
class SourceKey:
    """A competence or a module by its stable number: codes repeat inside a programme."""

    kind: str
    pk: int

    def __str__(self) -> str:
        return f"{self.kind}{self.pk}"

    @property
    def competence_id(self) -> int | None:
        return self.pk if self.kind == COMPETENCE else None

    @property
    def module_id(self) -> int | None:
        return self.pk if self.kind == MODULE else None


@dataclass(frozen=True, slots=True)
class CellChange:
    """A person's wish for one cell; `was` is what the person saw before."""

    source: SourceKey
    function_id: int
    strength: float
    was: float

    @property
    def pair(self) -> tuple[SourceKey, int]:
        return self.source, self.function_id


def read_source_key(text: str) -> SourceKey | None:
    """Read «c12» or «m5»; None for anything else."""
    match = _KEY.fullmatch(text)
    return SourceKey(match[1], int(match[2])) if match else None


def element_key(pk: int) -> str:
    """Return the key by which a file names an action, a skill or a piece of knowledge."""
    return f"e{pk}"


def read_element_key(text: str) -> int | None:
    """Read «e12»; None for anything else."""
    match = re.fullmatch(r"e(\d{1,18})", text)
    return int(match[1]) if match else None


def source_key(competence_id: int | None, module_id: int | None) -> SourceKey:
    """Return the key of a row that names one of the two."""
    if competence_id is not None:
        return SourceKey(COMPETENCE, competence_id)
    if module_id is None:
        raise ValueError("neither a competence nor a module")
    return SourceKey(MODULE, module_id)


def read_cell_change(text: str) -> CellChange | None:
    """Read «c12:34:2:0», that is source, function, wished and seen step; None for anything else."""
    parts = text.split(":")
    if len(parts) != 4 or not all(re.fullmatch(r"\d{1,18}", part) for part in parts[1:]):
        return None
    source, steps = read_source_key(parts[0]), [int(part) for part in parts[2:]]
    if source is None or not all(step < len(STRENGTHS) for step in steps):
        return None
    return CellChange(source, int(parts[1]), STRENGTHS[steps[0]], STRENGTHS[steps[1]])


def step_of(strength: float) -> int:
    """Return 0 for none, 2 for full, 1 for anything between."""
    if strength <= 0:
        return 0
    return 2 if strength >= FULL else 1


def distinct_labels(codes: Sequence[str]) -> list[str]:
    """Return the codes, repeated ones with their number: ПК 1.1, ПК 1.1 (2), ПК 1.1 (3)."""
    seen: Counter[str] = Counter()
    labels = []
    for code in codes:
        seen[code] += 1
        labels.append(code if seen[code] == 1 else f"{code} ({seen[code]})")
    return labels
