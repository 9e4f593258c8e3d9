"""The evidence behind a card in words: where from, whose judgement, and what has been annulled."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from assessments.enums import Component, EvidenceKind, RaterKind
from assessments.models import Evidence
from assessments.rules.cards import EvidenceLine, FunctionLine, SelfLine
from colleges.models import Student
from employers.enums import Answer


@dataclass(frozen=True, slots=True)
class CardEvidence:
    """A student's rows of the ledger: each by its key, and those of each function, newest first."""

    lines: dict[int, EvidenceLine] = field(default_factory=dict)
    of_function: dict[int, list[EvidenceLine]] = field(default_factory=dict)
    own_view: dict[int, float] = field(default_factory=dict)


def card_evidence(*, student: Student, counted: Iterable[int]) -> CardEvidence:
    """Return the `counted` rows, and the annulled ones of the same student, for the card.

    What students say of themselves stands apart in `own_view`: the newest share by function.
    """
    found = CardEvidence()
    keys = set(counted)
    rows = (
        Evidence.objects.filter(student=student)
        .select_related(
            "result",
            "rating",
            "rater__employer",
            "rater__user",
            "criterion__instrument",
            "function",
        )
        .order_by("-observed_on", "-pk")
    )
    for row in rows:
        if row.pk not in keys and row.voided_at is None:
            continue
        line = _line(row)
        if row.pk in keys:
            found.lines[row.pk] = line
        if row.function_id is None:
            continue
        if row.component != Component.SELF:
            found.of_function.setdefault(row.function_id, []).append(line)
        elif row.pk in keys:
            found.own_view.setdefault(row.function_id, row.score)
    return found


def self_lines(
    own_view: dict[int, float], functions: dict[int, FunctionLine]
) -> tuple[SelfLine, ...]:
    """Put what the student thinks of the own work beside what others say, as the card goes."""
    return tuple(
        SelfLine(
            name=line.full_name,
            own=own_view[key],
            others=line.value,
            low=line.low,
            high=line.high,
            confidence=line.confidence,
        )
        for key, line in functions.items()
        if key in own_view
    )


def _line(row: Evidence) -> EvidenceLine:
    return EvidenceLine(
        observed_on=row.observed_on,
        kind=str(EvidenceKind(row.kind).label),
        source=_source(row),
        value=_value(row),
        score=row.score,
        function=_function(row),
        rater=_rater(row),
        who=_who(row),
        voided_at=row.voided_at,
        void_reason=row.void_reason,
    )


def _source(row: Evidence) -> str:
    """Where it comes from, without names of people."""
    if row.criterion is not None:
        return f"{row.criterion.instrument.name}: {row.criterion.name}"
    if row.rater is not None and row.rater.kind == RaterKind.EMPLOYER and row.rater.employer:
        return str(row.rater.employer.name)
    return str(EvidenceKind(row.kind).label)


def _function(row: Evidence) -> str:
    """What was judged, where that is a function and no criterion of a form."""
    if row.function is None or row.criterion is not None:
        return ""
    return f"{row.function.code} {row.function.name}"


def _value(row: Evidence) -> str:
    if row.result is not None:
        return row.result.raw_value
    if row.rating is not None:
        return str(Answer(row.rating.answer).label)
    return ""


def _rater(row: Evidence) -> str:
    """What kind of judge it was: a post, never a name."""
    if row.rater is None:
        if row.component == Component.SELF:
            return str(RaterKind.SELF.label)
        return _("кто оценил, не указано")
    return row.rater.title or str(RaterKind(row.rater.kind).label)


def _who(row: Evidence) -> str:
    """The colleague's name, for the staff of the college only."""
    user = None if row.rater is None else row.rater.user
    return "" if user is None else user.display_name
