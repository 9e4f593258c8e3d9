import datetime as dt

import pytest

from colleges.imports.outcomes import OutcomesImport
from colleges.models import GraduateOutcome
from colleges.services.contingent import Place
from core.import_kinds import Target
from tests.core.tables.workbooks import make_xlsx
from tests.factories.colleges import EnrolmentFactory, StudyGroupFactory
from tests.importing import Loader, found

pytestmark = pytest.mark.django_db

HEADER = ["ФИО", "На дату", "Статус"]


@pytest.fixture
def loader():
    group = StudyGroupFactory()
    EnrolmentFactory(
        group=group,
        student__last_name="Ким",
        student__first_name="Юлия",
        student__college=group.college,
        state="graduated",
    )
    place = Place(college=group.college, group=group)
    return Loader(
        OutcomesImport(), Target(college_id=group.college_id, subject=place, title="", route="")
    )


def test_same_thing_in_a_row_of_the_same_number_on_another_sheet_is_repeated(loader):
    row = ["Ким Юлия", dt.date(2026, 10, 1), "трудоустроен"]
    content = make_xlsx([HEADER, row], sheet="Т-1", more={"Т-2": [HEADER, row]})

    batch = loader.check_bytes(content, "t.xlsx")

    message = "Статус этого выпускника на эту дату уже стоит в строке 2 листа «Т-1»."
    assert found(batch) == [(2, "A", message, [])]
    assert not GraduateOutcome.objects.exists()


def test_row_with_another_birth_date_is_told_of_the_date_and_not_of_the_group(college):
    groups = [StudyGroupFactory(name=name, college=college) for name in ("М-31", "Т-11")]
    for group, day in zip(groups, (5, 6), strict=True):
        EnrolmentFactory(
            group=group,
            student__last_name="Ли",
            student__first_name="Анна",
            student__patronymic="",
            student__birth_date=dt.date(2008, 3, day),
            student__college=college,
            state="graduated",
        )
    target = Target(college_id=college.pk, subject=Place(college=college), title="", route="")
    fact = [dt.date(2026, 10, 1), "трудоустроен"]

    batch = Loader(OutcomesImport(), target).check(
        [*HEADER, "Дата рождения", "Группа"],
        ["Ли Анна", *fact, dt.date(2008, 3, 7), "М-31"],
        ["Ли Анна", *fact, dt.date(2008, 3, 5), "М–31"],
        ["Ли Анна", *fact, dt.date(2008, 3, 5), "М-32"],
    )

    assert found(batch) == [
        (2, "D", "У обучающегося с этим именем в этой группе другая дата рождения.", []),
        (4, "E", "Такой группы в колледже нет, или в ней никто не учится.", ["М-31"]),
    ]
