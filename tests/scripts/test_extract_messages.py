import pytest

from scripts.extract_messages import (
    Entry,
    Message,
    catalogue_text,
    python_messages,
    read_catalogue,
    template_messages,
)
from scripts.messages import compile_catalogue


def test_python_texts_are_found_with_plurals_and_contexts():
    source = """
label = _("Округ")
both = gettext_lazy("Первая строка "
                    "и вторая")
count = ngettext("%(n)s человек", "%(n)s человек(а)", n)
button = pgettext("кнопка", "Сдать")
other = _(variable)
"""
    assert set(python_messages(source)) == {
        Message("Округ"),
        Message("Первая строка и вторая"),
        Message("%(n)s человек", plural="%(n)s человек(а)"),
        Message("Сдать", context="кнопка"),
    }


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "Округ" %}', Message("Округ")),
        ('{% translate "Округ" as title %}', Message("Округ")),
        ('{% translate "Сдать" context "кнопка" %}', Message("Сдать", context="кнопка")),
        ('{% translate "доля, %" %}', Message("доля, %%")),
        ('{% note title=_("Внимание") %}', Message("Внимание")),
        ('{{ _("Да") }}', Message("Да")),
        (
            "{% blocktranslate with a=b %}Группа {{ name }}, 5 %{% endblocktranslate %}",
            Message("Группа %(name)s, 5 %%"),
        ),
        (
            "{% blocktrans count n=x %}{{ n }} л.{% plural %}{{ n }} лл.{% endblocktrans %}",
            Message("%(n)s л.", plural="%(n)s лл."),
        ),
        (
            "{% blocktranslate trimmed %}\n  Первая\n  вторая\n{% endblocktranslate %}",
            Message("Первая вторая"),
        ),
    ],
)
def test_template_text_is_found_under_the_key_that_django_looks_for(source, expected):
    assert list(template_messages(source)) == [expected]


def test_text_in_a_comment_is_no_text():
    assert list(template_messages('{# {% translate "Нет" %} #}')) == []


def test_catalogue_keeps_translations_and_compiles():
    entries = {
        Message("Округ"): Entry({"b.html"}, ["District"]),
        Message("%(n)s лист", plural="%(n)s листов"): Entry(
            {"a.html"}, ["%(n)s sheet", "%(n)s sheets"]
        ),
        Message('Строка "в кавычках"\nи ещё'): Entry({"c.html"}, []),
    }
    text = catalogue_text("en", entries)
    assert read_catalogue(text) == {
        Message("Округ"): ["District"],
        Message("%(n)s лист", plural="%(n)s листов"): ["%(n)s sheet", "%(n)s sheets"],
        Message('Строка "в кавычках"\nи ещё'): [""],
    }
    assert text.index("a.html") < text.index("b.html") < text.index("c.html")
    compiled = compile_catalogue(text)
    assert b"District" in compiled
    assert "в кавычках".encode() not in compiled


def test_catalogue_of_russian_has_three_plural_forms():
    message = Message("%(n)s лист", plural="%(n)s листов")
    text = catalogue_text("ru", {message: Entry({"a.html"}, ["один", "два"])})
    assert read_catalogue(text) == {message: ["один", "два", ""]}
