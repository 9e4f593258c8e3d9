"""One description of a paper; ``core.documents.docx`` and ``core.documents.pdf`` print it alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.tables.data import TableData


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; line breaks in it are kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Short points one under another, with dashes or numbers."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture as SVG or PNG bytes; ``alt`` says in words what it shows and is never empty.

    ``width`` is the share of the text's width, 0..1. Raises ValueError without picture or words.
    """

    alt: str
    caption: str = ""
    svg: bytes = b""
    png: bytes = b""
    width: float = 1.0

    def __post_init__(self) -> None:
        if not (self.svg or self.png):
            raise ValueError("a figure needs SVG or PNG")
        if not self.alt.strip():
            raise ValueError("a figure needs words for those who do not see it")


Block = Paragraph | Listing | Figure | TableData


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part with its heading. ``landscape`` None lets the widest table decide.

    ``together`` keeps it on one page, as signatures ask. ``aside`` stands at the right of the
    blocks where a format can do that, else below them.
    """

    title: str
    blocks: Sequence[Block]
    level: int = 1
    landscape: bool | None = None
    together: bool = False
    aside: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper of A4 pages.

    ``meta`` are (name, value) lines under the title, such as the day of the data; ``running_title``
    stands at the foot of every page (the title when empty). ``as_of`` dates the file itself.
    """

    title: str
    subtitle: str = ""
    running_title: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    sections: Sequence[Section] = ()
    footnotes: tuple[str, ...] = ()
    as_of: date | None = None

    def blocks(self) -> Iterator[Block]:
        """Yield all blocks in their order."""
        for section in self.sections:
            yield from section.blocks
            if section.aside is not None:
                yield section.aside
