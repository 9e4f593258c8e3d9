"""Pages of the methodology's versions."""

from copy import deepcopy

import pytest
from django.urls import reverse

from assessments.enums import MethodologyState
from assessments.methodology_forms import ParametersForm
from assessments.models import Methodology, StudentReadiness
from assessments.rules.parameter_lines import Input, parameter_lines, set_value
from assessments.rules.parameters import default_parameter_values
from assessments.selectors.student_cards import student_card
from colleges.models import Student
from tests.assessments.services.test_college_runs import NOW, college_with_evidence, run_all
from tests.factories.assessments import MethodologyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def official():
    return MethodologyFactory(
        published=True,
        version=1,
        parameters=default_parameter_values(),
        act_reference="приказ № 1-пр",
    )


@pytest.fixture
def draft(official):
    parameters = deepcopy(default_parameter_values())
    parameters["components"]["practical"] = 0.5
    return MethodologyFactory(version=2, parameters=parameters)


@pytest.fixture
def college(official):
    return college_with_evidence()


def url(name, *args):
    return reverse(f"assessments:methodology_{name}", args=args)


def answers(version, **changes):
    """Return what the browser sends when the form is filled as it was shown."""
    form = ParametersForm(version=version)
    sent = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in sent.items()} | changes


def test_list_shows_versions_and_their_acts(region_officer_client, draft):
    page = region_officer_client.get(url("list")).content.decode()
    assert "приказ № 1-пр" in page
    assert "действует" in page
    assert "проект" in page
    assert "Создать проект" in page


def test_list_for_an_expert_has_no_button(association_expert_client, draft):
    assert "Создать проект" not in association_expert_client.get(url("list")).content.decode()


def test_create_makes_a_draft_and_opens_its_form(region_officer_client, official):
    answer = region_officer_client.post(url("create"))
    draft = Methodology.objects.get(state=MethodologyState.DRAFT)
    assert answer.url == url("edit", draft.pk)
    assert draft.parameters == official.parameters


def test_detail_of_a_draft_says_what_changes(region_officer_client, draft):
    page = region_officer_client.get(url("detail", draft.pk)).content.decode()
    assert "Вес практики (Д)" in page
    assert "<strong>0,5</strong>" in page


def test_edit_saves_numbers_with_a_comma(region_officer_client, draft):
    sent = answers(draft, min_coverage="0,6", half_life_months="", ready_levels=["3"])
    answer = region_officer_client.post(url("edit", draft.pk), sent)
    assert answer.url == url("detail", draft.pk)
    before = draft.parameters
    draft.refresh_from_db()
    assert draft.parameters == before | {
        "min_coverage": 0.6,
        "half_life_months": None,
        "ready_levels": [3],
    }


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"bounds__1": "0,4"}, "Уровни: границы базового, достаточного и высокого"),
        ({"half_life_months": "0,5"}, "Нужно число от 1 до 1200 или пусто."),
        ({"half_life_months": "1e308"}, "Нужно число от 1 до 1200 или пусто."),
        ({"kinds__contest__weight": "1e300"}, "Нужно число 0 или от 0,001 до 100."),
        (
            {"components__practical": "1e308", "components__knowledge": "1e308"},
            "Нужно число 0 или от 0,001 до 100.",
        ),
        ({"prior__variance": "0"}, "Нужно число от 0,0001 до 1."),
        ({"prior__mean": "5"}, "Нужно число от 0 до 1."),
        ({"interval": "много"}, "Введите число, например 0,25."),
        ({"interval": "nan"}, "Введите число, например 0,25."),
        ({"confidence__high_raters": "2,5"}, "Введите целое число."),
        ({"min_coverage": ""}, "Обязательное поле."),
    ],
)
def test_edit_senseless_value_refused_in_russian(region_officer_client, draft, changes, problem):
    before = draft.parameters
    page = region_officer_client.post(url("edit", draft.pk), answers(draft, **changes))
    assert page.status_code == 200
    assert problem in page.content.decode()
    draft.refresh_from_db()
    assert draft.parameters == before


def test_edit_says_a_range_once_beside_a_wrong_value(region_officer_client, draft):
    right = region_officer_client.get(url("edit", draft.pk)).content.decode()
    wrong = answers(draft, half_life_months="0,5")
    page = region_officer_client.post(url("edit", draft.pk), wrong).content.decode()

    assert (right.count("от 1 до 1200"), right.count("От 1 до 1200")) == (0, 1)
    assert (page.count("от 1 до 1200"), page.count("От 1 до 1200")) == (1, 0)


@pytest.mark.parametrize("name", ["edit", "publish"])
def test_published_version_has_no_such_page(region_officer_client, official, name):
    assert region_officer_client.get(url(name, official.pk)).status_code == 404
    assert region_officer_client.post(url(name, official.pk), {}).status_code == 404


def test_publish_needs_an_act(region_officer_client, draft):
    page = region_officer_client.post(url("publish", draft.pk), {"act_reference": ""})
    assert "Обязательное поле." in page.content.decode()
    draft.refresh_from_db()
    assert draft.state == MethodologyState.DRAFT


def test_publish_puts_into_force(region_officer_client, draft, official):
    region_officer_client.post(url("publish", draft.pk), {"act_reference": "приказ № 15-пр"})
    draft.refresh_from_db()
    official.refresh_from_db()
    assert (draft.state, draft.act_reference) == (MethodologyState.PUBLISHED, "приказ № 15-пр")
    assert draft.published_by == region_officer_client.user
    assert official.state == MethodologyState.RETIRED


def test_diff_of_two_versions_in_the_address(association_expert_client, draft, official):
    page = association_expert_client.get(url("diff"), {"old": official.pk, "new": draft.pk})
    text = page.content.decode()
    assert "Вес практики (Д)" in text
    assert "Вес знаний (З)" not in text


def test_compare_runs_and_shows_the_region(region_officer_client, draft, run_jobs, frozen_now):
    answer = region_officer_client.post(url("compare", draft.pk))
    assert answer.url == url("detail", draft.pk)
    assert "Проба методики" in region_officer_client.get(answer.url).content.decode()
    run_jobs()
    page = region_officer_client.get(answer.url).content.decode()
    assert "Переходы между уровнями" in page
    assert "Параметры с тех пор менялись" not in page
    draft.parameters["interval"] = 0.8
    draft.save()
    assert "Параметры с тех пор менялись" in region_officer_client.get(answer.url).content.decode()


def test_compare_without_a_version_in_force_says_so(region_officer_client):
    draft = MethodologyFactory(parameters=default_parameter_values())
    page = region_officer_client.post(url("compare", draft.pk), follow=True).content.decode()
    assert "Сравнивать не с чем" in page


SENSELESS = (
    {"interval": 7},
    [],
    default_parameter_values() | {"half_life_months": 1e308, "repeat": [], "weak_link_cap": 9},
    default_parameter_values() | {"components": 5, "bounds": "много", "ready_levels": [[]]},
)


@pytest.mark.parametrize("parameters", SENSELESS)
def test_draft_that_makes_no_sense_is_shown_and_can_be_corrected(
    region_officer_client, official, parameters
):
    draft = MethodologyFactory(version=2, parameters=parameters)
    for name in ("detail", "edit", "publish"):
        assert region_officer_client.get(url(name, draft.pk)).status_code == 200
    page = region_officer_client.get(url("diff"), {"old": official.pk, "new": draft.pk})
    assert page.status_code == 200
    sent = answers(official)
    assert region_officer_client.post(url("edit", draft.pk), sent).status_code == 302
    draft.refresh_from_db()
    assert draft.parameters == official.parameters


@pytest.mark.parametrize("parameters", SENSELESS)
def test_draft_that_makes_no_sense_is_neither_tried_nor_put_into_force(
    region_officer_client, official, parameters
):
    draft = MethodologyFactory(version=2, parameters=parameters)
    page = region_officer_client.post(url("publish", draft.pk), {"act_reference": "приказ № 2"})
    assert page.status_code == 200
    assert "alert-danger" in page.content.decode()
    answer = region_officer_client.post(url("compare", draft.pk), follow=True)
    assert "Проект нельзя опробовать." in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.act_reference) == (MethodologyState.DRAFT, "")


def test_publish_says_what_is_wrong_with_the_draft(region_officer_client, official):
    wrong = default_parameter_values() | {"interval": 7}
    draft = MethodologyFactory(version=2, parameters=wrong)
    page = region_officer_client.post(url("publish", draft.pk), {"act_reference": "приказ № 2"})
    assert (
        "Уверенность, «С какой вероятностью интервал накрывает истинную готовность»: нужно число"
        " от 0,5 до 0,999."
    ) in page.content.decode()


def test_public_page_of_a_version_that_makes_no_sense(client):
    MethodologyFactory(published=True, parameters=default_parameter_values() | {"interval": 7})
    page = client.get(reverse("reports:method"))
    assert page.status_code == 200
    assert "Описание версии не составлено" in page.content.decode()


def extreme(end):
    """Return every number of the methodology at one end of what it may be."""
    values = deepcopy(default_parameter_values())
    for line in parameter_lines():
        if line.input in (Input.NUMBER, Input.COUNT):
            set_value(values, line.path, getattr(line.allowed, end))
    values["bounds"] = {"least": [0.01, 0.0101, 0.0102], "most": [0.9998, 0.9999, 1]}[end]
    return values


@pytest.mark.parametrize("end", ["least", "most"])
def test_extreme_parameters_are_put_into_force_printed_and_computed(
    region_officer_client, client, draft, college, end
):
    extremes = extreme(end)
    sent = answers(MethodologyFactory(version=9, parameters=extremes))
    assert region_officer_client.post(url("edit", draft.pk), sent).status_code == 302
    region_officer_client.post(url("publish", draft.pk), {"act_reference": "приказ № 15-пр"})
    draft.refresh_from_db()
    assert (draft.state, draft.parameters) == (MethodologyState.PUBLISHED, extremes)
    assert client.get(reverse("reports:method")).status_code == 200
    run_all(college)
    rows = StudentReadiness.objects.values_list("index_low", "index", "index_high")
    assert len(rows) == 5
    for row in rows:
        assert all(value is not None and 0 <= value <= 1 for value in row)
    for student in Student.objects.all():
        card = student_card(student=student, today=NOW.date())
        for function in card.functions:
            assert 0 <= function.low <= function.high <= 1
            assert 0 <= function.ready_probability <= 1
