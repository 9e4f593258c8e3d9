"""The coverage of evidence as a workbook: the same counts as on the pages, no names of people."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from assessments.rules.evidence_coverage import next_step
from assessments.rules.place_evidence import PlaceState
from assessments.selectors.evidence_coverage import ProgrammeEvidence
from assessments.selectors.place_evidence import ProgrammePlaces
from core.tables.data import CellContent, Kind, TableColumn, TableData


def evidence_tables(
    *, own: ProgrammeEvidence, places: ProgrammePlaces, today: date
) -> tuple[TableData, ...]:
    """Return the functions of a programme, its functions by place, and its places."""
    return (_functions(own, today), _pairs(own, places, today), _places(own, places, today))


def _functions(own: ProgrammeEvidence, today: date) -> TableData:
    columns = (
        TableColumn(title=_("Стандарт")),
        TableColumn(title=_("Код")),
        TableColumn(title=_("Функция")),
        TableColumn(title=_("Обязательная")),
        TableColumn(title=_("Преподаётся"), kind=Kind.PERCENT),
        _count(_("Критериев")),
        _count(_("Обучающихся")),
        _count(_("Оценил колледж")),
        _count(_("Мест практики")),
        _count(_("Оценил работодатель")),
        TableColumn(title=_("Состояние")),
        TableColumn(title=_("Что дальше")),
    )
    rows = [
        (
            row.standard,
            row.code,
            row.name,
            _("да") if row.is_mandatory else _("нет"),
            row.taught,
            row.facts.criteria,
            own.students,
            row.facts.assessed,
            row.facts.places,
            row.facts.rated,
            str(row.state.label),
            str(next_step(row.facts).label),
        )
        for row in own.functions
    ]
    return _table(own, _("Функции"), columns, rows, today)


def _pairs(own: ProgrammeEvidence, places: ProgrammePlaces, today: date) -> TableData:
    columns = (
        TableColumn(title=_("Код")),
        TableColumn(title=_("Функция")),
        TableColumn(title=_("Предприятие")),
        TableColumn(title=_("Округ")),
        _count(_("Обучающихся на практике")),
        _count(_("С функцией в задании")),
        _count(_("Есть в ведомости практики")),
        _count(_("Оценил работодатель")),
        TableColumn(title=_("Состояние")),
    )
    rows: list[tuple[CellContent, ...]] = []
    for row in own.functions:
        for place in places.places:
            facts = places.facts(row.function_id, place)
            counts = (facts.students, facts.asked, facts.marked, facts.rated)
            state = str(facts.state.label)
            rows.append((row.code, row.name, place.name, place.municipality, *counts, state))
    return _table(own, _("Функции по местам"), columns, rows, today)


def _places(own: ProgrammeEvidence, places: ProgrammePlaces, today: date) -> TableData:
    columns = (
        TableColumn(title=_("Предприятие")),
        TableColumn(title=_("Округ")),
        _count(_("Обучающихся на практике")),
        *(_count(_("Функций: %(state)s") % {"state": state.label}) for state in PlaceState),
        TableColumn(title=_("Функции без свидетельств")),
    )
    codes = {row.function_id: row.code for row in own.functions}
    rows: list[tuple[CellContent, ...]] = []
    for place in places.places:
        found = places.functions_at(place, list(codes))
        counts = [len(found[state]) for state in PlaceState]
        silent = ", ".join(codes[pk] for pk in found[PlaceState.NO_EVIDENCE])
        rows.append((place.name, place.municipality, place.students, *counts, silent))
    return _table(own, _("Места практики"), columns, rows, today)


def _count(title: str) -> TableColumn:
    return TableColumn(title=title, kind=Kind.INTEGER)


def _table(
    own: ProgrammeEvidence,
    name: str,
    columns: tuple[TableColumn, ...],
    rows: Sequence[Sequence[CellContent]],
    today: date,
) -> TableData:
    programme = own.programme
    return TableData(
        title=_("Охват свидетельствами: %(programme)s, набор %(year)s")
        % {"programme": programme.speciality, "year": programme.intake_year},
        short_title=name,
        columns=columns,
        rows=rows,
        source=_("Портал готовности, %(college)s") % {"college": programme.college.short_name},
        as_of=today,
    )
