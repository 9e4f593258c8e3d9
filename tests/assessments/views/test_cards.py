import datetime as dt
from copy import deepcopy
from statistics import NormalDist

import pytest
from django.urls import reverse

from assessments.models import Evidence, StudentReadiness
from assessments.rules.parameters import default_parameter_values, parameters_from_json
from assessments.selectors.calculations import calculate
from assessments.selectors.groups import students_of_group
from assessments.selectors.scoring_input import Ledger, read_scoring_input
from assessments.selectors.student_cards import student_card
from assessments.services.runs import compute_students
from core.models import AuditEntry
from core.numbers import format_interval, format_number
from tests.assessments.services.test_runs import full_evidence
from tests.conftest import NOW
from tests.factories.assessments import (
    EvidenceFactory,
    MethodologyFactory,
    RaterFactory,
    StudentReadinessFactory,
    store_score,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]


@pytest.fixture
def programme(college):
    programme = ProgrammeFactory(college=college)
    ProgrammeFunctionFactory.create_batch(2, programme=programme)
    return programme


@pytest.fixture
def group(programme):
    return StudyGroupFactory(programme=programme, name="М-31")


@pytest.fixture
def student(group, student_role):
    return EnrolmentFactory(group=group, student=student_role.student).student


@pytest.fixture
def methodology():
    return MethodologyFactory(published=True, parameters=default_parameter_values())


def compute(student):
    compute_students(college_id=student.college_id, student_ids=[student.pk], now=NOW)
    return StudentReadiness.objects.get(student=student)


def card_url(student):
    return reverse("assessments:student_card", args=[student.uid])


def test_card_shows_the_stored_numbers(college_teacher_client, methodology, programme, student):
    full_evidence(student, programme, 0.8)
    Evidence.objects.update(observed_on=NOW.date())
    stored = compute(student)

    response = college_teacher_client.get(card_url(student))

    card = response.context["card"]
    assert (card["index"], card["level"]) == (stored.index, stored.level)
    assert dict(card["facts"]) == {
        "Полнота": "100\u00a0%",
        "Охват функций": "100\u00a0%",
        "Практика": format_number(stored.practice, 2),
        "Знания": format_number(stored.knowledge, 2),
        "Мотивация": format_number(stored.motivation, 2),
        "Рефлексия": format_number(stored.reflection, 2),
    }
    assert [function["value"] for function in card["functions"]] == [
        pytest.approx(0.8),
        pytest.approx(0.8),
    ]
    # What the student says of the own work stands apart.
    assert [len(function["evidence"]) for function in card["functions"]] == [2, 2]
    assert [(row["own"], row["words"]) for row in card["own_view"]] == [
        (0.8, "совпадает"),
        (0.8, "совпадает"),
    ]
    assert f">{format_number(stored.index, 2)}</p>" in response.content.decode()


def test_card_says_why_the_estimate_is_provisional_and_what_is_missing(
    college_teacher_client, methodology, programme, student
):
    function = programme.required_functions.order_by("pk").first().function
    EvidenceFactory(student=student, function=function, score=0.4, observed_on=NOW.date())
    compute(student)

    card = college_teacher_client.get(card_url(student)).context["card"]

    assert card["is_provisional"]
    assert card["sentence"].startswith(
        "Оценка предварительная: полнота 40\u00a0%, охват функций 50\u00a0%."
    )
    assert set(card["missing_components"]) >= {"знания", "мотивация"}
    unknown = [row for row in card["functions"] if row["value"] is None]
    assert len(unknown) == 1


def test_card_tells_who_judged_and_keeps_what_was_annulled_in_sight(
    college_teacher_client, student_client, methodology, programme, student, college_teacher
):
    function = programme.required_functions.order_by("pk").first().function
    college_teacher.user.display_name = "Орлова М. П."
    college_teacher.user.save()
    rater = RaterFactory(college=student.college, user=college_teacher.user, title="")
    common = {"student": student, "function": function, "observed_on": NOW.date()}
    EvidenceFactory(rater=rater, score=0.4, **common)
    EvidenceFactory(
        rater=RaterFactory(college=student.college, title="комиссия ПМ.01"),
        score=1.0,
        voided_at=NOW,
        void_reason="не тот обучающийся",
        **common,
    )
    compute(student)

    def evidence(client, url):
        card = client.get(url).context["card"]
        rows = next(row["evidence"] for row in card["functions"] if row["evidence"])
        return sorted((row["rater"], row["is_voided"], row["void_reason"]) for row in rows)

    # The reason is of the whole sheet and may name a classmate: it stays with the staff.
    assert evidence(college_teacher_client, card_url(student)) == [
        ("комиссия ПМ.01", True, "не тот обучающийся"),
        ("преподаватель или мастер, Орлова М. П.", False, ""),
    ]
    assert evidence(student_client, reverse("assessments:my_card")) == [
        ("комиссия ПМ.01", True, ""),
        ("преподаватель или мастер", False, ""),
    ]


def test_history_tells_the_index_after_each_day_that_brought_evidence(
    college_teacher_client, methodology, programme, student
):
    function = programme.required_functions.order_by("pk").first().function
    for day, score in ((dt.date(2026, 11, 1), 0.4), (NOW.date(), 0.8)):
        EvidenceFactory(student=student, function=function, score=score, observed_on=day)
    stored = compute(student)

    rows = college_teacher_client.get(card_url(student)).context["card"]["history"]["rows"]

    assert [(row["day"], row["new_rows"]) for row in rows] == [
        (NOW.date(), 1),
        (dt.date(2026, 11, 1), 1),
    ]
    assert rows[0]["index"] == pytest.approx(stored.index)
    assert rows[1]["index"] == pytest.approx(0.4)
    assert rows[0]["change"] == pytest.approx(stored.index - 0.4)
    assert rows[1]["change"] is None
    # The newest row says the same as the card; a single rating is known less well than two.
    assert rows[0]["interval"] == (
        pytest.approx(min(stored.index_low, stored.index)),
        pytest.approx(max(stored.index_high, stored.index)),
    )
    narrow, wide = (high - low for low, high in (row["interval"] for row in rows))
    assert narrow < wide


def test_card_is_dated_by_its_numbers_and_not_by_the_day_of_reading(
    college_teacher_client, methodology, programme, student
):
    full_evidence(student, programme, 0.8)
    Evidence.objects.update(observed_on=dt.date(2026, 11, 10))
    earlier = NOW - dt.timedelta(days=2)
    compute_students(college_id=student.college_id, student_ids=[student.pk], now=earlier)

    response = college_teacher_client.get(card_url(student))

    assert response.context["card"]["as_of_date"] == dt.date(2026, 11, 18)
    assert "На 18.11.2026" in response.content.decode()


def test_interval_of_the_card_holds_the_index_that_little_evidence_takes_far(
    college_teacher_client, methodology, programme, student
):
    function = programme.required_functions.order_by("pk").first().function
    EvidenceFactory(student=student, function=function, score=0.9, observed_on=NOW.date())
    stored = compute(student)
    StudentReadiness.objects.update(index_low=0.6, index_high=0.8)
    store_score(student, function, interval_low=0.6, interval_high=0.8)

    card = college_teacher_client.get(card_url(student)).context["card"]

    assert card["interval"] == format_interval(0.6, 0.9, 2)
    (line,) = (row for row in card["functions"] if row["value"] is not None)
    assert (line["low"], line["high"]) == (0.6, pytest.approx(0.9))
    group = college_teacher_client.get(reverse("assessments:group_detail", args=[stored.group_id]))
    (row,) = group.context["rows"]
    assert (row.low, row.high) == (0.6, pytest.approx(0.9))


def test_student_without_a_computation_has_an_empty_card(
    college_teacher_client, methodology, student
):
    response = college_teacher_client.get(card_url(student))

    assert response.context["card"] is None
    assert "Готовность ещё не посчитана" in response.content.decode()


def test_opened_card_leaves_one_line_without_a_name(college_teacher_client, methodology, student):
    before = AuditEntry.objects.count()

    college_teacher_client.get(card_url(student))

    assert AuditEntry.objects.count() == before + 1
    line = AuditEntry.objects.order_by("pk").last()
    assert (line.action, line.actor_id) == (
        "assessments.read_card",
        college_teacher_client.user.pk,
    )
    assert student.last_name not in str(line.details)


def test_student_sees_the_own_card_and_no_other(
    student_client, methodology, programme, student, group
):
    other = EnrolmentFactory(group=group).student

    own = student_client.get(reverse("assessments:my_card"))

    assert (own.status_code, own.context["name"]) == (200, student.full_name)
    assert student_client.get(card_url(student)).status_code == 403
    assert student_client.get(card_url(other)).status_code == 403
    group_page = reverse("assessments:group_detail", args=[group.pk])
    assert student_client.get(group_page).status_code == 403


def test_card_and_group_of_another_college_are_not_found(
    other_college_manager_client, methodology, student, group
):
    assert other_college_manager_client.get(card_url(student)).status_code == 404
    page = reverse("assessments:group_detail", args=[group.pk])
    assert other_college_manager_client.get(page).status_code == 404


def cost(client, url, capture):
    with capture as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_card_costs_as_many_queries_for_many_pieces_of_evidence_as_for_few(
    college_teacher_client, methodology, programme, student, django_assert_max_num_queries
):
    full_evidence(student, programme, 0.8)
    compute(student)
    url = card_url(student)
    few = cost(college_teacher_client, url, django_assert_max_num_queries(40))
    for _time in range(2):
        full_evidence(student, programme, 0.4)
    compute(student)

    assert cost(college_teacher_client, url, django_assert_max_num_queries(40)) == few


def test_group_lists_readiness_beside_names_for_a_fixed_number_of_queries(
    college_teacher_client, methodology, student, group, django_assert_max_num_queries
):
    url = reverse("assessments:group_detail", args=[group.pk])
    one = cost(college_teacher_client, url, django_assert_max_num_queries(20))
    for enrolment in EnrolmentFactory.create_batch(2, group=group):
        StudentReadinessFactory(student=enrolment.student, group=group, index=0.74)
    assert cost(college_teacher_client, url, django_assert_max_num_queries(20)) == one

    context = college_teacher_client.get(url).context
    assert sorted(str(row.index) for row in context["rows"]) == ["0.74", "0.74", "None"]
    assert context["ready_bound"] == pytest.approx(0.7)


def test_graduate_of_an_archived_group_keeps_the_card(student_client, methodology, student):
    student.enrolments.update(ended_on=dt.date(2026, 7, 1), state="graduated")

    assert student_client.get(reverse("assessments:my_card")).status_code == 200


def test_card_says_the_mass_of_its_intervals(college_teacher_client, programme, student):
    MethodologyFactory(published=True, parameters=default_parameter_values() | {"interval": 0.5})
    full_evidence(student, programme, 0.8)
    Evidence.objects.update(observed_on=NOW.date())
    compute(student)
    page = college_teacher_client.get(card_url(student)).content.decode()
    assert "Оценка и 50\u00a0% интервал" in page
    assert "90\u00a0% интервал" not in page


@pytest.mark.parametrize(("narrow", "word"), [(0.5, "высокая"), (0.01, "средняя")])
def test_word_for_the_index_follows_the_methodology(
    college_teacher_client, programme, student, group, narrow, word
):
    parameters = deepcopy(default_parameter_values())
    parameters["confidence"]["high_half_width"] = narrow
    MethodologyFactory(published=True, parameters=parameters)
    full_evidence(student, programme, 0.8)
    Evidence.objects.update(observed_on=NOW.date())
    compute(student)
    card = college_teacher_client.get(card_url(student)).context["card"]
    assert card["confidence"].startswith(f"уверенность: {word}")
    line = students_of_group(group=group)[0]
    assert line.sureness == word


@pytest.fixture
def hopeful():
    """A version that takes students for strong, so that little evidence reaches the end."""
    parameters = deepcopy(default_parameter_values())
    parameters["prior"]["mean"] = 0.95
    return MethodologyFactory(published=True, parameters=parameters)


def test_chance_of_an_index_at_the_end_of_the_scale(hopeful, programme, student):
    """A limit cut off at 1 hides how far the estimate spreads; the chance is that of the normal."""
    full_evidence(student, programme, 1.0)
    Evidence.objects.update(observed_on=NOW.date())
    stored = compute(student)
    assert (stored.index_high, stored.index_low < 1) == (1.0, True)
    parameters = parameters_from_json(hopeful.parameters)
    source = read_scoring_input(
        college_id=student.college_id,
        ledger=Ledger(as_of_date=NOW.date()),
        student_ids=[student.pk],
    )
    posterior = calculate(source, parameters, {}, as_of=NOW.date()).students.posterior
    mean, deviation = float(posterior.mean[0]), float(posterior.variance[0]) ** 0.5
    # The lower limit is whole: it, the mean and the deviation belong to one normal.
    assert stored.index_low == pytest.approx(mean - 1.6448536269514722 * deviation)
    card = student_card(student=student, today=NOW.date())
    assert card.index_chance == pytest.approx(1 - NormalDist(mean, deviation).cdf(0.70))


def test_chance_is_not_said_where_only_cut_off_limits_are_known(hopeful, programme, student):
    full_evidence(student, programme, 1.0)
    Evidence.objects.update(observed_on=NOW.date())
    compute(student)
    StudentReadiness.objects.update(index_low=0.7)
    assert student_card(student=student, today=NOW.date()).index_chance is None
