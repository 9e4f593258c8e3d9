"""Points of the demonstration exam from a file: which sheet, which cells, what is wrong."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django.utils.translation import gettext as _

from assessments.enums import DemoExamLevel, EvidenceKind
from assessments.models import Criterion, Instrument
from assessments.rules.cells import read_cell
from assessments.rules.demo_exam import (
    MODULES,
    VARIATIVE,
    Bounds,
    demo_exam_mark,
    format_points,
    is_variative,
)
from assessments.selectors.grade_scales import bounds_of
from assessments.services.sheet_files import SheetRows, SheetsPlan
from colleges.models import College
from colleges.services.contingent import Place
from colleges.services.student_finder import PersonRow
from core.tables.likeness import closest
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row
from core.text import fold_code


class ExamRow(PersonRow, Protocol):
    """What this service needs of a row; `points` has what stands for module 1, 2, ..."""

    @property
    def code(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def held_on(self) -> date: ...
    @property
    def centre(self) -> str | None: ...
    @property
    def points(self) -> Sequence[str | None]: ...
    @property
    def variative(self) -> str | None: ...
    @property
    def total(self) -> Decimal | None: ...
    @property
    def maximum(self) -> Decimal | None: ...
    @property
    def mark(self) -> int | None: ...


def plan_demo_exam(*, reading: Reading[Any], place: Place) -> SheetsPlan:
    """Find each row's person, КОД and sheet, and which cells differ from what stands there."""
    rows = _Rows(reading=reading, place=place)
    plan = rows.plan()
    return replace(plan, missing=tuple(rows.instruments.missing_forms()))


class _Rows(SheetRows):
    def __init__(self, *, reading: Reading[Any], place: Place) -> None:
        super().__init__(reading=reading, place=place, kinds=(EvidenceKind.DEMO_EXAM,))
        self.instruments = _Instruments(place.college)

    def take(self, row: Row[ExamRow]) -> None:
        student = self.find(row)
        instrument, problem = self.instruments.find(row)
        self.note(problem)
        if student is None or instrument is None:
            return
        thing = (student.pk, instrument.pk, row.record.held_on)
        repeated = _("Баллы этого обучающегося уже стоят в строке %(row)s.")
        if self.is_repeated(row, thing, repeated, key="person"):
            return
        values, problems = self.instruments.values(row, instrument)
        if self.note(*problems):
            return
        group = self.group_on(student.pk, row.record.held_on)
        sheet = self.sheet_for(
            group=group,
            instrument=instrument,
            held_on=row.record.held_on,
            rater=_rater(row.record.centre or ""),
        )
        if sheet.is_locked:
            message = _("Ведомость этого экзамена группы «%(group)s» уже сдана.")
            self.note(row.problem(message % {"group": group.name}, key="held_on"))
        else:
            self.compare(sheet, student.pk, values)


def _rater(centre: str) -> str:
    title = _("экспертная группа демонстрационного экзамена")
    return f"{title}, {centre}"[:200] if centre else title


class _Instruments:
    """The forms of the demonstration exam that the college may use, by КОД and level."""

    def __init__(self, college: College) -> None:
        self.college = college
        self.scales: dict[date, Bounds] = {}
        own = Instrument.objects.filter(kind=EvidenceKind.DEMO_EXAM, is_archived=False).exclude(
            code=""
        )
        usable = own.filter(college=college) | own.filter(college__isnull=True)
        self.by_code: dict[str, list[Instrument]] = {}
        for one in usable.order_by("pk"):
            self.by_code.setdefault(fold_code(one.code), []).append(one)
        self.missing: dict[tuple[str, str], list[Row[ExamRow]]] = {}
        self.criteria: dict[int, list[Criterion]] = {}
        for criterion in Criterion.objects.filter(instrument__in=usable).order_by("position", "pk"):
            self.criteria.setdefault(criterion.instrument_id, []).append(criterion)

    def _bounds(self, day: date) -> Bounds:
        if day not in self.scales:
            self.scales[day] = bounds_of(college_id=self.college.pk, day=day)
        return self.scales[day]

    def find(self, row: Row[ExamRow]) -> tuple[Instrument | None, Problem | None]:
        known = self.by_code.get(fold_code(row.record.code), [])
        exact = [one for one in known if one.level == row.record.level]
        fitting = exact or [one for one in known if not one.level]
        if not fitting:
            key = fold_code(row.record.code), row.record.level
            self.missing.setdefault(key, []).append(row)
        if not known:
            codes = [one.code for found in self.by_code.values() for one in found]
            near = closest(row.record.code, codes)
            message = (
                _("Такого КОД нет: исправьте код или заведите этот КОД.")
                if codes
                else _("Ни одного КОД ещё нет: сначала заведите его.")
            )
            return None, row.problem(
                message, key="code", suggestion=near, fixes=(near,) if near else ()
            )
        if len(fitting) == 1:
            return fitting[0], None
        levels = ", ".join(str(DemoExamLevel(one.level).label) for one in known if one.level)
        message = _("У этого КОД нет такого уровня. Есть: %(levels)s.") % {"levels": levels}
        return None, row.problem(message, key="level")

    def missing_forms(self) -> Iterator[dict[str, Any]]:
        """Yield each КОД and level that nobody has made, with what the file says of its modules."""
        for rows in self.missing.values():
            record = rows[0].record
            totals = {one.record.maximum for one in rows if one.record.maximum is not None}
            modules = _modules_met(rows)
            if modules:
                yield {
                    "code": record.code,
                    "level": record.level,
                    "modules": modules,
                    "total": format_points(totals.pop()) if len(totals) == 1 else "",
                }

    def values(
        self, row: Row[ExamRow], instrument: Instrument
    ) -> tuple[dict[int, str], list[Problem]]:
        """Return the text for each criterion, and what is wrong with points, sum and mark."""
        criteria = self.criteria.get(instrument.pk, [])
        extra = [one for one in criteria if is_variative(one.name)]
        modules = [one for one in criteria if one not in extra]
        values: dict[int, str] = {}
        problems: list[Problem] = []
        written = [(f"module_{n}", text) for n, text in enumerate(row.record.points, start=1)]
        places: list[Criterion | None] = [*modules, *[None] * len(written)][: len(written)]
        pairs = [*zip(written, places, strict=True)]
        pairs.append((("variative", row.record.variative), extra[0] if extra else None))
        for (key, text), criterion in pairs:
            if not text:
                continue
            if criterion is None:
                message = _("У этого КОД на этом уровне нет такого модуля.")
                problems.append(row.problem(message, key=key))
                continue
            reading = read_cell(text, criterion)
            if reading.error:
                problems.append(row.problem(reading.error, key=key))
            values[criterion.pk] = text
        if not values and not problems:
            problems.append(row.problem(_("Нет баллов ни за один модуль."), key="module_1"))
        return values, [*problems, *_check_sums(row, values.values(), criteria, self._bounds)]


def _modules_met(rows: Sequence[Row[ExamRow]]) -> list[list[str]]:
    """Return [usual name, most points met] of each module for which any row has something.

    The names are data, the same in every language of the pages.
    """
    columns = [
        (f"Модуль {number}", [row.record.points[number - 1] for row in rows])
        for number in range(1, MODULES + 1)
    ]
    columns.append((VARIATIVE, [row.record.variative for row in rows]))
    return [
        [name, str(max(filter(None, map(_number, filled)), default=Decimal(0)))]
        for name, texts in columns
        if (filled := [text for text in texts if text])
    ]


def _check_sums(
    row: Row[ExamRow],
    values: Iterable[str],
    criteria: Sequence[Criterion],
    bounds: Callable[[date], Bounds],
) -> list[Problem]:
    """Compare the sum, the maximum and the mark of the row with what the points give."""
    record = row.record
    numbers = [number for text in values if (number := _number(text)) is not None]
    total = sum(numbers, Decimal())
    most = sum((one.maximum or Decimal() for one in criteria), Decimal())
    problems = []
    if numbers and record.total is not None and record.total != total:
        printed = format_points(total)
        message = _("Сумма не равна баллам по модулям: выходит %(total)s.") % {"total": printed}
        problems.append(row.problem(message, key="total", suggestion=printed, fixes=(printed,)))
    if record.maximum is not None and most and record.maximum != most:
        printed = format_points(most)
        message = _("В форме оценки этого уровня наибольший балл %(most)s.") % {"most": printed}
        problems.append(row.problem(message, key="maximum", severity=Severity.WARNING))
    if numbers and record.mark is not None and most:
        mark = demo_exam_mark(points=total, maximum=most, bounds=bounds(record.held_on))
        if mark != record.mark:
            message = _("По шкале колледжа выходит отметка %(mark)s.")
            problem = row.problem(message % {"mark": mark}, key="mark", severity=Severity.WARNING)
            problems.append(problem)
    return problems


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
