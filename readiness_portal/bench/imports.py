"""How long a large list takes from the upload to the last row, by the jobs that people wait for."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from assessments.imports.jobs import APPLY_JOB, CHECK_JOB, target_of_batch
from assessments.imports.registry import kind_of_key
from colleges.enums import MunicipalityKind, SettlementKind
from colleges.models import College, Municipality, Programme, StudyGroup
from core.enums import ImportState, JobState
from core.import_batches import Upload, keep_upload
from core.import_flow import undo_batch
from core.jobs.execution import execute
from core.jobs.queue import enqueue
from core.models import ImportBatch
from standards.enums import SpecialityKind
from standards.models import Speciality

_GROUP_SIZE: Final = 25
_KIND: Final = "colleges.contingent"
_HEADER: Final = (
    "Фамилия",
    "Имя",
    "Отчество",
    "Дата рождения",
    "Пол",
    "№ зачётной книжки",
    "Группа",
    "Финансирование",
)
Clock = Callable[[], datetime]


class ImportFailed(RuntimeError):
    """A step did not end as it should, so there is nothing to measure."""


@dataclass(frozen=True, slots=True)
class ImportFigures:
    """Seconds and megabytes as the names say; `total_s` is the dry run and the writing.

    `total_cpu_s` and `undo_cpu_s` are what they took of the processor, the reading child included:
    other work on the machine hardly changes them. What the database takes is not in them, but for
    SQLite.
    """

    rows: int
    file_mb: float
    check_s: float
    apply_s: float
    total_s: float
    total_cpu_s: float
    check_again_s: float
    undo_s: float
    undo_cpu_s: float
    peak_mb: float


def measure_import(*, rows: int, clock: Clock) -> ImportFigures:
    """Load a list of so many new students into a college made for it, take it back, tidy up.

    Raise ImportFailed.
    """
    with _college(rows) as (college, names):
        content = _list_of_students(rows, names)
        batch = _keep(content, college, clock())
        before = _processor_seconds()
        check_s = _run(CHECK_JOB, batch, clock)
        _expect(batch, ImportState.CHECKED, {"new": rows, "updated": 0, "same": 0})
        apply_s = _run(APPLY_JOB, batch, clock)
        total_cpu_s = round(_processor_seconds() - before, 2)
        _expect(batch, ImportState.APPLIED, {"new": rows, "updated": 0, "same": 0})
        again = _keep(content, college, clock())
        check_again_s = _run(CHECK_JOB, again, clock)
        _expect(again, ImportState.CHECKED, {"new": 0, "updated": 0, "same": rows})
        before = _processor_seconds()
        undo_s = _undo(batch, clock)
        undo_cpu_s = round(_processor_seconds() - before, 2)
        again.delete()
        batch.delete()
    return ImportFigures(
        rows=rows,
        file_mb=round(len(content) / 2**20, 2),
        check_s=check_s,
        apply_s=apply_s,
        total_s=round(check_s + apply_s, 2),
        total_cpu_s=total_cpu_s,
        check_again_s=check_again_s,
        undo_s=undo_s,
        undo_cpu_s=undo_cpu_s,
        peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    )


@contextmanager
def _college(rows: int) -> Iterator[tuple[College, list[str]]]:
    """Make a college with empty groups for so many students; leave nothing behind."""
    municipality = Municipality(
        region_code="0",
        region_name="Замер",
        name="Замер загрузки",
        kind=MunicipalityKind.MUNICIPAL_DISTRICT,
        centre="Замер",
        settlement=SettlementKind.VILLAGE,
    )
    speciality = Speciality(code="00.00.00", name="Замер", kind=SpecialityKind.MIDDLE_LEVEL)
    college = College(
        municipality=municipality,
        name="Замер загрузки",
        short_name="Замер",
        settlement=SettlementKind.VILLAGE,
    )
    programme = Programme(
        college=college, speciality=speciality, intake_year=2026, duration_months=34
    )
    groups = [
        StudyGroup(college=college, programme=programme, name=f"З-{n + 1}", graduation_year=2029)
        for n in range(-(-rows // _GROUP_SIZE))
    ]
    made: list[Any] = [municipality, speciality, college, programme, *groups]
    try:
        for row in made:
            row.save()
        yield college, [group.name for group in groups]
    finally:
        for row in reversed(made):
            if row.pk is not None:
                row.delete()


def _list_of_students(rows: int, groups: list[str]) -> bytes:
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet("Контингент")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(0, 0, _HEADER)
    for number in range(rows):
        name = (f"Фамилия{_letters(number)}", "Анна" if number % 2 else "Пётр", "Ильич")
        sheet.write_row(number + 1, 0, name)
        born = date.fromordinal(date(2008, 1, 1).toordinal() + number % 700)
        sheet.write_datetime(number + 1, 3, born, day)
        facts = ("ж" if number % 2 else "м", f"{number:07}", groups[number // _GROUP_SIZE])
        sheet.write_row(number + 1, 4, (*facts, "внебюджет" if number % 5 == 0 else "бюджет"))
    book.close()
    return target.getvalue()


def _letters(number: int) -> str:
    """Return a number as letters, for names have no digits."""
    return "".join("абвгдежзик"[int(digit)] for digit in str(number))


def _keep(content: bytes, college: College, now: datetime) -> ImportBatch:
    upload = Upload(
        kind=_KIND,
        file_name="замер.xlsx",
        content=content,
        college_id=college.pk,
        parameters={},
        uploaded_by_id=None,
    )
    return keep_upload(upload=upload, now=now)


def _processor_seconds() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _run(kind: str, batch: ImportBatch, clock: Clock) -> float:
    job = enqueue(kind, now=clock(), batch_id=batch.pk)
    started = time.perf_counter()
    state = execute(job.pk, clock=clock)
    seconds = time.perf_counter() - started
    job.refresh_from_db()
    if state != JobState.DONE:
        raise ImportFailed(f"{kind}: {job.error or state}")
    job.delete()
    batch.refresh_from_db()
    return round(seconds, 2)


def _expect(batch: ImportBatch, state: ImportState, counts: dict[str, int]) -> None:
    if batch.state != state or batch.report["counts"] != counts:
        raise ImportFailed(f"{batch.state}, {batch.report['counts']}")


def _undo(batch: ImportBatch, clock: Clock) -> float:
    kind, target = kind_of_key(batch.kind), target_of_batch(batch)
    if kind is None or target is None:
        raise ImportFailed("the batch has no target")
    started = time.perf_counter()
    undo_batch(kind=kind, batch=batch, target=target, actor_id=None, now=clock())
    return round(time.perf_counter() - started, 2)
