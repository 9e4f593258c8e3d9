"""Which cells a person might fill: pairs of a source and a function with alike texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from colleges.models import Programme, RejectedSuggestion
from colleges.rules.alignments import source_key
from colleges.selectors.alignments import (
    Source,
    cells_of,
    columns_of,
    elements_of,
    sources_of,
)
from colleges.selectors.coverage import newest_versions
from scoring.similarity import Likeness, text_likeness
from standards.models import FunctionElement, LabourFunction
from standards.rules.words import as_written, weighted_stems

# Below this the shared words are chance; see docs/scoring.md for the trial.
SHOWN_FROM: Final = 0.12
_MOST_WORDS: Final = 6
_NAME_WEIGHT: Final = 3.0
_ELEMENT_WEIGHT: Final = 1.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pair worth looking at. `words` are what the texts share, the weightiest first."""

    source: Source
    function: LabourFunction
    likeness: float
    words: tuple[str, ...]


def suggestions_of(*, programme: Programme, function_id: int | None = None) -> list[Suggestion]:
    """Return the pairs not decided yet, the most alike first; nothing is ever applied by itself.

    A pair that has a cell, or that somebody rejected, is not suggested.
    """
    sources = [row for row in sources_of(programme=programme) if row.must_lead_somewhere]
    functions = columns_of(programme=programme)
    if function_id is not None:
        functions = [row for row in functions if row.pk == function_id]
    if not sources or not functions:
        return []
    elements = elements_of(function_ids=[row.pk for row in functions])
    likeness = text_likeness(
        [weighted_stems([(source.text, _NAME_WEIGHT)]) for source in sources],
        [_function_terms(row, elements) for row in functions],
    )
    version = newest_versions([programme.pk]).get(programme.pk)
    decided = set(cells_of(version=version)) | rejected_places(programme=programme)
    return _ranked(sources, functions, likeness, decided)


def _function_terms(
    function: LabourFunction, elements: Sequence[FunctionElement]
) -> list[tuple[str, float]]:
    own = [(row.text, _ELEMENT_WEIGHT) for row in elements if row.function_id == function.pk]
    return weighted_stems([(function.name, _NAME_WEIGHT), *own])


def _ranked(
    sources: Sequence[Source],
    functions: Sequence[LabourFunction],
    likeness: Likeness,
    decided: set[tuple[str, int]],
) -> list[Suggestion]:
    found: list[Suggestion] = []
    for row, source in enumerate(sources):
        for column, function in enumerate(functions):
            value = float(likeness.matrix[row, column])
            if value < SHOWN_FROM or (str(source.key), function.pk) in decided:
                continue
            stems = [term for term, _share in likeness.reasons(row, column)[:_MOST_WORDS]]
            words = tuple(as_written(stems, source.text))
            found.append(Suggestion(source, function, value, words))
    return sorted(found, key=lambda one: (-one.likeness, one.function.pk, one.source.key.pk))


def rejected_places(*, programme: Programme) -> set[tuple[str, int]]:
    """Return the pairs that somebody rejected."""
    rows = RejectedSuggestion.objects.filter(programme=programme).values_list(
        "competence_id", "module_id", "function_id"
    )
    return {
        (str(source_key(competence, module)), function) for competence, module, function in rows
    }


def rejected_of(*, programme: Programme) -> list[RejectedSuggestion]:
    """Return what was rejected, the newest first, with everything that a page prints."""
    return list(
        RejectedSuggestion.objects.filter(programme=programme)
        .select_related("competence", "module", "function", "rejected_by")
        .order_by("-rejected_at", "-pk")
    )
