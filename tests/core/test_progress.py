from core.progress import Stage, heard_by, parts_told, told


def test_rows_are_yielded_and_nobody_is_told_without_a_listener():
    assert list(told([1, 2, 3], Stage.CHECKED)) == [1, 2, 3]
    assert list(parts_told([1, 2, 3], Stage.WRITTEN)) == [[1, 2, 3]]


def test_many_rows_are_told_of_in_twentieths():
    heard = []
    with heard_by(lambda *words: heard.append(words)):
        assert list(told(range(20_010), Stage.CHECKED)) == list(range(20_010))
    assert heard[:2] == [("checked", 1_000, 20_010), ("checked", 2_000, 20_010)]
    assert heard[-1] == ("checked", 20_010, 20_010)
    assert len(heard) == 21


def test_parts_are_told_of_when_they_are_written():
    heard, written = [], []
    with heard_by(lambda *words: heard.append(words)):
        for part in parts_told(list(range(1_200)), Stage.WRITTEN):
            written += part
            assert len(heard) == (len(written) - 1) // 500
    assert written == list(range(1_200))
    assert heard == [("written", 500, 1_200), ("written", 1_000, 1_200), ("written", 1_200, 1_200)]


def test_listener_hears_nothing_afterwards():
    heard = []
    with heard_by(lambda *words: heard.append(words)):
        pass
    list(told([1], Stage.CHECKED))
    assert heard == []
