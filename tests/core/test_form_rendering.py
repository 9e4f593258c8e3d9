import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.template.base import Template
from django.test.html import parse_html
from django.utils.safestring import mark_safe

from core.form_rendering import FormRenderer

PLAIN = [("", "—"), (1, "ООО «Колос» & Ко"), (2, mark_safe("<b>2</b>"))]
GROUPED = [("Сёла", [(1, "Первое"), (2, "Второе")]), (3, "Город")]


class Coloured(forms.Select):
    """Options with attributes of every kind."""

    def create_option(self, *args, **options):
        option = super().create_option(*args, **options)
        option["attrs"] |= {"data-kind": 'a"b', "disabled": True, "hidden": False}
        return option


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.Select(attrs={"class": "form-select"}, choices=PLAIN), 2),
        (forms.Select(choices=GROUPED), None),
        (forms.SelectMultiple(choices=GROUPED), [1, 3]),
        (forms.NullBooleanSelect(), True),
        (Coloured(choices=PLAIN), ""),
        (forms.Select(choices=()), None),
    ],
)
def test_select_is_the_same_as_djangos(widget: forms.Select, value: object):
    own, theirs = (
        widget.render("place", value, attrs={"id": "id_place"}, renderer=renderer)
        for renderer in (FormRenderer(), DjangoTemplates())
    )
    assert parse_html(own) == parse_html(theirs)
    assert own.startswith("<select")


def test_widgets_without_a_template_of_their_own_are_djangos():
    widget = forms.TextInput(attrs={"class": "form-control"})
    own = widget.render("word", "Колос", renderer=FormRenderer())
    assert own == widget.render("word", "Колос", renderer=DjangoTemplates())


def test_no_form_asks_templates_for_its_options(monkeypatch):
    rendered: list[str] = []
    render = Template._render

    def noted(template, context):
        rendered.append(template.name)
        return render(template, context)

    monkeypatch.setattr(Template, "_render", noted)
    assert isinstance(get_default_renderer(), FormRenderer)
    found = forms.Select(choices=[(key, str(key)) for key in range(300)]).render("place", 7)
    assert found.count("<option") == 300
    assert '<option value="7" selected>7</option>' in found
    assert rendered == []


def test_words_of_people_are_escaped():
    choices = [('"><b>', "<script>"), ("&", "Ко & Ко")]
    found = forms.Select(choices=choices).render("place", None)
    assert "<script>" not in found
    assert '<option value="&quot;&gt;&lt;b&gt;">&lt;script&gt;</option>' in found
    assert '<option value="&amp;">Ко &amp; Ко</option>' in found
