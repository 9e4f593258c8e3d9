"""What the index of a curriculum's line says: which kind it is, what it is a part of."""

import re
from collections.abc import Iterator
from typing import Final

from colleges.enums import ModuleKind
from core.text import competence_code, fold_code, search_key, squeeze

# One week of study or practice, and one зачётная единица, are 36 hours.
HOURS_IN_WEEK: Final = 36
HOURS_IN_CREDIT: Final = 36

_PARTS: Final = re.compile(r"[^\W\d_]+|\d+")
_KIND_OF_PREFIX: Final = {
    fold_code(prefix): kind
    for prefix, kind in (
        ("ПМ", ModuleKind.PROFESSIONAL_MODULE),
        ("МДК", ModuleKind.COURSE),
        ("УП", ModuleKind.COLLEGE_PRACTICE),
        ("ПП", ModuleKind.WORKPLACE_PRACTICE),
        ("ПДП", ModuleKind.WORKPLACE_PRACTICE),
    )
}
# The practice before the diploma is one, so its index has no number.
_WITHOUT_NUMBER: Final = fold_code("ПДП")
_OF_A_MODULE: Final = frozenset(fold_code(prefix) for prefix in ("МДК", "УП", "ПП"))
_MODULE: Final = fold_code("ПМ")
_COLLEGE_PRACTICE: Final = re.compile(r"учебная практика\b")
_WORKPLACE_PRACTICE: Final = re.compile(r"(?:производственная|преддипломная) практика\b")
# Lines of a curriculum that teach nothing: examinations and the final attestation.
_ATTESTATION: Final = re.compile(
    r"(?:квалификационный |комплексный |демонстрационный )?экзамен\b|консультаци|"
    r"промежуточная аттестация|государственная (?:\(?итоговая\)? )?(?:итоговая )?аттестация|"
    r"(?:подготовка|выполнение|защита|процедура)\b.*"
    r"(?:выпускной квалификационной|дипломно|государственного экзамена)"
)
_SEPARATOR: Final = re.compile(r"[,;\n]+")
_RANGE: Final = re.compile(r"(.+?)\s*(?:[-–—]|\.\.\.?|…)\s*(.+)")
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])\s?[-–—]\s?(?=\d)")
# «ПК 1,2» is one code: professional competences have two numbers, «ОК 1,2» are two codes.
_COMMA_FOR_POINT: Final = re.compile(
    r"((?:ПК|ДПК|ПКД|ПКВ|ПK)\s*-?\s*\d{1,2}),(\d{1,2})(?![\d.,])", re.IGNORECASE
)
_LAST_NUMBER: Final = re.compile(r"(.*?)(\d+)$")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def module_key(code: str) -> str:
    """Return what two spellings of one index have in common: «пм 1», «ПМ.01» and «ПМ01»."""
    return ".".join(part.lstrip("0") or "0" for part in _PARTS.findall(fold_code(code)))


def kind_of_line(code: str, name: str) -> ModuleKind:
    """Return the kind that the index tells, or else the name."""
    prefix = module_key(code).partition(".")[0]
    known = _KIND_OF_PREFIX.get(prefix)
    plain = search_key(name)
    if known is not None:
        return known
    if _COLLEGE_PRACTICE.match(plain):
        return ModuleKind.COLLEGE_PRACTICE
    if _WORKPLACE_PRACTICE.match(plain):
        return ModuleKind.WORKPLACE_PRACTICE
    return ModuleKind.DISCIPLINE


def teaches_nothing(code: str, name: str) -> bool:
    """Say whether a line is a heading («ОП.00», «ПА»), an examination or the final attestation."""
    parts = module_key(code).split(".")
    if parts == [_WITHOUT_NUMBER]:
        return False
    if not any(part.isdecimal() for part in parts) or parts[-1] == "0":
        return True
    if parts[0] == _MODULE and len(parts) > 2 and not parts[-1].isdecimal():
        return True
    return _ATTESTATION.match(search_key(name)) is not None


def parent_key(code: str) -> str:
    """Return the key of the professional module that МДК.01.02, УП.01 or ПП.01 belongs to."""
    parts = module_key(code).split(".")
    if len(parts) > 1 and parts[0] in _OF_A_MODULE and parts[1].isdecimal():
        return f"{_MODULE}.{parts[1]}"
    return ""


def read_competences(text: str) -> tuple[list[str], list[str]]:
    """Return the official codes in a text in their order, and the parts that are no codes.

    «ОК 1, 2, 4», «ПК 1.1-1.3» and «ПК 1.1 – ПК 1.3» name each code; a number alone is of the kind
    named before it. «ПК 1,2» is «ПК 1.2».
    """
    codes: dict[str, None] = {}
    strange: list[str] = []
    letters = ""
    for part in _parts(_COMMA_FOR_POINT.sub(r"\1.\2", text)):
        ends = _RANGE.fullmatch(part)
        single = competence_code(_with_letters(part, letters))
        if single is None and ends is not None:
            found = _between(_with_letters(ends.group(1), letters), ends.group(2))
        else:
            found = [single] if single else []
        if not found:
            strange.append(part)
            continue
        letters = _letters(found[-1])
        codes.update(dict.fromkeys(found))
    return list(codes), strange


def _parts(text: str) -> Iterator[str]:
    """Yield what stands between commas; codes one after another without them are parts too."""
    for part in _SEPARATOR.split(text):
        # The hyphen of «ПК-1.2» is no range.
        plain = _HYPHEN.sub(" ", squeeze(part).rstrip("."))
        words = re.sub(r"(?<=\d)\s+(?=[^\W\d_])", "\n", plain).split("\n")
        yield from (word for word in words if word)


def _with_letters(part: str, letters: str) -> str:
    return part if _LETTERS.match(part) else f"{letters} {part}"


def _letters(code: str) -> str:
    """Return «ПК» of «ПК 1.1»."""
    match = _LETTERS.match(code)
    return match.group() if match else ""


def _between(first: str, last: str) -> list[str]:
    """Return the codes from one to another of the same kind and group, none when there are none."""
    start = competence_code(first)
    end = competence_code(last if _LETTERS.match(last.strip()) else f"{_letters(first)} {last}")
    if start is None or end is None:
        return []
    one, other = _LAST_NUMBER.fullmatch(start), _LAST_NUMBER.fullmatch(end)
    if one is None or other is None or one.group(1) != other.group(1):
        return []
    numbers = range(int(one.group(2)), int(other.group(2)) + 1)
    codes = (competence_code(f"{one.group(1)}{number}") for number in numbers)
    return [code for code in codes if code is not None]
