"""Forms by which practice is assessed, with the criterion that each code means in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from assessments.models import Criterion, Instrument
from assessments.rules.criterion_codes import criteria_by_code
from assessments.rules.practice_sheets import PRACTICE_KINDS
from colleges.models import College


@dataclass(frozen=True, slots=True)
class PracticeForm:
    """A form and its criteria by the official code of a competence or a labour function."""

    instrument: Instrument
    criteria: Mapping[str, Criterion]

    @property
    def codes(self) -> list[str]:
        """One code of each criterion, its own where it has one, in the form's order."""
        found: dict[int, tuple[int, str]] = {}
        for code, criterion in self.criteria.items():
            found.setdefault(criterion.pk, (criterion.position, code))
        return [code for _position, code in sorted(found.values())]


def practice_forms(*, college: College) -> list[PracticeForm]:
    """Return the forms that the college may use, its own before the common ones."""
    usable = Instrument.objects.filter(
        Q(college=college) | Q(college__isnull=True), kind__in=PRACTICE_KINDS, is_archived=False
    )
    criteria = Criterion.objects.order_by("position", "pk").prefetch_related("functions")
    found = [
        PracticeForm(
            instrument,
            criteria_by_code(
                (one, [function.code for function in one.functions.all()])
                for one in instrument.criteria.all()
            ),
        )
        for instrument in usable.prefetch_related(Prefetch("criteria", criteria)).order_by(
            "name", "pk"
        )
    ]
    return sorted(found, key=lambda form: form.instrument.college_id is None)
