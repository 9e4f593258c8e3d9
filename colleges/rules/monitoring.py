"""Filling a form of the monitoring, and its control relations in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from colleges.enums import OutcomeStatus
from colleges.rules.monitoring_templates import (
    Axis,
    ColumnKind,
    FormColumn,
    FormRow,
    People,
    Relation,
    Template,
)
from colleges.rules.outcomes import Standing

Cells = Mapping[tuple[str, str], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What the form needs of a graduate: no name."""

    standing: Standing | None
    has_target_contract: bool


_PART_WORDS: Final = {
    Axis.COLUMN: gettext_lazy(
        "Строка %(other)s «%(other_title)s»: графа %(code)s «%(title)s» = %(left)s, это больше"
        " графы %(codes)s = %(total)s."
    ),
    Axis.ROW: gettext_lazy(
        "Графа %(other)s «%(other_title)s»: строка %(code)s «%(title)s» = %(left)s, это больше"
        " строки %(codes)s = %(total)s."
    ),
}
_SUM_WORDS: Final = {
    Axis.COLUMN: gettext_lazy(
        "Строка %(other)s «%(other_title)s»: графа %(code)s «%(title)s» = %(left)s, а сумма граф"
        " %(codes)s = %(total)s, разница %(difference)s."
    ),
    Axis.ROW: gettext_lazy(
        "Графа %(other)s «%(other_title)s»: строка %(code)s «%(title)s» = %(left)s, а сумма строк"
        " %(codes)s = %(total)s, разница %(difference)s."
    ),
}


class Weight(StrEnum):
    """`ERROR` contradicts itself; `GAP` agrees as far as it is filled in."""

    ERROR = "error"
    GAP = "gap"


_DEEDS: Final = {
    Weight.ERROR: gettext_lazy("Проверьте статусы и числа: соотношение нарушено."),
    Weight.GAP: gettext_lazy("Допишите статусы или впишите в файле графы, которые пусты."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A control relation that does not hold yet: which, by how much, what to do."""

    weight: Weight
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A filled form: cells by (row, column), None where the portal knows nothing."""

    template: Template
    cells: Cells
    findings: tuple[Finding, ...] = field(default=())

    def row(self, code: str) -> list[int | None]:
        """Return the cells of a row in the order of the columns."""
        return [self.cells[code, column.code] for column in self.template.columns]

    @property
    def filled_rows(self) -> tuple[FormRow, ...]:
        """Rows with at least one number."""
        return tuple(
            row
            for row in self.template.rows
            if any(cell is not None for cell in self.row(row.code))
        )


def fill_form(template: Template, people: Sequence[Person]) -> Form:
    """Count the people into the form and check its control relations."""
    cells: dict[tuple[str, str], int | None] = {}
    for row in template.rows:
        of_row = None if row.people is None else _people_of(row, people)
        for column in template.columns:
            cells[row.code, column.code] = None if of_row is None else _count(column, of_row)
    for row in template.rows:
        for column in template.columns if row.sum else ():
            parts = [cells[code, column.code] for code in row.sum]
            cells[row.code, column.code] = _sum_if_whole(parts)
    return Form(
        template=template,
        cells=cells,
        findings=(*check_cells(template, cells), *_hints(template, people)),
    )


def _people_of(row: FormRow, people: Sequence[Person]) -> list[Person]:
    if row.people is People.TARGET_CONTRACT:
        return [person for person in people if person.has_target_contract]
    return list(people)


def _count(column: FormColumn, people: Iterable[Person]) -> int | None:
    if column.missing:
        return None
    if column.kind is ColumnKind.TOTAL:
        return sum(1 for _person in people)
    standings = [person.standing for person in people if person.standing is not None]
    return sum(
        standing.status in column.statuses
        and (not column.in_speciality or standing.in_speciality is True)
        for standing in standings
    )


def _sum_if_whole(parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def check_cells(template: Template, cells: Cells) -> list[Finding]:
    """Return the control relations that the cells break or cannot satisfy yet."""
    return [
        finding for relation in template.relations for finding in _check(template, relation, cells)
    ]


def _check(template: Template, relation: Relation, cells: Cells) -> Iterator[Finding]:
    """Check the relation on every row, or in every column where it is one of rows."""
    across = template.rows if relation.axis is Axis.COLUMN else template.columns
    for other in across:
        left, *right = (
            cells[(other.code, code) if relation.axis is Axis.COLUMN else (code, other.code)]
            for code in (relation.left, *relation.right)
        )
        known = [value for value in right if value is not None]
        if left is None or not known:
            continue
        is_whole, total = len(known) == len(right), sum(known)
        weight = _weight(relation.sign, left, total, is_whole=is_whole)
        if weight is not None:
            text = _words(template, relation, other, (left, total, weight))
            yield Finding(weight=weight, text=text)


def _weight(sign: str, left: int, total: int, *, is_whole: bool) -> Weight | None:
    """Tell how far the relation is broken; empty cells on the right may still make up a lack."""
    if sign == "<=":
        return Weight.ERROR if left > total and is_whole else None
    if left == total:
        return None
    return Weight.ERROR if is_whole or total > left else Weight.GAP


def _words(
    template: Template,
    relation: Relation,
    other: FormRow | FormColumn,
    values: tuple[int, int, Weight],
) -> str:
    left, total, weight = values
    is_column = relation.axis is Axis.COLUMN
    named = template.column(relation.left) if is_column else template.row(relation.left)
    facts = {
        "other": other.code,
        "other_title": other.title,
        "code": relation.left,
        "title": named.title,
        "left": left,
        "codes": ", ".join(spans(relation.right, _codes(template, relation))),
        "total": total,
        "difference": abs(left - total),
    }
    words = _PART_WORDS if relation.sign == "<=" else _SUM_WORDS
    return str(words[relation.axis]) % facts + " " + str(_DEEDS[weight])


def _codes(template: Template, relation: Relation) -> list[str]:
    if relation.axis is Axis.COLUMN:
        return [column.code for column in template.columns]
    return [row.code for row in template.rows]


def spans(codes: Sequence[str], order: Sequence[str]) -> list[str]:
    """Join codes that follow each other in the form: 05, 08–22, 25–29."""
    places = sorted(order.index(code) for code in codes)
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [order[run[0]] if len(run) == 1 else f"{order[run[0]]}–{order[run[-1]]}" for run in runs]


def _hints(template: Template, people: Sequence[Person]) -> Iterator[Finding]:
    """Say what makes the difference and where to mend it."""
    silent = sum(
        person.standing is None or person.standing.status == OutcomeStatus.UNKNOWN
        for person in people
    )
    if silent:
        text = ngettext(
            "У %(count)s выпускника нет статуса на эту дату: запишите на странице «Выпускники».",
            "У %(count)s выпускников нет статуса на эту дату: запишите на странице «Выпускники».",
            silent,
        )
        yield Finding(weight=Weight.GAP, text=text % {"count": silent})
    other = sum(
        person.standing is not None and person.standing.status == OutcomeStatus.OTHER
        for person in people
    )
    if other and OutcomeStatus.OTHER in template.not_counted:
        empty = [c.code for c in template.columns if c.missing and c.kind is ColumnKind.EXCLUSIVE]
        text = ngettext(
            "У %(count)s выпускника статус «иное»: впишите его в файле в одну из граф %(codes)s.",
            "У %(count)s выпускников статус «иное»: впишите их в файле в одну из граф %(codes)s.",
            other,
        )
        yield Finding(weight=Weight.GAP, text=text % {"count": other, "codes": ", ".join(empty)})
    yield from _unknown_work(template, people)


def _unknown_work(template: Template, people: Sequence[Person]) -> Iterator[Finding]:
    for column in template.columns:
        if not column.in_speciality:
            continue
        count = sum(
            person.standing is not None
            and person.standing.status in column.statuses
            and person.standing.in_speciality is None
            for person in people
        )
        if count:
            text = _(
                "Графа %(code)s: у %(count)s из графы %(of)s неизвестно, по специальности ли"
                " работа. Уточните, иначе графа занижена."
            )
            facts = {"code": column.code, "count": count, "of": column.of}
            yield Finding(weight=Weight.GAP, text=text % facts)
