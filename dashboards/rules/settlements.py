"""The region's colleges by the kind of place they stand in, from what is printed of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.rules.figures import GroupFigures
from dashboards.rules.disclosure import ShownFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRow:
    """Colleges in places of one kind: `printed` of `colleges` stand behind the figures.

    `figures` is None where nothing is printed of any of them.
    """

    kind: str
    figures: ShownFigures | None
    printed: int
    colleges: int


def by_settlement(
    colleges: Iterable[tuple[str, ShownFigures | None]], kinds: Iterable[str]
) -> tuple[SettlementRow, ...]:
    """Add up the printed colleges by kind of place, in the order of `kinds`.

    Only printed counts are added up, so the sums tell nothing that the colleges' table does not: a
    total less the colleges that are printed would otherwise be the one that is hidden. Colleges
    without students are left out, and kinds without colleges.
    """
    by_kind: dict[str, list[ShownFigures]] = {}
    for kind, figures in colleges:
        if figures is not None:
            by_kind.setdefault(kind, []).append(figures)
    return tuple(_row(kind, by_kind[kind]) for kind in kinds if kind in by_kind)


def _row(kind: str, colleges: list[ShownFigures]) -> SettlementRow:
    printed = [own for own in colleges if own.assessed is not None and own.ready is not None]
    whole = GroupFigures(
        assessed=sum(own.assessed or 0 for own in printed),
        ready=sum(own.ready or 0 for own in printed),
    )
    figures = ShownFigures(
        assessed=whole.assessed,
        ready=whole.ready,
        share_ready=whole.share_ready,
        interval=whole.interval,
    )
    return SettlementRow(
        kind=kind,
        figures=figures if printed else None,
        printed=len(printed),
        colleges=len(colleges),
    )
