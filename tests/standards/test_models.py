import pytest
from django.db import IntegrityError, transaction

from standards.enums import LinkState
from tests.factories.standards import FunctionLinkFactory, LabourFunctionFactory

pytestmark = pytest.mark.django_db


def test_function_is_not_linked_to_itself():
    function = LabourFunctionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        FunctionLinkFactory(source=function, target=function)


def test_approved_link_says_when_it_was_approved(now):
    with pytest.raises(IntegrityError), transaction.atomic():
        FunctionLinkFactory(state=LinkState.APPROVED)
    assert FunctionLinkFactory(state=LinkState.APPROVED, approved_at=now).approved_at == now


def test_two_functions_are_linked_once_in_one_way():
    held = FunctionLinkFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        FunctionLinkFactory(source=held.source, target=held.target)
