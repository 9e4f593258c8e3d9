import datetime as dt

import pytest

from core.audit import record_action

pytestmark = pytest.mark.django_db


def test_audit_page_names_staff_but_not_students(
    administrator_client, student_role, college_teacher, now
):
    student_role.user.display_name = "Секретная Фамилия"
    student_role.user.save()
    record_action(action="test.answer", actor_id=student_role.user_id, now=now)
    record_action(action="test.enter", actor_id=college_teacher.user_id, now=now)
    record_action(action="test.compute", actor_id=None, now=now)
    page = administrator_client.get("/audit/")
    assert [row["actor"] for row in page.context["rows"]] == [
        "портал",
        college_teacher.user.display_name,
        f"обучающийся, запись {student_role.user_id}",
    ]
    assert "Секретная Фамилия" not in page.text


def test_audit_page_filters_by_days_of_local_time(administrator_client, now):
    late = dt.datetime(2026, 11, 20, 21, 30, tzinfo=dt.UTC)  # 21 November in Moscow
    record_action(action="test.late", actor_id=None, now=late)
    record_action(action="test.noon", actor_id=None, now=now)
    page = administrator_client.get("/audit/?first_day=2026-11-21&last_day=2026-11-21")
    assert [row["action"] for row in page.context["rows"]] == ["test.late"]


def test_audit_page_refuses_a_period_that_ends_before_it_begins(administrator_client, now):
    record_action(action="test.noon", actor_id=None, now=now)
    page = administrator_client.get("/audit/?first_day=2026-11-22&last_day=2026-11-21")
    assert "Начало периода позже его конца." in page.text


def test_audit_page_shows_details_as_plain_values(administrator_client, now):
    record_action(action="test.do", actor_id=None, now=now, details={"rows": 25, "state": "ok"})
    (row,) = administrator_client.get("/audit/").context["rows"]
    assert row["details"] == ["rows: 25", "state: ok"]


@pytest.mark.parametrize("count", [1, 5])
def test_audit_page_query_count_is_constant(
    administrator_client, college_teacher, now, count, django_assert_num_queries
):
    for _ in range(count):
        record_action(action="test.do", actor_id=college_teacher.user_id, now=now)
    # Session, person, roles; words of two filters; number of lines, the lines, who is a student.
    with django_assert_num_queries(8):
        administrator_client.get("/audit/")
