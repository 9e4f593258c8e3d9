"""Two editions of a standard side by side: what was kept, renamed, moved, added, removed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.text import search_key
from scoring.similarity import text_likeness
from standards.rules.words import weighted_stems

# Below this two texts under one code are two functions that only share the code.
SAME_CODE_FROM: Final = 0.25
# Texts under different codes must be more alike to be taken for one function.
OTHER_CODE_FROM: Final = 0.45
_NAME_WEIGHT: Final = 3.0


class ChangeKind(StrEnum):
    SAME = "same"
    CHANGED = "changed"  # the name stays, actions, skills or knowledge differ
    RENAMED = "renamed"
    MOVED = "moved"  # another code
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class ComparedFunction:
    """A function as the comparison sees it."""

    pk: int
    code: str
    name: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FunctionChange:
    """What probably became of a function; `old` is None for an added one, `new` for a removed."""

    kind: ChangeKind
    old: ComparedFunction | None
    new: ComparedFunction | None
    likeness: float


def compare_functions(
    old: Sequence[ComparedFunction], new: Sequence[ComparedFunction]
) -> list[FunctionChange]:
    """Pair the functions of two editions: removed and kept in the old order, then added ones.

    First the same name (under the same code where there is a choice), then the same code with an
    alike text, then the most alike of what is left. A pair is a suggestion: a person confirms it.
    """
    pairing = _Pairing(old, new)
    pairs = pairing.pairs()
    changes = []
    for place, row in enumerate(old):
        if place in pairs:
            likeness = pairing.matrix[place][pairs[place]]
            changes.append(_change(row, new[pairs[place]], likeness))
        else:
            changes.append(FunctionChange(ChangeKind.REMOVED, row, None, 0.0))
    added = [row for place, row in enumerate(new) if place not in pairs.values()]
    return [*changes, *(FunctionChange(ChangeKind.ADDED, None, row, 0.0) for row in added)]


class _Pairing:
    def __init__(self, old: Sequence[ComparedFunction], new: Sequence[ComparedFunction]) -> None:
        self.old, self.new = old, new
        self.found: dict[int, int] = {}
        self.matrix = _matrix(old, new)

    def pairs(self) -> dict[int, int]:
        """Return the place of the new function by the place of the old one."""
        names = [search_key(row.name) for row in self.old]
        new_names = [search_key(row.name) for row in self.new]
        self._take(lambda i, j: names[i] == new_names[j] and self._same_code(i, j))
        self._take(lambda i, j: names[i] == new_names[j])
        self._take(lambda i, j: self._same_code(i, j) and self.matrix[i][j] >= SAME_CODE_FROM)
        self._take(lambda i, j: self.matrix[i][j] >= OTHER_CODE_FROM)
        return self.found

    def _same_code(self, i: int, j: int) -> bool:
        return self.old[i].code == self.new[j].code

    def _take(self, fits: Callable[[int, int], bool]) -> None:
        """Take the pairs that fit, the most alike first."""
        free = [
            (-self.matrix[i][j], i, j)
            for i in range(len(self.old))
            for j in range(len(self.new))
            if i not in self.found and fits(i, j)
        ]
        for _likeness, i, j in sorted(free):
            if i not in self.found and j not in self.found.values():
                self.found[i] = j


def _matrix(old: Sequence[ComparedFunction], new: Sequence[ComparedFunction]) -> list[list[float]]:
    if not old or not new:
        return [[] for _row in old]
    matrix = text_likeness([_terms(row) for row in old], [_terms(row) for row in new]).matrix
    return [[float(value) for value in line] for line in matrix]


def _terms(row: ComparedFunction) -> list[tuple[str, float]]:
    return weighted_stems([(row.name, _NAME_WEIGHT), *((text, 1.0) for text in row.elements)])


def _change(old: ComparedFunction, new: ComparedFunction, likeness: float) -> FunctionChange:
    if old.code != new.code:
        kind = ChangeKind.MOVED
    elif search_key(old.name) != search_key(new.name):
        kind = ChangeKind.RENAMED
    elif sorted(old.elements) != sorted(new.elements):
        kind = ChangeKind.CHANGED
    else:
        kind = ChangeKind.SAME
    return FunctionChange(kind, old, new, likeness)
