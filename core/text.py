"""Russian text as people type it: search keys, codes, wrong keyboard layout.

Nothing here changes what is stored: keys are for comparison, the original stays with its owner.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

# Names of a large file are compared several times on its way; the keys of the last ones are kept.
_KEPT_KEYS = 65_536
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_LONGEST_KEY = 19
_QUOTES = dict.fromkeys(map(ord, "\"'«»„“”‚‘’`"))

# Letters of both alphabets that print alike; the pairs stand at the same places.
_LATIN_CAPITALS = "ABEKMHOPCTYX"
_CYRILLIC_CAPITALS = "АВЕКМНОРСТУХ"
_LATIN_SMALL = "aeopcyxki"
_CYRILLIC_SMALL = "аеорсухкі"

_TO_LATIN = str.maketrans(_CYRILLIC_CAPITALS, _LATIN_CAPITALS)
_TO_CYRILLIC = str.maketrans(_LATIN_CAPITALS + _LATIN_SMALL, _CYRILLIC_CAPITALS + _CYRILLIC_SMALL)
# A key has lost its case, so a small letter may have been a capital: b stands for В, h for Н.
_KEY_TO_CYRILLIC = str.maketrans(_LATIN_CAPITALS.lower() + "i", _CYRILLIC_CAPITALS.lower() + "і")

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z]")

_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
_TO_RUSSIAN_LAYOUT = str.maketrans(_ENGLISH_KEYS, _RUSSIAN_KEYS)
_TO_ENGLISH_LAYOUT = str.maketrans(_RUSSIAN_KEYS, _ENGLISH_KEYS)

_FUNCTION_CODE = re.compile(r"([A-ZА-ЯЁ])\s*/?\s*(\d{1,2})\s*[.,]\s*(\d)")
_COMPETENCE_CODE = re.compile(r"(ОК|ПК|ДПК|ПКД|ПКВ)\s*-?\s*(\d{1,2})(?:\s*[.,]\s*(\d{1,2}))?\.?")
_FRACTION = re.compile(r"\d{1,2}\.\d{1,2}")
_LAST_DIGIT = re.compile(r"(.*?)(\d+)\.([1-9])")


def squeeze(text: str) -> str:
    """Compose letters, drop invisible characters, make every run of white space one space."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if not (text.isascii() and text.isprintable()):
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def joined_name(*parts: str) -> str:
    """Return the parts of a name that are there, as one line."""
    return " ".join(part for part in parts if part)


@lru_cache(_KEPT_KEYS)
def search_key(text: str) -> str:
    """Return what two spellings of the same words have in common.

    Case, ё/е, quotes, kinds of dash and space, Latin letters typed inside Cyrillic words make no
    difference. Kazakh letters stay as they are.
    """
    plain = (
        squeeze(squeeze(text).casefold()).translate(_DASHES).translate(_QUOTES).replace("ё", "е")
    )
    return " ".join(_WORD.sub(_fold_mixed_word, plain).split())


def _fold_mixed_word(match: re.Match[str]) -> str:
    word = match.group()
    return word.translate(_KEY_TO_CYRILLIC) if _CYRILLIC.search(word) else word


def compact_key(text: str) -> str:
    """Return only the letters, digits and № of the search key: «Ф. И. О.» and «ФИО» are one."""
    return "".join(sign for sign in search_key(text) if sign.isalnum() or sign == "№")


def mend_lookalikes(text: str) -> str:
    """Replace Latin letters by their Cyrillic twins in words that mix the alphabets."""

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        mixed = _CYRILLIC.search(word) and _LATIN.search(word)
        return word.translate(_TO_CYRILLIC) if mixed else word

    return _WORD.sub(mend, text)


def to_cyrillic_key(text: str) -> str:
    """Return the search key with every Latin look-alike made Cyrillic, even in wholly Latin words.

    For words known to be Russian, such as names: «POMAH» typed in Latin equals «РОМАН».
    """
    return search_key(text).translate(_KEY_TO_CYRILLIC)


def fold_code(text: str) -> str:
    """Return a code in capitals with Latin look-alikes, plain hyphens and no inner spaces.

    «а / 01.3» becomes «A/01.3», «М–31» becomes «M-31». For codes with a Latin alphabet, and as a
    key for comparing any codes (group names); letters without a Latin twin stay Cyrillic.
    """
    plain = squeeze(text).upper().translate(_DASHES).translate(_TO_LATIN)
    return plain.replace(" ", "")


def cyrillic_code(text: str) -> str:
    """Return a code in Cyrillic letters where each Latin one has a twin: «M-31» typed in Latin."""
    latin = set(_LATIN.findall(text))
    has_twins = latin <= set(_LATIN_CAPITALS + _LATIN_SMALL) - {"i"}
    return text.translate(_TO_CYRILLIC) if has_twins else text


def plain_dashes(text: str) -> str:
    """Return the text with every kind of dash as a hyphen."""
    return text.translate(_DASHES)


def key_in(text: str) -> int | None:
    """Return the key of a row that a text is; None where it is none, or too long for a database."""
    return int(text) if text.isdecimal() and len(text) < _LONGEST_KEY else None


def function_code(text: str) -> str | None:
    """Return the code of a labour function in its official form, None when it is not one.

    Accepts Cyrillic letters, lost slashes and zeros, a comma for the point: «а/1,3» is «A/01.3».
    """
    match = _FUNCTION_CODE.fullmatch(squeeze(text).upper())
    if match is None:
        return None
    letter, number, level = match.groups()
    return f"{letter.translate(_TO_LATIN)}/{int(number):02}.{level}"


def competence_code(text: str) -> str | None:
    """Return the code of a competence as federal standards write it, None when it is not one.

    «пк1,10.» is «ПК 1.10», «OK 1» typed in Latin is «ОК 01».
    """
    plain = squeeze(text).upper().translate(_DASHES).translate(_TO_CYRILLIC)
    match = _COMPETENCE_CODE.fullmatch(plain)
    if match is None:
        return None
    kind, first, second = match.groups()
    if second is None:
        return f"{kind} {int(first):02}" if kind == "ОК" else f"{kind} {int(first)}"
    return f"{kind} {int(first)}.{int(second)}"


def code_candidates(value: object) -> tuple[str, ...]:
    """Return codes that a spreadsheet may have turned into this number or date, likeliest first.

    1.1 was «1.1» or «1.10»; the date 01.02.2026 was «1.2», «01.02» or «1-2». Empty when the value
    is neither a fraction nor a date, that is, nothing was lost.
    """
    if isinstance(value, date):
        day, month = value.day, value.month
        return (f"{day}.{month}", f"{day:02}.{month:02}", f"{day}-{month}")
    if isinstance(value, float) and not value.is_integer():
        code = repr(value)
        whole, _, fraction = code.partition(".")
        return (code, f"{whole}.{fraction}0") if len(fraction) == 1 else (code,)
    return ()


def lost_in_text(text: str) -> tuple[str, ...]:
    """Return the codes that a fraction written as text may have been: «1,1» is «1.1» or «1.10».

    As text a second digit would have stayed, but a file of text may come from a table.
    """
    plain = squeeze(text).replace(",", ".")
    if not _FRACTION.fullmatch(plain):
        return ()
    return (plain, f"{plain}0") if plain[-2] == "." else (plain,)


def lost_zeros(codes: Sequence[str]) -> dict[int, str]:
    """Find codes that lost a final zero, by their place in the list.

    After «ПК 1.9» another «ПК 1.1» can only be «ПК 1.10»; after «1.19», «1.2» is «1.20». Returns
    position -> likely code.
    """
    found: dict[int, str] = {}
    for place in range(1, len(codes)):
        match = _LAST_DIGIT.fullmatch(codes[place])
        if match is None:
            continue
        prefix, whole, digit = match.groups()
        before = found.get(place - 1, codes[place - 1])
        if before == f"{prefix}{whole}.{int(digit) * 10 - 1}":
            found[place] = f"{prefix}{whole}.{digit}0"
    return found


def switch_layout(text: str) -> str:
    """Return what the same keys give on the other keyboard layout: «ghbdtn» is «привет».

    A text with any Cyrillic letter is taken as typed on the Russian layout, else on the English.
    """
    return text.translate(_TO_ENGLISH_LAYOUT if _CYRILLIC.search(text) else _TO_RUSSIAN_LAYOUT)


def search_variants(query: str) -> tuple[str, ...]:
    """Return the search keys to try for a query: as typed, and as on the other layout.

    The second is offered only when it has letters and the query is written in one alphabet.
    """
    typed = search_key(query)
    if not typed or (_CYRILLIC.search(query) and _LATIN.search(query)):
        return (typed,) if typed else ()
    switched = search_key(switch_layout(query.strip()))
    if switched == typed or not any(sign.isalpha() for sign in switched):
        return (typed,)
    return (typed, switched)
