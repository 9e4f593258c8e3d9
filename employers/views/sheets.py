"""The paper form of a rating: the same questions, and the code that opens them on a phone."""

from typing import Any

from django.utils.translation import gettext as _

from core.numbers import format_date
from employers.enums import Answer, Habit, WouldHire
from employers.models import Placement
from employers.rules.questionnaire import DISCIPLINE_TITLE, SAFETY_TITLE, minutes_needed


def rating_sheet(placement: Any, *, address: str = "") -> dict[str, Any]:
    """Return what one sheet of paper prints; without `address` it is a blank form only.

    The placement comes from `placements_to_ask`, with `group_name` and its functions loaded.
    """
    return {
        "address": address,
        "code": "",
        **sheet_head(placement),
        "group": placement.group_name or "",
        "functions": [function.name for function in placement.functions.all()],
        "minutes": minutes_needed(len(placement.functions.all())),
        "anchors": [str(answer.label) for answer in Answer],
        "habits": [DISCIPLINE_TITLE, SAFETY_TITLE],
        "habit_words": [str(habit.label) for habit in Habit],
        "hire_words": [str(word.label) for word in WouldHire],
    }


def sheet_head(placement: Placement) -> dict[str, Any]:
    """Return whom, where and when a sheet is about; it stays in the college and names in full."""
    mentor = placement.mentor
    return {
        "college": placement.student.college.name,
        "phone": placement.student.college.phone,
        "student": placement.student.full_name,
        "employer": placement.employer.name,
        "mentor": mentor.name if mentor is not None else _("не назначен"),
        "kind": placement.get_kind_display(),
        "days": f"{format_date(placement.starts_on)}–{format_date(placement.ends_on)}",
    }
