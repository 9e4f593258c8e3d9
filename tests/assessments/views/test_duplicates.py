import datetime as dt

import pytest
from django.urls import reverse

from assessments.models import StudentMerge
from colleges.models import DifferentPeople, Student
from tests.factories.assessments import EvidenceFactory, StudentMergeFactory
from tests.factories.colleges import EnrolmentFactory, StudyGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]

LIST = reverse("assessments:duplicate_list")
BORN = dt.date(2008, 3, 12)


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme__college=college, name="М-31")


@pytest.fixture
def pair(group):
    return person(group, "Лунёв", record_book="1"), person(group, "Лунев", record_book="2")


def person(group, last_name, **fields):
    fields = {"birth_date": BORN} | fields
    return EnrolmentFactory(
        group=group,
        student__last_name=last_name,
        **{f"student__{name}": value for name, value in fields.items()},
    ).student


def merge_url(kept, dropped):
    return reverse("assessments:student_merge", args=[kept.uid, dropped.uid])


DECIDED = {"field:name": "kept", "field:record_book": "dropped"}


def test_list_says_who_and_why_and_leads_to_the_comparison(college_manager_client, pair, group):
    person(group, "Дубов", birth_date=None)

    (row,) = college_manager_client.get(LIST).context["rows"]

    assert [(one["name"].split()[0], one["group"]) for one in row["people"]] == [
        ("Лунёв", "М-31"),
        ("Лунев", "М-31"),
    ]
    assert str(row["why"]) == "имя и дата рождения совпадают"
    assert row["url"] == merge_url(*pair)


def test_list_costs_as_many_queries_for_three_pairs_as_for_one(
    college_manager_client, pair, group, django_assert_max_num_queries
):
    def rows():
        return len(college_manager_client.get(LIST).context["rows"])

    with django_assert_max_num_queries(12) as one:
        assert rows() == 1
    for name in ("Дубов", "Полевой"):
        born = BORN + dt.timedelta(days=len(name))
        person(group, name, birth_date=born)
        person(group, name, birth_date=born)
    with django_assert_max_num_queries(12) as three:
        assert rows() == 3
    assert len(one) == len(three)


def test_comparison_shows_both_sides_and_what_must_be_decided(college_manager_client, pair):
    EvidenceFactory(student=pair[1])

    context = college_manager_client.get(merge_url(*pair)).context

    rows = {str(name): (one, other) for name, one, other, _differs in context["rows"]}
    assert rows["Дата рождения"] == ("12.03.2008", "12.03.2008")
    assert rows["Номер зачётной книжки"] == ("1", "2")
    assert rows["Свидетельств"] == ("0", "1")
    assert [conflict["key"] for conflict in context["conflicts"]] == [
        "field:name",
        "field:record_book",
    ]


def test_undecided_merge_is_refused_and_keeps_what_was_chosen(college_manager_client, pair):
    response = college_manager_client.post(merge_url(*pair), {"field:name": "dropped"})

    assert "Выберите, что оставить: Номер зачётной книжки" in response.text
    chosen = {one["key"]: one["chosen"] for one in response.context["conflicts"]}
    assert chosen == {"field:name": "dropped", "field:record_book": ""}
    assert not StudentMerge.objects.exists()


def test_merge_and_its_undo(college_manager_client, pair):
    kept, dropped = pair
    client = college_manager_client

    response = client.post(merge_url(kept, dropped), DECIDED)

    card = reverse("assessments:student_card", args=[kept.uid])
    assert response["Location"] == card
    kept.refresh_from_db()
    assert (kept.last_name, kept.record_book) == ("Лунёв", "2")
    old_card = reverse("assessments:student_card", args=[dropped.uid])
    assert client.get(old_card)["Location"] == card
    context = client.get(LIST).context
    assert context["rows"] == []
    (done,) = context["merges"]
    assert done["dropped"].startswith("Лунев")

    assert "вернётся к ней" in client.get(done["undo"]).text
    assert client.post(done["undo"])["Location"] == LIST
    kept.refresh_from_db()
    assert kept.record_book == "1"
    assert Student.objects.get(pk=dropped.pk).merged_into is None
    assert len(client.get(LIST).context["rows"]) == 1
    assert client.post(done["undo"]).status_code == 404


def test_those_told_apart_are_not_asked_about_again(college_manager_client, pair):
    address = reverse("assessments:tell_apart", args=[pair[0].uid, pair[1].uid])

    assert college_manager_client.post(address)["Location"] == LIST

    assert DifferentPeople.objects.count() == 1
    assert college_manager_client.get(LIST).context["rows"] == []


def test_merge_is_the_managers_and_of_one_college(
    college_manager_client, college_teacher_client, other_college_manager_client, pair
):
    assert college_teacher_client.post(merge_url(*pair), DECIDED).status_code == 403
    assert other_college_manager_client.post(merge_url(*pair), DECIDED).status_code == 404
    foreign = EnrolmentFactory().student
    assert college_manager_client.get(merge_url(pair[0], foreign)).status_code == 404
    assert college_manager_client.get(merge_url(pair[0], pair[0])).status_code == 404
    assert not StudentMerge.objects.exists()


def test_merges_that_can_be_undone_come_in_pages(
    college_manager_client, college, django_assert_max_num_queries
):
    for number in range(30):
        StudentMergeFactory(kept__college=college, kept__last_name=f"Лунёв{number:02}")

    with django_assert_max_num_queries(14):
        context = college_manager_client.get(LIST).context
    assert len(context["merges"]) == 25
    assert len(college_manager_client.get(LIST, {"merged": "2"}).context["merges"]) == 5


def test_number_left_with_a_merged_record_says_where_it_is(college_manager_client, pair):
    kept, dropped = pair
    college_manager_client.post(merge_url(kept, dropped), DECIDED | {"field:record_book": "kept"})
    dropped.refresh_from_db()
    assert dropped.merged_into == kept

    response = college_manager_client.post(
        reverse("colleges:student_edit", args=[kept.uid]),
        {
            "last_name": "Лунёв",
            "first_name": kept.first_name,
            "birth_date": "2008-03-12",
            "sex": "m",
            "record_book": dropped.record_book,
        },
    )

    (message,) = response.context["form"].errors["record_book"]
    assert message.startswith("Этот номер остался в записи, объединённой с другой: Лунёв")
