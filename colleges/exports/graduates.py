"""Graduates and forms of the monitoring as tables: the same numbers as on the page."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.enums import OutcomeSource, OutcomeStatus
from colleges.rules.employment import ASKED_OF_FIT
from colleges.rules.monitoring import Form, Weight
from colleges.rules.outcomes import Standing
from colleges.selectors.graduates import Graduate
from core.tables.data import CellContent, Kind, TableColumn, TableData


def graduates_table(graduates: Sequence[Graduate], *, year: int) -> TableData:
    """Return graduates by name with the status that counts and what other sources say."""
    return TableData(
        title=_("Выпускники %(year)s года") % {"year": year},
        short_title=_("Выпускники"),
        columns=(
            TableColumn(title=_("Выпускник")),
            TableColumn(title=_("Группа")),
            TableColumn(title=_("Специальность")),
            TableColumn(title=_("Статус")),
            TableColumn(title=_("На дату"), kind=Kind.DATE),
            TableColumn(title=_("Источник")),
            TableColumn(title=_("По специальности")),
            TableColumn(title=_("ИНН работодателя")),
            TableColumn(title=_("Другие источники")),
        ),
        rows=[(one.name, one.group, one.speciality, *_standing(one.standing)) for one in graduates],
        source=_("Портал готовности, статусы выпускников"),
        as_of=timezone.localdate(),
    )


def _standing(standing: Standing | None) -> tuple[CellContent, ...]:
    if standing is None:
        return (None,) * 6
    answers = {True: _("да"), False: _("нет"), None: None}
    # Whoever does not work, works neither in the speciality nor outside it.
    is_asked = standing.status in ASKED_OF_FIT
    return (
        str(OutcomeStatus(standing.status).label),
        standing.counts.as_of_date,
        str(OutcomeSource(standing.counts.source).label),
        answers[standing.in_speciality] if is_asked else None,
        standing.counts.employer_inn or None,
        "; ".join(
            f"{OutcomeSource(one.source).label}: {OutcomeStatus(one.status).label}"
            for one in standing.others
        )
        or None,
    )


def monitoring_tables(
    blocks: Sequence[tuple[str, str, Form]], *, year: int, as_of: date
) -> list[TableData]:
    """Return the form as its template lays it out, a table a block, then the control relations.

    A cell that the portal knows nothing of is empty, never zero.
    """
    return [
        *(_monitoring_table(*block, year=year, as_of=as_of) for block in blocks),
        _findings_table(blocks, as_of),
    ]


def _monitoring_table(
    title: str, short_title: str, form: Form, *, year: int, as_of: date
) -> TableData:
    return TableData(
        title=f"{form.template.title}. {title}",
        short_title=short_title,
        columns=(
            TableColumn(title=_("Строка")),
            TableColumn(title=_("Категория выпускников")),
            *(
                TableColumn(
                    title=f"{column.code} {column.title}",
                    kind=Kind.INTEGER,
                    footnote=column.missing,
                )
                for column in form.template.columns
            ),
        ),
        rows=[(row.code, row.title, *form.row(row.code)) for row in form.template.rows],
        footnotes=tuple(
            sorted({row.missing for row in form.template.rows if row.missing})
            + [note for note in [form.template.note] if note]
        ),
        source=_("Портал готовности, статусы выпускников"),
        as_of=as_of,
        filters=((_("Год выпуска"), str(year)), (_("Версия формы"), form.template.version)),
    )


def _findings_table(blocks: Sequence[tuple[str, str, Form]], as_of: date) -> TableData:
    words = {Weight.ERROR: _("ошибка"), Weight.GAP: _("дополнить")}
    return TableData(
        title=_("Контрольные соотношения"),
        columns=(
            TableColumn(title=_("Раздел")),
            TableColumn(title=_("Вид")),
            TableColumn(title=_("Что не сходится")),
        ),
        rows=[
            (title, words[finding.weight], finding.text)
            for title, _short, form in blocks
            for finding in form.findings
        ],
        as_of=as_of,
    )
