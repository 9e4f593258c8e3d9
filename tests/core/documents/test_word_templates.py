import zipfile
from io import BytesIO

import docx
import pytest

from core.documents.qr import qr_picture
from core.documents.word_templates import (
    CODE_FIELD,
    TemplateField,
    TemplateRefused,
    check_template,
    fill_template,
)

FIELDS = (
    TemplateField("фио", "имя"),
    TemplateField(CODE_FIELD, "код"),
    TemplateField(
        "строки",
        "таблица",
        columns=(
            TemplateField("имя", "имя"),
            TemplateField("оценки", "оценки", is_list=True),
        ),
    ),
)
CODE = "{{ " + CODE_FIELD + " }}"


def paper(*lines, header="", code=CODE):
    document = docx.Document()
    for line in (*lines, code):
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def refused(content):
    with pytest.raises(TemplateRefused) as caught:
        check_template(content, FIELDS)
    return caught.value.problems


def test_template_is_filled_with_what_stands_in_the_values():
    loop = (
        "{% for с in строки %}{{ с.имя }}: {% for о in с.оценки %}{{ о }};{% endfor %}{% endfor %}"
    )
    content = paper("{{ фио | upper }}", loop, header="{{ фио }}")
    check_template(content, FIELDS)

    values = {"фио": "Лунёв <&> Ко\x07", "строки": [{"имя": "а", "оценки": ["5", "4"]}]}
    made = docx.Document(BytesIO(fill_template(content, values, qr_picture("x", "png"))))

    assert [line.text for line in made.paragraphs][:2] == ["ЛУНЁВ <&> КО", "а: 5;4;"]
    assert made.sections[0].header.paragraphs[0].text == "Лунёв <&> Ко"
    assert len(made.inline_shapes) == 1


def test_unknown_fields_are_all_named_with_those_that_are_known():
    loop = "{% for с in строки %}{{ с.балл }}{% endfor %}"

    (problem,) = refused(paper("{{ имя }}", loop, header="{{ адрес }}"))

    assert problem == (
        "В шаблоне неизвестные поля: «имя», «с.балл», «адрес»."
        " Можно использовать: фио, код_проверки, строки."
    )


@pytest.mark.parametrize(
    "line",
    [
        "{{ фио.__class__.__mro__ }}",
        "{{ фио.upper() }}",
        "{{ фио * 1000000000 }}",
        "{% set а = фио %}",
        "{% for а in [1, 2] %}{% endfor %}",
        "{{ фио | center(1000000000) }}",
        "{% include 'settings.py' %}",
        "{{ range(10) }}",
        "".join(f"{{% for {row} in строки %}}" for row in "абвг") + "{% endfor %}" * 4,
    ],
)
def test_anything_but_fields_loops_and_conditions_is_refused(line):
    assert refused(paper(line))


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{{ строки }}", "«строки»"),
        ("{{ строки | upper }}{{ фио }}", "«строки»"),
        ("{{ фио if фио else строки }}", "«строки»"),
        (
            "{% for с in строки %}{{ с }}, {{ с.оценки }}, {{ loop }}{% endfor %}",
            "«с», «с.оценки», «loop»",
        ),
    ],
)
def test_table_list_or_row_is_not_printed_whole(line, named):
    (problem,) = refused(paper(line))

    assert problem.startswith(
        f"Таблицу, список или строку нельзя печатать целиком: {named}. Пишите {{% for"
    )


def test_conditions_on_tables_and_counters_of_loops_are_no_printing():
    line = (
        "{% if строки %}{% for с in строки %}{{ loop.index }}. {{ с.имя }}{% endfor %}{% endif %}"
    )

    check_template(paper(line), FIELDS)


def test_row_is_not_walked_through_as_a_table():
    line = "{% for с in строки %}{% for а in с %}{{ а }}{% endfor %}{% endfor %}"

    assert refused(paper(line))[0].startswith("В шаблоне неизвестные поля: «с»")


@pytest.mark.parametrize("tag", ["p", "r", "tr", "tc"])
def test_field_that_would_vanish_is_refused(tag):
    (problem,) = refused(paper("Имя: {{" + tag + " фио }}"))

    assert problem == (
        f"Поле пишут сразу после скобок, без букв p, r, tr, tc: «{{{{{tag} фио }}}}» убирает текст."
    )


def test_broken_markup_is_explained():
    (problem,) = refused(paper("{% for с in строки %}"))

    assert problem.startswith("Разметку шаблона не удалось прочитать")
    assert "{% endfor %}" in problem


def test_code_must_stand_in_the_text():
    (missing,) = refused(paper("{{ фио }}", code=""))
    (elsewhere,) = refused(paper("{{ фио }}", header=CODE))

    assert missing == ("Добавьте в шаблон поле {{ код_проверки }}: по нему проверяют подлинность.")
    assert elsewhere == "QR-код можно ставить только в тексте, а не в колонтитуле."


def repacked(content, extra, data):
    written = BytesIO(content)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(extra, data)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"plain text", "не документ Word"),
        (b"PK\x03\x04 broken", "не документ Word"),
        (b"0" * (5 * 2**20 + 1), "больше 5 МБ"),
        (repacked(paper(), "word/bomb.xml", b"0" * (31 * 2**20)), "слишком велик"),
        (repacked(paper(), "word/vbaProject.bin", b"macro"), "макрос"),
    ],
    ids=["text", "broken", "big", "bomb", "macro"],
)
def test_file_that_is_no_plain_docx_is_refused(content, words):
    (problem,) = refused(content)

    assert words in problem


def test_picture_from_another_host_is_refused():
    document = docx.Document(BytesIO(paper()))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    document.part.relate_to("https://example.invalid/x.png", kind, is_external=True)
    written = BytesIO()
    document.save(written)

    (problem,) = refused(written.getvalue())

    assert "из другого файла" in problem
