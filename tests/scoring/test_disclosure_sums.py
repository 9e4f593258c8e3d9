import csv

import pytest

from scoring.disclosure import TOTAL, Rules, Status, suppress, tabulate
from scoring.disclosure_sums import Contributions, contributions
from tests.scoring.published import FOLDER, published


@pytest.fixture
def microdata():
    path = FOLDER / "sdc" / "sdctable_microdata1.csv"
    if not path.exists():
        pytest.skip("the published microdata are not beside this checkout (../shared/fixtures)")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {name: [row[name] for row in rows] for name in ("region", "gender")}
    return columns, [float(row["val"]) for row in rows]


def test_contributions_equal_the_published_figures(microdata):
    found = contributions(*microdata)
    data = published("sdc/table_region_gender_dominance.json")
    assert len(found) == len(data)
    for (gender, region), cell in found.items():
        name = "|".join("Tot" if label == TOTAL else label for label in (region, gender))
        expected = data[name]
        assert (cell.total, cell.first, cell.second) == (
            expected["total"], expected["x1"], expected["x2"]
        )  # fmt: skip
        assert cell.first + cell.second == pytest.approx(expected["nk2"] / 100 * cell.total)
        rest = cell.total - cell.first - cell.second
        assert rest == pytest.approx(expected["p_percent"] / 100 * cell.first)


def test_dominance_rules_find_the_published_cells(microdata):
    found = contributions(*microdata)
    data = published("sdc/table_region_gender.json")

    def places(rule):
        names = {
            "|".join("Tot" if label == TOTAL else label for label in (region, gender))
            for (gender, region), cell in found.items()
            if rule(cell)
        }
        return sorted(data["order"].index(name) + 1 for name in names)

    assert places(lambda cell: cell.is_dominated(0.75)) == data["nk_2_75_expected_index"]
    assert places(lambda cell: cell.is_close(0.70)) == data["p70_expected_index"]


def test_dominated_cells_are_protected_through_their_counts(microdata):
    columns, values = microdata
    found = contributions(columns, values)
    dominated = [("t", key) for key, cell in found.items() if cell.is_dominated(0.75)]
    table = tabulate("t", columns)
    release = suppress([table], minimum=3, rules=Rules(width=1, also_hide=dominated))
    states = release.cells["t"]
    assert {key for key in states if states[key].status is Status.PRIMARY} == {
        ("female", "A"), ("male", "D")
    }  # fmt: skip
    assert {key for key in states if states[key].status is Status.SECONDARY} == {
        ("male", "A"), ("female", "D")
    }  # fmt: skip


def test_contributions_sum_up_hierarchies():
    columns = {"territory": ["A", "A", "B"]}
    tree = {"A": "North", "B": "North", "North": "Region"}
    found = contributions(columns, [5.0, 7.0, 1.0], {"territory": tree})
    assert found == {
        ("A",): Contributions(12.0, 2, 7.0, 5.0),
        ("B",): Contributions(1.0, 1, 1.0, 0.0),
        ("North",): Contributions(13.0, 3, 7.0, 5.0),
        (TOTAL,): Contributions(13.0, 3, 7.0, 5.0),
    }


def test_contributions_negative_amount_is_refused():
    with pytest.raises(ValueError, match="negative"):
        contributions({"a": ["x"]}, [-1.0])


def test_contributions_empty_cell_is_neither_dominated_nor_close():
    nothing = Contributions(0.0, 0, 0.0, 0.0)
    assert not nothing.is_dominated(0.75)
    assert not nothing.is_close(0.7)
