import numpy as np
import pytest

from scoring import region_data
from scoring.region_data import Population, read_region

#           Anna judges 1 and 2 on f and g; Boris judges 2 on g alone.
ROWS = {
    "ratings": np.array([5, 3, 4, 2, 5]),
    "person": np.array([2, 1, 2, 2, 1]),
    "item": np.array(["g", "f", "f", "g", "g"]),
    "rater": np.array(["Анна", "Анна", "Анна", "Борис", "Анна"]),
}


def test_read_region_collects_judgements_by_person():
    data = read_region(**ROWS)
    judgements = data.judgements
    assert (data.persons.labels, data.raters.labels) == ([1, 2], ["Анна", "Борис"])
    assert judgements.person.tolist() == [0, 1, 1]
    assert judgements.rater.tolist() == [0, 0, 1]
    assert judgements.total.tolist() == [4.0, 5.0, 0.0]
    assert judgements.patterns.toarray()[judgements.pattern].tolist() == [[1, 1], [1, 1], [0, 1]]
    assert data.rater_persons.tolist() == [2, 1]
    assert data.counts.tolist() == [[0, 1, 1, 0], [1, 0, 0, 2]]
    assert data.lowest == 2
    assert data.pairs.counts.sum() == 2
    assert data.scale.used.tolist() == [[True, True, True, True]]


def test_read_region_order_of_rows_does_not_matter():
    data = read_region(**ROWS)
    turned = read_region(**{key: column[::-1] for key, column in ROWS.items()})
    assert turned.judgements.total.tolist() == data.judgements.total.tolist()
    assert turned.pairs.counts.tolist() == data.pairs.counts.tolist()


def test_read_region_many_patterns_fall_back_to_single_ratings(monkeypatch):
    monkeypatch.setattr(region_data, "_MOST_PATTERNS", 1)
    data = read_region(**ROWS)
    assert sorted(data.judgements.total.tolist()) == [0.0, 1.0, 2.0, 3.0, 3.0]
    assert data.judgements.patterns.toarray().tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert data.rater_persons.tolist() == [2, 1]
    assert data.pairs.counts.sum() == 2


def test_read_region_rating_not_given_is_left_out():
    ratings = ROWS["ratings"].astype(float)
    ratings[3] = np.nan
    data = read_region(**{**ROWS, "ratings": ratings})
    assert data.raters.labels == ["Анна"]
    assert data.judgements.total.tolist() == [2.0, 3.0]


def test_design_without_population_is_one_mean():
    design = read_region(**ROWS).design
    assert design.matrix.toarray().tolist() == [[1.0], [1.0]]
    assert (design.groups, design.has_score) == ([None], False)


def test_design_groups_and_scores_stand_by_person():
    population = Population(
        person=[3, 2, 1, 4], group=["ж", "б", "а", "а"], score=[99.0, 60.0, 40.0, np.nan]
    )
    design = read_region(**ROWS, population=population).design
    assert design.groups == ["а", "б"]
    assert design.has_score
    assert design.matrix.toarray().tolist() == [[1.0, 0.0, -10.0], [0.0, 1.0, 10.0]]


def test_design_missing_score_is_a_column_and_not_zero():
    rows = {key: np.append(column, column[:1]) for key, column in ROWS.items()}
    rows["person"][-1] = 7
    population = Population(person=[1, 2, 7], score=[40.0, 60.0, np.nan])
    design = read_region(**rows, population=population).design
    assert design.matrix.toarray().tolist() == [
        [1.0, -10.0, 0.0],
        [1.0, 10.0, 0.0],
        [1.0, 0.0, 1.0],
    ]


def test_design_group_wholly_without_scores_needs_no_column():
    rows = {key: np.append(column, column[:1]) for key, column in ROWS.items()}
    rows["person"][-1] = 7
    population = Population([1, 2, 7], group=["а", "а", "б"], score=[40.0, 60.0, np.nan])
    design = read_region(**rows, population=population).design
    assert design.matrix.toarray().tolist() == [
        [1.0, 0.0, -10.0],
        [1.0, 0.0, 10.0],
        [0.0, 1.0, 0.0],
    ]


@pytest.mark.parametrize("score", [[np.nan, np.nan], [50.0, 50.0], [50.0, np.nan]])
def test_design_score_that_tells_nothing_is_dropped(score):
    design = read_region(**ROWS, population=Population([1, 2], score=score)).design
    assert not design.has_score
    assert design.matrix.toarray().tolist() == [[1.0], [1.0]]


@pytest.mark.parametrize(
    ("changed", "population", "reason"),
    [
        ({"rater": ROWS["rater"][:2]}, None, "equally long"),
        ({"ratings": ROWS["ratings"] + 0.5}, None, "integers"),
        ({"ratings": np.full(5, 4)}, None, "vary"),
        ({"ratings": np.full(5, np.nan)}, None, "At least one"),
        ({}, Population([1]), "missing from the population"),
        ({}, Population([1, 2, 2]), "twice"),
    ],
)
def test_read_region_refuses_bad_data(changed, population, reason):
    with pytest.raises(ValueError, match=reason):
        read_region(**{**ROWS, **changed}, population=population)
