import datetime as dt

import pytest

from colleges.enums import ConsentGiver, ConsentPurpose
from colleges.models import Consent
from colleges.services.consents import GivenConsent, record_group_consents
from core.models import AuditEntry
from tests.factories.colleges import StudentFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db
CHILD, ADULT = dt.date(2010, 5, 1), dt.date(2005, 5, 1)


def test_folder_of_a_group_is_written_with_who_had_to_sign_and_one_line(now):
    group = StudyGroupFactory()
    child, adult = (StudentFactory(birth_date=day) for day in (CHILD, ADULT))
    given = [GivenConsent(student, ConsentPurpose.PROCESSING, now) for student in (child, adult)]
    assert record_group_consents(group=group, given=[*given, given[0]], actor_id=None, now=now) == 2
    signed = dict(Consent.objects.values_list("student_id", "given_by"))
    assert signed == {child.pk: ConsentGiver.REPRESENTATIVE, adult.pk: ConsentGiver.STUDENT}
    line = AuditEntry.objects.get()
    assert (line.action, line.object_id) == ("colleges.record_group_consents", str(group.pk))
    assert line.details == {"count": 2}


def test_consent_in_force_is_not_written_twice_and_a_withdrawn_one_is_no_hindrance(now):
    student = StudentFactory(birth_date=ADULT)
    given = [GivenConsent(student, ConsentPurpose.PROCESSING, now)]
    terms = {"group": StudyGroupFactory(), "given": given, "actor_id": None, "now": now}
    assert record_group_consents(**terms) == 1
    assert record_group_consents(**terms) == 0
    Consent.objects.update(withdrawn_at=now)
    assert record_group_consents(**terms) == 1
