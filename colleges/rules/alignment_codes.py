"""How other people's lists write competences, standards, labour functions and their elements."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

from colleges.rules.curriculum import read_competences
from core.tables.likeness import nearest
from core.tables.parsing import shown
from core.text import compact_key, fold_code, function_code, squeeze

# «ПК 1.1», «пк1,1.», «ПМ.01 Эксплуатация», «ПК 1.1 (2) Вести учёт»; no «ПМ.01.ЭК».
_SOURCE: Final = re.compile(
    r"([^\W\d_]{1,6}[\s.-]*\d{1,2}(?:\s*[.,]\s*\d{1,2}){0,2})(?:\s*\((\d{1,2})\))?"
    r"\s*[.:;–—-]?(?:\s+(.*))?",
    re.DOTALL,
)
# «A/01.3», «ТФ а / 01.3 Вспашка», «13.006 A/01.3».
_FUNCTION: Final = re.compile(
    r"(?:(\d{2}[.,]\d{3})[\s,:]*)?(?:тф\s*)?([a-zа-яё]\s*/?\s*\d{1,2}\s*[.,]\s*\d)(?!\d)"
    r"[.:;–—-]?\s*(.*)",
    re.DOTALL | re.IGNORECASE,
)
_GENERALIZED: Final = re.compile(r"(?:отф\s*)?([a-zа-яё])", re.IGNORECASE)
_STANDARD: Final = re.compile(r"(?<![\d.,])(\d{2})[.,](\d{3})(?!\d)")
_REGISTERED: Final = re.compile(
    r"(?:пс\s*)?(?:рег[а-я]*\.?\s*)?(?:номер|№|n)?\s*0*(\d{1,6})", re.IGNORECASE
)
_KIND: Final = re.compile(r"([а-яё ]{2,24}?)\s*[:–—]\s*(.+)", re.IGNORECASE | re.DOTALL)
_SHORT_KINDS: Final = {"тд": "действие", "ну": "умение", "нз": "знание"}
_LONGEST_WORDS: Final = 110


class Standard(Protocol):
    """What is needed of a professional standard."""

    code: Any
    name: Any
    registration_number: Any


class Function(Protocol):
    """What is needed of a labour function."""

    code: Any
    name: Any
    generalized_function: Any


Named = TypeVar("Named", bound=Function)


def read_source_name(text: str) -> tuple[str, int | None, str]:
    """Return code, place among equal codes and text of «ПК 1.1 (2) Вести учёт»."""
    match = _SOURCE.fullmatch(squeeze(text))
    if match is None:
        return "", None, ""
    code, place, rest = match.groups()
    return code, int(place) if place else None, (rest or "").rstrip(" .…")


def listed_codes(text: str) -> list[str]:
    """Return the codes of a text that lists several and nothing else: «ПК 1.1-1.3, ПМ.01»."""
    codes, others = read_competences(text)
    for part in others:
        code, place, rest = read_source_name(part)
        if not code or place is not None or rest:
            return []
        codes.append(code)
    return codes if len(codes) > 1 else []


def words_of_source(code: str, place: int, text: str) -> str:
    """Return what `read_source_name` reads back; a long text is cut at a word."""
    if len(text) > _LONGEST_WORDS:
        text = text[:_LONGEST_WORDS].rpartition(" ")[0] + "…"
    return f"{code} ({place}) {text}".strip()


def is_standard(standard: Standard, written: Any) -> bool:
    """Say whether a cell names the standard: by its code, its number in the registry, its name.

    A number has lost the zeros at its end: 13.01 is 13.010.
    """
    text = f"{written:.3f}" if isinstance(written, float) and written % 1 else shown(written)
    text = squeeze(text)
    if fold_code(text) == fold_code(standard.code):
        return True
    code = _STANDARD.search(text)
    if code is not None:
        return f"{code[1]}.{code[2]}" == str(standard.code)
    number = _REGISTERED.fullmatch(text)
    if number is not None:
        return bool(standard.registration_number) and number[1] == str(
            standard.registration_number
        ).lstrip("0")
    return compact_key(text) == compact_key(str(standard.name))


def read_function_name(text: str) -> tuple[str, str, str]:
    """Return standard, official code and the rest; without a code the whole text is the rest."""
    match = _FUNCTION.fullmatch(squeeze(text))
    code = function_code(match[2]) if match else None
    if match is None or code is None:
        return "", "", squeeze(text)
    return match[1] or "", code, match[3]


def functions_named(known: Sequence[Named], code: str, text: str) -> list[Named]:
    """Return the functions with the code, or else the name; those of a generalized one."""
    if code:
        return [one for one in known if one.code == code]
    letter = _GENERALIZED.fullmatch(text)
    if letter is not None:
        wanted = fold_code(letter[1])
        return [one for one in known if fold_code(one.generalized_function.code) == wanted]
    key = compact_key(text)
    named = [one for one in known if compact_key(one.name) == key]
    return named or [one for one in known if compact_key(one.generalized_function.name) == key]


def fitting_elements(
    text: str, known: Mapping[int, tuple[str, str]]
) -> tuple[list[int], list[int]]:
    """Return the elements with this text, and those like it; `known` are their kinds and texts.

    «Умение: …» is the skill among equal texts.
    """
    found = _with_text(text, known)
    match = _KIND.fullmatch(squeeze(text))
    if not found and match is not None:
        word = _SHORT_KINDS.get(match[1].lower().strip(), match[1].lower().split()[-1])
        of_kind = {pk: one for pk, one in known.items() if one[0].split()[-1] == word}
        found = _with_text(match[2], of_kind)
        if of_kind:
            known, text = of_kind, match[2]
    near = nearest(text, [own for _kind, own in known.values()])
    return found, [pk for pk, (_kind, own) in known.items() if own in near]


def _with_text(text: str, known: Mapping[int, tuple[str, str]]) -> list[int]:
    key = compact_key(text)
    return [pk for pk, (_kind, own) in known.items() if compact_key(own) == key]
