"""Marks of a practice by competences and functions from a file: which sheets, which cells."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from assessments.enums import EvidenceKind
from assessments.models import Criterion
from assessments.rules.cells import read_cell
from assessments.rules.practice_sheets import PRACTICE_KINDS
from assessments.selectors.practice_forms import PracticeForm, practice_forms
from assessments.services.sheet_files import SheetCells, SheetRows, SheetsPlan
from assessments.services.spoilt_columns import spoilt_columns
from colleges.models import Module, StudyGroup
from colleges.rules.curriculum import module_key
from colleges.services.contingent import Place
from colleges.services.student_finder import PersonRow
from core.tables.cells import column_letter
from core.tables.headers import Layout
from core.tables.likeness import closest
from core.tables.problems import Problem
from core.tables.records import Reading, Row
from core.text import search_key


class PracticeRow(PersonRow, Protocol):
    """What this service needs of a row; `marks` are pairs (official code, what was written)."""

    @property
    def kind(self) -> int: ...
    @property
    def form(self) -> str | None: ...
    @property
    def module(self) -> str | None: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def marks(self) -> Sequence[tuple[str, str | None]]: ...


def plan_practice_results(*, reading: Reading[Any], place: Place) -> SheetsPlan:
    """Find each row's person, form and sheet, and which cells differ from what stands there."""
    return _Rows(reading=reading, place=place).plan()


class _Rows(SheetRows):
    def __init__(self, *, reading: Reading[Any], place: Place) -> None:
        super().__init__(reading=reading, place=place, kinds=PRACTICE_KINDS)
        self.forms = practice_forms(college=place.college)
        self.modules: dict[int, dict[str, Module]] = {}
        for module in Module.objects.filter(programme__college=place.college).order_by("-pk"):
            self.modules.setdefault(module.programme_id, {})[module_key(module.code)] = module
        for table in reading.tables:
            self.note(*_repeated_columns(table.layout))
            self.note(
                *spoilt_columns(table.layout, _codes_without_column(table.layout, self.forms))
            )

    def take(self, row: Row[PracticeRow]) -> None:
        student = self.find(row)
        form = self._form(row)
        if student is None or form is None:
            return
        thing = (student.pk, form.instrument.pk, row.record.ends_on)
        repeated = _("Оценки этого обучающегося за эту практику уже стоят в строке %(row)s.")
        if self.is_repeated(row, thing, repeated, key="person"):
            return
        sheet = self._sheet(row, self.group_on(student.pk, row.record.ends_on), form)
        values, problems = _values(row, form.criteria)
        if not self.note(*problems) and sheet is not None:
            self.compare(sheet, student.pk, values)

    def _form(self, row: Row[PracticeRow]) -> PracticeForm | None:
        """Return the one form that has the row's codes, or the named one; note what is wrong."""
        codes = [code for code, text in row.record.marks if text]
        if not codes:
            self.note(row.problem(_("Нет ни одной оценки: заполните столбцы ПК или функций.")))
            return None
        known = [form for form in self.forms if form.instrument.kind == row.record.kind]
        if not known:
            message = _("Форм оценки такой практики ещё нет: их заводит администратор портала.")
            self.note(row.problem(message, key="kind"))
            return None
        if row.record.form:
            return self._named_form(row, row.record.form, known)
        fitting = [form for form in known if set(codes) <= set(form.criteria)]
        own = [form for form in fitting if form.instrument.college_id is not None]
        fitting = own or fitting
        if len(fitting) == 1:
            return fitting[0]
        self.note(_undecided(row, codes, known, fitting))
        return None

    def _named_form(
        self, row: Row[PracticeRow], wanted: str, known: Sequence[PracticeForm]
    ) -> PracticeForm | None:
        for form in known:
            names = {search_key(form.instrument.name), search_key(form.instrument.code)}
            if search_key(wanted) in names:
                return form
        near = closest(wanted, [form.instrument.name for form in known])
        message = _("Такой формы оценки этой практики нет.")
        fixes = (near,) if near else ()
        self.note(row.problem(message, key="form", suggestion=near, fixes=fixes))
        return None

    def _sheet(
        self, row: Row[PracticeRow], group: StudyGroup, form: PracticeForm
    ) -> SheetCells | None:
        module = None
        if row.record.module:
            modules = self.modules.get(group.programme_id, {})
            module = modules.get(module_key(row.record.module))
            if module is None:
                near = closest(row.record.module, [one.code for one in modules.values()])
                message = _("В программе группы «%(group)s» нет такого модуля.")
                self.note(
                    row.problem(
                        message % {"group": group.name},
                        key="module",
                        suggestion=near,
                        fixes=(near,) if near else (),
                    )
                )
                return None
        sheet = self.sheet_for(
            group=group,
            instrument=form.instrument,
            held_on=row.record.ends_on,
            rater=_rater(row.record.kind),
            module=module,
        )
        if sheet.is_locked:
            message = _("Ведомость этой практики группы «%(group)s» уже сдана.")
            self.note(row.problem(message % {"group": group.name}, key="ends_on"))
            return None
        if module is not None and sheet.module is not None and sheet.module != module:
            message = _("Ведомость группы «%(group)s» за этот день заведена по модулю %(module)s.")
            said = {"group": group.name, "module": sheet.module.code}
            self.note(row.problem(message % said, key="module"))
            return None
        return sheet


def _rater(kind: int) -> str:
    if kind == EvidenceKind.COLLEGE_PRACTICE:
        return _("руководители учебной практики")
    return _("руководители производственной практики")


def _undecided(
    row: Row[PracticeRow],
    codes: Sequence[str],
    known: Sequence[PracticeForm],
    fitting: Sequence[PracticeForm],
) -> Problem:
    """Say why no single form takes the row: several do, or which codes stand in the way."""
    if fitting:
        names = ", ".join(f"«{form.instrument.name}»" for form in fitting)
        message = _("Подходит несколько форм: %(names)s. Назовите одну в столбце «Форма оценки».")
        return row.problem(message % {"names": names}, key="form")
    everywhere = {code for form in known for code in form.criteria}
    foreign = [code for code in codes if code not in everywhere]
    if foreign:
        message = _("Ни в одной форме оценки этой практики нет показателя с кодом: %(codes)s.")
        return row.problem(message % {"codes": ", ".join(foreign)})
    message = _("Эти коды стоят в разных формах оценки. Назовите одну в столбце «Форма оценки».")
    return row.problem(message, key="form")


def _values(
    row: Row[PracticeRow], criteria: Mapping[str, Criterion]
) -> tuple[dict[int, str], list[Problem]]:
    """Return the text for each criterion, and which marks cannot be read."""
    values: dict[int, str] = {}
    problems: list[Problem] = []
    places = row.layout.groups.get("marks", ())
    for (place, _code), (code, text) in zip(places, row.record.marks, strict=True):
        if not text:
            continue
        criterion = criteria.get(code)
        if criterion is None:
            message = _("В форме оценки нет показателя с кодом %(code)s.") % {"code": code}
            problems.append(_cell_problem(row, place, text, message))
            continue
        if criterion.pk in values:
            message = _("Этот показатель формы уже оценён в другом столбце строки.")
            problems.append(_cell_problem(row, place, text, message))
            continue
        reading = read_cell(text, criterion)
        if reading.error:
            problems.append(_cell_problem(row, place, text, reading.error))
        values[criterion.pk] = text
    return values, problems


def _cell_problem(row: Row[Any], place: int, value: str, message: str) -> Problem:
    return Problem(
        sheet=row.sheet,
        row=row.number,
        column=column_letter(place),
        column_title=row.layout.title_of(place),
        value=value,
        message=message,
    )


def _repeated_columns(layout: Layout) -> list[Problem]:
    """Say which codes head more than one column: nobody knows which of them counts."""
    places = layout.groups.get("marks", ())
    times = Counter(code for _place, code in places)
    seen: set[str] = set()
    problems = []
    for place, code in places:
        if times[code] > 1 and code in seen:
            problems.append(
                Problem(
                    sheet=layout.sheet.name,
                    row=layout.header_row,
                    column=column_letter(place),
                    column_title=layout.title_of(place),
                    message=_("Столбец %(code)s уже есть: оставьте один.") % {"code": code},
                )
            )
        seen.add(code)
    return problems


def _codes_without_column(layout: Layout, forms: Sequence[PracticeForm]) -> list[str]:
    headed = {code for _place, code in layout.groups.get("marks", ())}
    return [code for form in forms for code in form.criteria if code not in headed]
