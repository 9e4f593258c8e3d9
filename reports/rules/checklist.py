"""What to look at before a release is approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from reports.rules.content import tables_of

_MUCH_PROVISIONAL: Final = 0.2


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the checklist: an error forbids approval, a warning is for the person to judge.

    A good line says what has been proved.
    """

    text: str
    is_error: bool = False
    is_good: bool = False


def check_content(content: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong or doubtful in a release's content."""
    headline = content.get("headline") or {}
    if not headline:
        text = _(
            "В отчёте нет показателя края: оценённых слишком мало, или с прежнего отчёта этого года"
            " изменились данные слишком немногих."
        )
        return [Finding(text, is_error=True)]
    findings = []
    if any(not table.table.rows for table in tables_of(content)):
        findings.append(Finding(_("Одна из таблиц пуста."), is_error=True))
    silent = content.get("not_reported") or []
    if silent:
        findings.append(Finding(_("Не сдали данные: %(names)s.") % {"names": ", ".join(silent)}))
    provisional, assessed = headline.get("provisional") or 0, headline["assessed"]
    if provisional > _MUCH_PROVISIONAL * (provisional + assessed):
        findings.append(
            Finding(_("Предварительных оценок больше 20 %%: %(count)s.") % {"count": provisional})
        )
    return findings
