"""What in a text for everybody looks like data about a person.

It finds what has a shape: addresses, numbers, patronymics, initials. A plain first and last name
has none, so a person reads every text as well before it is shown.
"""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_CAPITAL, _SMALL = "А-ЯЁӘҒҚҢӨҰҮҺІ", "а-яёәғқңөұүһі"
_INITIAL = rf"[{_CAPITAL}]\."
_WORD = rf"[{_CAPITAL}][{_SMALL}]+"
_SHAPES: Final[tuple[tuple[str | Promise, re.Pattern[str]], ...]] = (
    (_("адрес почты"), re.compile(r"[\w.+-]+@[\w-]+\.\w+")),
    (
        _("номер телефона"),
        re.compile(r"(?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}\b"),
    ),
    (
        _("номер документа"),
        re.compile(r"\b(?:\d{3}-\d{3}-\d{3}[ -]?\d{2}|\d{2} ?\d{2} \d{6}|\d{10}|\d{12})\b"),
    ),
    (
        _("отчество"),
        re.compile(
            rf"\b{_WORD}(?:(?:[оеё]вич|ьич|мич|кич|[ұу]лы|[қк]ызы)(?:а|у|е|ем|ом)?"
            r"|(?:[оеё]вн|ичн)(?:а|ы|у))\b"
            # «Основной», «Первичной», «Деревне» have these endings too, and begin sentences.
            rf"|(?<=[^.!?…:\s] ){_WORD}(?:[оеё]вн|ичн)(?:е|ой|ою)\b"
        ),
    ),
    (
        _("фамилия с инициалами"),
        re.compile(rf"\b(?:{_WORD}\s+{_INITIAL}\s?{_INITIAL}|{_INITIAL}\s?{_INITIAL}\s?{_WORD})"),
    ),
)


def personal_data_in(text: str) -> list[str]:
    """Return the names of what was found, in the order of the list above."""
    return [str(name) for name, shape in _SHAPES if shape.search(text)]
