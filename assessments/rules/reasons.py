"""Why a college's figures are what they are, in the terms in which they are told."""

from dataclasses import dataclass

from assessments.enums import EvidenceKind

Span = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class KindEffect:
    """What one kind of evidence adds to the mean index: the mean with it less the mean without it.

    `students` have an index either way; None without such. `lost` would have no index without it.
    """

    kind: EvidenceKind
    students: int
    effect: float | None
    lost: int


@dataclass(frozen=True, slots=True)
class NeededFunction:
    """A labour function to work on; `ready_after` are ready with it and those told before it."""

    code: str
    name: str
    ready_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeNeeds:
    """What the students of one programme lack to be ready.

    `functions` are the fewest that make `wanted` of the `waiting` ready; `out_of_reach` are those
    whom functions alone do not help. `is_exact` says that no smaller set would do.
    """

    programme_id: int
    name: str
    waiting: int
    wanted: int
    out_of_reach: int
    functions: tuple[NeededFunction, ...]
    is_exact: bool

    @property
    def ready_after(self) -> int:
        return self.functions[-1].ready_after if self.functions else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeReasons:
    """A college's mean index with its interval, and what it is made of; provisional ones left out.

    `mean` and `quartiles` of the index (lower, middle, upper) are None where nobody is assessed.
    """

    students: int
    assessed: int
    ready: int
    mean: float | None
    span: Span
    quartiles: tuple[float, float, float] | None
    kinds: tuple[KindEffect, ...]
    needs: tuple[ProgrammeNeeds, ...]

    @property
    def raising(self) -> KindEffect | None:
        """The kind that raises the mean most."""
        return max(self._moving(1), key=lambda kind: kind.effect or 0, default=None)

    @property
    def lowering(self) -> KindEffect | None:
        """The kind that lowers the mean most."""
        return min(self._moving(-1), key=lambda kind: kind.effect or 0, default=None)

    @property
    def first_need(self) -> ProgrammeNeeds | None:
        """The programme in which the fewest functions make most students ready."""
        having = [needs for needs in self.needs if needs.functions]
        return max(having, key=lambda needs: needs.ready_after / len(needs.functions), default=None)

    def _moving(self, sign: int) -> list[KindEffect]:
        return [kind for kind in self.kinds if kind.effect is not None and kind.effect * sign > 0]
