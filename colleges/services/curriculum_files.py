"""The curriculum of a programme from a file: planned by index, written, taken back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from colleges.enums import ModuleKind
from colleges.models import Module, Programme
from colleges.rules.curriculum import (
    HOURS_IN_CREDIT,
    HOURS_IN_WEEK,
    kind_of_line,
    module_key,
    parent_key,
    read_competences,
    teaches_nothing,
)
from colleges.selectors.programmes import competence_codes_of, dependents_of_module, modules_of
from core.audit import record_action
from core.import_batches import DryRun
from core.progress import Stage, told
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row
from core.text import search_key

_MOST_HOURS: Final = 10_000
_LETTERS: Final = "бвгдежзиклмн"
_NAMED: Final = 12


class CurriculumChanged(RuntimeError):
    """A module of a file, or its programme, is not what it was; the text says so in Russian."""


class AmountUnit(StrEnum):
    HOURS = "hours"
    WEEKS = "weeks"
    CREDITS = "credits"


@dataclass(frozen=True, slots=True)
class Amount:
    """How much a line takes, as written; `is_weeks`: the cell itself says that it means weeks."""

    number: Decimal
    is_weeks: bool = False


class CurriculumRow(Protocol):
    """What this service needs of a row."""

    @property
    def code(self) -> str | None: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def hours(self) -> Amount | None: ...
    @property
    def competences(self) -> str | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def credits(self) -> Decimal | None: ...
    @property
    def load(self) -> str | None: ...
    @property
    def period(self) -> str | None: ...
    @property
    def semesters(self) -> Sequence[tuple[int, Amount | None]]: ...


@dataclass(slots=True)
class WantedLine:
    """A module as the file has it; `known` is the programme's own with the same index.

    `hours` None and no `codes` mean that the file says nothing of them.
    """

    row: Row[CurriculumRow]
    known: Module | None = None
    hours: Decimal | None = None
    codes: dict[str, None] = field(default_factory=dict)
    loads: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The index as the programme writes it already, else as the file does."""
        return self.known.code if self.known is not None else self.row.record.code or ""

    @property
    def key(self) -> str:
        return module_key(self.row.record.code or "")

    @property
    def facts(self) -> dict[str, Any]:
        """What would be stored; the place and the module above are found when it is written."""
        record, known = self.row.record, self.known
        guessed = known.kind if known is not None else kind_of_line(self.code, record.name).value
        return {
            "kind": record.kind or guessed,
            "name": record.name,
            "hours": int(self.hours) if self.hours else (known and known.hours),
            "competence_codes": list(self.codes) or (known.competence_codes if known else []),
        }

    @property
    def changed(self) -> list[str]:
        """Names of the fields in which the programme's own module differs."""
        return [name for name, value in self.facts.items() if getattr(self.known, name) != value]


@dataclass(frozen=True, slots=True)
class CurriculumPlan:
    """Lines to add and to correct, in the order of the file; `order` is that of all keys."""

    lines: tuple[WantedLine, ...]
    order: tuple[str, ...]
    is_reordered: bool
    same: int
    passed: int
    problems: tuple[Problem, ...]
    rows_total: int

    def dry_run(self) -> DryRun:
        new = sum(line.known is None for line in self.lines)
        return DryRun(
            counts={
                "new": new,
                "changed": len(self.lines) - new,
                "same": self.same,
                "passed": self.passed,
            },
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=tuple(self._deeds()),
            lines=tuple(_words(line) for line in self.lines),
        )

    def _deeds(self) -> Iterator[str]:
        for line in self.lines:
            yield f"{line.known and line.known.pk} {line.code} {line.facts}"
        if self.is_reordered:
            yield f"order {self.order}"


def _words(line: WantedLine) -> str:
    """Return «МДК.01.01 Устройство: 144 ч., ПК 1.1» or what is corrected of a known line."""
    facts = line.facts
    said = {
        "name": facts["name"],
        "kind": ModuleKind(facts["kind"]).label,
        "hours": f"{facts['hours']}\N{NO-BREAK SPACE}{_('ч.')}" if facts["hours"] else "",
        "competence_codes": ", ".join(facts["competence_codes"]),
    }
    if line.known is None:
        tail = ", ".join(text for text in (said["hours"], said["competence_codes"]) if text)
        return f"{line.code} {said['name']}" + (f": {tail}" if tail else "")
    changes = "; ".join(str(said[name]) for name in line.changed)
    return _("%(code)s, исправляется: %(changes)s") % {"code": line.code, "changes": changes}


def plan_curriculum(*, reading: Reading[Any], programme: Programme) -> CurriculumPlan:
    """Gather the rows of each index and compare them with the programme; nothing is written."""
    rows = _Rows(reading, programme)
    for row in told(reading.rows, Stage.CHECKED):
        rows.take(row)
    return rows.plan()


class _Rows:
    def __init__(self, reading: Reading[Any], programme: Programme) -> None:
        self.reading = reading
        self.problems: list[Problem] = list(reading.problems)
        self.stored = {module_key(row.code): row for row in modules_of(programme=programme)}
        self.official = competence_codes_of(programme=programme)
        self.lines: dict[str, WantedLine] = {}
        self.passed = 0
        # Rows whose hours are the sum of their semesters.
        self.summed = 0
        # Names met under one index, for the fix proposed where several lines share it.
        self.twins: dict[str, list[str]] = {}

    def take(self, row: Row[CurriculumRow]) -> None:
        record = row.record
        if not record.code:
            message = _("Без индекса строка не загружается.")
            self._warn(row, message, "code")
            self.passed += 1
        elif teaches_nothing(record.code, record.name):
            self.passed += 1
        else:
            self._take_line(row, module_key(record.code))

    def _take_line(self, row: Row[CurriculumRow], key: str) -> None:
        record = row.record
        line = self.lines.get(key)
        if line is None:
            line = self.lines[key] = WantedLine(row, self.stored.get(key))
        elif search_key(line.row.record.name) != search_key(record.name):
            self._refuse_twin(row, line)
            return
        load = (search_key(record.period or ""), search_key(record.load or ""))
        if load in line.loads:
            message = _("Строка с этим индексом уже есть в файле: строка %s.") % line.loads[load]
            self.problems.append(row.problem(message, key="code"))
            return
        line.loads[load] = row.number
        self._add_hours(row, line)
        self._add_codes(row, line)

    def _refuse_twin(self, row: Row[CurriculumRow], line: WantedLine) -> None:
        """Two things under one index: the file has to tell them apart, here or on the page."""
        code = row.record.code or ""
        names = self.twins.setdefault(line.key, [])
        name = search_key(row.record.name)
        if name not in names:
            names.append(name)
        place = names.index(name)
        fixes = (f"{code}-{_LETTERS[place]}",) if place < len(_LETTERS) else ()
        message = _("Под этим индексом в строке %(row)s стоит «%(name)s».")
        words = {"row": line.row.number, "name": line.row.record.name}
        self.problems.append(row.problem(message % words, key="code", fixes=fixes))

    def _add_hours(self, row: Row[CurriculumRow], line: WantedLine) -> None:
        record = row.record
        if record.hours is not None:
            hours = self._in_hours(row, record.hours)
            line.hours = (line.hours or Decimal()) + hours
            return
        by_semester = [one for _semester, one in record.semesters if one is not None]
        if by_semester:
            self.summed += 1
            hours = sum((self._in_hours(row, one) for one in by_semester), Decimal())
            line.hours = (line.hours or Decimal()) + hours

    def _in_hours(self, row: Row[CurriculumRow], amount: Amount) -> Decimal:
        record = row.record
        unit = AmountUnit.WEEKS if amount.is_weeks else record.unit
        hours = amount.number
        if unit == AmountUnit.CREDITS:
            hours *= HOURS_IN_CREDIT
        elif unit == AmountUnit.WEEKS:
            hours *= HOURS_IN_WEEK
            if record.credits and amount is record.hours:
                hours = record.credits * HOURS_IN_CREDIT
            if not amount.is_weeks:
                message = _("Недели переведены в часы: %(hours)s.") % {"hours": _plain(hours)}
                self._warn(row, message, "hours")
        return hours

    def _add_codes(self, row: Row[CurriculumRow], line: WantedLine) -> None:
        codes, strange = read_competences(row.record.competences or "")
        for text in strange:
            message = _("«%(text)s» не похоже на код компетенции: образец «ПК 1.1».")
            self.problems.append(row.problem(message % {"text": text}, key="competences"))
        line.codes.update(dict.fromkeys(codes))
        unknown = [code for code in codes if self.official and code not in self.official]
        if unknown:
            message = _("Этих кодов нет в ФГОС программы, записываются как свои: %(codes)s.")
            self._warn(row, message % {"codes": ", ".join(unknown)}, "competences")

    def _warn(self, row: Row[CurriculumRow], message: str, key: str) -> None:
        self.problems.append(row.problem(message, key=key, severity=Severity.WARNING))

    def plan(self) -> CurriculumPlan:
        for line in self.lines.values():
            self._check_hours(line)
        wanted = [line for line in self.lines.values() if line.known is None or line.changed]
        kept = [key for key in self.stored if key not in self.lines]
        order = (*self.lines, *kept)
        self._tell_of_whole(kept)
        return CurriculumPlan(
            lines=tuple(wanted),
            order=order,
            is_reordered=[key for key in order if key in self.stored] != list(self.stored),
            same=len(self.lines) - len(wanted),
            passed=self.passed,
            problems=tuple(self.problems),
            rows_total=self.reading.rows_total,
        )

    def _check_hours(self, line: WantedLine) -> None:
        hours = line.hours or Decimal()
        if hours != hours.to_integral_value():
            message = _("Часов должно быть целое число, а получилось %(hours)s.")
        elif hours > _MOST_HOURS:
            message = _("Слишком много часов: %(hours)s.")
        else:
            return
        problem = line.row.problem(message % {"hours": _plain(hours)}, key="hours")
        self.problems.append(problem)

    def _tell_of_whole(self, kept: Sequence[str]) -> None:
        if not self.reading.tables:
            return
        layout = self.reading.tables[0].layout
        said = []
        if self.summed:
            message = _(
                "Всего часов не указано, взята сумма по семестрам (строк: %(count)s). По семестрам "
                "портал часы не хранит."
            )
            said.append(message % {"count": self.summed})
        elif self.lines and layout.groups.get("semesters"):
            said.append(_("По семестрам портал часы не хранит: взяты часы всего."))
        if kept:
            named = ", ".join(self.stored[key].code for key in kept[:_NAMED])
            named += ", …" if len(kept) > _NAMED else ""
            said.append(_("В файле нет, в программе остаётся: %(named)s.") % {"named": named})
        if self.lines and not any(line.facts["hours"] for line in self.lines.values()):
            said.append(_("Часов в файле не найдено: проверьте столбец «Часов»."))
        self.problems += [
            Problem(sheet=layout.sheet.name, message=message, severity=Severity.WARNING)
            for message in said
        ]


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f").replace(".", ",")


def lock_programme(*, programme: Programme) -> None:
    """Keep the programme for this transaction; raise CurriculumChanged when it is there no more."""
    if Programme.objects.select_for_update(of=("self",)).filter(pk=programme.pk).first() is None:
        raise CurriculumChanged(_("Этой программы больше нет."))


def apply_curriculum(
    *, plan: CurriculumPlan, programme: Programme, actor_id: int | None, now: datetime
) -> dict[str, Any]:
    """Write the whole plan in one transaction; return what `undo_curriculum` needs."""
    with transaction.atomic():
        lock_programme(programme=programme)
        places = [[row.pk, row.position] for row in modules_of(programme=programme)]
        former = {}
        for line in plan.lines:
            module = line.known or Module(programme=programme, code=line.code)
            snapshot = _snapshot(module) if line.known is not None else None
            for name, value in line.facts.items():
                setattr(module, name, value)
            module.save()
            former[module.pk] = snapshot
        _put_in_order(plan, programme)
        written = {row.pk: _snapshot(row) for row in modules_of(programme=programme)}
        record_action(
            action="colleges.load_curriculum",
            actor_id=actor_id,
            now=now,
            target=programme,
            details={"count": len(former)},
        )
    return {
        "modules": [[pk, snapshot, written[pk]] for pk, snapshot in former.items()],
        "places": places,
    }


def _put_in_order(plan: CurriculumPlan, programme: Programme) -> None:
    """Give new modules their places and put МДК and practices into their modules."""
    rows = {module_key(row.code): row for row in modules_of(programme=programme)}
    last = max((row.position for row in rows.values() if row.position), default=0)
    new = [line.key for line in plan.lines if line.known is None]
    stands_last = plan.order[len(plan.order) - len(new) :] == tuple(new)
    if plan.is_reordered or not stands_last:
        for place, key in enumerate(plan.order, start=1):
            rows[key].position = place
    else:
        for place, key in enumerate(new, start=last + 1):
            rows[key].position = place
    for line in plan.lines:
        module, parent = rows[line.key], rows.get(parent_key(line.code))
        if module.parent_id is None and parent is not None:
            module.parent = parent
    Module.objects.bulk_update(rows.values(), ["position", "parent"], batch_size=200)


def _snapshot(module: Module) -> dict[str, Any]:
    """Return what a file may change of a module, as plain JSON; its place is kept apart."""
    names = ("kind", "code", "name", "hours", "competence_codes", "parent_id")
    return {name: getattr(module, name) for name in names}


def undo_curriculum(
    *, undo: Mapping[str, Any], programme: Programme, actor_id: int | None, now: datetime
) -> int:
    """Remove the modules that a file added and restore those it corrected; return how many.

    Raise CurriculumChanged when one is used or says something else by now; nothing is written then.
    """
    with transaction.atomic():
        lock_programme(programme=programme)
        rows = {row.pk: row for row in modules_of(programme=programme)}
        for pk, _former, written in undo["modules"]:
            if pk not in rows or _snapshot(rows[pk]) != written:
                code = {"code": written["code"]}
                raise CurriculumChanged(_("Модуль %(code)s с тех пор изменили.") % code)
        for pk, former, _written in undo["modules"]:
            if former is not None:
                for name, value in former.items():
                    setattr(rows[pk], name, value)
                rows[pk].save()
        _remove([rows[pk] for pk, former, _written in undo["modules"] if former is None])
        for pk, position in undo["places"]:
            Module.objects.filter(pk=pk, programme=programme).update(position=position)
        record_action(
            action="colleges.undo_curriculum",
            actor_id=actor_id,
            now=now,
            target=programme,
            details={"count": len(undo["modules"])},
        )
    return len(undo["modules"])


def _remove(modules: Sequence[Module]) -> None:
    """Remove modules that nothing depends on but each other: parts before what they belong to."""
    locked = Module.objects.select_for_update().filter(pk__in=[row.pk for row in modules])
    # Whoever points at a module has to lock it too, so nothing slips in between.
    list(locked.order_by("pk"))
    for module in sorted(modules, key=lambda row: row.parent_id is None):
        if dependents_of_module(module=module):
            code = {"code": module.code}
            raise CurriculumChanged(_("Модуль %(code)s уже где-то занят.") % code)
        module.delete()
