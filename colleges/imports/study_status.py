"""The column «Статус» of a list: a state of study, and marks that are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState
from core.tables.cells import CellValue
from core.tables.parsing import CellError, Choice, Doubt, Writing, shown

_PARTS: Final = re.compile(r"\s*[;,\n]\s*")
# Marks of support and of health: the portal has no use for them and keeps none.
_SUPPORT: Final = re.compile(
    r"\bсирот|без попечен|\bопек|\bинвалид|\bовз\b|\bмногодет|\bмалоимущ|\bмалообеспеч|\bльгот"
    r"|\bсоц\w*\W+(?:стипенд|поддерж|защит)|\bсво\b|\bчаэс\b|\bпереселен|\bбежен",
    re.IGNORECASE,
)
_TARGETED: Final = re.compile(r"\bцелев", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a cell says: the state, and whether there is a target contract; None where silent."""

    state: str | None = None
    has_target_contract: bool | None = None


@dataclass(frozen=True)
class StudyStatus:
    """One state among marks separated by semicolons: «Обучается; Целевой договор»."""

    state: Choice[str]
    writing: ClassVar[Writing] = Writing.TEXT
    dash_is_blank: ClassVar[bool] = True

    @property
    def choices(self) -> Sequence[str]:
        return self.state.choices

    def __call__(self, value: CellValue) -> Standing | Doubt[Standing]:
        parts = [part for part in _PARTS.split(shown(value).strip()) if part]
        others = [part for part in parts if not (_SUPPORT.search(part) or _TARGETED.search(part))]
        states, unknown = [], []
        for part in others:
            try:
                states.append(self.state(part))
            except CellError:
                # A cell of nothing but unknown words is a mistake; among known ones they are notes.
                if others == parts:
                    raise
                unknown.append(part)
        if len(set(states)) > 1:
            fixes = [self.state.options[state][0] for state in dict.fromkeys(states)]
            raise CellError(_("Здесь несколько состояний: оставьте одно."), fixes)
        is_targeted = any(_TARGETED.search(part) for part in parts) or None
        standing = Standing(states[0] if states else None, is_targeted)
        if unknown or any(_SUPPORT.search(part) for part in parts):
            message = _("Кроме состояния и целевого договора здесь ничего не хранится: пропущено.")
            kept = "; ".join(part for part in parts if not _SUPPORT.search(part))
            return Doubt(standing, message, kept=kept)
        return standing


STATUS: Final = StudyStatus(
    Choice(
        {
            EnrolmentState.STUDYING.value: ("обучается", "учится", "студент", "является студентом"),
            EnrolmentState.ACADEMIC_LEAVE.value: (
                "академический отпуск",
                "академ",
                "в академическом отпуске",
            ),
            EnrolmentState.EXPELLED.value: ("отчислен", "отчислена", "выбыл", "выбыла"),
            EnrolmentState.TRANSFERRED.value: ("переведён", "переведена"),
            EnrolmentState.GRADUATED.value: ("выпускник", "выпущен", "завершил обучение"),
        },
        dict.fromkeys(
            ("не обучается", "не учится", "не студент"),
            (EnrolmentState.EXPELLED.value, EnrolmentState.GRADUATED.value),
        ),
    )
)
