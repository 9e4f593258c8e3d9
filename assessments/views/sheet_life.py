"""The life of a sheet in words: events, signers, what was unusual."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.enums import SheetEventKind, SignerRole, UnusualKind
from assessments.models import AcknowledgedWarning, Sheet, SheetEvent
from assessments.rules.unusual import Unusual
from assessments.selectors.submissions import events_of_sheet
from core.numbers import format_percent

Names = Mapping[int, str]


def unusual_text(finding: Unusual, students: Names, criteria: Names) -> str:
    """Say in words what is unusual and what it may mean."""
    gone = _("выбывший из группы")
    facts = {
        "student": students.get(finding.student_id or 0, gone),
        "first": criteria.get(finding.criterion_id or 0, ""),
        "second": criteria.get(finding.other_criterion_id or 0, ""),
        "students": ", ".join(students.get(pk, gone) for pk in finding.facts.get("students", ())),
        "here": format_percent(finding.facts.get("here")),
        "elsewhere": format_percent(finding.facts.get("elsewhere")),
        "places": "; ".join(
            f"{students.get(student, gone)}: {criteria.get(criterion, '')}"
            for student, criterion in finding.facts.get("places", ())
        ),
        "count": finding.facts.get("count", 0),
        "of": finding.facts.get("of", 0),
        "criteria": ", ".join(
            f"«{criteria.get(pk, '')}»" for pk in finding.facts.get("criteria", ())
        ),
        "cells": finding.facts.get("cells", 0),
    }
    return _words(finding) % facts


def _words(finding: Unusual) -> str:
    if finding.kind == UnusualKind.MISSING_CELLS:
        return ngettext(
            "Осталась %(cells)s пустая ячейка: пустая ячейка значит «не оценён», а не ноль.",
            "Осталось пустых ячеек: %(cells)s. Пустая ячейка значит «не оценён», а не ноль.",
            int(finding.facts.get("cells", 0)),
        )
    texts = {
        UnusualKind.NO_FUNCTIONS: _(
            "По этой форме ничего не пойдёт в счёт: её критерии не показывают ни одной трудовой"
            " функции, которую требует программа группы. Скопируйте форму и отметьте функции."
        ),
        UnusualKind.FUTURE_DATE: _("Дата проведения ещё не наступила."),
        UnusualKind.MISSING_STUDENTS: _(
            "Нет ни одной отметки: %(students)s. Кто не явился, тому ставят «н/я»."
        ),
        UnusualKind.FLAGGED_CELLS: _("Осталось ячеек с пометкой «вернуться»: %(cells)s.")
        + (" %(places)s." if finding.facts.get("places") else ""),
        UnusualKind.ALL_TOP: _("Во всех ячейках высшая оценка (%(cells)s)."),
        UnusualKind.ALL_SAME: _("Во всех ячейках одно и то же (%(cells)s)."),
        UnusualKind.SAME_ROWS: _("У всех одинаковые строки."),
        UnusualKind.COPIED_COLUMN: _("Столбцы «%(first)s» и «%(second)s» совпадают целиком."),
        UnusualKind.MOSTLY_SAME: _("Почти во всех ячейках одно и то же: в %(cells)s из %(of)s."),
        UnusualKind.SAME_COLUMNS: _("Столбцы целиком из одного значения: %(criteria)s."),
        UnusualKind.NEARLY_COPIED: _(
            "Столбцы «%(first)s» и «%(second)s» почти совпадают: одинаковых строк %(cells)s из"
            " %(of)s."
        ),
        UnusualKind.SLIP: _(
            "%(student)s, «%(first)s»: %(here)s шкалы, а у остальных около %(elsewhere)s. Не"
            " пропущена ли цифра?"
        ),
        UnusualKind.ZEROS: _(
            "Одни нули: %(students)s. Ноль значит «не сумел»; кто не явился, тому ставят «н/я»."
        ),
        UnusualKind.OUTLIER: _(
            "%(student)s: здесь в среднем %(here)s шкалы, а в других оценках (%(count)s)"
            " %(elsewhere)s."
        ),
    }
    return texts[finding.kind]


def life_of(sheet: Sheet, students: Names, criteria: Names) -> list[dict[str, Any]]:
    """Return the sheet's events for printing, the latest first."""
    return [
        {
            "title": SheetEventKind(event.kind).label,
            "pill": {"submitted": "good", "returned": "warn", "voided": "bad"}[event.kind],
            "at": event.at,
            "by": event.actor.display_name if event.actor is not None else "",
            "reason": event.reason,
            "signers": _signers(event),
            "warnings": _kept_warnings(list(event.warnings.all()), students, criteria),
        }
        for event in events_of_sheet(sheet=sheet)
    ]


def _signers(event: SheetEvent) -> list[dict[str, Any]]:
    return [
        {
            "name": signer.name,
            "post": signer.post,
            "role": SignerRole(signer.role).label,
            "is_absent": signer.is_absent,
        }
        for signer in event.signers.all()
    ]


def _kept_warnings(
    rows: Sequence[AcknowledgedWarning], students: Names, criteria: Names
) -> list[str]:
    return [
        unusual_text(
            Unusual(
                UnusualKind(row.kind),
                row.student_id,
                row.criterion_id,
                row.other_criterion_id,
                row.facts,
            ),
            students,
            criteria,
        )
        for row in rows
    ]
