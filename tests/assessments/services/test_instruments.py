"""Forms of assessment: what is written, what is refused, what becomes of their sheets."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from assessments.enums import Component, DemoExamLevel, EvidenceKind, ScaleKind
from assessments.models import Criterion, Evidence, Instrument, Sheet
from assessments.services.instrument_removal import remove_instrument
from assessments.services.instruments import (
    CriterionContent,
    InstrumentContent,
    InstrumentInUse,
    change_instrument,
    create_instrument,
)
from assessments.services.sheets import (
    CellInput,
    SheetDetails,
    create_sheet,
    record_results,
    submit_sheet,
)
from core.models import AuditEntry
from tests.factories.assessments import (
    NOW,
    CriterionFactory,
    InstrumentFactory,
    RaterFactory,
    SheetFactory,
)
from tests.factories.colleges import (
    CollegeFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    StudyGroupFactory,
)
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db


def content(*criteria, **changes):
    said = {
        "name": "Экзамен ПМ.02",
        "kind": EvidenceKind.MODULE_EXAM,
        "component": Component.PRACTICAL,
        "criteria": criteria,
    }
    return InstrumentContent(**said | changes)


def points(name, *bearings, maximum=20):
    return CriterionContent(
        name=name, scale=ScaleKind.POINTS, maximum=Decimal(maximum), bearings=bearings
    )


def make(college, wanted):
    return create_instrument(college=college, content=wanted, actor_id=None, now=NOW)


def change(instrument, wanted):
    return change_instrument(instrument=instrument, content=wanted, actor_id=None, now=NOW)


def written(instrument):
    return [
        (
            one.position,
            one.name,
            one.scale,
            one.maximum,
            sorted(one.bearings.values_list("function_id", "strength")),
        )
        for one in instrument.criteria.order_by("position")
    ]


def test_form_is_written_with_its_criteria_in_order(college):
    first, second = LabourFunctionFactory(), LabourFunctionFactory()
    mark = CriterionContent(name="Уборка", scale=ScaleKind.MARK, maximum=Decimal(7), code="ПК 1.2")
    form = make(college, content(points("Пуск", (first.pk, 1.0), (second.pk, 0.5)), mark))
    assert (form.college, form.name, form.kind) == (
        college,
        "Экзамен ПМ.02",
        EvidenceKind.MODULE_EXAM,
    )
    assert written(form) == [
        (0, "Пуск", "points", Decimal(20), [(first.pk, 1.0), (second.pk, 0.5)]),
        (1, "Уборка", "mark", None, []),
    ]
    assert form.criteria.get(position=1).code == "ПК 1.2"
    assert [
        (entry.action, entry.object_id)
        for entry in AuditEntry.objects.filter(action__contains="instrument")
    ] == [("assessments.create_instrument", str(form.pk))]


@pytest.mark.parametrize(
    ("criteria", "changes", "message"),
    [
        ([], {}, "Внесите хотя бы один критерий."),
        (["Пуск"], {}, "не появится ни одного свидетельства"),
        (["Пуск*", "пуск "], {}, "назван дважды"),
        (["Пуск*"], {"component": Component.KNOWLEDGE}, "не относятся к отдельным"),
    ],
)
def test_form_that_makes_no_sense_is_refused_and_nothing_is_written(
    college, criteria, changes, message
):
    function = LabourFunctionFactory()
    rows = [
        points(name.strip("*"), *([(function.pk, 1.0)] if name.endswith("*") else []))
        for name in criteria
    ]
    with pytest.raises(ValidationError, match=message):
        make(college, content(*rows, **changes))
    assert Instrument.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_knowledge_form_needs_no_function(college):
    form = make(college, content(points("МДК.01.01"), component=Component.KNOWLEDGE))
    assert form.component == Component.KNOWLEDGE


def test_code_and_level_of_an_exam_name_one_form(college):
    row = points("Модуль 1", (LabourFunctionFactory().pk, 1.0))
    exam = {
        "kind": EvidenceKind.DEMO_EXAM,
        "code": "35.02.16-1-2026",
        "level": DemoExamLevel.BASIC,
    }
    make(CollegeFactory(), content(row, **exam))
    first = make(college, content(row, **exam))
    with pytest.raises(ValidationError, match="уже есть"):
        make(college, content(row, **exam))
    # The form itself is no clash, and another level is another form.
    change(first, content(row, **exam))
    make(college, content(row, **exam | {"level": DemoExamLevel.PROFILE}))


def test_unused_form_is_rewritten(college):
    one, two = LabourFunctionFactory(), LabourFunctionFactory()
    form = make(college, content(points("Пуск", (one.pk, 1.0)), points("Стоп")))
    change(form, content(points("Ремонт", (two.pk, 0.5), maximum=5), name="Экзамен ПМ.03"))
    form.refresh_from_db()
    assert form.name == "Экзамен ПМ.03"
    assert written(form) == [(0, "Ремонт", "points", Decimal(5), [(two.pk, 0.5)])]
    assert AuditEntry.objects.filter(action="assessments.change_instrument").count() == 1


@pytest.mark.parametrize("is_shared", [True, False])
def test_form_with_a_sheet_or_of_all_colleges_is_not_changed(college, is_shared):
    form = InstrumentFactory(college=None if is_shared else college, name="Прежняя")
    CriterionFactory(instrument=form, name="Прежний")
    if not is_shared:
        SheetFactory(
            group=StudyGroupFactory(programme=ProgrammeFactory(college=college)), instrument=form
        )
    with pytest.raises(InstrumentInUse):
        change(form, content(points("Новый", (LabourFunctionFactory().pk, 1.0))))
    form.refresh_from_db()
    assert form.name == "Прежняя"
    assert [one.name for one in Criterion.objects.filter(instrument=form)] == ["Прежний"]


def test_sheet_of_a_made_form_gives_evidence_of_its_functions(college):
    one, two = LabourFunctionFactory(), LabourFunctionFactory()
    form = make(college, content(points("Пуск", (one.pk, 1.0), (two.pk, 0.5)), points("Речь")))
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    student = EnrolmentFactory(group=group).student
    details = SheetDetails(
        group=group, instrument=form, rater=RaterFactory(college=college), held_on=NOW.date()
    )
    sheet = create_sheet(details=details, actor_id=None, now=NOW)
    cells = [CellInput(student.pk, row.pk, "15") for row in form.criteria.all()]
    record_results(sheet=sheet, cells=cells, actor_id=None, now=NOW)
    submit_sheet(sheet=sheet, actor_id=None, now=NOW)
    rows = Evidence.objects.order_by("function_id")
    assert [(row.function_id, row.score, row.strength, row.kind) for row in rows] == [
        (one.pk, 0.75, 1.0, EvidenceKind.MODULE_EXAM),
        (two.pk, 0.75, 0.5, EvidenceKind.MODULE_EXAM),
    ]


def test_sheet_of_a_form_that_was_removed_meanwhile_is_refused_in_words(college):
    form = make(college, content(points("Пуск", (LabourFunctionFactory().pk, 1.0))))
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    remove_instrument(instrument=Instrument.objects.get(), actor_id=None, now=NOW)
    details = SheetDetails(
        group=group, instrument=form, rater=RaterFactory(college=college), held_on=NOW.date()
    )
    with pytest.raises(ValidationError, match="только что удалили: выберите другую"):
        create_sheet(details=details, actor_id=None, now=NOW)
    assert not Sheet.objects.exists()
