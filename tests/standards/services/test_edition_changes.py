import pytest

from standards.models import EditionChange, FunctionLink
from standards.selectors.edition_changes import find_editions, succession_of
from standards.services.edition_changes import (
    ForeignFunctionError,
    UndecidedFunctionsError,
    confirm_edition_change,
)
from tests.factories.standards import (
    GeneralizedFunctionFactory,
    LabourFunctionFactory,
    ProfessionalStandardFactory,
)

pytestmark = pytest.mark.django_db


def edition(code, *codes):
    group = GeneralizedFunctionFactory(standard=ProfessionalStandardFactory(code=code))
    rows = [LabourFunctionFactory(generalized_function=group, code=one) for one in codes]
    return group.standard, [row.pk for row in rows]


@pytest.fixture
def editions():
    return edition("13.001", "A/01.3", "A/02.3"), edition("13.001", "A/01.4", "A/02.4")


def test_confirmed_links_are_approved_and_may_be_confirmed_anew(editions, now):
    (old, (a, b)), (new, (x, y)) = editions
    own = {"old": old, "new": new, "actor_id": None, "now": now}
    confirm_edition_change(successors={a: {x: "replaced_by", y: "replaced_by"}, b: {}}, **own)
    succession = succession_of(old=old, new=new)
    assert succession.successors == {a: {x: "replaced_by", y: "replaced_by"}}
    assert succession.change.ended_function_ids == [b]
    assert set(FunctionLink.objects.values_list("state", "approved_at")) == {("approved", now)}

    confirm_edition_change(successors={a: {x: "equivalent"}, b: {y: "replaced_by"}}, **own)
    assert succession_of(old=old, new=new).successors == {
        a: {x: "equivalent"},
        b: {y: "replaced_by"},
    }
    assert EditionChange.objects.get().ended_function_ids == []


def test_every_old_function_needs_a_decision(editions, now):
    (old, (a, b)), (new, (x, _y)) = editions
    with pytest.raises(UndecidedFunctionsError) as error:
        confirm_edition_change(
            old=old, new=new, successors={a: {x: "replaced_by"}}, actor_id=None, now=now
        )
    assert error.value.function_ids == [b]
    assert not FunctionLink.objects.exists()
    assert succession_of(old=old, new=new) is None


@pytest.mark.parametrize("kind", ["replaced_by", "related"])
def test_links_lead_from_the_old_to_the_new_only(editions, now, kind):
    (old, (a, b)), (new, (x, _y)) = editions
    target = x if kind == "related" else b
    with pytest.raises(ForeignFunctionError):
        confirm_edition_change(
            old=old, new=new, successors={a: {target: kind}, b: {}}, actor_id=None, now=now
        )


def test_editions_of_one_code_only(editions):
    (old, _), (new, _) = editions
    other, _ids = edition("13.002", "A/01.3")
    assert find_editions(old_pk=old.pk, new_pk=new.pk) == (old, new)
    assert find_editions(old_pk=old.pk, new_pk=old.pk) is None
    assert find_editions(old_pk=old.pk, new_pk=other.pk) is None
    assert find_editions(old_pk=old.pk, new_pk=0) is None
