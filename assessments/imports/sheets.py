"""What kinds of file that fill sheets of groups have in common."""

from abc import ABC
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from assessments.services.result_files import CellsChanged
from assessments.services.sheet_files import SheetsPlan, apply_sheets, undo_sheets
from assessments.services.sheets import SheetIsLocked
from colleges.imports.person_tables import PersonTables
from core.import_kinds import Applied, PlanOutdated, Target, TargetClosed
from core.tables.cells import CellValue
from core.tables.parsing import Doubt, FreeCell, Writing, shown
from core.tables.quantities import Number
from core.text import squeeze


@dataclass(frozen=True)
class Points(FreeCell):
    """Points or a word such as «н/я», kept as text; what they may be the criterion says later."""

    writing: ClassVar[Writing] = Writing.DECIMAL
    dash_is_blank: ClassVar[bool] = True

    def __call__(self, value: CellValue) -> str | Doubt[str]:
        if isinstance(value, date):
            Number()(value)  # refuses it, with the numbers that it may have been
        return squeeze(shown(value))


def is_share(value: CellValue) -> bool:
    """Say whether points may be a share: a cell of Excel that shows «80 %» holds 0.8."""
    return isinstance(value, float) and 0 < value < 1


def doubted_share(text: str) -> Doubt[str]:
    """Return the points with the reason to look at them again."""
    return Doubt(text, gettext("Меньше одного балла: возможно, это доля, а не баллы."))


class SheetsImport(PersonTables, ABC):
    """A kind of file whose rows go to sheets of one group, or of the groups that they name."""

    whole_route = "assessments:sheet_list"

    def apply(
        self, *, plan: SheetsPlan, target: Target, actor_id: int | None, now: datetime
    ) -> Applied:
        try:
            undo = apply_sheets(plan=plan, actor_id=actor_id, now=now)
        except (SheetIsLocked, CellsChanged, ValidationError) as error:
            raise PlanOutdated from error
        return Applied(count=sum(len(one.cells) for one in plan.sheets), undo=undo)

    def undo(
        self, *, undo: Mapping[str, Any], target: Target, actor_id: int | None, now: datetime
    ) -> int:
        college = target.subject.college
        try:
            return undo_sheets(undo=undo, college=college, actor_id=actor_id, now=now)
        except SheetIsLocked as error:
            message = gettext("Ведомость уже сдана или аннулирована.")
            raise TargetClosed(message) from error
        except CellsChanged as error:
            raise TargetClosed(gettext("Баллы этой загрузки с тех пор изменили.")) from error

    def facts(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return [
            (gettext("Оценок и баллов"), counts.get("cells", 0)),
            (gettext("Из них вместо прежних"), counts.get("replaced", 0)),
            (gettext("Новых ведомостей"), counts.get("sheets", 0)),
            (gettext("Без изменений"), counts.get("same", 0)),
        ]
