"""Statuses of graduates from a file: planned against what is known, applied, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState, OutcomeSource
from colleges.models import College, GraduateOutcome
from colleges.rules.outcomes import day_fault
from colleges.services.contingent import Place
from colleges.services.outcomes import OutcomeDetails, record_outcomes
from colleges.services.person_rows import PersonRows
from colleges.services.student_finder import PersonRow
from core.audit import record_action
from core.import_batches import DryRun
from core.numbers import format_date
from core.state_numbers import is_enterprise
from core.tables.cells import column_letter
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row

_Key = tuple[int, date, str]
# Put into the file, so in the language of its titles.
_TITLE_WITH_DAY: Final = "на %s"


class OutcomesChanged(RuntimeError):
    """Statuses that a file wrote were changed since; the text says so in Russian."""


class OutcomeRow(PersonRow, Protocol):
    """What this service needs of a row."""

    @property
    def status(self) -> str: ...
    @property
    def as_of_date(self) -> date | None: ...
    @property
    def source(self) -> str | None: ...
    @property
    def in_speciality(self) -> bool | None: ...
    @property
    def employer_inn(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class OutcomesPlan:
    """Statuses to write; `former` are those that they replace."""

    outcomes: tuple[OutcomeDetails, ...]
    former: tuple[GraduateOutcome | None, ...]
    same: int
    problems: tuple[Problem, ...]
    rows_total: int

    def dry_run(self) -> DryRun:
        replaced = sum(one is not None for one in self.former)
        new = len(self.outcomes) - replaced
        return DryRun(
            counts={"new": new, "replaced": replaced, "same": self.same},
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=tuple(str(outcome) for outcome in self.outcomes),
        )


def plan_outcomes(*, reading: Reading[Any], place: Place, today: date) -> OutcomesPlan:
    """Find each row's graduate in the college; one status for a person, day and source."""
    rows = _Rows(reading=reading, place=place, today=today)
    rows.take_all()
    return OutcomesPlan(
        outcomes=tuple(outcome for outcome, _former in rows.wanted),
        former=tuple(former for _outcome, former in rows.wanted),
        same=rows.same,
        problems=tuple(rows.problems),
        rows_total=reading.rows_total,
    )


class _Rows(PersonRows[tuple[OutcomeDetails, GraduateOutcome | None]]):
    def __init__(self, *, reading: Reading[Any], place: Place, today: date) -> None:
        super().__init__(reading=reading, place=place)
        self.today = today
        self.asked: set[str] = set()
        self.known: dict[_Key, GraduateOutcome] = {
            (one.student_id, one.as_of_date, one.source): one
            for one in GraduateOutcome.objects.filter(student__college=place.college).order_by("pk")
        }

    def take(self, row: Row[OutcomeRow]) -> None:
        record, student = row.record, self.find(row)
        day = record.as_of_date
        if day is None:
            self._ask_for_day(row)
        if student is None or day is None:
            return
        source = record.source or OutcomeSource.COLLEGE.value
        key = (student.pk, day, source)
        repeated = _("Статус этого выпускника на эту дату уже стоит в строке %(row)s.")
        if self.is_repeated(row, key, repeated, key="person") or self._is_wrong(
            row, day, student.pk
        ):
            return
        if self.enrolment_of[student.pk].state != EnrolmentState.GRADUATED:
            message = _("Этот обучающийся ещё не выпущен.")
            self.note(row.problem(message, key="person", severity=Severity.WARNING))
        outcome = OutcomeDetails(
            student_id=student.pk,
            as_of_date=day,
            status=record.status,
            source=source,
            in_speciality=record.in_speciality,
            employer_inn=record.employer_inn or "",
        )
        known = self.known.get(key)
        if known is not None and _said(known) == _said(outcome):
            self.same += 1
        else:
            self.wanted.append((outcome, known))

    def _ask_for_day(self, row: Row[OutcomeRow]) -> None:
        """Ask for the day: once for a table that tells it nowhere, else in the row that lacks it.

        The answer becomes one more title of the table: «на 01.10.2026».
        """
        layout = row.layout
        if "as_of_date" in layout.columns:
            self.note(row.problem(_("Не заполнено: «%s».") % _("На дату"), key="as_of_date"))
        elif row.sheet not in self.asked:
            self.asked.add(row.sheet)
            message = _(
                "В таблице не сказано, на какую дату статусы: впишите её здесь, например "
                "«на 01.10.2026», добавьте столбец «На дату» или строку над таблицей."
            )
            today = _TITLE_WITH_DAY % format_date(self.today)
            problem = Problem(
                sheet=row.sheet,
                row=layout.header_row,
                column=column_letter(max(one.column for one in layout.header) + 1),
                column_title=_("На дату"),
                message=message,
                suggestion=today,
                fixes=(today,),
            )
            self.note(problem)

    def _is_wrong(self, row: Row[OutcomeRow], day: date, student_id: int) -> bool:
        """Say whether the day or the employer's number cannot be, as on the page of a graduate."""
        record, enrolment = row.record, self.enrolment_of[student_id]
        graduated = enrolment.state == EnrolmentState.GRADUATED
        fault = day_fault(
            day,
            record.status,
            today=self.today,
            graduated_on=enrolment.ended_on if graduated else None,
        )
        inn = record.employer_inn or ""
        return self.note(
            row.problem(fault, key="as_of_date") if fault else None,
            _inn_problem(row) if inn and not is_enterprise(inn) else None,
        )


def _inn_problem(row: Row[OutcomeRow]) -> Problem:
    return row.problem(_("Неверный ИНН: не сходится контрольная цифра."), key="employer_inn")


def _said(outcome: OutcomeDetails | GraduateOutcome) -> list[Any]:
    """Return status, in_speciality, employer_inn: what one source says on one day."""
    return [outcome.status, outcome.in_speciality, outcome.employer_inn]


def apply_outcomes(*, plan: OutcomesPlan, actor_id: int | None, now: datetime) -> dict[str, Any]:
    """Write the whole plan in one transaction; return what `undo_outcomes` needs."""
    record_outcomes(outcomes=plan.outcomes, actor_id=actor_id, now=now)
    return {
        "rows": [
            [
                outcome.student_id,
                outcome.as_of_date.isoformat(),
                outcome.source,
                _said(outcome),
                None if former is None else _said(former),
            ]
            for outcome, former in zip(plan.outcomes, plan.former, strict=True)
        ]
    }


def undo_outcomes(
    *, undo: Mapping[str, Any], college: College, actor_id: int | None, now: datetime
) -> int:
    """Remove the statuses that a file added and restore those it replaced; return how many.

    Raise OutcomesChanged when one of them says something else by now; nothing is written then.
    """
    with transaction.atomic():
        for student_id, day, source, present, former in undo["rows"]:
            status, in_speciality, employer_inn = present
            rows = GraduateOutcome.objects.filter(
                student_id=student_id,
                as_of_date=date.fromisoformat(day),
                source=source,
                status=status,
                in_speciality=in_speciality,
                employer_inn=employer_inn,
            )
            changed = rows.delete()[0] if former is None else _restore(rows, former, now)
            if not changed:
                raise OutcomesChanged(_("Статусы этой загрузки с тех пор изменили."))
        record_action(
            action="colleges.undo_outcomes",
            actor_id=actor_id,
            now=now,
            target=college,
            details={"graduates": len(undo["rows"])},
        )
    return len(undo["rows"])


def _restore(rows: Any, former: list[Any], now: datetime) -> int:
    status, in_speciality, employer_inn = former
    count: int = rows.update(
        status=status, in_speciality=in_speciality, employer_inn=employer_inn, recorded_at=now
    )
    return count
