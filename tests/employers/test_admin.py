import pytest
from django.contrib import admin
from django.urls import reverse

from employers.models import Contact, Demand, Employer, Evaluation, Placement, RatingRequest
from tests.factories.accounts import UserFactory
from tests.factories.employers import (
    ContactFactory,
    DemandFactory,
    EvaluationFactory,
    RatingRequestFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", [Contact, Demand, Employer, Evaluation, Placement, RatingRequest])
def test_lists_open_and_print_no_names(staff, model):
    DemandFactory()
    evaluation = EvaluationFactory(
        placement=RatingRequestFactory(mentor=ContactFactory(name="Пётр Саввич")).placement
    )
    name = model._meta.model_name
    page = staff.get(reverse(f"admin:employers_{name}_changelist"))
    assert page.status_code == 200
    for person in ("Пётр Саввич", evaluation.placement.student.last_name):
        assert person not in page.content.decode()


@pytest.mark.parametrize("model", [Evaluation, Placement, RatingRequest])
def test_what_services_write_is_read_only(staff, rf, model):
    shown = admin.site.get_model_admin(model)
    request = rf.get("/")
    assert not shown.has_add_permission(request)
    assert not shown.has_change_permission(request)
    assert not shown.has_delete_permission(request)


def test_digest_of_a_link_is_not_shown(staff):
    request = RatingRequestFactory()
    page = staff.get(reverse("admin:employers_ratingrequest_change", args=[request.pk]))
    assert page.status_code == 200
    assert request.token_sha256 not in page.content.decode()


def test_demand_and_enterprises_are_added_by_hand(staff):
    for name in ("demand", "employer", "contact"):
        assert staff.get(reverse(f"admin:employers_{name}_add")).status_code == 200
