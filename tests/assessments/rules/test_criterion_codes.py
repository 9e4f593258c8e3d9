from types import SimpleNamespace

import pytest

from assessments.rules.criterion_codes import criteria_by_code, official_code


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("ПК 1.10", "ПК 1.10"),
        ("пк1,1. Приёмка новой техники", "ПК 1.1"),
        ("OK 1 Выбирать способы", "ОК 01"),
        ("А/01.3", "A/01.3"),
        ("A/1.3: Вспашка", "A/01.3"),
        ("Оценка", None),
        ("ПМ.01", None),
        ("", None),
        (1.1, None),
        (None, None),
    ],
)
def test_title_is_known_by_the_code_it_begins_with(title, code):
    assert official_code(title) == code


def test_own_code_counts_before_functions_and_a_shared_function_means_nothing():
    first, second, third = (
        SimpleNamespace(pk=n, code=code) for n, code in enumerate(("пк1.1", "", ""))
    )

    assert criteria_by_code(
        [(first, ["A/01.3"]), (second, ["A/02.3", "A/01.3"]), (third, ["B/01.4", "B/01.4"])]
    ) == {"ПК 1.1": first, "A/02.3": second, "B/01.4": third}
