"""What looks like the name of a group where no column says so."""

import re
from typing import Final

from core.text import squeeze

# «М-31», «ЭРСХТ - 21», «213-А», «В-4-22/9», «213»: a code of one word with digits.
BARE_GROUP: Final = re.compile(
    r"(?=[^\d]*\d)(?!\d{1,2}$|\d{4,}$|.*\d{5})"
    r"[^\W_]{1,8}(?:\s?[-\u2010-\u2014]\s?[^\W_]{1,6}|/[^\W_]{1,4}){0,4}"
)
_WORD: Final = re.compile(r"^\s*(?:группа|гр\.)\s*", re.IGNORECASE)
# How programs and people call sheets and files that are no group's; dates and years too.
_NO_GROUP: Final = re.compile(
    r"(?:лист|страница|стр|таблица|список|sheet|table|page|list|tdsheet|file|файл|копия)\W*\d*"
    r"|.*(?:19|20)\d\d.*|\d+[- ]?курс.*",
    re.IGNORECASE,
)


def group_in_title(title: str) -> str:
    """Return the group that a sheet is named by: «М-31» of «Группа М-31»; empty where by none."""
    name = squeeze(_WORD.sub("", title))
    is_told = _WORD.match(title) is not None and bool(re.search(r"\d", name))
    return name if is_told or is_bare_group(name) else ""


def is_bare_group(text: str) -> bool:
    """Say whether a text that stands alone may be the name of a group."""
    return BARE_GROUP.fullmatch(text) is not None and _NO_GROUP.fullmatch(text) is None
