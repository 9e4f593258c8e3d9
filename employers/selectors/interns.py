"""Names of interns for people outside the college: only with the consent to tell them."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from colleges.enums import ConsentPurpose
from colleges.selectors.consents import consenting
from employers.models import Placement
from employers.rules.interns import intern_label


def intern_names(placements: Iterable[Placement], *, today: date) -> dict[int, str]:
    """Return how each placement's intern is named, by the placement's key, in one query.

    «Мария В.» where the consent is in force, «Практикант № 21» otherwise: who it is, the college
    says by word of mouth. The students are loaded.
    """
    rows = list(placements)
    open_names = consenting(
        [row.student for row in rows], purpose=ConsentPurpose.TRANSFER_EMPLOYER, today=today
    )
    return {row.pk: _name(row, is_open=row.student_id in open_names) for row in rows}


def intern_name(placement: Placement, *, today: date) -> str:
    """Return how one intern is named."""
    return intern_names([placement], today=today)[placement.pk]


def _name(placement: Placement, *, is_open: bool) -> str:
    if not is_open:
        return _("Практикант № %(number)s") % {"number": placement.pk}
    student = placement.student
    return intern_label(first_name=student.first_name, last_name=student.last_name)
