"""How the own enterprise rates beside others: for its manager, in kind words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments.rules.severity_words import in_words
from assessments.selectors.severities import (
    EmployerSeverity,
    employer_severities_for,
    severity_overview,
)
from assessments.views.sheets import scope_of
from core.enums import Role
from core.http import guarded


@guarded(roles=(Role.EMPLOYER_MANAGER,))
def own_severity(request: HttpRequest) -> HttpResponse:
    overview = severity_overview()
    found = employer_severities_for(scope=scope_of(request))
    context = {
        "computed_at": None if overview is None else overview.computed_at,
        "rows": [_row(row) for row in found],
    }
    return render(request, "assessments/own_severity.html", context)


def _row(row: EmployerSeverity) -> dict[str, Any]:
    word, pill = in_words(row.severity.low, row.severity.high)
    low = row.severity.low
    return {
        "employer": row.employer,
        "raters": row.raters,
        "interns": row.interns,
        "is_shown": row.is_shown,
        "word": word,
        "pill": pill,
        "meaning": _meaning(is_strict=low is not None and low > 0, is_usual=not pill),
    }


def _meaning(*, is_strict: bool, is_usual: bool) -> str:
    if is_usual:
        return _(
            "Тем же практикантам другие предприятия поставили бы примерно такие же оценки, как вы."
        )
    if is_strict:
        return _(
            "Тем же практикантам другие предприятия в среднем поставили бы оценки чуть выше. Это не"
            " ошибка: возможно, у вас выше требования."
        )
    return _(
        "Тем же практикантам другие предприятия в среднем поставили бы оценки чуть ниже. Это не"
        " ошибка: возможно, задания у вас проще или вы чаще помогаете."
    )
