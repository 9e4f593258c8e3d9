"""The wording of the motivation questionnaire: what is answered, what a new version must be."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FEWEST_ITEMS: Final = 8
MOST_ITEMS: Final = 12
LONGEST_ITEM: Final = 200
# Nothing chosen is no answer and no zero.
ANSWERS: Final = (
    ("3", gettext_lazy("согласен")),
    ("2", gettext_lazy("скорее согласен")),
    ("1", gettext_lazy("скорее не согласен")),
    ("0", gettext_lazy("не согласен")),
    ("", gettext_lazy("не хочу отвечать")),
)


def checked_items(items: Sequence[str]) -> list[str]:
    """Return the statements without empty lines; raise ValidationError, in Russian."""
    found = [" ".join(item.split()) for item in items if item.strip()]
    if not FEWEST_ITEMS <= len(found) <= MOST_ITEMS:
        raise ValidationError(
            _("В анкете должно быть от %(fewest)s до %(most)s утверждений, а их %(count)s.")
            % {"fewest": FEWEST_ITEMS, "most": MOST_ITEMS, "count": len(found)}
        )
    for number, item in enumerate(found, start=1):
        if len(item) > LONGEST_ITEM:
            raise ValidationError(
                _("Утверждение %(number)s длиннее %(most)s знаков: сократите его.")
                % {"number": number, "most": LONGEST_ITEM}
            )
    if len({item.casefold() for item in found}) < len(found):
        raise ValidationError(_("Одно утверждение стоит в анкете дважды: уберите лишнее."))
    return found


def may_be_told(now: Mapping[int, int], told: Iterable[Mapping[int, int]], *, minimum: int) -> bool:
    """Tell whether a group's answer may be shown now, beside all that was shown earlier.

    Each is a questionnaire by student. Two figures that differ in the answers of fewer than
    `minimum` students would give those answers away to whoever has seen both.
    """
    return len(now) >= minimum and all(
        sum(now.get(student) != one.get(student) for student in now.keys() | one.keys()) >= minimum
        for one in told
    )
