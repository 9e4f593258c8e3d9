"""Lists of a college as tables: the same rows and numbers as on the page."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import Level, SheetState
from assessments.models import Sheet
from assessments.selectors.grade_scales import ExamMarks
from assessments.selectors.groups import StudentLine
from assessments.selectors.student_lists import ListedStudent
from colleges.enums import EnrolmentState
from colleges.models import Student, StudyGroup
from core.numbers import format_date
from core.tables.data import CellContent, Interval, Kind, TableColumn, TableData


def _readiness_columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn(title=_("Индекс"), kind=Kind.NUMBER, digits=2),
        TableColumn(title=_("Интервал"), kind=Kind.INTERVAL, digits=2),
        TableColumn(title=_("Уровень")),
        TableColumn(title=_("Предварительно")),
        TableColumn(title=_("Уверенность")),
    )


def _readiness(line: StudentLine) -> tuple[CellContent, ...]:
    return (
        line.index,
        None if line.low is None else Interval(line.low, line.high),
        None if line.shown_level is None else str(Level(line.shown_level).label),
        _("да") if line.index is not None and line.is_provisional else None,
        line.sureness or None,
    )


def _person(line: StudentLine) -> tuple[CellContent, ...]:
    return (line.name, line.record_book or None)


def _person_columns() -> tuple[TableColumn, ...]:
    return (TableColumn(title=_("Обучающийся")), TableColumn(title=_("Зачётная книжка")))


def _state_word(state: str | None) -> str:
    return _("не в группе") if state is None else str(EnrolmentState(state).label)


def students_table(rows: Iterable[ListedStudent]) -> TableData:
    """Return the students of a college with where they are and how ready."""
    return TableData(
        title=_("Обучающиеся"),
        columns=(
            *_person_columns(),
            TableColumn(title=_("Группа")),
            TableColumn(title=_("Специальность")),
            TableColumn(title=_("Курс"), kind=Kind.INTEGER),
            TableColumn(title=_("Состояние")),
            *_readiness_columns(),
        ),
        rows=[
            (
                *_person(row.line),
                row.place.group or None,
                row.place.speciality or None,
                row.place.course,
                _state_word(row.place.state),
                *_readiness(row.line),
            )
            for row in rows
        ],
        source=_source(),
        as_of=timezone.localdate(),
    )


def group_table(group: StudyGroup, rows: Iterable[StudentLine]) -> TableData:
    """Return the students of a group with their readiness."""
    return TableData(
        title=_("Группа %(name)s") % {"name": group.name},
        columns=(
            *_person_columns(),
            *_readiness_columns(),
            TableColumn(title=_("Охват"), kind=Kind.PERCENT),
            TableColumn(title=_("Работодатель")),
        ),
        rows=[
            (
                *_person(line),
                *_readiness(line),
                line.coverage,
                _("оценил") if line.has_employer_voice else _("нет оценки"),
            )
            for line in rows
        ],
        source=_source(),
        as_of=timezone.localdate(),
    )


def sheets_table(sheets: Iterable[Sheet]) -> TableData:
    """Return sheets as `find_sheets` gives them; no student is named."""
    return TableData(
        title=_("Ведомости"),
        columns=(
            TableColumn(title=_("Ведомость")),
            TableColumn(title=_("Группа")),
            TableColumn(title=_("Кто оценивает")),
            TableColumn(title=_("Дата"), kind=Kind.DATE),
            TableColumn(title=_("Сдать до"), kind=Kind.DATE),
            TableColumn(title=_("Оценено"), kind=Kind.INTEGER),
            TableColumn(title=_("Состояние")),
        ),
        rows=[
            (
                sheet.instrument.name,
                sheet.group.name,
                sheet.rater.shown_name or None,
                sheet.held_on,
                sheet.due_on,
                # Annotated by the selector.
                sheet.assessed_count,  # type: ignore[attr-defined]
                str(SheetState(sheet.state).label),
            )
            for sheet in sheets
        ],
        source=_source(),
        as_of=timezone.localdate(),
    )


def marks_table(sheet: Sheet, students: Sequence[Student], found: ExamMarks) -> TableData:
    """Return the marks of a demonstration exam; nobody assessed in part has one."""
    marks = [(student, found.marks.get(student.pk)) for student in students]
    return TableData(
        title=_("Отметки за экзамен: %(group)s, %(date)s")
        % {"group": sheet.group.name, "date": format_date(sheet.held_on)},
        short_title=_("Отметки"),
        columns=(
            *_person_columns(),
            TableColumn(title=_("Баллы"), kind=Kind.NUMBER, digits=2),
            TableColumn(title=_("Процент"), kind=Kind.NUMBER, digits=2),
            TableColumn(title=_("Отметка"), kind=Kind.INTEGER),
        ),
        rows=[
            (
                student.full_name,
                student.record_book or None,
                *((mark.points, mark.percent, mark.mark) if mark is not None else (None,) * 3),
            )
            for student, mark in marks
        ],
        source=_source(),
        as_of=timezone.localdate(),
    )


def _source() -> str:
    return _("Портал готовности")
