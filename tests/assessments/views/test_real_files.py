"""Real files of other schools, loaded as a person would: upload, columns, dry run, writing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.urls import reverse

from assessments.enums import ResultState, ScaleKind
from assessments.models import Result
from colleges.models import Module, Student
from core.models import ImportBatch
from tests.assessments.views.importing import apply, send, texts
from tests.core.tables.workbooks import real_file
from tests.factories.assessments import CriterionFactory, InstrumentFactory, SheetFactory
from tests.factories.colleges import ProgrammeFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db

NOT_READ = (
    "Эти столбцы не загружаются: %s. Если среди них есть нужный, укажите его в разделе «Столбцы и "
    "листы»."
)


def send_real(client, slug, name, target=None):
    """Upload a real file; return the page and the batch, None when the file was refused."""
    file = SimpleUploadedFile(name, real_file(name).read_bytes())
    url = reverse("assessments:import_upload", args=[slug])
    answer = client.post(url, {"target": target.pk if target else "", "file": file}, follow=True)
    return answer, ImportBatch.objects.order_by("-pk").first()


def said(batch, *, errors):
    """Return (column, message, how many) of the report's errors or remarks, by kinds."""
    return [
        (column, message, count)
        for column, message, count, is_error in batch.report["summary"]
        if is_error is errors
    ]


def test_curriculum_of_a_university_loads_with_its_hours(college_manager_client, college):
    programme = ProgrammeFactory(college=college)
    _page, batch = send_real(
        college_manager_client, "curriculum", "plan_aup_000020692_2024.xlsx", programme
    )

    # Three choices of electives stand under «Б1»: the portal offers them indexes of their own.
    assert (batch.rows_total, batch.state) == (306, "refused")
    named = "«Моделирование бизнес-процессов / Моделирование систем»"
    assert [(column, count) for column, _text, count in said(batch, errors=True)] == [("Шифр", 8)]
    assert named in said(batch, errors=True)[0][1]

    mend = reverse("assessments:import_mend", args=[batch.pk])
    report = {"report": batch.report["fingerprint"]}
    offered = college_manager_client.post(mend, report | {"all": "1"}).context["fixes"]
    sent = report | {"fix": [fix["index"] for fix in offered]}
    answer = college_manager_client.post(mend, sent, follow=True)
    assert texts(answer) == ["Исправлено ячеек: 8."]
    batch.refresh_from_db()
    assert batch.report["counts"] == {"new": 67, "changed": 0, "same": 0, "passed": 1}
    assert said(batch, errors=False) == [
        ("Количество", "Недели переведены в часы: 324.", 2),
        ("", "Лист пропущен: на нём нет строки заголовка такой таблицы.", 1),
        (
            "",
            NOT_READ % "«Блок», «Часть», «Модуль», «Тип записи»",
            1,
        ),
    ]

    assert texts(apply(college_manager_client, batch)) == ["Записано: 67."]
    rows = Module.objects.filter(programme=programme)
    assert dict(rows.values_list("kind").annotate(Sum("hours"))) == {
        "discipline": 7956,
        "up": 72,
        "pp": 648,
    }


def test_sheet_of_attendance_gives_its_people(college_manager_client, college):
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    _page, batch = send_real(
        college_manager_client, "contingent", "vedomost_group_2024_ANON.xlsx", group
    )
    # Both sheets name the same people.
    assert (batch.rows_total, batch.state) == (36, "checked")
    assert batch.report["counts"] == {"new": 18, "updated": 0, "same": 0}
    assert texts(apply(college_manager_client, batch)) == ["Записано: 18."]
    assert Student.objects.filter(enrolments__group=group).count() == 18


def test_sheet_of_attendance_fills_a_sheet_of_results(college_manager_client, college):
    client = college_manager_client
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    _page, people = send_real(client, "contingent", "vedomost_group_2024_ANON.xlsx", group)
    apply(client, people)
    sheet = SheetFactory(group=group, instrument=InstrumentFactory(), college=college)
    for place, name in enumerate(("06.09.2024", "13.09.2024", "20.09.2024", "27.09.2024")):
        criterion = {"name": name, "scale": ScaleKind.PASS, "position": place}
        CriterionFactory(instrument=sheet.instrument, **criterion)

    _page, batch = send_real(client, "results", "vedomost_group_2024_ANON.xlsx", sheet)
    twice = "Столбец «%s» есть и на листе «Посещения»: укажите, какой лист взять."
    found = [text for _column, text, _count in said(batch, errors=True)]
    assert twice % "13.09.2024" in found

    columns = reverse("assessments:import_columns", args=[batch.pk])
    form = client.get(columns).context["sheets"]
    sent = {f"row-{one.number}": one.row for one in form}
    for one in form:
        for field in one.fields:
            sent[f"column-{one.number}-{field.key}"] = field.chosen or ""
    client.post(columns, sent | {f"out-{form[1].number}": "on"}, follow=True)
    batch.refresh_from_db()
    assert [(p["row"], p["column"], p["value"]) for p in batch.report["problems"][:1]] == [
        (14, "D", "Б")
    ]
    assert (batch.rows_total, batch.rows_wrong) == (18, 1)

    mend = reverse("assessments:import_mend", args=[batch.pk])
    client.post(mend, {"report": batch.report["fingerprint"], "value-0": "н/я"}, follow=True)
    batch.refresh_from_db()
    assert batch.report["counts"] == {"cells": 54, "replaced": 0, "same": 0}
    assert texts(apply(client, batch)) == ["Записано: 54."]
    assert Result.objects.filter(sheet=sheet, state=ResultState.VALUE).count() == 53


@pytest.mark.parametrize(
    ("slug", "name", "refusal", "fitting", "titles"),
    [
        (
            "contingent",
            "groups_disciplines.xlsx",
            "Не найдена строка заголовка.",
            [],
            ["N", "Академическая группа", "Академический учебный план", "Факультет"],
        ),
        (
            "curriculum",
            "kd_marksheyder_2022.xlsx",
            # A map of the terms: its header is known, indexes and names it has none.
            "Нет обязательного столбца «Индекс».",
            [],
            ["З.Е.", "1 семестр", "2 семестр", "3 семестр"],
        ),
        (
            "contingent",
            "plan_aup_000020692_2024.xlsx",
            "Не найдена строка заголовка.",
            ["curriculum"],
            None,
        ),
        (
            "outcomes",
            "vedomost_group_2024_ANON.xlsx",
            "Не найдена строка заголовка.",
            ["contingent", "results"],
            None,
        ),
    ],
)
def test_file_of_another_kind_says_which_kind_fits(
    slug, name, refusal, fitting, titles, college_manager_client, college
):
    programme = ProgrammeFactory(college=college)
    target = programme if slug == "curriculum" else None
    page, batch = send_real(college_manager_client, slug, name, target)

    assert batch.state == "refused"
    assert refusal in said(batch, errors=True)[0][1]
    assert [kind.slug for kind in page.context["fitting"]["kinds"]] == fitting
    shown = page.content.decode()
    for other in fitting:
        assert f'<a href="{reverse("assessments:import_upload", args=[other])}">' in shown
    if titles is not None:
        assert page.context["fitting"]["titles"][:4] == titles
        assert "Портал не узнаёт эту таблицу" in shown
        assert reverse("assessments:import_columns", args=[batch.pk]) in shown


def test_file_that_could_be_read_is_sent_nowhere_else(college_manager_client, college):
    programme = ProgrammeFactory(college=college)
    page, _batch = send_real(
        college_manager_client, "curriculum", "plan_aup_000020692_2024.xlsx", programme
    )
    assert page.context["fitting"] is None


def test_teacher_is_sent_to_kinds_that_a_teacher_may_load(college_teacher_client):
    page, _batch = send_real(college_teacher_client, "contingent", "plan_aup_000020692_2024.xlsx")
    assert page.context["fitting"]["kinds"] == []


def test_kind_that_lacks_a_column_it_needs_is_not_offered(college_manager_client):
    text = "Индекс;Часов;Компетенции\nОП.01;72;ОК 01\n"
    lacking = send(college_manager_client, "contingent", None, text)
    assert lacking.context["fitting"]["kinds"] == []
    whole = send(college_manager_client, "contingent", None, text.replace("Часов", "Наименование"))
    assert [kind.slug for kind in whole.context["fitting"]["kinds"]] == ["curriculum"]
