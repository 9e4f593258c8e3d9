import datetime as dt

import pytest

from core.scope import NOBODY
from employers.selectors.directory import (
    contacts_of,
    find_employers,
    get_contact,
    get_employer,
    group_of,
    may_edit_employer,
    module_of,
    municipalities_in_force,
    municipalities_with_employers,
    own_college,
    own_employer_name,
    practice_modules,
    students_of_group,
    with_own_placements,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ModuleFactory,
    MunicipalityFactory,
    StudyGroupFactory,
)
from tests.factories.employers import ContactFactory, EmployerFactory, PlacementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope(college_teacher_client):
    return college_teacher_client.scope


@pytest.mark.parametrize("query", ["зеленый", "ЗЕЛЁНЫЙ", "дом зелен", " «зелёный дом» "])
def test_enterprise_is_found_by_words_of_its_name(query):
    wanted = EmployerFactory(name="ООО «Зелёный дом»")
    EmployerFactory(name="ООО «Дом»")
    assert list(find_employers(query=query)) == [wanted]


def test_enterprise_is_found_by_the_beginning_of_its_number():
    wanted = EmployerFactory(inn="7707083893")
    EmployerFactory(inn="500100732259")
    EmployerFactory(name="7707", inn="")
    assert list(find_employers(query="7707")) == [wanted]


def test_enterprises_are_narrowed_by_municipality_and_ordered_by_name():
    place = MunicipalityFactory()
    second = EmployerFactory(name="Б", municipality=place)
    first = EmployerFactory(name="А", municipality=place)
    EmployerFactory()
    assert list(find_employers(municipality_id=place.pk)) == [first, second]


def test_own_placements_are_counted_apart_from_those_of_others(placement, scope):
    PlacementFactory(employer=placement.employer)
    (row,) = with_own_placements(find_employers(query="Заря"), scope=scope)
    assert row.own_placements == 1


def test_record_is_mended_by_who_added_it_or_works_there(placement, scope, college):
    assert may_edit_employer(placement.employer, scope=scope)
    assert may_edit_employer(EmployerFactory(added_by_college=college), scope=scope)
    stranger = EmployerFactory()
    PlacementFactory(employer=stranger)
    assert not may_edit_employer(stranger, scope=scope)


def test_contacts_of_an_enterprise_are_those_whom_the_asker_knows(placement, mentor, scope):
    ContactFactory(employer=placement.employer)
    assert list(contacts_of(employer=placement.employer, scope=scope)) == [mentor]
    assert get_contact(contact_id=mentor.pk, scope=scope) == mentor
    assert get_contact(contact_id=ContactFactory().pk, scope=scope) is None


def test_employer_is_got_by_number():
    employer = EmployerFactory()
    assert get_employer(employer_id=employer.pk) == employer
    assert get_employer(employer_id=employer.pk + 1) is None


def test_municipalities_are_offered_while_in_force_and_filtered_while_used():
    used = EmployerFactory().municipality
    gone = MunicipalityFactory(valid_to=dt.date(2020, 3, 16))
    unused = MunicipalityFactory()
    assert set(municipalities_in_force()) == {used, unused}
    assert list(municipalities_with_employers()) == [used]
    assert gone not in municipalities_in_force()


def test_group_is_got_by_the_staff_of_its_college_alone(group, scope, region_officer_client):
    assert group_of(group_id=group.pk, scope=scope) == group
    assert group_of(group_id=StudyGroupFactory().pk, scope=scope) is None
    assert group_of(group_id=group.pk, scope=region_officer_client.scope) is None


def test_students_who_study_now_may_be_sent(student, group, scope):
    EnrolmentFactory(group=group, student__college=group.college, state="expelled")
    EnrolmentFactory(group=group, student__college=group.college, state="leave")
    merged = EnrolmentFactory(group=group, student__college=group.college).student
    merged.merged_into = student
    merged.save()
    assert list(students_of_group(group=group, scope=scope)) == [student]
    assert list(students_of_group(group=group, scope=NOBODY)) == []


def test_practice_belongs_to_modules_and_practices_of_the_programme(group):
    module = ModuleFactory(programme=group.programme, position=2)
    practice = ModuleFactory(programme=group.programme, kind="pp", position=1)
    course = ModuleFactory(programme=group.programme, kind="mdk")
    foreign = ModuleFactory()
    assert list(practice_modules(group=group)) == [practice, module]
    assert module_of(group=group, module_id=module.pk) == module
    assert module_of(group=group, module_id=course.pk) is None
    assert module_of(group=group, module_id=foreign.pk) is None


def test_own_college_and_enterprise_are_those_of_the_role(scope, college, employer_manager_client):
    employer = employer_manager_client.membership.employer
    assert own_college(scope=scope) == college
    assert own_college(scope=NOBODY) is None
    assert own_employer_name(scope=employer_manager_client.scope) == employer.name
    assert own_employer_name(scope=scope) == ""
