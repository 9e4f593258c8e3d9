import math

import numpy as np
import pytest

from scoring.similarity import text_likeness


def terms(text):
    return [(word, 1.0) for word in text.split()]


def test_likeness_by_hand():
    likeness = text_likeness([terms("плуг настройк")], [terms("плуг ремонт"), terms("ферм")])
    shared, single = math.log(4 / 3) + 1, math.log(4 / 2) + 1
    expected = shared**2 / (shared**2 + single**2)
    assert likeness.matrix[0, 0] == pytest.approx(expected)
    assert likeness.matrix[0, 1] == 0
    assert likeness.reasons(0, 0) == [("плуг", pytest.approx(expected))]
    assert likeness.reasons(0, 1) == []


def test_same_text_is_wholly_alike_and_weights_count():
    heavy = [("плуг", 3.0), ("ферм", 1.0)]
    likeness = text_likeness([heavy], [heavy, terms("плуг"), terms("ферм")])
    assert likeness.matrix[0, 0] == pytest.approx(1)
    assert likeness.matrix[0, 1] > likeness.matrix[0, 2]


def test_empty_texts_are_like_nothing():
    likeness = text_likeness([[], terms("плуг")], [[]])
    assert np.array_equal(likeness.matrix, np.zeros((2, 1)))
