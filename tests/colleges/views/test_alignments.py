import pytest
from django.urls import reverse

from colleges.models import Alignment, AlignmentVersion
from colleges.services.alignments import set_cells
from tests.colleges.aligned import make_aligned

pytestmark = pytest.mark.django_db


@pytest.fixture
def aligned(college):
    return make_aligned(college)


@pytest.fixture
def filled(aligned, now):
    set_cells(
        programme=aligned.programme,
        changes=[aligned.change(aligned.key(0), 0, 1.0)],
        actor_id=None,
        now=now,
    )
    return aligned


def url(name, aligned, *more):
    return reverse(f"colleges:{name}", args=[aligned.programme.pk, *more])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_matrix_shows_cells_coverage_gaps_and_excess(filled, college_teacher_client):
    page = text_of(college_teacher_client.get(url("alignment", filled)))
    assert '<td data-v="2">полностью</td>' in page
    assert "ПК 1.1 (2)" in page
    assert ">100 %</span>" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert "A/02.3" in page
    assert "120&nbsp;ч." in page


def test_filters_stand_in_the_address(filled, college_teacher_client):
    def shown(query):
        response = college_teacher_client.get(url("alignment", filled) + query)
        matrix = response.context["matrix"]
        return [row["label"] for row in matrix["rows"]], [col["code"] for col in matrix["columns"]]

    assert shown("") == (["ПК 1.1", "ПК 1.1 (2)", "ПМ.01", "ОК 01"], ["A/01.3", "A/02.3"])
    assert shown("?rows=idle")[0] == ["ПК 1.1 (2)", "ПМ.01"]
    assert shown("?rows=modules")[0] == ["ПМ.01"]
    assert shown("?columns=none")[1] == ["A/02.3"]
    assert shown("?q=поголовь")[0] == ["ПК 1.1 (2)"]
    assert shown("?q=вспашка") == (["ПК 1.1", "ПК 1.1 (2)", "ПМ.01", "ОК 01"], ["A/01.3"])
    assert shown("?rows=bad&columns=bad&standard=x")[1] == ["A/01.3", "A/02.3"]


def test_cells_are_saved_and_the_answer_tells_the_figures(aligned, college_teacher_client):
    place = f"{aligned.key(0)}:{aligned.functions[0].pk}"
    response = college_teacher_client.post(
        url("alignment_cells", aligned), {"cell": [f"{place}:2:0"]}
    )
    answer = response.json()
    assert answer["saved"] == [place]
    assert answer["conflicts"] == []
    assert answer["functions"][str(aligned.functions[0].pk)]["band"] == 2
    assert str(aligned.key(0)) not in answer["idle"]
    assert Alignment.objects.get().strength == 1.0

    second = college_teacher_client.post(
        url("alignment_cells", aligned), {"cell": [f"{place}:1:0"]}
    ).json()
    assert second["saved"] == []
    assert second["conflicts"][0]["now"] == 2


def test_wrong_cells_and_agreed_versions_are_refused_in_words(aligned, college_teacher_client):
    foreign = make_aligned()
    where = url("alignment_cells", aligned)
    wrong = college_teacher_client.post(where, {"cell": ["мусор"]})
    assert (wrong.status_code, wrong.json()["error"][:6]) == (400, "Ячейка")
    other = f"{foreign.key(0)}:{foreign.functions[0].pk}:2:0"
    assert college_teacher_client.post(where, {"cell": [other]}).status_code == 400
    AlignmentVersion.objects.create(
        programme=aligned.programme, created_at="2026-01-01T00:00Z", state="agreed_college"
    )
    own = f"{aligned.key(0)}:{aligned.functions[0].pk}:2:0"
    assert college_teacher_client.post(where, {"cell": [own]}).status_code == 409


def test_function_page_works_as_plain_forms(filled, college_teacher_client):
    where = url("alignment_function", filled, filled.functions[0].pk)
    page = text_of(college_teacher_client.get(where))
    assert "Вспашка почвы плугом" in page
    college_teacher_client.post(
        where,
        {
            "form": "whole",
            f"cell-{filled.module_key}": "1",
            f"was-{filled.module_key}": "0",
            f"cell-{filled.key(0)}": "0",
            f"was-{filled.key(0)}": "2",
        },
    )
    assert list(Alignment.objects.values_list("module_id", "strength")) == [(filled.module.pk, 0.5)]
    first, second = (row.pk for row in filled.actions)
    college_teacher_client.post(
        where,
        {
            "form": "parts",
            f"part-{filled.module_key}-{first}": "2",
            f"part-{filled.module_key}-{second}": "0",
        },
    )
    assert list(
        Alignment.objects.filter(element__isnull=False).values_list("element_id", "strength")
    ) == [(first, 1.0)]
    page = text_of(college_teacher_client.get(where))
    assert "по действиям: 1" in page


def test_official_reads_and_does_not_write(filled, region_officer_client):
    assert region_officer_client.get(url("alignment", filled)).status_code == 200
    where = url("alignment_function", filled, filled.functions[0].pk)
    assert region_officer_client.get(where).status_code == 200
    assert region_officer_client.post(where, {"form": "whole"}).status_code == 403


def test_alignment_is_agreed_returned_and_changed_anew(
    filled, college_manager_client, association_expert_client
):
    college_manager_client.post(url("alignment_agree", filled))
    version = AlignmentVersion.objects.get()
    assert version.state == "agreed_college"
    association_expert_client.post(url("alignment_return", filled), {"reason": ""})
    assert AlignmentVersion.objects.get().state == "agreed_college"
    association_expert_client.post(url("alignment_return", filled), {"reason": "Нет практики"})
    assert "Нет практики" in text_of(college_manager_client.get(url("alignment", filled)))
    college_manager_client.post(url("alignment_agree", filled))
    association_expert_client.post(url("alignment_agree", filled))
    assert AlignmentVersion.objects.get().state == "agreed_employers"
    college_manager_client.post(url("alignment_next", filled))
    assert list(AlignmentVersion.objects.values_list("number", "state")) == [
        (2, "draft"),
        (1, "agreed_employers"),
    ]
    old = text_of(college_manager_client.get(url("alignment", filled) + "?version=1"))
    assert "Прежняя версия" in old
    assert college_manager_client.get(url("alignment", filled) + "?version=7").status_code == 404


def test_suggestion_is_accepted_or_rejected(aligned, college_teacher_client):
    where = url("alignment_suggestions", aligned)
    place = f"{aligned.key(0)}:{aligned.functions[0].pk}"
    assert place in text_of(college_teacher_client.get(where))
    college_teacher_client.post(where, {"place": place, "deed": "reject"})
    page = text_of(college_teacher_client.get(where))
    assert "Отклонённые: 1" in page
    college_teacher_client.post(where, {"place": place, "deed": "restore"})
    college_teacher_client.post(where, {"place": place, "deed": "1"})
    assert Alignment.objects.get().strength == 0.5
    college_teacher_client.post(where, {"place": "x", "deed": "1"})
    assert Alignment.objects.count() == 1


def test_region_shows_functions_programmes_and_files(filled, region_officer_client):
    where = reverse("colleges:alignment_region")
    page = text_of(region_officer_client.get(where))
    assert "Уборка урожая комбайном" in page
    page = text_of(region_officer_client.get(where + "?view=programmes&state=draft"))
    assert filled.programme.college.short_name in page
    for extension in ("xlsx", "csv"):
        answer = region_officer_client.get(f"{where}?download={extension}")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
    assert "Уборка урожая комбайном" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize("rows", [1, 3])
def test_matrix_asks_the_same_number_of_queries(
    rows, aligned, now, college_teacher_client, django_assert_max_num_queries
):
    changes = [
        aligned.change(key, 0, 1.0) for key in (aligned.key(0), aligned.key(1), aligned.module_key)
    ]
    set_cells(programme=aligned.programme, changes=changes[:rows], actor_id=None, now=now)
    with django_assert_max_num_queries(18):
        college_teacher_client.get(url("alignment", aligned))


def test_titles_name_own_programmes_and_whether_cells_can_still_be_sent(
    aligned, college, college_teacher_client
):
    foreign, agreed = make_aligned(), make_aligned(college)
    AlignmentVersion.objects.create(
        programme=agreed.programme, created_at="2026-01-01T00:00Z", state="agreed_college"
    )
    asked = [aligned.programme.pk, foreign.programme.pk, agreed.programme.pk, "x", "9" * 30]

    response = college_teacher_client.get(
        reverse("colleges:alignment_titles"), {"alignment": asked}
    )

    assert response.json() == {
        "titles": {
            str(one.programme.pk): {
                "title": f"Сопряжение: {one.programme.speciality}, "
                f"набор {one.programme.intake_year}",
                "url": url("alignment", one),
                "cells": url("alignment_cells", one),
                "editable": one is aligned,
            }
            for one in (aligned, agreed)
        }
    }
