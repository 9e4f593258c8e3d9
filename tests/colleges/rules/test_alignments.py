import pytest

from colleges.rules.alignments import (
    CellChange,
    SourceKey,
    distinct_labels,
    read_cell_change,
    read_source_key,
    source_key,
    step_of,
)


def test_keys_are_read_as_written():
    assert read_source_key("c12") == SourceKey("c", 12) == source_key(12, None)
    assert str(source_key(None, 5)) == "m5"
    assert (SourceKey("m", 5).competence_id, SourceKey("m", 5).module_id) == (None, 5)
    for wrong in ("", "x1", "c", "c-1", "c1 ", "c" + "1" * 19):
        assert read_source_key(wrong) is None


def test_cell_change_is_read_or_refused():
    assert read_cell_change("c1:2:2:1") == CellChange(SourceKey("c", 1), 2, 1.0, 0.5)
    for wrong in ("c1:2:3:0", "c1:2:1", "x1:2:1:0", "c1:a:1:0", "c1:2:None:0", "c1:2:²:0"):
        assert read_cell_change(wrong) is None


@pytest.mark.parametrize(("strength", "step"), [(0, 0), (0.5, 1), (0.3, 1), (1, 2)])
def test_steps(strength, step):
    assert step_of(strength) == step


def test_repeated_codes_are_numbered():
    codes = ["ПК 1.1", "ПК 1.2", "ПК 1.1", "ПК 1.1"]
    assert distinct_labels(codes) == ["ПК 1.1", "ПК 1.2", "ПК 1.1 (2)", "ПК 1.1 (3)"]
