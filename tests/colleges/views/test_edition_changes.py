import datetime as dt

import pytest
from django.urls import reverse

from colleges.models import AlignmentVersion, ProgrammeFunction
from colleges.services.alignments import set_cells
from standards.models import EditionChange, FunctionLink
from tests.colleges.aligned import make_aligned
from tests.factories.standards import (
    GeneralizedFunctionFactory,
    LabourFunctionFactory,
    ProfessionalStandardFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def aligned(college, now):
    made = make_aligned(college)
    set_cells(
        programme=made.programme,
        changes=[made.change(made.key(0), 0, 1.0)],
        actor_id=None,
        now=now,
    )
    return made


@pytest.fixture
def newer(aligned):
    standard = ProfessionalStandardFactory(code=aligned.functions[0].standard.code)
    group = GeneralizedFunctionFactory(standard=standard)
    return [
        LabourFunctionFactory(generalized_function=group, code=code, name=name, position=place)
        for place, (code, name) in enumerate(
            (
                ("B/01.3", "Вспашка почвы плугом"),
                ("A/02.3", "Управление беспилотником"),
            )
        )
    ]


def change_url(aligned, newer):
    old, new = aligned.functions[0].standard_id, newer[0].standard_id
    return reverse("colleges:edition_change", args=[old, new])


def test_change_is_compared_confirmed_and_the_programme_switched(
    aligned, newer, administrator_client, college_manager_client
):
    where = change_url(aligned, newer)
    page = administrator_client.get(where)
    assert [(row["code"], str(row["word"])) for row in page.context["rows"]] == [
        ("A/01.3", "другой код"),
        ("A/02.3", "исключена"),
    ]
    assert [row.code for row in page.context["added"]] == ["A/02.3"]
    assert [row["college"] for row in page.context["programmes"]] == [
        aligned.programme.college.short_name
    ]

    first, second = (row.pk for row in aligned.functions)
    answers = {f"target-{first}": [newer[0].pk], f"relation-{first}": "replaced_by"}
    administrator_client.post(where, answers)
    assert not EditionChange.objects.exists()
    administrator_client.post(where, {**answers, f"target-{second}": ["none"]})
    change = EditionChange.objects.get()
    assert list(FunctionLink.objects.values_list("source_id", "target_id", "state")) == [
        (first, newer[0].pk, "approved")
    ]

    switch = reverse("colleges:edition_switch", args=[aligned.programme.pk, change.pk])
    page = college_manager_client.get(where).content.decode()
    assert switch in page
    page = college_manager_client.get(switch).content.decode()
    assert "исключается из программы" in page
    assert ProgrammeFunction.objects.filter(function_id=first).exists()
    college_manager_client.post(switch)
    assert list(ProgrammeFunction.objects.values_list("function_id", flat=True)) == [newer[0].pk]
    version = AlignmentVersion.objects.get()
    assert list(version.alignments.values_list("function_id", "strength")) == [(newer[0].pk, 1.0)]
    assert "Переводить нечего" in college_manager_client.get(switch).content.decode()


def test_college_reads_the_change_and_does_not_confirm_it(aligned, newer, college_teacher_client):
    where = change_url(aligned, newer)
    assert "Подтвердить соответствие" not in college_teacher_client.get(where).content.decode()
    assert college_teacher_client.post(where, {}).status_code == 403


def test_editions_of_two_codes_are_not_compared(aligned, administrator_client):
    other = ProfessionalStandardFactory()
    where = reverse("colleges:edition_change", args=[aligned.functions[0].standard_id, other.pk])
    assert administrator_client.get(where).status_code == 404


def test_matrix_tells_of_a_newer_edition_and_leads_to_the_switch(
    aligned, newer, administrator_client, college_manager_client
):
    matrix = reverse("colleges:alignment", args=[aligned.programme.pk])
    assert college_manager_client.get(matrix).context["replaced"] == []

    old = aligned.functions[0].standard
    old.valid_to = dt.date(2026, 9, 1)
    old.save()
    where = change_url(aligned, newer)
    (row,) = college_manager_client.get(matrix).context["replaced"]
    assert row == {"name": str(old), "changes": where, "switch": ""}

    answers = {f"target-{function.pk}": ["none"] for function in aligned.functions}
    administrator_client.post(where, answers)
    switch = reverse(
        "colleges:edition_switch", args=[aligned.programme.pk, EditionChange.objects.get().pk]
    )
    page = college_manager_client.get(matrix).content.decode()
    assert f'href="{switch}"' in page
    assert switch not in administrator_client.get(matrix).content.decode()


def test_newer_edition_leads_to_what_has_changed(aligned, newer, college_manager_client):
    old, new = aligned.functions[0].standard, newer[0].standard
    old.approved_on, new.approved_on = dt.date(2014, 6, 4), dt.date(2026, 9, 1)
    old.save()
    new.save()
    page = college_manager_client.get(reverse("standards:standard_detail", args=[new.pk]))
    assert page.context["older"] == old
    assert change_url(aligned, newer) in page.content.decode()
