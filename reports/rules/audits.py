"""The audit of a release: what a reader could compute that is hidden, in words for the officer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.numbers import format_date, format_number
from dashboards.rules.disclosure import label
from dashboards.rules.ledgers import audit_ledger
from dashboards.rules.spots import REGION
from reports.rules import checklist
from reports.rules.content import tables_of
from reports.rules.counts import IssuedRelease, ReleaseCounts, issued_release
from scoring.disclosure import Finding, Leak

Report = Callable[[int, int, str], None]
_STEPS: Final = 2
_MOST_LINES: Final = 20
_WORDS: Final = {
    Leak.PRINTED: gettext_lazy("напечатано число, которое нужно скрыть"),
    Leak.DIFFERENCE: gettext_lazy(
        "от прежнего отчёта этого года число отличается слишком малым числом людей"
    ),
    Leak.KNOWN: gettext_lazy("скрытое число известно из прежнего отчёта этого года"),
    Leak.EXACT: gettext_lazy("скрытое число вычисляется из показанных"),
    Leak.NARROW: gettext_lazy("скрытое число угадывается слишком точно"),
    Leak.INSIDER: gettext_lazy(
        "скрытое число узнают из своих чисел другой колледж, два колледжа вместе или округ"
    ),
}
_COUNTS: Final = {
    "readiness": gettext_lazy("оценённые"),
    "levels": gettext_lazy("уровни"),
    "provisional": gettext_lazy("предварительные оценки"),
    "voice": gettext_lazy("голос работодателя"),
    "students": gettext_lazy("оценённые по функции"),
    "employer": gettext_lazy("оценки работодателей по функции"),
    "gap": gettext_lazy("разность оценок по функции"),
}
_STATUSES: Final = {
    "ready": gettext_lazy("готовые"),
    "not_ready": gettext_lazy("не готовые"),
    "low": gettext_lazy("низкий уровень"),
    "basic": gettext_lazy("базовый уровень"),
    "sufficient": gettext_lazy("достаточный уровень"),
    "high": gettext_lazy("высокий уровень"),
}


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit found: lines of the checklist, without a number that is hidden."""

    cells: int
    hidden: int
    lines: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        return not self.lines


def audit_release_content(
    counts: ReleaseCounts,
    content: Mapping[str, Any],
    *,
    issued: Sequence[IssuedRelease],
    report: Report,
) -> Audited:
    """Try to compute what the content hides from all it prints and from the `issued` releases."""
    own = issued_release(counts, content)
    minimum = content["minimum"]
    names = _names(counts, content)
    report(0, _STEPS, _("Округа и колледжи"))
    places = audit_ledger(
        counts.places,
        own.places.hidden,
        minimum=minimum,
        issued=[former.places for former in issued],
        insiders=True,
    )
    report(1, _STEPS, _("Трудовые функции"))
    functions = audit_ledger(
        counts.functions,
        own.functions.hidden,
        minimum=minimum,
        issued=[former.functions for former in issued],
    )
    report(_STEPS, _STEPS, _("Готово"))
    found = [*places.findings, *functions.findings]
    return Audited(
        cells=len(counts.places.refs()) + len(counts.functions.refs()),
        hidden=len(own.places.hidden) + len(own.functions.hidden),
        lines=tuple(dict.fromkeys(_line(finding, names) for finding in found)),
    )


def audit_to_json(
    audited: Audited, *, sha256: str, beside: Sequence[int], day: date
) -> dict[str, Any]:
    """Return a result as plain JSON: of which content, beside which published releases, when."""
    return {
        "sha256": sha256,
        "beside": sorted(beside),
        "date": day.isoformat(),
        "cells": audited.cells,
        "hidden": audited.hidden,
        "lines": list(audited.lines),
    }


def is_clean(audit: Mapping[str, Any], *, sha256: str, beside: Sequence[int]) -> bool:
    """Whether an audit of just this content beside just these releases found nothing."""
    return (
        audit.get("sha256") == sha256
        and audit.get("beside") == sorted(beside)
        and not audit.get("lines")
    )


def audit_findings(audit: Mapping[str, Any], *, sha256: str) -> list[checklist.Finding]:
    """Return the lines of the checklist about the last audit; none while there was no audit."""
    if audit.get("sha256") != sha256:
        return []
    if audit["lines"]:
        lines = [checklist.Finding(line, is_error=True) for line in audit["lines"][:_MOST_LINES]]
        rest = len(audit["lines"]) - len(lines)
        if rest:
            text = _("И ещё скрытых чисел, которые можно узнать: %(count)s.") % {"count": rest}
            lines.append(checklist.Finding(text, is_error=True))
        return lines
    text = _(
        "Проверка раскрытия %(date)s: из %(cells)s чисел скрыто %(hidden)s, ни одно из них"
        " нельзя вычислить по отчёту и по прежним отчётам этого года (их %(beside)s)."
    ) % {
        "date": format_date(date.fromisoformat(audit["date"])),
        "cells": format_number(audit["cells"]),
        "hidden": format_number(audit["hidden"]),
        "beside": len(audit["beside"]),
    }
    return [checklist.Finding(text, is_good=True)]


def _names(counts: ReleaseCounts, content: Mapping[str, Any]) -> dict[Any, str]:
    """What the tables call their rows."""
    names: dict[Any, str] = {label(REGION): _("Край")}
    for named in tables_of(content):
        column = 1 if named.anchor == "functions" else 0
        for key, row in zip(counts.rows.get(named.anchor, ()), named.table.rows, strict=False):
            names[key] = str(row[column])
    return names


def _line(finding: Finding, names: Mapping[Any, str]) -> str:
    at = finding.coordinates
    place = names.get(at.get("place", label(REGION)), _("Прежние данные"))
    what = [place]
    if "function" in at:
        what.append(names.get(at["function"], _("функция")))
    tables = [table for table, _key in finding.places]
    what += [str(_COUNTS[table]) for table in tables[:1] if table in _COUNTS]
    status = str(at.get("status"))
    what += [str(_STATUSES[status])] if status in _STATUSES else []
    return f"{', '.join(what)}: {_WORDS[finding.leak]}."
