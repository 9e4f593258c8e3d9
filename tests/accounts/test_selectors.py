import datetime as dt

import pytest

from accounts.models import Membership
from accounts.selectors import (
    AuditFilter,
    audit_entries,
    describe_people,
    filter_people,
    memberships_of,
    resolve_scope,
    student_user_ids,
    visible_jobs,
    visible_memberships,
    visible_people,
)
from core.audit import record_action
from core.enums import Role
from core.models import Job
from core.scope import NOBODY, SYSTEM, Scope
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


def scope_of(membership: Membership) -> Scope:
    return resolve_scope(user=membership.user, membership=membership)


# --- scope ------------------------------------------------------------------------------------
@pytest.mark.parametrize("trait", ["region_officer", "association_expert", "administrator"])
def test_scope_of_region_roles_is_the_region_without_names(trait):
    held = MembershipFactory(**{trait: True})
    assert scope_of(held) == Scope(user_id=held.user_id, role=Role(trait), region_wide=True)
    assert not scope_of(held).sees_names


def test_scope_of_municipal_viewer_is_the_own_municipality(municipal_viewer):
    assert scope_of(municipal_viewer) == Scope(
        user_id=municipal_viewer.user_id,
        role=Role.MUNICIPAL_VIEWER,
        municipality_ids=frozenset({municipal_viewer.municipality_id}),
    )


@pytest.mark.parametrize("trait", ["college_manager", "college_teacher"])
def test_scope_of_college_staff_is_the_own_college_with_names(trait, college):
    held = MembershipFactory(**{trait: True}, college=college)
    assert scope_of(held) == Scope(
        user_id=held.user_id, role=Role(trait), college_ids=frozenset({college.pk})
    )
    assert scope_of(held).sees_names


def test_scope_of_employer_manager_is_the_own_enterprise(employer_manager):
    assert scope_of(employer_manager) == Scope(
        user_id=employer_manager.user_id,
        role=Role.EMPLOYER_MANAGER,
        employer_ids=frozenset({employer_manager.employer_id}),
    )


def test_scope_of_student_is_the_own_card(student_role):
    assert scope_of(student_role) == Scope(
        user_id=student_role.user_id, role=Role.STUDENT, student_id=student_role.student_id
    )


def test_scope_without_role_knows_the_person_and_sees_nothing():
    user = UserFactory()
    assert resolve_scope(user=user, membership=None) == Scope(user_id=user.pk)


def test_scope_of_blocked_person_is_nobody(administrator):
    administrator.user.is_active = False
    assert scope_of(administrator) == NOBODY


def test_memberships_past_their_last_day_are_left_out():
    user = UserFactory()
    kept = MembershipFactory(user=user, region_officer=True, valid_to=TODAY)
    MembershipFactory(user=user, association_expert=True, valid_to=TODAY - dt.timedelta(days=1))
    assert list(memberships_of(user=user, today=TODAY)) == [kept]


# --- people -----------------------------------------------------------------------------------
def test_people_of_administrator_are_everybody(administrator, college_teacher, student_role):
    seen = set(visible_people(scope=scope_of(administrator)))
    assert seen == {administrator.user, college_teacher.user, student_role.user}


def test_people_of_college_manager_are_the_staff_of_the_college(
    college_manager, college_teacher, other_college_manager, student_role, administrator
):
    seen = set(visible_people(scope=scope_of(college_manager)))
    assert seen == {college_manager.user, college_teacher.user}


def test_people_of_college_manager_show_only_roles_in_that_college(
    college_manager, college_teacher
):
    MembershipFactory(user=college_teacher.user, association_expert=True)
    people = describe_people(visible_people(scope=scope_of(college_manager)), today=TODAY)
    (teacher,) = [one for one in people if one.pk == college_teacher.user_id]
    assert [held.pk for held in teacher.roles] == [college_teacher.pk]


@pytest.mark.parametrize(
    "trait", ["region_officer", "college_teacher", "employer_manager", "student_role"]
)
def test_people_of_other_roles_are_nobody(trait):
    held = MembershipFactory(**{trait: True})
    assert list(visible_people(scope=scope_of(held))) == []
    assert list(visible_memberships(scope=scope_of(held))) == []


def test_people_are_found_by_part_of_name_or_mail():
    by_name = UserFactory(display_name="Громова Е. А.")
    by_mail = UserFactory(email="gromova2@example.invalid", display_name="")
    UserFactory(display_name="Петренко")
    people = visible_people(scope=SYSTEM)
    assert list(filter_people(people, query=" громова ", today=TODAY)) == [by_name]
    assert list(filter_people(people, query="gromova", today=TODAY)) == [by_mail]


def test_people_are_filtered_by_role_in_force():
    held = MembershipFactory(region_officer=True)
    MembershipFactory(region_officer=True, valid_to=TODAY - dt.timedelta(days=1))
    people = filter_people(visible_people(scope=SYSTEM), role=Role.REGION_OFFICER, today=TODAY)
    assert list(people) == [held.user]


def test_person_states_are_told_apart():
    active = UserFactory(email="a@example.invalid")
    invited = UserFactory(email="b@example.invalid")
    invited.set_unusable_password()
    invited.save()
    UserFactory(email="c@example.invalid", is_active=False)
    people = describe_people(visible_people(scope=SYSTEM), today=TODAY)
    assert [(one.pk, one.state) for one in people][:2] == [
        (active.pk, "active"),
        (invited.pk, "invited"),
    ]
    assert people[2].state == "blocked"


@pytest.mark.parametrize("count", [1, 4])
def test_people_query_count_is_constant(count, college, django_assert_num_queries):
    MembershipFactory.create_batch(count, college_teacher=True, college=college)
    with django_assert_num_queries(2):
        people = describe_people(visible_people(scope=SYSTEM), today=TODAY)
    assert [one.roles[0].place for one in people] == [college.short_name] * count


# --- jobs and audit ---------------------------------------------------------------------------
def make_job(now: dt.datetime, user=None) -> Job:
    return Job.objects.create(kind="test.kind", created_at=now, due_at=now, requested_by=user)


def test_jobs_of_a_person_are_those_asked_for(college_manager, college_teacher, now):
    mine = make_job(now, college_manager.user)
    make_job(now, college_teacher.user)
    make_job(now)
    assert list(visible_jobs(scope=scope_of(college_manager))) == [mine]


def test_jobs_of_administrator_are_all(administrator, college_teacher, now):
    first, second = make_job(now, college_teacher.user), make_job(now)
    assert list(visible_jobs(scope=scope_of(administrator))) == [second, first]


def test_jobs_of_nobody_are_none(now):
    make_job(now)
    assert list(visible_jobs(scope=NOBODY)) == []


def test_audit_lines_are_for_administrators_only(administrator, region_officer, now):
    line = record_action(action="test.do", actor_id=None, now=now)
    everything = AuditFilter()
    assert list(audit_entries(scope=scope_of(administrator), chosen=everything)) == [line]
    assert list(audit_entries(scope=scope_of(region_officer), chosen=everything)) == []


def test_audit_lines_are_filtered(administrator, region_officer, now):
    wanted = record_action(
        action="test.do", actor_id=region_officer.user_id, now=now, target=region_officer
    )
    record_action(action="test.undo", actor_id=administrator.user_id, now=now)
    record_action(action="test.do", actor_id=None, now=now - dt.timedelta(days=2))
    for chosen in (
        AuditFilter(action="test.do", first_day=now),
        AuditFilter(actor=region_officer.user.email[:8]),
        AuditFilter(object_type="accounts.membership", object_id=str(region_officer.pk)),
        AuditFilter(action="test.do", first_day=now, after_last_day=now + dt.timedelta(days=1)),
    ):
        assert list(audit_entries(scope=scope_of(administrator), chosen=chosen)) == [wanted]


def test_student_user_ids_finds_students_only(student_role, college_teacher):
    ids = {student_role.user_id, college_teacher.user_id}
    assert student_user_ids(ids) == {student_role.user_id}
