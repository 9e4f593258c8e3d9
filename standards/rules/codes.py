"""Codes of professional standards and of their functions: reading, canonical form, order.

Grammar (layout of a professional standard): standard `06.001`, generalised function `A`, labour
function `A/01.3` or, with a sublevel, `A/01.7.1`.
"""

import re
from dataclasses import dataclass
from typing import Final

# Cyrillic letters that look like Latin capitals: files mix both alphabets inside one standard.
LOOK_ALIKES: Final = str.maketrans("АВЕЅІЈКМНОРСТУХ", "ABESIJKMHOPCTYX")

STANDARD_CODE: Final = re.compile(r"(\d{1,2})[.,](\d{1,3})")
FUNCTION_CODE: Final = re.compile(
    r"(?P<letter>[A-ZА-ЯЁ]{1,2})\s*[/\\|]?\s*(?P<number>\d{1,3})"
    r"(?:\s*[.,]\s*(?P<level>\d)(?:\s*[.,]\s*(?P<sublevel>\d))?)?\s*\.?(?!\S)"
)
GROUP_CODE: Final = re.compile(r"(?<!\w)[A-ZА-ЯЁ]{1,2}(?!\w)")
LEVEL: Final = re.compile(r"(?<!\d)([1-9])(?:[.,](\d))?(?!\d)")

FunctionSortKey = tuple[int, str, int, int, int, str]


@dataclass(frozen=True, slots=True)
class FunctionCode:
    """Code of a labour function taken apart.

    `text` is canonical: Latin look-alikes, two-digit number, dots. `number` is None when the code
    could not be taken apart; then `text` is the cleaned source. `level` is None for `A/01`.
    `folded` says that Cyrillic letters were replaced, `mended` that anything else was.
    """

    text: str
    letter: str
    number: int | None
    level: int | None
    sublevel: int | None
    folded: bool
    mended: bool = False


def fold_look_alikes(text: str) -> str:
    """Replace Cyrillic look-alikes by Latin capitals; the text is upper-cased."""
    return text.upper().translate(LOOK_ALIKES)


def normalise_standard_code(text: str) -> str:
    """Give `06.001` for `06.001 `, `6.001` and `06,001`; other text comes back stripped."""
    cleaned = text.strip().rstrip(".")
    match = STANDARD_CODE.fullmatch(cleaned)
    if match is None:
        return cleaned
    return f"{int(match[1]):02d}.{int(match[2]):03d}"


def is_standard_code(text: str) -> bool:
    """Say whether the code has the official form `NN.NNN`."""
    return re.fullmatch(r"\d{2}\.\d{3}", text) is not None


def read_group_code(text: str) -> tuple[str, bool]:
    """Read the code of a generalised function: its letter, and whether it was folded.

    The letter is found in «ОТФ A» and «A.» too; ``""`` when there is none.
    """
    match = GROUP_CODE.search(text.strip().upper())
    if match is None:
        return "", False
    folded = fold_look_alikes(match[0])
    return folded, folded != match[0]


def read_function_code(text: str) -> FunctionCode:
    """Take a labour function's code apart; never fails, see `FunctionCode.number`."""
    cleaned = re.sub(r"\s+", " ", text).strip().upper()
    folded_text = fold_look_alikes(cleaned)
    folded = folded_text != cleaned
    match = FUNCTION_CODE.match(folded_text)
    if match is None:
        letter = re.split(r"[/\\\d]", folded_text, maxsplit=1)[0].strip()
        return FunctionCode(folded_text, letter, None, None, None, folded)
    level = int(match["level"]) if match["level"] else None
    sublevel = int(match["sublevel"]) if match["sublevel"] else None
    canonical = f"{match['letter']}/{int(match['number']):02d}"
    canonical += "".join(f".{part}" for part in (level, sublevel) if part is not None)
    return FunctionCode(
        text=canonical,
        letter=match["letter"],
        number=int(match["number"]),
        level=level,
        sublevel=sublevel,
        folded=folded and FUNCTION_CODE.match(cleaned) is not None,
        mended=canonical != folded_text,
    )


def read_level(text: str) -> tuple[int | None, int | None]:
    """Read a level of qualification 1..9 and its sublevel from `6`, `7.1` or `6 уровень`."""
    match = LEVEL.search(text)
    if match is None:
        return None, None
    return int(match[1]), int(match[2]) if match[2] else None


def group_sort_key(code: str) -> tuple[int, str]:
    """Order of generalised functions: A..Z, then AA, AB."""
    return len(code), code


def function_sort_key(code: str) -> FunctionSortKey:
    """Natural order of labour functions: A/02.3 before A/10.3; unreadable codes come last."""
    read = read_function_code(code)
    if read.number is None:
        return 9, read.letter, 0, 0, 0, read.text
    return len(read.letter), read.letter, read.number, read.level or 0, read.sublevel or 0, ""


def numbering_gaps(numbers: list[int]) -> list[int]:
    """List the numbers missing between 1 and the largest one."""
    present = set(numbers)
    return [number for number in range(1, max(present, default=0)) if number not in present]
