"""Pages of the methodology's versions."""

from copy import deepcopy

import pytest
from django.urls import reverse

from assessments.enums import MethodologyState
from assessments.methodology_forms import ParametersForm
from assessments.models import Methodology
from assessments.rules.parameters import default_parameter_values
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
        ({"bounds__1": "0,4"}, "Три границы уровней возрастают и лежат между 0 и 1."),
        ({"half_life_months": "0,5"}, "Период полураспада не меньше 1 месяца"),
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
