"""Reading the small parts of a standard's element: texts, lists, classifiers, developers."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from standards.imports.texts import clean, clean_item, to_lines
from standards.rules.editions import ClassifierUnit

# Who signs for the developer is a person, not an organisation: not kept.
PERSONAL: Final = frozenset({"ThePositionOfHead", "TheFullNameOfTheHead"})


def read_text(node: Element, path: str) -> str:
    """Text of the first element at the path, its children's included; ``""`` for none."""
    found = node.find(path)
    return "" if found is None else clean("".join(found.itertext()))


def read_name(node: Element, path: str, warnings: list[str], *, limit: int) -> str:
    """Read a text that has a limit of length; one cut short is added to `warnings`."""
    text = read_text(node, path)
    if len(text) <= limit:
        return text
    warnings.append(
        _("Текст элемента %(element)s длиннее %(limit)s знаков и обрезан: «%(beginning)s…».")
        % {"element": path, "limit": limit, "beginning": text[:60]}
    )
    return f"{text[: limit - 1]}…"


def read_items(node: Element, container: str) -> tuple[str, ...]:
    """Texts of a list's elements, in order, repeated ones kept, those that mean «нет» left out.

    A list written as bare text without elements gives one item a line.
    """
    return tuple(
        item
        for found in node.findall(container)
        for text in raw_items(found)
        if (item := clean_item(text))
    )


def raw_items(container: Element) -> Iterator[str]:
    """Yield the uncleaned texts of a container's children, or the lines of its own text."""
    if len(container):
        yield from ("".join(child.itertext()) for child in container)
    else:
        yield from to_lines(container.text)


def read_units(container: Element | None) -> tuple[ClassifierUnit, ...]:
    """Read a classifier's lines; a trailing dot of a code is dropped, empty lines are left out."""
    if container is None:
        return ()
    units = (_read_unit(unit) for unit in container if len(unit))
    return tuple(unit for unit in units if unit.code or unit.name)


def _read_unit(unit: Element) -> ClassifierUnit:
    parts = {child.tag[:4]: clean("".join(child.itertext())) for child in unit}
    return ClassifierUnit(code=parts.get("Code", "").rstrip(". "), name=parts.get("Name", ""))


def read_developers(section: Element | None) -> tuple[str, ...]:
    """Names of the organisations that wrote the standard, the responsible one first."""
    if section is None:
        return ()
    leaves = (leaf for leaf in section.iter() if not len(leaf) and leaf.tag not in PERSONAL)
    names = (clean_item("".join(leaf.itertext())) for leaf in leaves)
    return tuple(dict.fromkeys(name for name in names if name))
