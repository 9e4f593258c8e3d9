"""Severity of raters in kind words."""

from django.utils.translation import gettext as _

# From this share of interns judged twice on, severities of a region come out well (10 to 20 %).
ASKED_SHARE = 0.10


def in_words(low: float | None, high: float | None) -> tuple[str, str]:
    """Return the words and the look of a pill: only an interval without the average says much."""
    if low is not None and low > 0:
        return _("строже обычного"), "info"
    if high is not None and high < 0:
        return _("мягче обычного"), "info"
    return _("как большинство"), ""
