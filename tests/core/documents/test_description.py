import pytest

from core.documents.description import Figure, Paragraph
from tests.core.documents.papers import PAPER, SVG


def test_figure_needs_a_picture_and_words():
    assert Figure(alt="Круг", svg=SVG).width == 1
    with pytest.raises(ValueError, match="SVG or PNG"):
        Figure(alt="Круг")
    with pytest.raises(ValueError, match="words"):
        Figure(alt=" ", svg=SVG)


def test_document_yields_its_blocks_in_order():
    blocks = list(PAPER.blocks())
    assert len(blocks) == 8
    assert isinstance(blocks[0], Paragraph)
