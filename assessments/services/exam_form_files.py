"""Forms of the demonstration exam (КОД) from a file: planned, written, taken back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from assessments.enums import Component, DemoExamLevel, EvidenceKind, ScaleKind
from assessments.models import Instrument
from assessments.rules.demo_exam import MODULES, format_points, is_variative
from assessments.services.instruments import CriterionContent, replace_criteria
from colleges.models import College, ProgrammeFunction
from core.audit import record_action
from core.import_batches import DryRun
from core.progress import Stage, told
from core.tables.likeness import closest
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Row
from core.text import fold_code, function_code, search_key, squeeze

_SPECIALITY: Final = re.compile(r"\d\d\.\d\d\.\d\d")
_FUNCTION: Final = re.compile(r"(?:(\d\d\.\d{3})\s+)?(\S+)")
_SEPARATOR: Final = re.compile(r"[,;\n]")


class FormUsed(RuntimeError):
    """Somebody has changed or used a form since; the text says which, in Russian."""


class FormRow(Protocol):
    """What this service needs of a row: one module of one КОД at one level."""

    @property
    def code(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def module(self) -> str: ...
    @property
    def maximum(self) -> Decimal: ...
    @property
    def functions(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class WantedModule:
    """A module with its points; `function_ids` None: the file says nothing of functions."""

    name: str
    maximum: Decimal
    function_ids: tuple[int, ...] | None


@dataclass(slots=True)
class WantedForm:
    """A form as the file has it; `instrument` is the college's own form that is there already."""

    row: Row[FormRow]
    instrument: Instrument | None = None
    modules: list[WantedModule] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.row.record.code

    @property
    def level(self) -> DemoExamLevel:
        return DemoExamLevel(self.row.record.level)

    @property
    def name(self) -> str:
        """The name of the form, or one made of what is known."""
        usual = _("Демонстрационный экзамен, %(level)s, %(code)s")
        made = usual % {"level": self.level.label, "code": self.code}
        return self.row.record.name or made[:300]

    @property
    def line(self) -> str:
        """What the person is shown: «35.02.16-1-2026, БУ: Пуск — 26; Ремонт — 24; всего 50»."""
        modules = "; ".join(f"{one.name} — {format_points(one.maximum)}" for one in self.modules)
        total = format_points(sum((one.maximum for one in self.modules), Decimal()))
        words = {"code": self.code, "level": self.level.label, "modules": modules, "total": total}
        return _("%(code)s, %(level)s: %(modules)s; всего %(total)s") % words


@dataclass(frozen=True, slots=True)
class ExamFormsPlan:
    """Forms to make and to change, and what was found on the way."""

    forms: tuple[WantedForm, ...]
    same: int
    problems: tuple[Problem, ...]
    rows_total: int

    def dry_run(self) -> DryRun:
        new = sum(one.instrument is None for one in self.forms)
        return DryRun(
            counts={
                "new": new,
                "changed": len(self.forms) - new,
                "modules": sum(len(one.modules) for one in self.forms),
                "same": self.same,
            },
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=tuple(
                f"{one.instrument and one.instrument.pk} {one.name} {one.line} {one.modules}"
                for one in self.forms
            ),
            lines=tuple(one.line for one in self.forms),
        )


def plan_exam_forms(*, reading: Reading[Any], college: College) -> ExamFormsPlan:
    """Gather the modules of each КОД and level, and compare them with the college's forms."""
    rows = _Rows(reading, college)
    for row in told(reading.rows, Stage.CHECKED):
        rows.take(row)
    return rows.plan()


class _Rows:
    def __init__(self, reading: Reading[Any], college: College) -> None:
        self.reading = reading
        self.functions = _Functions(college)
        usable = Instrument.objects.filter(
            Q(college=college) | Q(college__isnull=True),
            kind=EvidenceKind.DEMO_EXAM,
            is_archived=False,
        ).order_by(F("college").asc(nulls_first=True), "pk")
        # The college's own form comes last and so counts before the common one.
        self.known = {(fold_code(one.code), one.level): one for one in usable if one.code}
        self.forms: dict[tuple[str, str], WantedForm] = {}
        self.problems: list[Problem] = list(reading.problems)

    def take(self, row: Row[FormRow]) -> None:
        record = row.record
        key = fold_code(record.code), record.level
        if key not in self.forms:
            self.forms[key] = WantedForm(row)
            if not _SPECIALITY.match(fold_code(record.code)):
                message = _("КОД обычно начинается с кода специальности: 35.02.16-1-2026.")
                self.problems.append(row.problem(message, key="code", severity=Severity.WARNING))
        form = self.forms[key]
        functions, problems = self.functions.find(row)
        problems += self._check_module(row, form)
        self.problems += problems
        form.modules.append(WantedModule(record.module, record.maximum, functions))

    def _check_module(self, row: Row[FormRow], form: WantedForm) -> list[Problem]:
        name = row.record.module
        if search_key(name) in {search_key(one.name) for one in form.modules}:
            return [row.problem(_("Этот модуль у этого КОД и уровня уже назван."), key="module")]
        variative = [is_variative(one.name) for one in form.modules]
        if is_variative(name) and any(variative):
            return [row.problem(_("Вариативная часть может быть только одна."), key="module")]
        if not is_variative(name) and variative.count(False) == MODULES:
            message = _("Модулей одного КОД может быть не больше %(most)s.") % {"most": MODULES}
            return [row.problem(message, key="module")]
        return []

    def plan(self) -> ExamFormsPlan:
        wanted, same = [], 0
        for key, form in self.forms.items():
            known = self.known.get(key)
            if known is not None and _says_the_same(known, form):
                same += 1
            elif self._may_change(known, form):
                form.instrument = known
                wanted.append(form)
        return ExamFormsPlan(tuple(wanted), same, tuple(self.problems), self.reading.rows_total)

    def _may_change(self, known: Instrument | None, form: WantedForm) -> bool:
        if known is None:
            return True
        if known.college_id is None:
            message = _("Этот КОД с этим уровнем уже заведён для всех колледжей иначе.")
        elif known.sheets.exists():
            message = _("По этому КОД уже есть ведомости: изменить модули и баллы нельзя.")
        else:
            return True
        self.problems.append(form.row.problem(message, key="code"))
        return False


class _Functions:
    """Labour functions that the college's programmes require, by the code of the speciality."""

    def __init__(self, college: College) -> None:
        self.by_speciality: dict[str, dict[int, tuple[str, str]]] = {}
        required = ProgrammeFunction.objects.filter(programme__college=college).values_list(
            "programme__speciality__code",
            "function_id",
            "function__standard__code",
            "function__code",
        )
        for speciality, pk, standard, code in required.order_by("function_id"):
            self.by_speciality.setdefault(speciality, {})[pk] = (standard, code)

    def find(self, row: Row[FormRow]) -> tuple[tuple[int, ...] | None, list[Problem]]:
        """Return the functions that the row names, each by its code; what is wrong with them."""
        if not row.record.functions:
            message = _("Без трудовых функций баллы модуля не войдут в готовность.")
            return None, [row.problem(message, key="module", severity=Severity.WARNING)]
        speciality = _SPECIALITY.match(fold_code(row.record.code))
        known = self.by_speciality.get(speciality.group() if speciality else "", {})
        if not known:
            message = _("Нет программы этой специальности с трудовыми функциями.")
            return None, [row.problem(message, key="functions")]
        found: dict[int, None] = {}
        problems = []
        for text in _SEPARATOR.split(row.record.functions):
            if not squeeze(text):
                continue
            pk, message = _function(squeeze(text), known)
            if pk is None:
                problems.append(row.problem(message, key="functions"))
            else:
                found[pk] = None
        return tuple(found), problems


def _function(text: str, known: Mapping[int, tuple[str, str]]) -> tuple[int | None, str]:
    """Return the function called «A/01.3» or «13.001 A/01.3», else None and why."""
    match = _FUNCTION.fullmatch(text)
    code = function_code(match.group(2)) if match else None
    wanted = match.group(1) if match else None
    found = [
        pk
        for pk, (standard, own) in known.items()
        if code is not None and own == code and wanted in (None, standard)
    ]
    if len(found) == 1:
        return found[0], ""
    said: dict[str, str] = {"text": text}
    if found:
        standards = ", ".join(known[pk][0] for pk in found)
        message = _("«%(text)s» есть в нескольких стандартах (%(standards)s): укажите, в каком.")
        return None, message % {**said, "standards": standards}
    near = closest(text, [own for _standard, own in known.values()])
    if near:
        message = _("У программ специальности нет функции «%(text)s». Похоже на «%(near)s».")
        return None, message % {**said, "near": near}
    return None, _("У программ специальности нет функции «%(text)s».") % said


def _says_the_same(known: Instrument, form: WantedForm) -> bool:
    """Say whether the file adds nothing: blank functions and a blank name ask for no change."""
    stored = _snapshot(known)
    if form.row.record.name and form.row.record.name != stored["name"]:
        return False
    if len(stored["modules"]) != len(form.modules):
        return False
    return all(
        (name, Decimal(maximum)) == (one.name, one.maximum)
        and (
            one.function_ids is None
            or sorted(one.function_ids) == [pk for pk, _strength in bearings]
        )
        for (name, maximum, bearings), one in zip(stored["modules"], form.modules, strict=True)
    )


def _snapshot(instrument: Instrument) -> dict[str, Any]:
    """Return the form as plain JSON: what taking back compares and restores."""
    criteria = instrument.criteria.order_by("position", "pk").prefetch_related("bearings")
    return {
        "name": instrument.name,
        "modules": [
            [
                one.name,
                format(one.maximum or Decimal(), ".2f"),
                sorted([bearing.function_id, bearing.strength] for bearing in one.bearings.all()),
            ]
            for one in criteria
        ],
    }


def apply_exam_forms(
    *, plan: ExamFormsPlan, college: College, actor_id: int | None, now: datetime
) -> dict[str, Any]:
    """Write all forms in one transaction; return what `undo_exam_forms` needs."""
    forms = []
    with transaction.atomic():
        for wanted in plan.forms:
            former = _snapshot(wanted.instrument) if wanted.instrument is not None else None
            instrument = wanted.instrument or Instrument.objects.create(
                college=college,
                kind=EvidenceKind.DEMO_EXAM,
                component=Component.PRACTICAL,
                code=wanted.code,
                level=wanted.level,
                name=wanted.name,
            )
            name = wanted.row.record.name or instrument.name
            _rewrite(instrument, name, list(_bearings(wanted, former)))
            forms.append([instrument.pk, former, _snapshot(instrument)])
        record_action(
            action="assessments.load_exam_forms",
            actor_id=actor_id,
            now=now,
            target=college,
            details={"count": len(forms)},
        )
    return {"forms": forms}


def _bearings(
    wanted: WantedForm, former: Mapping[str, Any] | None
) -> Iterator[tuple[str, Decimal, Sequence[tuple[int, float]]]]:
    """Yield the modules to write; one of which the file names no functions keeps its own."""
    kept = {name: bearings for name, _maximum, bearings in (former or {}).get("modules", ())}
    for one in wanted.modules:
        if one.function_ids is None:
            yield one.name, one.maximum, kept.get(one.name, ())
        else:
            yield one.name, one.maximum, [(pk, 1.0) for pk in one.function_ids]


def _rewrite(
    instrument: Instrument,
    name: str,
    modules: Sequence[tuple[str, Decimal, Sequence[tuple[int, float]]]],
) -> None:
    """Give an unused form its name and modules."""
    Instrument.objects.filter(pk=instrument.pk).update(name=name)
    instrument.name = name
    replace_criteria(
        instrument=instrument,
        criteria=[
            CriterionContent(
                name=title, scale=ScaleKind.POINTS, maximum=maximum, bearings=functions
            )
            for title, maximum, functions in modules
        ],
    )


def undo_exam_forms(
    *, undo: Mapping[str, Any], college: College, actor_id: int | None, now: datetime
) -> int:
    """Remove the forms that a file made and restore those it changed; return how many.

    Raise FormUsed when a sheet stands on one, or somebody has changed it; nothing is written then.
    """
    with transaction.atomic():
        for pk, former, written in undo["forms"]:
            instrument = Instrument.objects.filter(pk=pk, college=college).first()
            if instrument is None or _snapshot(instrument) != written:
                raise FormUsed(_("Формы этой загрузки с тех пор изменили."))
            if instrument.sheets.exists():
                raise FormUsed(
                    _("По КОД «%(code)s» уже есть ведомости.") % {"code": instrument.code}
                )
            if former is None:
                instrument.delete()
            else:
                modules = [(name, Decimal(most), held) for name, most, held in former["modules"]]
                _rewrite(instrument, former["name"], modules)
        record_action(
            action="assessments.undo_exam_forms",
            actor_id=actor_id,
            now=now,
            target=college,
            details={"count": len(undo["forms"])},
        )
    return len(undo["forms"])
