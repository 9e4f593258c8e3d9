"""Points of the demonstration exam from a file: into sheets of groups, made where none are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.enums import DemoExamLevel, EvidenceKind, ResultState, SheetState
from assessments.models import Criterion, Instrument, Result, Sheet
from assessments.rules.cells import read_cell
from assessments.rules.demo_exam import Bounds, demo_exam_mark
from assessments.selectors.grade_scales import bounds_of
from assessments.services.raters import rater_of_commission
from assessments.services.result_files import apply_cells, undo_results
from assessments.services.sheets import CellInput, SheetDetails, create_sheet, void_sheet
from colleges.models import College, StudyGroup
from colleges.services.contingent import Place
from colleges.services.person_rows import PersonRows
from colleges.services.student_finder import PersonRow
from core.import_batches import DryRun
from core.numbers import format_plain
from core.tables.parsing import closest
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row
from core.text import fold_code, search_key

_OPEN: Final = (SheetState.DRAFT, SheetState.RETURNED)
_VARIATIVE: Final = "вариатив"


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


@dataclass(slots=True)
class SheetCells:
    """The cells that go to one group's exam of one day; `sheet` is None until it is made."""

    group: StudyGroup
    instrument: Instrument
    held_on: date
    centre: str
    sheet: Sheet | None
    cells: list[CellInput] = field(default_factory=list)
    former: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DemoExamPlan:
    """Cells to write by sheet, and what was found on the way."""

    sheets: tuple[SheetCells, ...]
    same: int
    problems: tuple[Problem, ...]
    rows_total: int

    def dry_run(self) -> DryRun:
        written = [one for one in self.sheets if one.cells]
        return DryRun(
            counts={
                "cells": sum(len(one.cells) for one in written),
                "replaced": sum(bool(old) for one in written for old in one.former),
                "sheets": sum(one.sheet is None for one in written),
                "same": self.same,
            },
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=tuple(
                f"{one.group.pk} {one.instrument.pk} {one.held_on} {cell}"
                for one in written
                for cell in one.cells
            ),
        )


def plan_demo_exam(*, reading: Reading[Any], place: Place) -> DemoExamPlan:
    """Find each row's person, КОД and sheet, and which cells differ from what stands there."""
    rows = _Rows(reading=reading, place=place)
    rows.take_all()
    return DemoExamPlan(
        sheets=tuple(rows.wanted),
        same=rows.same,
        problems=tuple(rows.problems),
        rows_total=reading.rows_total,
    )


class _Rows(PersonRows[SheetCells]):
    def __init__(self, *, reading: Reading[Any], place: Place) -> None:
        super().__init__(reading=reading, place=place)
        self.instruments = _Instruments(place.college)
        exams = Sheet.objects.filter(
            college=place.college, instrument__kind=EvidenceKind.DEMO_EXAM
        ).exclude(state=SheetState.VOIDED)
        self.stored = {(one.group_id, one.instrument_id, one.held_on): one for one in exams}
        self.results: dict[int, dict[tuple[int, int], Result]] = {}
        self.sheets: dict[tuple[int, int, date], SheetCells] = {}

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
        sheet = self._sheet(row, self.enrolment_of[student.pk].group, instrument)
        if sheet is not None:
            self._compare(sheet, student.pk, values)

    def _sheet(
        self, row: Row[ExamRow], group: StudyGroup, instrument: Instrument
    ) -> SheetCells | None:
        key = (group.pk, instrument.pk, row.record.held_on)
        stored = self.stored.get(key)
        if stored is not None and stored.state not in _OPEN:
            message = _("Ведомость этого экзамена группы «%(group)s» уже сдана.")
            self.note(row.problem(message % {"group": group.name}, key="held_on"))
            return None
        if key not in self.sheets:
            centre = row.record.centre or ""
            self.sheets[key] = SheetCells(group, instrument, row.record.held_on, centre, stored)
            self.wanted.append(self.sheets[key])
        return self.sheets[key]

    def _compare(self, sheet: SheetCells, student_id: int, values: Mapping[int, str]) -> None:
        stored = self._stored_cells(sheet.sheet)
        for criterion_id, raw in values.items():
            present = stored.get((student_id, criterion_id))
            old = present.raw_value if present is not None else ""
            if old == raw:
                self.same += 1
                continue
            version = present.version if present is not None else 0
            sheet.cells.append(CellInput(student_id, criterion_id, raw, version))
            sheet.former.append(
                "" if present is None or present.state == ResultState.EMPTY else old
            )

    def _stored_cells(self, sheet: Sheet | None) -> dict[tuple[int, int], Result]:
        if sheet is None:
            return {}
        if sheet.pk not in self.results:
            rows = Result.objects.filter(sheet=sheet).order_by("pk")
            self.results[sheet.pk] = {(row.student_id, row.criterion_id): row for row in rows}
        return self.results[sheet.pk]


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
        self.criteria: dict[int, list[Criterion]] = {}
        for criterion in Criterion.objects.filter(instrument__in=usable).order_by("position", "pk"):
            self.criteria.setdefault(criterion.instrument_id, []).append(criterion)

    def _bounds(self, day: date) -> Bounds:
        if day not in self.scales:
            self.scales[day] = bounds_of(college_id=self.college.pk, day=day)
        return self.scales[day]

    def find(self, row: Row[ExamRow]) -> tuple[Instrument | None, Problem | None]:
        known = self.by_code.get(fold_code(row.record.code), [])
        if not known:
            codes = [one.code for found in self.by_code.values() for one in found]
            near = closest(row.record.code, codes)
            message = (
                _("Такого КОД нет среди форм оценки колледжа.")
                if codes
                else _("Форм оценки с кодами КОД ещё нет: их заводит администратор портала.")
            )
            return None, row.problem(
                message, key="code", suggestion=near, fixes=(near,) if near else ()
            )
        exact = [one for one in known if one.level == row.record.level]
        fitting = exact or [one for one in known if not one.level]
        if len(fitting) == 1:
            return fitting[0], None
        levels = ", ".join(str(DemoExamLevel(one.level).label) for one in known if one.level)
        message = _("У этого КОД нет такого уровня. Есть: %(levels)s.") % {"levels": levels}
        return None, row.problem(message, key="level")

    def values(
        self, row: Row[ExamRow], instrument: Instrument
    ) -> tuple[dict[int, str], list[Problem]]:
        """Return the text for each criterion, and what is wrong with points, sum and mark."""
        criteria = self.criteria.get(instrument.pk, [])
        extra = [one for one in criteria if _VARIATIVE in search_key(one.name)]
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
        printed = format_plain(total, 2).rstrip("0").rstrip(",")
        message = _("Сумма не равна баллам по модулям: выходит %(total)s.") % {"total": printed}
        problems.append(row.problem(message, key="total", suggestion=printed, fixes=(printed,)))
    if record.maximum is not None and most and record.maximum != most:
        printed = format_plain(most, 2).rstrip("0").rstrip(",")
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


def apply_demo_exam(*, plan: DemoExamPlan, actor_id: int | None, now: datetime) -> dict[str, Any]:
    """Write the whole plan in one transaction; return what `undo_demo_exam` needs.

    Raise SheetIsLocked, or CellsChanged when a cell is refused after all.
    """
    undo = []
    with transaction.atomic():
        for planned in (one for one in plan.sheets if one.cells):
            sheet = planned.sheet or _make_sheet(planned, actor_id, now)
            cells = apply_cells(
                sheet=sheet,
                cells=planned.cells,
                former=planned.former,
                actor_id=actor_id,
                now=now,
            )
            undo.append({"sheet": sheet.pk, "is_new": planned.sheet is None, **cells})
    return {"sheets": undo}


def _make_sheet(planned: SheetCells, actor_id: int | None, now: datetime) -> Sheet:
    title = _("экспертная группа демонстрационного экзамена")
    if planned.centre:
        title = f"{title}, {planned.centre}"[:200]
    rater = rater_of_commission(college=planned.group.college, title=title)
    details = SheetDetails(
        group=planned.group, instrument=planned.instrument, rater=rater, held_on=planned.held_on
    )
    return create_sheet(details=details, actor_id=actor_id, now=now)


def undo_demo_exam(
    *, undo: Mapping[str, Any], college: College, actor_id: int | None, now: datetime
) -> int:
    """Give the cells their former text and void the sheets that the file made; return how many.

    Raise SheetIsLocked, or CellsChanged when a cell was changed since; nothing is written then.
    """
    count = 0
    with transaction.atomic():
        for written in undo["sheets"]:
            sheet = Sheet.objects.get(pk=written["sheet"], college=college)
            count += undo_results(undo=written, sheet=sheet, actor_id=actor_id, now=now)
            if written["is_new"]:
                reason = _("загрузка отменена")
                void_sheet(sheet=sheet, reason=reason, actor_id=actor_id, now=now)
    return count
