"""Remarks on the cells of a programme's alignment."""

from collections import Counter
from collections.abc import Sequence

from colleges.models import AlignmentRemark, Programme
from colleges.rules.alignments import SourceKey, source_key


def remarks_of_cell(
    *, programme: Programme, source: SourceKey, function_id: int
) -> list[AlignmentRemark]:
    """Return everything that was said about a cell, the latest first."""
    return list(
        AlignmentRemark.objects.filter(
            programme=programme,
            competence=source.competence_id,
            module=source.module_id,
            function=function_id,
        )
        .select_related("author", "closed_by", "version")
        .order_by("-created_at", "-pk")
    )


def open_remarks(*, programme: Programme) -> list[AlignmentRemark]:
    """Return the remarks that nobody has settled, the latest first."""
    return list(
        AlignmentRemark.objects.filter(programme=programme, closed_at__isnull=True)
        .select_related("author", "function", "competence", "module")
        .order_by("-created_at", "-pk")
    )


def count_by_cell(remarks: Sequence[AlignmentRemark]) -> dict[tuple[str, int], int]:
    """Count remarks by the cell's source and function."""
    return Counter(
        (str(source_key(row.competence_id, row.module_id)), row.function_id) for row in remarks
    )
