import pytest

from colleges.rules.curriculum import (
    kind_of_line,
    module_key,
    parent_key,
    read_competences,
    teaches_nothing,
)


@pytest.mark.parametrize(
    "spellings",
    [
        ("ПМ.01", "пм 1", "ПМ01", "ПМ.01.", "ПM.01"),
        ("МДК.01.02", "МДК 01.02", "мдк.1.2"),
        ("Б1.1", "Б 1.1", "Б.1.1"),
    ],
)
def test_spellings_of_one_index_have_one_key(spellings):
    assert len({module_key(one) for one in spellings}) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [("Б1.1", "Б11"), ("МДК.01.02", "МДК.01.12"), ("УП.01", "ПП.01"), ("Б1", "Б1-б")],
)
def test_different_indexes_have_different_keys(left, right):
    assert module_key(left) != module_key(right)


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("ПМ.01", "Эксплуатация техники", "pm"),
        ("МДК.01.01", "Устройство тракторов", "mdk"),
        ("УП.01", "Практика", "up"),
        ("ПП.01.01", "Практика", "pp"),
        ("ПДП", "Преддипломная практика", "pp"),
        ("ОП.03", "Материаловедение", "discipline"),
        ("Б.2.1.1", "Учебная практика (проектная)", "up"),
        ("Б.2.2.1", "Производственная практика (преддипломная)", "pp"),
    ],
)
def test_kind_is_told_by_the_index_then_by_the_name(code, name, kind):
    assert kind_of_line(code, name) == kind


@pytest.mark.parametrize(
    ("code", "name", "is_nothing"),
    [
        ("ОП.00", "Общепрофессиональный цикл", True),
        ("П.00", "Профессиональный цикл", True),
        ("СГ", "Социально-гуманитарный цикл", True),
        ("ПМ.01.ЭК", "Экзамен по модулю", True),
        ("ПА.01", "Промежуточная аттестация", True),
        ("ГИА.01", "Государственная итоговая аттестация", True),
        ("Б3.1", "Выполнение и защита выпускной квалификационной работы", True),
        ("ПМ.01", "Подготовка машин к работе", False),
        ("ПДП", "Преддипломная практика", False),
        ("ОП.10", "Охрана труда", False),
        ("МДК.10.10", "Защита растений", False),
    ],
)
def test_headings_and_attestations_teach_nothing(code, name, is_nothing):
    assert teaches_nothing(code, name) is is_nothing


@pytest.mark.parametrize(
    ("code", "parent"),
    [
        ("МДК.01.02", "ПМ.01"),
        ("УП.02", "ПМ.02"),
        ("ПП.03.01", "ПМ 3"),
        ("ПМ.01", ""),
        ("ОП.01", ""),
        ("ПДП", ""),
    ],
)
def test_parts_belong_to_the_module_of_their_number(code, parent):
    assert parent_key(code) == module_key(parent)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        ("ПК 1.1, ПК 1.2", ["ПК 1.1", "ПК 1.2"]),
        ("ОК 1, 2, 4; ПК 1.1-1.3", ["ОК 01", "ОК 02", "ОК 04", "ПК 1.1", "ПК 1.2", "ПК 1.3"]),
        ("ПК 1.9 – ПК 1.11", ["ПК 1.9", "ПК 1.10", "ПК 1.11"]),
        ("ОК 01-ОК 03", ["ОК 01", "ОК 02", "ОК 03"]),
        ("ПК-1.2\nПК 1.2", ["ПК 1.2"]),
        ("ПК-1.2-1.3", ["ПК 1.2", "ПК 1.3"]),
        ("ПК 1.1 ПК 1.2", ["ПК 1.1", "ПК 1.2"]),
        ("ДПК 1.1", ["ДПК 1.1"]),
        ("ПК1.1, ПК 1,2 ; ПК 1.10", ["ПК 1.1", "ПК 1.2", "ПК 1.10"]),
        ("ПК 1.1,1.2, ОК 1,2", ["ПК 1.1", "ПК 1.2", "ОК 01", "ОК 02"]),
    ],
)
def test_competences_are_read_in_all_their_spellings(text, codes):
    assert read_competences(text) == (codes, [])


@pytest.mark.parametrize("text", ["все", "ПК 1.1-2.3", "ПК 1.3-1.1", "УК 1"])
def test_what_is_no_code_is_told(text):
    assert read_competences(f"ПК 4.1, {text}") == (["ПК 4.1"], [text])
