"""Short names of students who are shown one by one."""

from colleges.selectors.namesakes import names_in_college
from tests.factories.colleges import CollegeFactory, StudentFactory


def test_student_with_a_namesake_in_the_college_is_shown_with_the_patronymic(
    db, django_assert_num_queries
):
    college = CollegeFactory()
    shown = StudentFactory(
        college=college, last_name="Ким", first_name="Юлия", patronymic="Олеговна"
    )
    StudentFactory(college=college, last_name="Ким", first_name="Юлия", patronymic="Сергеевна")
    alone = StudentFactory(college=college, last_name="Пак", first_name="Ян")
    StudentFactory(college=college, last_name="Пак", first_name="Ия")

    with django_assert_num_queries(2):
        names = names_in_college([shown, alone])

    assert names == {shown.pk: "Ким Юлия Олеговна", alone.pk: "Пак Ян"}


def test_namesake_of_another_college_or_a_merged_record_changes_nothing(db):
    shown = StudentFactory(last_name="Ким", first_name="Юлия", patronymic="Олеговна")
    StudentFactory(last_name="Ким", first_name="Юлия", patronymic="Сергеевна")
    merged = StudentFactory(
        college=shown.college,
        last_name="Ким",
        first_name="Юлия",
        patronymic="Ильинична",
        merged_into=shown,
    )

    assert names_in_college([shown, merged]) == {shown.pk: "Ким Юлия", merged.pk: "Ким Юлия"}
    assert names_in_college([]) == {}


def test_spellings_of_one_name_are_namesakes(db):
    shown = StudentFactory(last_name="Ким", first_name="Артём", patronymic="Ильич")
    StudentFactory(college=shown.college, last_name="Ким", first_name="Артем", patronymic="Юрьевич")
    assert names_in_college([shown]) == {shown.pk: "Ким Артём Ильич"}


def test_only_people_of_the_same_names_are_read(db, django_assert_num_queries):
    shown = StudentFactory(last_name="Ким", first_name="Юлия")
    others = [
        StudentFactory(college=shown.college, last_name="Ким", first_name=f"Имя{letter}")
        for letter in "абв"
    ]
    with django_assert_num_queries(2) as captured:
        names_in_college([shown])
    read = captured.captured_queries[1]["sql"].partition("WHERE")[2]
    assert str(shown.pk) in read
    assert not any(f" {other.pk}," in read for other in others)
