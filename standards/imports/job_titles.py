"""Splitting job titles that the registry glued into one element.

The rule. Titles are divided by a semicolon; by a line break before a capital letter; by a small
letter or a closing bracket that a capital follows without a space («техникСтарший»); and by a space
before a capitalised word that names a person («агроном Старший агроном»). Nothing is divided inside
brackets or quotes, at commas, at abbreviations or at names («инженер АСУ», «служащий Росреестра»).
"""

import re
from itertools import pairwise
from typing import Final

from standards.imports.texts import DASHES_ONLY, clean_item, to_lines

GLUED: Final = re.compile(r"(?<=[а-яё)»])(?=[А-ЯЁ][а-яё]{2})")
# Not after a preposition: «по работе с Росреестром».
CAPITALISED: Final = re.compile(
    r"(?<!\b[вксоуи])(?<!\b(?:по|на|из|от|до|за|со|во|об))(?<!\b(?:для|при|или|под|над))"
    r"[,.]?\s+(?=([А-ЯЁ][а-яё]{2,}(?:-[а-яё]+)*))"
)
# How words that name a worker, or an adjective before one, end in the nominative.
PERSON: Final = re.compile(
    r".+(?:тель|ник|чик|щик|лог|ист|ер|ёр|ор|вод|арь|ант|ент|яр|ач|ик|ир|ург|ец|ерь|вед|агог|ший|ный|ский"
    r"|щий|чий|вой|вый|ний|рий|кий|тый|ая)"
)
PERSONS: Final = frozenset(
    {
        "агроном",
        "ветврач",
        "врач",
        "лаборант",
        "повар",
        "эксперт",
        "фельдшер",
        "зоотехник",
        "пекарь",
    }
)
# A line that begins so goes on with the title of the line before.
GENITIVES: Final = frozenset(
    {
        "управления",
        "отдела",
        "департамента",
        "службы",
        "цеха",
        "участка",
        "организации",
        "предприятия",
        "лаборатории",
        "центра",
        "филиала",
        "группы",
    }
)
BRACKETS: Final = {"(": 1, "«": 1, ")": -1, "»": -1}


def split_titles(text: str | None) -> list[str]:
    """Return the titles that one element holds, cleaned; none for a dash or an empty element."""
    titles: list[str] = []
    for line in _join_continued(to_lines(text)):
        for part in re.split(r";\s*", line):
            titles.extend(_split_line(clean_item(part)))
    return [title for title in titles if title and not DASHES_ONLY.fullmatch(title)]


def _join_continued(lines: list[str]) -> list[str]:
    joined: list[str] = []
    for line in lines:
        first = re.split(r"[\s,]", line, maxsplit=1)[0]
        continued = line[0].islower() or line[0] == "(" or first.lower() in GENITIVES
        if joined and continued:
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _split_line(line: str) -> list[str]:
    depths = _depths(line)
    head = line.split(" ", maxsplit=1)[0].lower()
    glued = (match.start() for match in GLUED.finditer(line))
    spaced = (
        match.start()
        for match in CAPITALISED.finditer(line)
        if _names_person(match[1].lower(), head)
    )
    cuts = sorted(cut for cut in {*glued, *spaced} if depths[cut] == 0)
    if not cuts:
        return [line]
    pieces = (line[start:end] for start, end in pairwise([0, *cuts, len(line)]))
    return [piece.strip(" ,.") for piece in pieces]


def _names_person(word: str, head: str) -> bool:
    return word == head or word in PERSONS or PERSON.fullmatch(word) is not None


def _depths(line: str) -> list[int]:
    """Depth of brackets and quotes before each character, and after the last one."""
    depths = [0]
    for letter in line:
        depths.append(max(0, depths[-1] + BRACKETS.get(letter, 0)))
    return depths
