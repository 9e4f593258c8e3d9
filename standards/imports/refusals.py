"""Why a file of the registry is refused: one exception that names file, standard and element."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: its name, the standard («Программист» (06.001)), the path of the element."""

    file_name: str
    standard: str = ""
    element: str = ""

    def __str__(self) -> str:
        parts = [_("файл «%(name)s»") % {"name": self.file_name}]
        if self.standard:
            parts.append(_("стандарт %(standard)s") % {"standard": self.standard})
        if self.element:
            parts.append(_("элемент %(element)s") % {"element": self.element})
        return ", ".join(parts)


class RegistryFileRefusedError(Exception):
    """A file that cannot be read whole; nothing of it is used."""

    def __init__(self, reason: str, place: Place) -> None:
        self.reason = reason
        self.place = place
        super().__init__(f"{reason} ({place})")
