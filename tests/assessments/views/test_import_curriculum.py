"""The curriculum of a programme is loaded by the head of the college, from the programme's page."""

import pytest
from django.urls import reverse

from colleges.models import Module
from colleges.services.next_intake import repeat_programme
from core.models import ImportBatch
from tests.assessments.views.importing import apply, send, texts
from tests.conftest import NOW
from tests.factories.colleges import ModuleFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

PLAN = "Индекс;Наименование;Часов;Компетенции\nПМ.01;Эксплуатация;90;ПК 1.1, ПК 1.2\n"


@pytest.fixture
def programme(college):
    return ProgrammeFactory(college=college)


def address(slug="curriculum"):
    return reverse("assessments:import_upload", args=[slug])


def test_programme_leads_to_the_loading_of_its_curriculum(college_manager_client, programme):
    page = reverse("colleges:programme_detail", args=[programme.pk])
    link = f"{address()}?programme={programme.pk}"
    assert link in college_manager_client.get(page).content.decode()
    form = college_manager_client.get(link).content.decode()
    assert f'<option value="{programme.pk}" selected>' in form

    send(college_manager_client, "curriculum", programme, PLAN)
    batch = ImportBatch.objects.get()
    assert texts(apply(college_manager_client, batch)) == ["Записано: 1."]
    shown = college_manager_client.get(page).content.decode()
    assert "ПМ.01 Эксплуатация" in shown
    assert "ПК 1.1, ПК 1.2" in shown


def test_teacher_may_neither_load_nor_see_a_curriculum(
    college_manager_client, college_teacher_client, programme
):
    send(college_manager_client, "curriculum", programme, PLAN)
    batch = ImportBatch.objects.get()

    page = reverse("colleges:programme_detail", args=[programme.pk])
    assert address() not in college_teacher_client.get(page).content.decode()
    assert college_teacher_client.get(address()).status_code == 403
    assert send(college_teacher_client, "curriculum", programme, PLAN).status_code == 403
    assert apply(college_teacher_client, batch).status_code == 404
    listed = college_teacher_client.get(reverse("assessments:import_list")).content.decode()
    assert address("contingent") in listed
    assert address() not in listed
    assert batch.file_name not in listed
    assert not Module.objects.exists()


def test_programme_of_another_college_is_not_offered(other_college_manager_client, programme):
    answer = send(other_college_manager_client, "curriculum", programme, PLAN)
    assert set(answer.context["form"].errors) == {"target"}
    assert not ImportBatch.objects.exists()


def test_competences_are_corrected_by_hand_and_go_to_the_next_intake(
    college_manager_client, programme
):
    module = ModuleFactory(programme=programme, code="ПМ.01", name="Эксплуатация")
    page = reverse("colleges:module_edit", args=[programme.pk, module.pk])
    sent = {"kind": "pm", "code": "ПМ.01", "name": "Эксплуатация", "hours": ""}

    answer = college_manager_client.post(page, sent | {"competence_codes": "все"})
    errors = answer.context["form"].errors["competence_codes"]
    assert errors == ["Не похоже на коды компетенций: все."]
    college_manager_client.post(page, sent | {"competence_codes": "пк 1.1-1.2"})
    module.refresh_from_db()
    assert module.competence_codes == ["ПК 1.1", "ПК 1.2"]
    assert 'value="ПК 1.1, ПК 1.2"' in college_manager_client.get(page).content.decode()

    repeated = repeat_programme(
        programme=programme, intake_year=2030, with_alignment=False, actor_id=None, now=NOW
    )
    assert Module.objects.get(programme=repeated).competence_codes == ["ПК 1.1", "ПК 1.2"]
