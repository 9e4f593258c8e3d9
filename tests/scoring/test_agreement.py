import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from scoring.agreement import (
    LEVELS,
    confusion_table,
    fleiss_kappa,
    fleiss_kappa_of_counts,
    icc,
    icc_limits,
    krippendorff_alpha,
    weighted_kappa,
)
from tests.scoring.published import published

NAN = float("nan")

# Krippendorff 2011, example C: four observers, twelve units.
EXAMPLE_C = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]


# --- Krippendorff's alpha -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_with_missing_ratings_equals_published(level, alpha):
    assert krippendorff_alpha(EXAMPLE_C, level) == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize("example", ["A", "B", "C", "wikipedia"])
def test_alpha_equals_published_tables(example):
    data = published("agreement/krippendorff.json")[example]
    expected = data["computed"]
    if not isinstance(expected, dict):
        expected = {"nominal": expected}
    for level, value in expected.items():
        assert krippendorff_alpha(data["rows_are_observers"], level) == pytest.approx(value)


def test_alpha_of_words_is_nominal_only():
    words = [["a", "b", None], ["a", "c", "b"]]
    # Coincidences a-a twice, b-c and c-b once: D_o = 2/4, D_e = 1 - 2/12.
    assert krippendorff_alpha(words, "nominal") == pytest.approx(1 - 0.5 / (10 / 12))
    with pytest.raises(ValueError, match="numbers"):
        krippendorff_alpha(words, "interval")


@pytest.mark.parametrize(
    "words",
    [
        [["a", "b", "a", NAN], ["a", "b", "b", "a"]],
        [["a", "b", "a", None], ["a", "b", "b", "a"]],
        np.array([["a", "b", "a", NAN], ["a", "b", "b", "a"]]),  # NaN becomes the word "nan"
        np.ma.masked_equal([[1, 2, 1, 9], [1, 2, 2, 1]], 9),
    ],
)
def test_alpha_reads_every_kind_of_gap_as_a_gap(words):
    # Coincidences a-a 2, b-b 2, a-b and b-a one each: D_o = 2/6, D_e = 1 - 2 * 6/30.
    assert krippendorff_alpha(words, "nominal") == pytest.approx(1 - (2 / 6) / (18 / 30))


def test_alpha_takes_numbers_written_as_text_for_numbers():
    text = [["1", "2", "10", "3"], ["1", "3", "10", None]]
    numbers = [[1, 2, 10, 3], [1, 3, 10, NAN]]
    for level in ("ordinal", "interval", "ratio"):
        assert krippendorff_alpha(text, level) == krippendorff_alpha(numbers, level)


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_alpha_refuses_the_infinite(level):
    with pytest.raises(ValueError, match="finite"):
        krippendorff_alpha([[1, 2, np.inf], [1, 2, 3]], level)


@pytest.mark.parametrize(
    "ratings",
    [
        [[1, 1], [1, 1]],  # no variation
        [[1, NAN], [NAN, 2]],  # nothing rated twice
        [[NAN, NAN], [NAN, NAN]],
        [[1, 2, 3]],  # one rater
    ],
)
@pytest.mark.parametrize("level", LEVELS)
def test_alpha_without_anything_to_compare_is_not_defined(ratings, level):
    assert np.isnan(krippendorff_alpha(ratings, level))


def test_alpha_of_two_zeros_on_a_ratio_scale_is_agreement():
    assert krippendorff_alpha([[0, 1], [0, 1]], "ratio") == 1.0


@pytest.mark.parametrize("chunk", [1, 2, 4, 100])
def test_alpha_on_a_ratio_scale_does_not_depend_on_chunks(monkeypatch, chunk):
    monkeypatch.setattr("scoring.agreement._CHUNK", chunk)
    assert krippendorff_alpha(EXAMPLE_C, "ratio") == pytest.approx(0.797, abs=5e-4)


def test_alpha_refuses_what_it_cannot_read():
    with pytest.raises(ValueError, match="level must be"):
        krippendorff_alpha(EXAMPLE_C, "metric")
    with pytest.raises(ValueError, match="negative"):
        krippendorff_alpha([[-1, 2], [1, 2]], "ratio")
    with pytest.raises(ValueError, match="table"):
        krippendorff_alpha([1, 2, 3], "nominal")


def difference(level, one, other, values):
    """δ² as the paper defines it, from the list of all pairable values."""
    if level == "nominal":
        return float(one != other)
    if level == "interval":
        return (one - other) ** 2
    if level == "ratio":
        return ((one - other) / (one + other)) ** 2 if one + other else 0.0
    low, high = min(one, other), max(one, other)
    ends = (values.count(one) + values.count(other)) / 2
    return 0.0 if one == other else (sum(low <= v <= high for v in values) - ends) ** 2


def slow_alpha(ratings, level):
    units = [[v for v in column if not np.isnan(v)] for column in np.array(ratings).T]
    units = [unit for unit in units if len(unit) >= 2]
    values = [v for unit in units for v in unit]
    if len(values) < 2:
        return NAN
    observed = sum(
        difference(level, unit[i], unit[j], values) / (len(unit) - 1)
        for unit in units
        for i in range(len(unit))
        for j in range(len(unit))
        if i != j
    ) / len(values)
    pairs = len(values) * (len(values) - 1)
    expected = sum(difference(level, a, b, values) for a in values for b in values) / pairs
    return 1 - observed / expected if expected > 0 else NAN


TABLES = npst.arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(1, 6)),
    elements=st.sampled_from([NAN, 0.0, 1.0, 2.0, 2.5, 7.0]),
)


@settings(max_examples=150, deadline=None)
@given(TABLES, st.sampled_from(LEVELS))
def test_alpha_equals_definition_pair_by_pair(ratings, level):
    expected = slow_alpha(ratings, level)
    assert krippendorff_alpha(ratings, level) == pytest.approx(expected, abs=1e-9, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.integers(0, 99), st.sampled_from(LEVELS))
def test_alpha_does_not_depend_on_order(ratings, seed, level):
    rng = np.random.default_rng(seed)
    shuffled = ratings[rng.permutation(len(ratings))][:, rng.permutation(ratings.shape[1])]
    one, other = krippendorff_alpha(ratings, level), krippendorff_alpha(shuffled, level)
    assert one == pytest.approx(other, abs=1e-9, nan_ok=True)


def test_alpha_of_many_units_is_fast_enough_for_a_region():
    rng = np.random.default_rng(0)
    truth = rng.integers(1, 6, 20_000)
    ratings = np.clip(truth + rng.integers(-1, 2, (3, 20_000)), 1, 5).astype(float)
    assert krippendorff_alpha(ratings, "interval") == pytest.approx(0.78, abs=0.03)


# --- kappa ----------------------------------------------------------------------------------------

# Fleiss 1971, table 1: 30 patients, six psychiatrists, five diagnoses; kappa 0.430.
FLEISS_1971 = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
# Fleiss, Levin, Paik 2003: positive ratings of 25 subjects with two to five ratings each.
UNEQUAL = """
2/2 0/2 2/3 3/4 3/3 1/4 0/3 0/5 0/2 4/4 5/5 3/3 4/4 3/4 0/2 2/2 1/3 1/2 1/4 4/5 2/3 0/4 0/3 3/3 2/2
"""


def fleiss_counts():
    return [[int(digit) for digit in row] for row in FLEISS_1971.split()]


def ratings_of(counts):
    width = max(sum(row) for row in counts)
    rows = [[c for c, n in enumerate(row) for _ in range(n)] for row in counts]
    return [row + [NAN] * (width - len(row)) for row in rows]


def test_fleiss_kappa_equals_published():
    counts = fleiss_counts()
    assert fleiss_kappa_of_counts(counts) == pytest.approx(0.430, abs=5e-4)
    assert fleiss_kappa(ratings_of(counts)) == pytest.approx(fleiss_kappa_of_counts(counts))


def test_fleiss_kappa_with_unequal_numbers_of_ratings_equals_published():
    pairs = [map(int, pair.split("/")) for pair in UNEQUAL.split()]
    counts = [[positive, total - positive] for positive, total in pairs]
    assert fleiss_kappa_of_counts(counts) == pytest.approx(0.5415, abs=5e-5)
    assert fleiss_kappa(ratings_of(counts)) == pytest.approx(0.5415, abs=5e-5)


def test_fleiss_kappa_of_fourteen_raters_equals_published():
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    assert fleiss_kappa_of_counts(counts) == pytest.approx(0.210, abs=5e-4)


def test_fleiss_kappa_ignores_subjects_rated_once_and_reads_words():
    words = [["да", "да"], ["нет", "да"], ["нет", "нет"], ["да", None]]
    assert fleiss_kappa(words) == pytest.approx(fleiss_kappa(words[:3]))
    assert fleiss_kappa(words[:3]) == pytest.approx(1 - (1 / 3) / 0.5)


@pytest.mark.parametrize("ratings", [[[1, 1], [1, 1]], [[1, NAN], [NAN, 2]], [[NAN, NAN]]])
def test_fleiss_kappa_without_variation_is_not_defined(ratings):
    assert np.isnan(fleiss_kappa(ratings))


def test_weighted_kappa_equals_cohen_1968():
    data = published("agreement/cohen_1968_weighted_kappa.json")
    table, expected = data["table_rows_judgeB_cols_judgeA"], data["computed"]
    assert weighted_kappa(table, None) == pytest.approx(expected["kappa"])
    assert weighted_kappa(table, data["v_cohen"]) == pytest.approx(expected["weighted_cohen"])
    assert weighted_kappa(table, "linear") == pytest.approx(expected["linear"])
    assert weighted_kappa(table, "quadratic") == pytest.approx(expected["quadratic"])
    shares = np.array(table) / 200
    assert weighted_kappa(shares, data["v_cohen"]) == pytest.approx(0.348, abs=5e-4)


def test_kappa_of_two_radiologists_equals_published():
    # Boyd et al. 1982, four ordered readings of 85 films.
    table = [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]]
    assert weighted_kappa(table, "unweighted") == pytest.approx(0.4728, abs=5e-5)
    assert weighted_kappa(table, "linear") == pytest.approx(0.5684, abs=5e-5)


def test_weights_of_agreement_are_the_complement_of_disagreement():
    table = [[5, 3, 1], [2, 8, 2], [0, 1, 9]]
    distance = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    assert weighted_kappa(table, 1 - distance / 2) == pytest.approx(weighted_kappa(table, "linear"))
    assert weighted_kappa(table, 1 - distance**2 / 4) == pytest.approx(
        weighted_kappa(table, "quadratic")
    )


def test_tables_of_counts_without_sense_are_refused():
    for counts in ([1, 2, 3], [[1, -1], [2, 2]]):
        with pytest.raises(ValueError, match="numbers of raters"):
            fleiss_kappa_of_counts(counts)


@pytest.mark.parametrize("table", [[[5, 0], [0, 0]], [[0, 0], [0, 0]]])
def test_kappa_without_variation_is_not_defined(table):
    assert np.isnan(weighted_kappa(table, "linear"))


@pytest.mark.parametrize(
    ("table", "weights", "message"),
    [
        ([[1, 2]], "linear", "square"),
        ([[1, -2], [1, 1]], "linear", "square"),
        ([[1, 2], [1, 1]], "cubic", "weights must be one of"),
        ([[1, 2], [1, 1]], [[0, 1, 2]], "matrix of the table's size"),
        ([[1, 2], [1, 1]], [[2, 1], [3, 2]], "diagonal"),
        ([[1, 2], [1, 1]], [[0, 1], [1, 1]], "diagonal"),
        ([[1, 2], [1, 1]], [[0, NAN], [1, 0]], "weights must be numbers"),
    ],
)
def test_kappa_refuses_what_it_cannot_read(table, weights, message):
    with pytest.raises(ValueError, match=message):
        weighted_kappa(table, weights)


def test_kappa_of_a_matrix_does_not_depend_on_how_the_weights_are_written():
    table = [[11, 3, 1], [4, 9, 5], [0, 2, 15]]
    distance = np.abs(np.subtract.outer(range(3), range(3))).astype(float)
    linear = weighted_kappa(table, "linear")
    for weights in (distance, 1 - distance / 2, 3 - distance, -distance, 7 + 2 * distance):
        assert weighted_kappa(table, weights) == pytest.approx(linear, abs=1e-12)


def test_confusion_table_counts_pairs_and_leaves_gaps_out():
    table, categories = confusion_table([1, 2, 2, NAN, 3], [1, 1, 2, 2, NAN])
    assert categories == [1, 2]
    assert table.tolist() == [[1, 0], [1, 1]]
    table, categories = confusion_table(["да", "нет", None], ["да", "да", "да"])
    assert categories == ["да", "нет"]
    assert table.tolist() == [[1, 0], [1, 0]]
    with pytest.raises(ValueError, match="same units"):
        confusion_table([1], [1, 2])


@settings(max_examples=60, deadline=None)
@given(npst.arrays(np.int64, (3, 3), elements=st.integers(0, 20)))
def test_quadratic_kappa_of_equal_margins_mirrors(table):
    for weights in (None, "linear", "quadratic"):
        one, other = weighted_kappa(table, weights), weighted_kappa(table.T, weights)
        assert one == pytest.approx(other, abs=1e-12, nan_ok=True)
        assert np.isnan(one) or one <= 1 + 1e-12


# --- intraclass correlation -----------------------------------------------------------------------

# Shrout and Fleiss 1979, table 2: six targets, four judges.
SHROUT_FLEISS = [
    [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
]  # fmt: skip


def test_icc_equals_shrout_and_fleiss():
    values = icc(SHROUT_FLEISS)
    expected = {
        "ICC1": 0.17, "ICC2": 0.29, "ICC3": 0.71, "ICC1k": 0.44, "ICC2k": 0.62, "ICC3k": 0.91,
    }  # fmt: skip
    assert {name: round(value, 2) for name, value in values.items()} == expected


def test_icc_and_limits_equal_recomputed_table():
    values, limits = icc(SHROUT_FLEISS), icc_limits(SHROUT_FLEISS)
    for row in published("agreement/shrout_fleiss_1979.json")["computed"]:
        form = row["type"]
        assert values[form] == pytest.approx(row["ICC"], abs=1e-9)
        assert limits[form][0] == pytest.approx(row["lower bound"], abs=1e-9)
        assert limits[form][1] == pytest.approx(row["upper bound"], abs=1e-9)


def test_icc_of_raters_who_rank_alike_but_differ_in_severity():
    values = icc([[1, 2, 3], [2, 3, 4], [5, 6, 7]])
    assert values["ICC3"] == pytest.approx(1.0)
    assert values["ICC2"] == pytest.approx(13 / 3 / (13 / 3 + 1))
    assert icc_limits([[1, 2, 3], [2, 3, 4], [5, 6, 7]])["ICC3"][1] == pytest.approx(1.0)


@pytest.mark.parametrize("ratings", [[[1, 2, 3]], [[1], [2]], [[3, 3], [3, 3]], [[NAN, NAN]]])
def test_icc_without_variation_is_not_defined(ratings):
    assert all(np.isnan(value) for value in icc(ratings).values())


def test_icc_leaves_targets_and_raters_without_a_rating_out():
    table = [[*row, NAN] for row in [*SHROUT_FLEISS, [NAN] * 4]]
    assert icc(table) == icc(SHROUT_FLEISS)
    assert icc_limits(table) == icc_limits(SHROUT_FLEISS)


def test_icc_one_of_incomplete_table_is_the_one_way_analysis_of_variance():
    # Groups (1, 3), (5), (8, 10, 12): MSB = 89.7/2..., worked by hand below.
    groups = [[1, 3, NAN], [5, NAN, NAN], [8, 10, 12]]
    values = [1, 3, 5, 8, 10, 12]
    mean = sum(values) / 6
    between = (2 * (2 - mean) ** 2 + (5 - mean) ** 2 + 3 * (10 - mean) ** 2) / 2
    within = (1 + 1 + 4 + 4) / 3
    size = (6 - (4 + 1 + 9) / 6) / 2
    result = icc(groups)
    assert result["ICC1"] == pytest.approx((between - within) / (between + (size - 1) * within))
    assert result["ICC1k"] == pytest.approx((between - within) / between)


def test_icc_of_incomplete_table_recovers_known_variances():
    rng = np.random.default_rng(6)
    targets, raters = 400, 12
    ratings = (
        rng.normal(0, 1.0, (targets, 1))
        + rng.normal(0, 0.5, (1, raters))
        + rng.normal(0, 0.8, (targets, raters))
    )
    ratings[rng.random(ratings.shape) < 0.6] = NAN
    values = icc(ratings)
    side = np.nanvar(np.nanmean(ratings, axis=0), ddof=1)  # the twelve raters actually drawn
    assert values["ICC3"] == pytest.approx(1 / (1 + 0.64), abs=0.06)
    assert values["ICC2"] == pytest.approx(1 / (1 + side + 0.64), abs=0.08)
    assert values["ICC2"] < values["ICC3"] < values["ICC3k"]
    size = 12 * 0.4
    for form in ("ICC2", "ICC3"):
        one = values[form]
        expected = one * size / (1 + (size - 1) * one)  # Spearman-Brown
        assert values[f"{form}k"] == pytest.approx(expected, abs=0.01)
    assert all(np.isnan(limit) for pair in icc_limits(ratings).values() for limit in pair)


@settings(max_examples=60, deadline=None)
@given(npst.arrays(np.float64, (5, 3), elements=st.integers(0, 6).map(float)), st.integers(0, 99))
def test_icc_does_not_depend_on_order_level_or_unit(ratings, seed):
    rng = np.random.default_rng(seed)
    moved = 3.0 + 2.0 * ratings[rng.permutation(5)][:, rng.permutation(3)]
    one, other = icc(ratings), icc(moved)
    spread = np.ptp(ratings)
    for form in one:
        if spread > 0 and abs(one[form]) < 1e6:
            assert one[form] == pytest.approx(other[form], abs=1e-6, nan_ok=True)


def test_alpha_takes_labels_of_several_parts():
    words = [["a", "b", "a", None], ["a", "a", "a", "b"], ["b", "b", None, "b"]]
    pairs = [[None if word is None else (word, 1) for word in row] for row in words]
    expected = krippendorff_alpha(words, "nominal")
    assert krippendorff_alpha(pairs, "nominal") == pytest.approx(expected)
    assert krippendorff_alpha([[(1, 2), (1, 2)], [(1, 2), (3, 4)]], "nominal") == pytest.approx(
        krippendorff_alpha([["x", "x"], ["x", "y"]], "nominal")
    )


def test_alpha_refuses_labels_of_several_parts_as_numbers_and_beside_words():
    with pytest.raises(ValueError, match="needs ratings that are numbers"):
        krippendorff_alpha([[(1, 2), (1, 2)], [(1, 2), (3, 4)]], "interval")
    with pytest.raises(ValueError, match="of one kind"):
        krippendorff_alpha([[(1, 2), "x"], [(1, 2), "x"]], "nominal")


def test_kappa_by_weights_of_agreement_that_differ_on_the_diagonal():
    table = np.array([[20.0, 5.0], [3.0, 12.0]])
    agreement = np.array([[1.0, 0.2], [0.0, 0.8]])
    shares = table / table.sum()
    chance = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    observed, expected = (agreement * shares).sum(), (agreement * chance).sum()
    found = weighted_kappa(table, agreement)
    assert found == pytest.approx((observed - expected) / (1.0 - expected))
