"""Who judged: teachers, commissions, mentors."""

from assessments.enums import RaterKind
from assessments.models import Rater
from colleges.models import College
from employers.models import Contact


def rater_of_user(*, college: College, user_id: int) -> Rater:
    """Return the rater that stands for a member of the college's staff, made on first use."""
    rater, _ = Rater.objects.get_or_create(
        college=college, user_id=user_id, defaults={"kind": RaterKind.COLLEGE}
    )
    return rater


def rater_of_commission(*, college: College, title: str) -> Rater:
    """Return the rater that stands for a commission, named by its task and never by people."""
    rater, _ = Rater.objects.get_or_create(
        college=college, user=None, title=title, defaults={"kind": RaterKind.COMMISSION}
    )
    return rater


def rater_of_contact(*, contact: Contact) -> Rater:
    """Return the rater that stands for a mentor, made on first use."""
    rater, _ = Rater.objects.get_or_create(
        contact=contact,
        defaults={"kind": RaterKind.EMPLOYER, "employer_id": contact.employer_id},
    )
    return rater
