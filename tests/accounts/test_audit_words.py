import pytest

from accounts.audit_words import action_word, detail_words, object_word


def test_words_are_for_people_and_unknown_ones_stay_as_they_are_stored():
    assert action_word("accounts.log_in") == "вход в портал"
    assert action_word("tests.do") == "tests.do"
    assert object_word("colleges.student") == "обучающийся"
    assert object_word("tests.nothing") == "tests.nothing"
    assert object_word("nothing") == "nothing"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("students", 25, "обучающихся: 25"),
        ("is_reminder", True, "напоминание: да"),
        ("is_reminder", False, "напоминание: нет"),
        ("channel", "sms", "способ: текст для СМС"),
        ("order", "transferred", "приказ: перевод в другую группу"),
        ("purpose", "publication", "цель: распространение"),
        ("role", "student", "роль: Обучающийся"),
        ("role", "nobody", "роль: nobody"),
        ("rows", 1, "rows: 1"),
        ("rows", 0, "rows: 0"),
    ],
)
def test_details_keep_numbers_and_put_answers_into_words(name, value, expected):
    assert detail_words(name, value) == expected
