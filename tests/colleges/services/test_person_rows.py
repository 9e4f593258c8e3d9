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
