"""Writing educational standards: created, or brought up to date with the keys kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, RestrictedError
from django.db.models.deletion import ProtectedError

from core.audit import record_action
from core.enums import Country
from standards.models import Competence, EducationalStandard, Speciality
from standards.rules.educational import ParsedCompetence, ParsedEducationalStandard

# Places behind the list: of competences gone from the text but in use, and of rows being moved.
_RETIRED_FROM = 10_000
_MOVING_FROM = 20_000


@dataclass(frozen=True, slots=True)
class EducationalReport:
    """What became of one standard; `kept` counts competences gone from the text but in use."""

    standard_id: int
    code: str
    is_new: bool
    added: int
    changed: int
    removed: int
    kept: int

    @property
    def is_unchanged(self) -> bool:
        return not (self.is_new or self.added or self.changed or self.removed)


@transaction.atomic
def store_educational_standards(
    *, standards: Sequence[ParsedEducationalStandard], actor_id: int | None, now: datetime
) -> list[EducationalReport]:
    """Write all standards or none; the same file a second time changes nothing."""
    reports = [_store(parsed) for parsed in standards]
    record_action(
        action="standards.import_educational",
        actor_id=actor_id,
        now=now,
        details={
            "standard_ids": [report.standard_id for report in reports],
            "changed": sum(not report.is_unchanged for report in reports),
        },
    )
    return reports


def _store(parsed: ParsedEducationalStandard) -> EducationalReport:
    # A code may have changed its name with time: both stay.
    speciality, _made = Speciality.objects.get_or_create(
        country=Country.RUSSIA,
        code=parsed.code,
        name=parsed.name,
        defaults={"kind": parsed.kind},
    )
    standard, is_new = EducationalStandard.objects.get_or_create(
        speciality=speciality, order_number=parsed.order_number, approved_on=parsed.approved_on
    )
    if parsed.competences is None:
        return EducationalReport(standard.pk, parsed.code, is_new, 0, 0, 0, 0)
    added, changed, removed, kept = _store_competences(standard, parsed.competences)
    return EducationalReport(standard.pk, parsed.code, is_new, added, changed, removed, kept)


def _store_competences(
    standard: EducationalStandard, parsed: Sequence[ParsedCompetence]
) -> tuple[int, int, int, int]:
    """Recognise competences by code and text; alignments refer to their keys."""
    everything = list(standard.competences.order_by("position", "pk"))
    stored = [row for row in everything if row.position < _RETIRED_FROM]
    pairs = _pairs(everything, parsed)
    wanted = [
        Competence(
            pk=pairs[place].pk if place in pairs else None,
            educational_standard=standard,
            kind=row.kind,
            code=row.code,
            text=row.text,
            qualification=row.qualification,
            position=place,
        )
        for place, row in enumerate(parsed)
    ]
    if [_facts(row) for row in stored] == [_facts(row) for row in wanted]:
        return 0, 0, 0, 0
    before = {row.pk: _facts(row)[:-1] for row in everything}
    used = {row.pk for row in pairs.values()}
    # Places are unique: they are freed before they are taken.
    standard.competences.filter(position__lt=_RETIRED_FROM).update(
        position=F("position") + _MOVING_FROM
    )
    removed, kept = _remove([row for row in stored if row.pk not in used])
    _retire(standard, kept)
    changed = [row for row in wanted if row.pk is not None]
    fresh = [row for row in wanted if row.pk is None]
    Competence.objects.bulk_update(
        changed, ["kind", "code", "text", "qualification", "position"], batch_size=200
    )
    Competence.objects.bulk_create(fresh)
    edited = sum(_facts(row)[:-1] != before[row.pk] for row in changed)
    return len(fresh), edited, removed, len(kept)


def _retire(standard: EducationalStandard, kept: Sequence[Competence]) -> None:
    retired = standard.competences.filter(position__range=(_RETIRED_FROM, _MOVING_FROM - 1))
    first = _RETIRED_FROM + retired.count()
    taken = set(retired.values_list("position", flat=True))
    places = (place for place in range(first, _MOVING_FROM) if place not in taken)
    for row in kept:
        row.position = next(places)
        row.save(update_fields=["position"])


def _facts(row: Competence) -> tuple[str, str, str, str, int]:
    return row.kind, row.code, row.text, row.qualification, row.position


def _pairs(
    stored: Sequence[Competence], parsed: Sequence[ParsedCompetence]
) -> dict[int, Competence]:
    """Match by code and text; then by a code that both sides have once: an edited text."""
    waiting = list(stored)
    pairs: dict[int, Competence] = {}
    for place, row in enumerate(parsed):
        same = next((old for old in waiting if (old.code, old.text) == (row.code, row.text)), None)
        if same is not None:
            waiting.remove(same)
            pairs[place] = same
    left = [(place, row) for place, row in enumerate(parsed) if place not in pairs]
    old_codes, new_codes = [old.code for old in waiting], [row.code for _place, row in left]
    for place, row in left:
        if old_codes.count(row.code) == 1 and new_codes.count(row.code) == 1:
            pairs[place] = next(old for old in waiting if old.code == row.code)
    return pairs


def _remove(rows: Sequence[Competence]) -> tuple[int, list[Competence]]:
    """Delete what nothing refers to; return how many, and the rows that are in use."""
    removed = 0
    kept: list[Competence] = []
    for row in rows:
        try:
            with transaction.atomic():
                row.delete()
        except (ProtectedError, RestrictedError):
            kept.append(row)
        else:
            removed += 1
    return removed, kept
