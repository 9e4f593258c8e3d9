"""What higher apps have to say above the figures of a place, told without importing them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboards.rules.pages import PlacePage


@dataclass(frozen=True, slots=True)
class PlaceNote:
    """A correction: when it was admitted, of which figure, how that was printed, what is right."""

    date: datetime | None
    figure: str
    printed: str
    note: str


NotesOf = Callable[[PlacePage], Sequence[PlaceNote]]
_providers: list[NotesOf] = []


def tell_notes(notes_of: NotesOf) -> None:
    """Let an app tell its notes; to be called once, when the app is ready."""
    if notes_of not in _providers:
        _providers.append(notes_of)


def notes_about(page: PlacePage) -> list[PlaceNote]:
    """Return what is told about a page."""
    return [note for notes_of in _providers for note in notes_of(page)]
