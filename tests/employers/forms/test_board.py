import pytest
from django.http import QueryDict

from employers.enums import RatingState
from employers.forms.board import AskForm, BoardFilterForm
from employers.selectors.placements import PlacementFilter
from tests.factories.colleges import StudyGroupFactory

pytestmark = pytest.mark.django_db


def chosen(query: str, scope) -> PlacementFilter:
    return BoardFilterForm(QueryDict(query), scope=scope).chosen()


def test_filters_come_from_the_address(placement, group, college_teacher_client):
    query = (
        f"group={group.pk}&employer={placement.employer_id}&year=2026&state=sent&query=Вершинина"
        f"&programme={group.programme_id}"
    )
    assert chosen(query, college_teacher_client.scope) == PlacementFilter(
        group_id=group.pk,
        employer_id=placement.employer_id,
        year=2026,
        state=RatingState.SENT,
        query="Вершинина",
        programme_id=group.programme_id,
    )


def test_no_filters_narrow_nothing(college_teacher_client):
    assert chosen("", college_teacher_client.scope) == PlacementFilter()


@pytest.mark.parametrize("query", ["group=x", "year=1900", "state=nonsense", "employer=0"])
def test_value_that_is_not_on_offer_narrows_nothing(query, college_teacher_client):
    assert chosen(query, college_teacher_client.scope) == PlacementFilter()


def test_group_of_another_college_narrows_nothing(college_teacher_client):
    foreign = StudyGroupFactory()
    assert chosen(f"group={foreign.pk}", college_teacher_client.scope) == PlacementFilter()


def test_programme_of_another_college_narrows_nothing(college_teacher_client):
    foreign = StudyGroupFactory().programme
    assert chosen(f"programme={foreign.pk}", college_teacher_client.scope) == PlacementFilter()


def ask(query: str) -> AskForm:
    return AskForm(QueryDict(query))


def test_asking_needs_placements_and_a_way():
    form = ask("channel=mail&placement=1&placement=2")
    assert form.is_valid()
    assert form.cleaned_data["placement"] == [1, 2]
    assert ask("channel=qr&whole_board=1").is_valid()
    assert ask("channel=mail").errors == {"__all__": ["Отметьте хотя бы одну практику."]}
    assert "channel" in ask("channel=pigeon&placement=1").errors
    assert "placement" in ask("channel=mail&placement=x").errors
