from io import BytesIO

import openpyxl
import pytest

from assessments.imports.registry import KINDS, kind_of_key, kind_of_slug
from core.tables.alternatives import read_alternatives
from core.tables.reading import read_workbook
from core.tables.templates import GUIDE, write_template
from tests.factories.assessments import CriterionFactory, InstrumentFactory, SheetFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ModuleFactory,
    ProgrammeFactory,
    StudentFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db

# The template of an alignment is the export of its programme: tests/colleges.
WITH_TEMPLATE = [
    "contingent", "results", "placements", "practice-results", "demo-exam-forms", "demo-exam",
    "outcomes", "curriculum",
]  # fmt: skip


@pytest.fixture
def parameters(college):
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    student = StudentFactory(
        college=college, last_name="Ёлкина", first_name="Анна", record_book="0012"
    )
    EnrolmentFactory(group=group, student=student)
    instrument = InstrumentFactory()
    CriterionFactory(instrument=instrument, name="Вспашка")
    sheet = SheetFactory(group=group, instrument=instrument)
    ModuleFactory(programme=group.programme, hours=72)
    return {"group": group.pk, "sheet": sheet.pk, "programme": group.programme_id}


def test_every_kind_is_found_by_its_key_and_its_address():
    assert [kind.slug for kind in KINDS] == [*WITH_TEMPLATE, "alignment", "alignment-case"]
    for kind in KINDS:
        assert kind_of_key(kind.key) is kind
        assert kind_of_slug(kind.slug) is kind
    assert kind_of_key("standards.registry") is None


@pytest.mark.parametrize("slug", WITH_TEMPLATE)
def test_own_template_is_read_without_a_word(slug, parameters, college_manager_client):
    kind = kind_of_slug(slug)
    target = kind.target(scope=college_manager_client.scope, parameters=parameters)
    content = write_template(kind.template(target=target))

    reading = read_alternatives(read_workbook(content, "t.xlsx"), kind.specs(target=target))

    # Rows that the portal filled in lack only what people are to add.
    assert {problem.sheet for problem in reading.problems} <= {kind.template(target=target).title}
    assert all(problem.message.startswith("Не заполнено") for problem in reading.problems)
    assert len(reading.tables) == 1


@pytest.mark.parametrize("slug", sorted(set(WITH_TEMPLATE[1:]) - {"demo-exam-forms", "curriculum"}))
def test_template_of_a_group_has_its_students_as_text(slug, parameters, college_manager_client):
    kind = kind_of_slug(slug)
    target = kind.target(scope=college_manager_client.scope, parameters=parameters)
    book = openpyxl.load_workbook(BytesIO(write_template(kind.template(target=target))))

    sheet = book.worksheets[0]
    assert [sheet["A2"].value, sheet["B2"].value] == ["Ёлкина Анна Отчество", "0012"]
    assert sheet["B2"].number_format == "@"
    assert GUIDE in book.sheetnames


def test_template_offers_lists_and_an_example_apart_from_the_rows(college_manager_client):
    kind = kind_of_slug("contingent")
    target = kind.target(scope=college_manager_client.scope, parameters={})
    book = openpyxl.load_workbook(BytesIO(write_template(kind.template(target=target))))

    page, guide = book.worksheets[0], book[GUIDE]
    lists = [rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert '"муж,жен"' in lists
    assert page.max_row == 1
    examples = {row[0].value: row[3].value for row in guide.iter_rows(min_row=2) if row[0].value}
    assert examples["Дата рождения"] == "05.03.2008"
