import numpy as np
import pytest

from scoring.coding import encode, kept, positions


@pytest.mark.parametrize(
    ("labels", "distinct", "codes"),
    [
        (np.array([7, 3, 7, 5]), [3, 5, 7], [2, 0, 2, 1]),
        (np.array([10**12, -4, 10**12]), [-4, 10**12], [1, 0, 1]),
        (np.array([-128, 127, -128], dtype=np.int8), [-128, 127], [0, 1, 0]),
        (np.array([2**63 + 1, 2**63 + 1], dtype=np.uint64), [2**63 + 1], [0, 0]),
        (np.array(["б", "а", "б"]), ["а", "б"], [1, 0, 1]),
        ([("x", 2), ("x", 1)], [("x", 1), ("x", 2)], [1, 0]),
        ([1, "a", 1], [1, "a"], [0, 1, 0]),
        (np.array([1.5, 0.5]), [0.5, 1.5], [1, 0]),
        ([], [], []),
    ],
)
def test_encode_sorts_distinct_labels(labels, distinct, codes):
    coded = encode(labels)
    assert coded.labels == distinct
    assert coded.codes.tolist() == codes


@pytest.mark.parametrize("missing", [None, float("nan"), np.datetime64("NaT")])
def test_encode_refuses_missing_label(missing):
    with pytest.raises(ValueError, match="missing"):
        encode(["a", missing])


def test_encode_refuses_matrix():
    with pytest.raises(ValueError, match="one-dimensional"):
        encode(np.zeros((2, 2), dtype=int))


def test_kept_drops_labels_without_rows():
    coded = kept(encode(np.array([5, 7, 9, 7])), np.array([True, False, True, False]))
    assert coded.labels == [5, 9]
    assert coded.codes.tolist() == [0, 1]


def test_positions_marks_unknown_labels():
    assert positions(encode(["a", "c"]), ["c", "b", "a"]).tolist() == [1, -1, 0]


def test_mapping_returns_plain_numbers():
    assert encode(["b", "a"]).mapping(np.array([1.0, 2.0])) == {"a": 1.0, "b": 2.0}
