"""The board of placements as a table: the same rows as on the page, without addresses."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.tables.data import Kind, TableColumn, TableData
from employers.enums import RatingState


def placements_table(placements: Iterable[Any], names: Mapping[int, str]) -> TableData:
    """Return placements annotated by `board_rows`, with the names of their students by key."""
    return TableData(
        title=_("Практики обучающихся"),
        short_title=_("Практики"),
        columns=(
            TableColumn(title=_("Обучающийся")),
            TableColumn(title=_("Группа")),
            TableColumn(title=_("Предприятие")),
            TableColumn(title=_("Наставник")),
            TableColumn(title=_("Вид практики")),
            TableColumn(title=_("Начало"), kind=Kind.DATE),
            TableColumn(title=_("Конец"), kind=Kind.DATE),
            TableColumn(title=_("Оценка наставника")),
            TableColumn(title=_("Просили"), kind=Kind.DATE),
            TableColumn(title=_("Руководитель от колледжа")),
            TableColumn(title=_("Отработано часов"), kind=Kind.INTEGER),
            TableColumn(title=_("Оценка за практику")),
        ),
        rows=[
            (
                names[one.student_id],
                one.group_name,
                one.employer.name,
                one.mentor.name if one.mentor is not None else None,
                str(one.get_kind_display()),
                one.starts_on,
                one.ends_on,
                str(RatingState(one.rating_state).label),
                timezone.localtime(one.asked_at).date() if one.asked_at else None,
                one.college_supervisor or None,
                one.hours_done,
                str(one.get_mark_display()) or None,
            )
            for one in placements
        ],
        source=_("Портал готовности"),
        as_of=timezone.localdate(),
    )
