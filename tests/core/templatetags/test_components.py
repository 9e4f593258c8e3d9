import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError, engines
from django.test import RequestFactory

from core.templatetags.components import change_direction
from tests.core.templatetags.gallery import FilterForm, gallery_context
from tests.strictness import ROOT


def rendered(source: str, query: str = "", **values: object) -> str:
    request = RequestFactory().get(f"/page/?{query}")
    template = Template("{% load components %}" + source)
    return template.render(Context({"request": request, **values}))


def words(html: str) -> str:
    # Thin and no-break spaces stay: only the spaces of the source are squeezed.
    return re.sub(r"[ \n\t]+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_gallery_shows_every_component():
    request = RequestFactory().get("/gallery/?year=2025&sort=-n")
    request.user = AnonymousUser()
    template = engines["django"].from_string(Path(__file__).with_name("gallery.html").read_text())
    html = template.render(gallery_context(request.GET), request)
    shown = words(html)
    assert "9\u202f412 выпускников" in shown
    assert "скрыто: меньше 5 человек" in shown
    assert "Расчёт готовности: выполняется" in shown
    assert "style=" not in html
    assert "<script>" not in html
    # Every component that exists stands in the gallery.
    files = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}
    page_parts = {"header", "header_look", "header_language", "header_account", "footer", "message"}
    page_parts |= {"import_report", "unsent"}
    used = set(re.findall(r"{% (\w+)", Path(__file__).with_name("gallery.html").read_text()))
    aliases = {"interval": "interval_bar", "confidence": "confidence_word"}
    missing = {
        name
        for name in files - page_parts - {"htmx", "change"}
        if aliases.get(name, name) not in used
    }
    assert missing == set()


def test_every_icon_used_is_in_the_sprite():
    sprite = (ROOT / "static" / "img" / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    used: set[str] = set()
    for path in [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]:
        source = path.read_text()
        used |= set(re.findall(r'{% icon "([\w-]+)"', source))
        used |= set(re.findall(r'icon="([\w-]+)"', source))
    navigation = (ROOT / "accounts" / "navigation.py").read_text()
    used |= set(re.findall(r'Item\(_\("[^"]+"\), "[\w:]+", "([\w-]+)"', navigation))
    assert len(used) > 20
    assert used - drawn == set()


# --- figures ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("difference", "better", "expected"),
    [
        (0.03, "up", ("up", "better")),
        (-0.03, "up", ("down", "worse")),
        (0.03, "down", ("up", "worse")),
        (-0.03, "down", ("down", "better")),
        (0.03, "", ("up", "neutral")),
        (0, "up", ("same", "neutral")),
        (None, "up", ("same", "neutral")),
    ],
)
def test_change_direction_follows_sign_and_polarity(difference, better, expected):
    assert change_direction(difference, better=better) == expected


def test_tile_without_value_says_why():
    html = rendered('{% tile "Готовы" value missing="расчёта ещё не было" %}', value=None)
    assert words(html) == "Готовы расчёта ещё не было"


def test_tile_prints_zero_as_a_value():
    assert words(rendered('{% tile "Готовы" value unit="чел." %}', value=0)) == "Готовы 0 чел."


def test_tile_escapes_what_it_prints():
    html = rendered('{% tile "Готовы" value %}', value="<b>1</b>")
    assert "&lt;b&gt;1&lt;/b&gt;" in html


def test_tile_with_unknown_option_fails():
    with pytest.raises(TemplateSyntaxError, match="colour"):
        rendered('{% tile "Готовы" 1 colour="red" %}')


@pytest.mark.parametrize(
    ("level", "code", "word"),
    [
        (0, "low", "низкий"),
        (1, "basic", "базовый"),
        (2, "sufficient", "достаточный"),
        (3, "high", "высокий"),
        (None, "none", "мало данных"),
        (-1, "none", "мало данных"),
    ],
)
def test_level_badge_carries_word_and_shape(level, code, word):
    html = rendered("{% level_badge level %}", level=level)
    assert f"level--{code}" in html
    assert words(html) == word
    assert html.count("<svg") == 1


def test_level_badge_of_provisional_level_has_no_colour_and_no_level():
    html = rendered("{% level_badge 3 provisional=True %}")
    assert words(html) == "мало данных , предварительно"
    assert "level--none" in html
    assert "level--high" not in html


def test_interval_bar_places_point_and_ends_on_the_axis():
    html = rendered('{% interval_bar 0.5 0 1 text="половина" reference=0.25 level=1 %}')
    # The axis runs from 6 to 254: the middle is 130, a quarter is 68.
    assert 'cx="130.0"' in html
    assert 'x1="6.0" x2="254.0"' in html
    assert 'x1="68.0" x2="68.0"' in html
    assert 'aria-label="половина"' in html
    assert "level--basic" in html


def test_interval_bar_without_value_draws_only_the_axis():
    html = rendered('{% interval_bar value text="нет данных" %}', value=None)
    assert "circle" not in html
    assert html.count("<line") == 1


def test_interval_bar_keeps_figures_beyond_the_axis_on_it():
    assert 'cx="254.0"' in rendered('{% interval_bar 1.2 text="x" %}')
    assert 'cx="6.0"' in rendered('{% interval_bar value text="x" %}', value=-0.2)


def test_confidence_word_of_none_is_little_data():
    assert words(rendered("{% confidence_word value %}", value=None)) == "мало данных"
    html = rendered('{% confidence_word 2 facts="9 оценок" %}')
    assert words(html) == "высокая уверенность : 9 оценок".replace(" :", ":")


# --- lists ------------------------------------------------------------------------------------
def test_sort_header_first_click_sorts_words_up_and_figures_down():
    words_header = rendered('{% sort_header "name" "Округ" %}', query="page=3&year=2025")
    assert 'href="?year=2025&amp;sort=name"' in words_header
    assert "aria-sort" not in words_header
    figures = rendered('{% sort_header "n" "Выпуск" numeric=True %}')
    assert 'href="?sort=-n"' in figures


def test_sort_header_second_click_turns_the_order():
    html = rendered('{% sort_header "n" "Выпуск" numeric=True %}', query="sort=-n")
    assert 'aria-sort="descending"' in html
    assert 'href="?sort=n"' in html


def test_sort_header_without_sort_shows_default_order():
    html = rendered('{% sort_header "name" "Округ" default="name" %}')
    assert 'aria-sort="ascending"' in html


def test_pagination_keeps_other_parameters():
    page = Paginator(range(100), 10).page(2)
    html = rendered("{% pagination page %}", query="year=2025&page=2", page=page)
    assert "11–20 из 100" in words(html)
    assert 'href="?year=2025&amp;page=3" rel="next"' in html
    assert 'aria-current="page">2<' in html


def test_pagination_of_one_page_prints_nothing():
    page = Paginator(range(3), 10).page(1)
    assert rendered("{% pagination page %}", page=page).strip() == ""


def test_key_values_prints_missing_value_as_dash():
    html = rendered("{% key_values facts %}", facts=[("Куратор", None), ("Курс", 0)])
    assert words(html) == "Куратор — Курс 0"


# --- filters ----------------------------------------------------------------------------------
def test_filter_bar_shows_chip_with_address_without_it():
    html = rendered(
        "{% filter_bar form %}{% endfilter_bar %}",
        query="year=2025&place=village&page=4",
        form=FilterForm({"year": "2025", "place": "village"}),
    )
    assert "Учебный год: 2025/26" in words(html).replace(" :", ":")
    assert 'href="?place=village"' in html
    assert 'href="?year=2025"' in html


def test_filter_bar_has_no_chip_for_a_box_that_is_not_ticked():
    class Form(forms.Form):
        archived = forms.BooleanField(label="С архивными", required=False)

    template = "{% filter_bar form %}{% endfilter_bar %}"
    assert "chip" not in rendered(template, query="", form=Form({}))
    assert "С архивными" in words(rendered(template, form=Form({"archived": "on"})))
    assert "chip--on" in rendered(template, query="archived=on", form=Form({"archived": "on"}))


def test_filter_bar_keeps_sorting_and_forgets_page():
    html = rendered(
        "{% filter_bar form %}{% endfilter_bar %}", query="sort=-n&page=4", form=FilterForm({})
    )
    assert '<input type="hidden" name="sort" value="-n">' in html
    assert 'name="page"' not in html
    assert "chip" not in html


def test_filter_bar_chip_of_several_choices_names_them():
    class Form(forms.Form):
        kind = forms.MultipleChoiceField(
            label="Тип", required=False, choices=[("a", "город"), ("b", "село")]
        )

    html = rendered(
        "{% filter_bar form %}{% endfilter_bar %}",
        query="kind=a&kind=b",
        form=Form({"kind": ["a", "b"]}),
    )
    assert "город, село" in words(html)


def test_note_escapes_its_title():
    html = rendered('{% note "warn" title=title %}<b>текст</b>{% endnote %}', title="<i>")
    assert "&lt;i&gt;" in html
    assert "<b>текст</b>" in html


def test_empty_state_without_buttons_has_no_row_for_them():
    html = rendered('{% empty_state "Пусто" "Создайте" %} {% endempty_state %}')
    assert "empty__actions" not in html
    assert words(html) == "Пусто Создайте"


def test_confirm_form_sends_token():
    request = RequestFactory().get("/")
    template = Template(
        '{% load components %}{% confirm_form "/do/" "Да" %}Точно?{% endconfirm_form %}'
    )
    html = template.render(Context({"request": request}))
    assert 'name="csrfmiddlewaretoken"' in html
    assert 'action="/do/"' in html
