import pytest

from colleges.models import ProgrammeFunction
from colleges.services.requirements import REQUIREMENTS_CHANGED
from core.models import AuditEntry, Job
from tests.factories.accounts import UserFactory
from tests.factories.colleges import ProgrammeFactory, ProgrammeFunctionFactory, StudyGroupFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    programme = ProgrammeFactory()
    return Page(client, programme)


class Page:
    """The page of one programme in the service part, sent as a browser would send it."""

    def __init__(self, client, programme):
        self.client, self.programme = client, programme

    def save(self, **changes):
        address = f"/admin/colleges/programme/{self.programme.pk}/change/"
        context = self.client.get(address).context
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.initial_forms]
        sent = {bound.html_name: bound.value() for form in forms for bound in form}
        sent = {name: value for name, value in sent.items() if value is not None}
        sent = {name: value for name, value in sent.items() if value is not False}
        answer = self.client.post(address, sent | changes)
        assert answer.status_code == 302, answer.context["errors"]


def queued():
    return [job.parameters for job in Job.objects.filter(kind=REQUIREMENTS_CHANGED)]


def test_function_added_changed_or_removed_by_hand_asks_for_readiness_anew(page):
    wanted = [{"programme_id": page.programme.pk}]
    first = {"required_functions-TOTAL_FORMS": 1, "required_functions-0-importance": 1}
    page.save(**first, **{"required_functions-0-function": LabourFunctionFactory().pk})
    assert queued() == wanted
    entry = AuditEntry.objects.get(action="colleges.change_requirements")
    assert entry.object_id == str(page.programme.pk)

    for change in ({"required_functions-0-importance": 2}, {"required_functions-0-DELETE": "on"}):
        Job.objects.all().delete()
        page.save(**change)
        assert queued() == wanted
    assert not ProgrammeFunction.objects.exists()


def test_other_changes_of_a_programme_ask_for_nothing(page):
    page.save(qualification="техник-механик")

    page.programme.refresh_from_db()
    assert page.programme.qualification == "техник-механик"
    assert queued() == []
    assert not AuditEntry.objects.filter(action="colleges.change_requirements").exists()


def test_functions_of_a_programme_in_use_are_only_looked_at(page):
    required = ProgrammeFunctionFactory(programme=page.programme)
    StudyGroupFactory(programme=page.programme)
    address = f"/admin/colleges/programme/{page.programme.pk}/change/"
    text = page.client.get(address).content.decode()
    for field in ("function", "importance", "DELETE"):
        assert f'name="required_functions-0-{field}"' not in text
    page.save(**{"required_functions-0-DELETE": "on", "required_functions-0-id": required.pk})
    assert ProgrammeFunction.objects.get() == required
    assert queued() == []
    delete = f"/admin/colleges/programme/{page.programme.pk}/delete/"
    assert page.client.post(delete, {"post": "yes"}).status_code == 403


def test_programme_that_nobody_uses_is_not_removed_without_the_right(client):
    programme = ProgrammeFactory()
    client.force_login(UserFactory(is_staff=True))
    delete = f"/admin/colleges/programme/{programme.pk}/delete/"
    assert client.post(delete, {"post": "yes"}).status_code == 403
    programme.refresh_from_db()
