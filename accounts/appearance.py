"""How a person wants pages to look: the theme and «Версия для слабовидящих».

Kept in a cookie and printed as data attributes of <html>, so that it works without JavaScript.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import parse_qsl, urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COOKIE = "appearance"
COOKIE_AGE = 365 * 24 * 3600

Words = str | Promise
# field -> (title, {value: words}); the empty value is the ordinary look.
CHOICES: dict[str, tuple[Words, dict[str, Words]]] = {
    "size": (_("Размер шрифта"), {"": "100 %", "150": "150 %", "200": "200 %"}),
    "scheme": (
        _("Цвета"),
        {
            "": _("Обычные"),
            "black-on-white": _("Чёрным по белому"),
            "white-on-black": _("Белым по чёрному"),
            "blue": _("Тёмно-синим по голубому"),
            "beige": _("Коричневым по бежевому"),
        },
    ),
    "spacing": (_("Расстояние между буквами и строками"), {"": _("Обычное"), "wide": _("Большое")}),
    "images": (_("Изображения"), {"": _("Показывать"), "off": _("Не показывать")}),
    "theme": (_("Тема"), {"": _("Как в устройстве"), "light": _("Светлая"), "dark": _("Тёмная")}),
}


@dataclass(frozen=True, slots=True)
class Appearance:
    """One value of CHOICES per field; all empty is the ordinary look."""

    size: str = ""
    scheme: str = ""
    spacing: str = ""
    images: str = ""
    theme: str = ""

    @property
    def is_special(self) -> bool:
        """Whether the version for people with low vision is on."""
        return any((self.size, self.scheme, self.spacing, self.images))

    def as_cookie(self) -> str:
        """Return the cookie's value; empty when there is nothing to remember."""
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in chosen.items() if value})


def read_appearance(values: Mapping[str, str]) -> Appearance:
    """Take known values, ignore all else."""
    return Appearance(
        **{
            name: values[name]
            for name, (_title, words) in CHOICES.items()
            if values.get(name, "") in words and values.get(name)
        }
    )


def appearance_of_cookie(cookie: str) -> Appearance:
    """Read what `as_cookie` wrote; anything else is the ordinary look."""
    return read_appearance(dict(parse_qsl(cookie[:200])))


def appearance_questions(appearance: Appearance) -> list[dict[str, object]]:
    """Return the questions of the settings form with their answers, prepared for the template."""
    return [
        {
            "name": name,
            "title": title,
            "answers": [
                {"value": value, "word": word, "chosen": getattr(appearance, name) == value}
                for value, word in words.items()
            ],
        }
        for name, (title, words) in CHOICES.items()
    ]
