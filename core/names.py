"""Names of people as spreadsheets hold them: one cell, many habits."""

import re
from dataclasses import dataclass

from core.text import mend_lookalikes, squeeze, to_cyrillic_key

_NOTE = re.compile(r"\(([^()]*)\)")
_HYPHEN = re.compile(r"(?<=\w)\s*[-\u2010-\u2015\u2212]\s*(?=\w)")
_INITIALS = re.compile(r"([^\W\d_])\.\s*(?:([^\W\d_])\.?)?")
_NUMBER = re.compile(r"\s*\d{1,3}\s*[.)]\s*")
_OF_NAME = re.compile(r"[^\W\d_]|[-.'’ʼ` ]")
_NUMBERED = re.compile(r"[^\W\d_]+(\d+)")
# Small words inside surnames, written with a small letter.
_PARTICLES = frozenset(
    "де да ди до ду дю дос дас дель делла ла ле фон цу ван вон дер ден тер эль аль ибн бин бен".split()  # noqa: SIM905,E501
)
_PATRONYMIC = re.compile(
    r".+(?:вич|ьич|мич|кич|тич|вна|ична|ұлы|улы|қызы|кызы|гызы)", re.IGNORECASE
)
# «Мамед оглы»: the mark of a son or daughter is a word of its own after the father's name.
_KIN_WORDS = frozenset(
    "оглы оглу огли угли кызы гызы кзы қызы кизи қизи улы ұлы уулу зода".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class FullName:
    """A name in parts; ``first`` and ``patronymic`` may be empty, ``note`` stood in brackets."""

    last: str
    first: str = ""
    patronymic: str = ""
    note: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.patronymic) if part)

    @property
    def key(self) -> str:
        """A key for comparison, see ``name_key``."""
        return name_key(self.last, self.first, self.patronymic)


def name_key(last: str, first: str, patronymic: str = "") -> str:
    """Return a key equal for spellings of one name: case, ё/е, hyphens, Latin look-alikes.

    Two people may well share it: never identify anybody by this key alone.
    """
    parts = (to_cyrillic_key(_HYPHEN.sub("-", part)) for part in (last, first, patronymic))
    return "|".join(part.strip("- ") for part in parts)


def split_full_name(cell: str) -> FullName:
    """Split «Фамилия Имя Отчество (Староста)» into its parts.

    Knows double surnames (with a hyphen, or two words when the last word is a patronymic), оглы and
    кызы, initials, a missing patronymic, «Имя Отчество Фамилия». Words in one case throughout get
    capitals. Raises ValueError when there is no letter in the cell.
    """
    cell = _NUMBER.sub("", cell, count=1) if _NUMBER.match(cell) else cell
    note = squeeze("; ".join(_NOTE.findall(cell)))
    words = _words(_NOTE.sub(" ", cell))
    if not words:
        raise ValueError("there is no name in the cell")
    words, kin = _split_kin(_with_particles(words))
    last, first, patronymic = _with_kin(words, kin) if kin else _split_words(words)
    return FullName(last=last, first=first, patronymic=patronymic, note=note)


def foreign_to_name(*parts: str) -> str:
    """Return the first word that has more than letters, hyphens and apostrophes; empty when none.

    Lists without names number every part alike, «Фамилия07 Имя07»: that is no slip.
    """
    words = [word for part in parts for word in part.split()]
    numbers = {match.group(1) for word in words if (match := _NUMBERED.fullmatch(word))}
    if len(numbers) == 1 and all(_NUMBERED.fullmatch(word) for word in words):
        return ""
    return next((word for word in words if _OF_NAME.sub("", word)), "")


def note_in_name(*parts: str) -> str:
    """Return the first word that looks like a note beside a name: «староста»; empty when none."""
    words = [word for part in parts for word in part.split()]
    return next(
        (
            word
            for word in words
            if word[:1].islower() and word not in _KIN_WORDS and word not in _PARTICLES
        ),
        "",
    )


def _with_particles(words: list[str]) -> list[str]:
    """Join the small words in front with the surname: «де ла Крус Хуан»."""
    count = next((n for n, word in enumerate(words) if word not in _PARTICLES), 0)
    return [" ".join(words[: count + 1]), *words[count + 1 :]]


def _words(text: str) -> list[str]:
    plain = _HYPHEN.sub("-", squeeze(mend_lookalikes(text)).replace(",", " "))
    plain = _INITIALS.sub(lambda match: " ".join(f" {i}." for i in match.groups() if i), plain)
    words = [word for word in plain.split() if any(sign.isalnum() for sign in word)]
    joined = " ".join(words)
    if joined.isupper() or joined.islower():
        # Initials alone are always capitals and say nothing about the rest.
        words = [
            word if word.endswith(".") and len(word) == 2 else _capitals(word) for word in words
        ]
    return words


def _capitals(word: str) -> str:
    pieces = [piece.lower() for piece in word.split("-")]
    return "-".join(piece if piece in _KIN_WORDS else piece.capitalize() for piece in pieces)


def _split_kin(words: list[str]) -> tuple[list[str], str]:
    if len(words) > 3 and words[-1].casefold() in _KIN_WORDS:
        return words[:-1], words[-1].lower()
    return words, ""


def _with_kin(words: list[str], kin: str) -> tuple[str, str, str]:
    return " ".join(words[:-2]), words[-2], f"{words[-1]} {kin}"


def _split_words(words: list[str]) -> tuple[str, str, str]:
    if len(words) > 1 and _is_initial(words[0]) and not _is_initial(words[-1]):
        initials = [word for word in words if _is_initial(word)]
        rest = [word for word in words if not _is_initial(word)]
        return " ".join(rest), initials[0], " ".join(initials[1:])
    if len(words) == 3 and _is_patronymic(words[1]) and not _is_patronymic(words[2]):
        return words[2], words[0], words[1]
    if len(words) > 3 and (_is_patronymic(words[-1]) or _is_initial(words[-1])):
        return " ".join(words[:-2]), words[-2], words[-1]
    first = words[1] if len(words) > 1 else ""
    return words[0], first, " ".join(words[2:])


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word.endswith(".")


def _is_patronymic(word: str) -> bool:
    return _PATRONYMIC.fullmatch(word) is not None
