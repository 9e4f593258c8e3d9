from standards.rules.comparison import ComparedFunction, compare_functions
from standards.rules.words import as_written, weighted_stems


def function(pk, code, name, *elements):
    return ComparedFunction(pk, code, name, elements)


PLOUGH = ("action Комплектование пахотного агрегата", "action Вспашка", "skill Настраивать плуг")
FEED = ("action Раздача кормов животным", "action Разгрузка кормов")
EGGS = ("action Сбор яиц", "action Сортировка яиц")


def kinds(old, new):
    return [
        (str(row.kind), row.old and row.old.pk, row.new and row.new.pk)
        for row in compare_functions(old, new)
    ]


def test_each_kind_of_change_is_told():
    old = [
        function(1, "A/01.3", "Обработка почвы", *PLOUGH),
        function(2, "A/02.3", "Раздача кормов", *FEED),
        function(3, "A/03.3", "Сбор яиц", *EGGS),
        function(4, "A/04.3", "Стрижка овец", "action Стрижка"),
        function(5, "A/05.3", "Полив", "action Полив вручную"),
    ]
    new = [
        function(11, "A/01.3", "Обработка почвы", *PLOUGH),
        function(12, "A/02.3", "Раздача кормов животным и птице", *FEED),
        function(13, "B/01.4", "Сбор яиц", *EGGS),
        function(15, "A/05.3", "Полив", "action Полив дождевальной машиной"),
        function(16, "A/06.3", "Управление беспилотником", "action Запуск аппарата"),
    ]
    assert kinds(old, new) == [
        ("same", 1, 11),
        ("renamed", 2, 12),
        ("moved", 3, 13),
        ("removed", 4, None),
        ("changed", 5, 15),
        ("added", None, 16),
    ]


def test_code_reused_for_another_function_is_no_successor():
    old = [function(1, "A/01.3", "Обработка почвы", *PLOUGH)]
    new = [function(11, "A/01.3", "Сбор яиц", *EGGS)]
    assert kinds(old, new) == [("removed", 1, None), ("added", None, 11)]


def test_renumbered_functions_follow_their_texts_not_their_codes():
    old = [
        function(1, "A/01.3", "Обработка почвы", *PLOUGH),
        function(2, "A/02.3", "Сбор яиц", *EGGS),
    ]
    new = [
        function(11, "A/01.3", "Сбор яиц", *EGGS),
        function(12, "A/02.3", "Обработка почвы", *PLOUGH),
    ]
    assert kinds(old, new) == [("moved", 1, 12), ("moved", 2, 11)]


def test_empty_editions():
    assert kinds([], []) == []
    assert kinds([function(1, "A/01.3", "Полив")], []) == [("removed", 1, None)]


def test_words_are_stemmed_and_shown_as_written():
    stems = [stem for stem, _weight in weighted_stems([("Выполнять настройку плуга", 1.0)])]
    assert stems == ["настройк", "плуг"]
    assert as_written(stems, "Настройка и плуги") == ["настройка", "плуги"]
