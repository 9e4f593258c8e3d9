"""Drafts of the methodology."""

from copy import deepcopy

import pytest

from assessments.enums import MethodologyState
from assessments.models import Methodology
from assessments.rules.parameters import ParameterProblems, default_parameter_values
from assessments.services.methodology import MethodologyIsImmutable
from assessments.services.methodology_drafts import (
    change_draft,
    draft_from_version_in_force,
    publish_draft,
)
from core.models import AuditEntry
from tests.factories.assessments import MethodologyFactory

pytestmark = pytest.mark.django_db


def own_parameters(**changes):
    return deepcopy(default_parameter_values()) | changes


def test_draft_takes_the_parameters_in_force(now):
    MethodologyFactory(published=True, version=4, parameters=own_parameters(interval=0.8))
    draft = draft_from_version_in_force(actor_id=None, now=now)
    assert (draft.version, draft.state, draft.parameters["interval"]) == (5, "draft", 0.8)
    assert draft.act_reference == ""


def test_draft_before_the_first_version_takes_the_defaults(now):
    assert draft_from_version_in_force(actor_id=None, now=now).parameters == own_parameters()


def test_draft_beside_a_version_that_makes_no_sense_takes_the_defaults(now):
    MethodologyFactory(published=True, version=4, parameters={"interval": 7})
    assert draft_from_version_in_force(actor_id=None, now=now).parameters == own_parameters()


def test_change_draft_writes_parameters_and_a_line_of_the_journal(now):
    draft = MethodologyFactory(parameters=own_parameters())
    change_draft(
        version=draft,
        name="Больше практики",
        parameters=own_parameters(function_target=0.6),
        actor_id=None,
        now=now,
    )
    draft.refresh_from_db()
    assert (draft.name, draft.parameters["function_target"]) == ("Больше практики", 0.6)
    assert AuditEntry.objects.get().action == "assessments.change_methodology"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"half_life_months": 0.5},
            (
                "Старение и повторы, «Вес уменьшается вдвое за, месяцев»: нужно число от 1 до 1200"
                " или пусто."
            ),
        ),
        (
            {"bounds": [0.7, 0.5, 0.85]},
            (
                "Уровни: границы базового, достаточного и высокого уровня должны возрастать,"
                " каждая хотя бы на 0,0001."
            ),
        ),
    ],
)
def test_change_draft_senseless_parameters_refused(now, changes, problem):
    draft = MethodologyFactory(parameters=own_parameters())
    with pytest.raises(ParameterProblems) as caught:
        change_draft(
            version=draft, name="", parameters=own_parameters(**changes), actor_id=None, now=now
        )
    assert caught.value.problems == [problem]
    draft.refresh_from_db()
    assert draft.parameters == own_parameters()


def test_published_version_cannot_be_changed_or_published_again(now):
    version = MethodologyFactory(published=True, parameters=own_parameters(), act_reference="акт 1")
    with pytest.raises(MethodologyIsImmutable):
        change_draft(version=version, name="x", parameters=own_parameters(), actor_id=None, now=now)
    with pytest.raises(MethodologyIsImmutable):
        publish_draft(version=version, act_reference="акт 2", actor_id=None, now=now)
    version.refresh_from_db()
    assert version.act_reference == "акт 1"


def test_publish_draft_names_the_act_and_retires_the_version_before(now):
    before = MethodologyFactory(published=True, parameters=own_parameters())
    draft = MethodologyFactory(parameters=own_parameters())
    publish_draft(version=draft, act_reference="приказ № 15", actor_id=None, now=now)
    states = dict(Methodology.objects.values_list("pk", "state"))
    assert states == {before.pk: MethodologyState.RETIRED, draft.pk: MethodologyState.PUBLISHED}
    draft.refresh_from_db()
    assert (draft.act_reference, draft.published_at) == ("приказ № 15", now)


def test_draft_that_makes_no_sense_is_not_put_into_force(now):
    before = MethodologyFactory(published=True, parameters=own_parameters())
    draft = MethodologyFactory(parameters=own_parameters(interval=7))
    with pytest.raises(ParameterProblems):
        publish_draft(version=draft, act_reference="приказ № 15", actor_id=None, now=now)
    draft.refresh_from_db()
    before.refresh_from_db()
    assert (draft.state, draft.act_reference) == (MethodologyState.DRAFT, "")
    assert before.state == MethodologyState.PUBLISHED
    assert not AuditEntry.objects.exists()
