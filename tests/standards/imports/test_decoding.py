"""Encodings, stray characters and entities of real files: read, and said when mended."""

import pytest

from standards.imports.refusals import RegistryFileRefusedError
from standards.imports.registry_xml import read_registry
from standards.rules.editions import ParsedStandard, content_sha256
from tests.standards.registry_files import own_file, own_text

UTF8_DECLARATION = 'encoding="utf-8"'


def read(content: bytes) -> ParsedStandard:
    return read_registry(content, file_name="файл.xml")[0]


@pytest.fixture(scope="module")
def plain() -> ParsedStandard:
    return read(own_file("two_standards.xml"))


def declared(name: str) -> str:
    return own_text().replace(UTF8_DECLARATION, f'encoding="{name}"')


@pytest.mark.parametrize(
    "content",
    [
        declared("windows-1251").encode("cp1251"),
        declared("cp1251").encode("cp1251"),
        declared("koi8-r").replace("–", "-").replace("«", '"').replace("»", '"').encode("koi8-r"),
        own_text().encode("utf-8-sig"),
        declared("utf-16").encode("utf-16"),
        own_text().partition("?>")[2].encode(),
    ],
    ids=["windows-1251", "cp1251", "koi8-r", "utf-8-bom", "utf-16", "no-declaration"],
)
def test_declared_encoding_is_read(content: bytes, plain: ParsedStandard) -> None:
    standard = read(content)

    assert standard.labour_functions == plain.labour_functions
    assert standard.warnings == plain.warnings


def test_false_declaration_of_cp1251_is_read_as_utf8(plain: ParsedStandard) -> None:
    standard = read(declared("windows-1251").encode())

    assert content_sha256(standard) == content_sha256(plain)
    assert standard.warnings[0] == (
        "Объявлена кодировка windows-1251, на деле файл в UTF-8: прочитан как UTF-8."
    )


def test_false_declaration_of_utf8_is_read_as_cp1251(plain: ParsedStandard) -> None:
    standard = read(own_text().encode("cp1251"))

    assert content_sha256(standard) == content_sha256(plain)
    assert standard.warnings[0] == (
        "Объявлена кодировка UTF-8, на деле файл в Windows-1251: прочитан так."
    )


def test_bytes_of_no_known_encoding_are_refused() -> None:
    content = own_file("two_standards.xml").replace("Прополка".encode(), b"\xff\xfe\x81\x98" * 3)

    with pytest.raises(RegistryFileRefusedError, match="Кодировка не распознана: объявлена UTF-8"):
        read(content)


def test_control_characters_are_replaced_with_a_warning(plain: ParsedStandard) -> None:
    standard = read(own_text().replace("Выдача заданий", "Выдача\x0b&#11;заданий").encode())

    assert standard.labour_functions == plain.labour_functions
    assert standard.warnings[0] == (
        "В файле есть знаки, запрещённые в XML (2): заменены пробелами."
    )


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Сбор &amp; учёт", "Сбор & учёт"),
        ("Сбор & учёт", "Сбор & учёт"),
        ("Сбор&nbsp;и&nbsp;учёт", "Сбор и учёт"),
        ("&laquo;Сбор&raquo;", "«Сбор»"),
        ("&amp;laquo;Сбор&amp;raquo; &amp;#171;", "«Сбор» «"),
        ("Сбор\u00a0и\u00ad учёт\u200b", "Сбор и учёт"),
        ("Сбор &lt;sup&gt;3&lt;/sup&gt;", "Сбор 3"),
        ("Давление &lt; 5 МПа", "Давление < 5 МПа"),
        ("<![CDATA[Сбор & учёт]]>", "Сбор & учёт"),
        ("Сбор\r\n  и&#13;&#10;учёт", "Сбор и учёт"),
        ("<b>Сбор</b> и учёт", "Сбор и учёт"),
        ("• Сбор", "Сбор"),
        ("И\u0306 сбор", "Й сбор"),
    ],
)
def test_text_of_an_item_is_cleaned(written: str, read_as: str) -> None:
    standard = read(own_text().replace("Выдача заданий", written).encode())

    assert standard.labour_functions[2].actions[1] == read_as


@pytest.mark.parametrize("none", ["-", "–", "—", " − ", "--", ".", "", "&#160;", "&lt;br /&gt;"])
def test_dash_and_emptiness_mean_none(none: str) -> None:
    standard = read(own_text().replace("Выдача заданий", none).encode())

    assert standard.labour_functions[2].actions == ("Составление наряда на день",)


def test_default_namespace_is_ignored(plain: ParsedStandard) -> None:
    standard = read(own_text().replace("<XMLCardInfo", '<XMLCardInfo xmlns="urn:x"').encode())

    assert content_sha256(standard) == content_sha256(plain)
