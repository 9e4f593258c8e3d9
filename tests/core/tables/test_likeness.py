import pytest

from core.tables.likeness import closest, is_within, nearest, sense_of


def test_closest_forgives_typos_only():
    titles = ["Фамилия", "Дата рождения"]
    assert closest("фамиля", titles) == "Фамилия"
    assert closest("группа", titles) == ""


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("трудоустроен", (0, False)),
        ("НЕ трудоустроен", (1, False)),
        ("нетрудоустроена", (1, False)),
        ("не безработный", (2, False)),
        ("Прогноз: будет призван", (0, True)),
        ("не будет работать", (1, True)),
        ("Семёнов Пётр", (0, False)),
    ],
)
def test_sense_counts_denials_and_knows_a_forecast(text, sense):
    assert sense_of(text) == sense


def test_opposite_is_no_likeness():
    assert closest("не работает", ["работает"]) == ""
    assert closest("не работаит", ["работает", "не работает"]) == "не работает"


def test_candidates_nearly_equal_are_all_returned():
    assert nearest("М-33", ["М-31", "М-32", "Т-11"], likely=60) == ["М-31", "М-32"]


def test_words_are_found_in_order_only():
    assert is_within("Трудоустроена (работает в ООО)", "работает в")
    assert not is_within("в работает", "работает в")
    assert not is_within("заработает в", "работает в")
