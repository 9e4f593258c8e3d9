"""The service part: what acts and runs fix is looked at there, not changed."""

from copy import deepcopy

import pytest
from django.urls import reverse

from assessments.models import Criterion, GradeScale, Instrument, Methodology
from assessments.rules.parameters import default_parameter_values
from core.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.assessments import (
    CriterionFactory,
    GradeScaleFactory,
    MethodologyFactory,
    SheetFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def url(name, *args):
    return reverse(f"admin:assessments_{name}", args=args)


@pytest.mark.parametrize("is_published", [False, True])
def test_methodology_is_read_only(staff, is_published):
    version = MethodologyFactory(
        published=is_published, parameters=deepcopy(default_parameter_values())
    )
    page = staff.get(url("methodology_change", version.pk))
    assert page.status_code == 200
    assert 'name="parameters"' not in page.content.decode()
    sent = {"version": version.version, "name": "x", "parameters": '{"interval": 7}'}
    for name, args in (("change", [version.pk]), ("delete", [version.pk]), ("add", [])):
        assert staff.post(url(f"methodology_{name}", *args), sent).status_code == 403
    kept = Methodology.objects.get()
    assert (kept.name, kept.parameters) == (version.name, version.parameters)


def test_grade_scale_never_changes(staff):
    scale = GradeScaleFactory()
    before = GradeScale.objects.values().get()
    assert staff.get(url("gradescale_change", scale.pk)).status_code == 200
    sent = {"name": "x", "bound_3": "10", "bound_4": "20", "bound_5": "30", "act_reference": ""}
    for name in ("change", "delete"):
        assert staff.post(url(f"gradescale_{name}", scale.pk), sent).status_code == 403
    assert GradeScale.objects.values().get() == before


COMMON = {
    "name": "Общая шкала",
    "bound_3": "25",
    "bound_4": "45",
    "bound_5": "75",
    "act_reference": "приказ № 7",
    "valid_from": "01.09.2026",
}


def test_common_scale_is_added_through_the_service(staff):
    assert staff.get(url("gradescale_add")).status_code == 200
    answer = staff.post(url("gradescale_add"), COMMON)
    assert answer.status_code == 302
    scale = GradeScale.objects.get()
    assert (scale.college_id, scale.bound_4, scale.act_reference) == (None, 45, "приказ № 7")
    line = AuditEntry.objects.get()
    assert (line.action, line.object_id) == ("assessments.add_grade_scale", str(scale.pk))
    later = COMMON | {"valid_from": "01.09.2027", "bound_4": "50"}
    assert staff.post(url("gradescale_add"), later).status_code == 302
    first, second = GradeScale.objects.order_by("valid_from")
    assert (first.valid_to.isoformat(), second.valid_to) == ("2027-08-31", None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"act_reference": ""}, "Обязательное поле."),
        ({"bound_4": "20"}, "Границы должны возрастать и лежать между 0 и 100."),
        ({"valid_from": "01.09.2025"}, "Уже есть шкала с этой или более поздней даты"),
    ],
)
def test_common_scale_that_the_service_refuses_is_a_message(staff, changes, words):
    GradeScaleFactory(college=None, valid_from="2026-01-01")
    answer = staff.post(url("gradescale_add"), COMMON | changes)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert GradeScale.objects.count() == 1


def sent(context, **changes):
    """What a browser would send of the page."""
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    } | changes


def test_form_in_use_is_changed_only_in_its_place_in_the_archive(staff):
    criterion = CriterionFactory(name="Навеска плуга")
    form = criterion.instrument
    SheetFactory(instrument=form)
    address = f"/admin/assessments/instrument/{form.pk}/change/"
    context = staff.get(address).context
    changes = {"name": "Другая", "criteria-0-name": "Другой", "criteria-0-DELETE": "on"}
    answer = staff.post(address, sent(context, is_archived="on", **changes))
    assert answer.status_code == 302
    saved = Instrument.objects.get()
    assert (saved.name, saved.is_archived) == (form.name, True)
    assert Criterion.objects.get().name == "Навеска плуга"
    delete = f"/admin/assessments/instrument/{form.pk}/delete/"
    assert staff.post(delete, {"post": "yes"}).status_code == 403


def test_form_that_nobody_uses_is_not_removed_without_the_right(client):
    form = CriterionFactory().instrument
    client.force_login(UserFactory(is_staff=True))
    delete = f"/admin/assessments/instrument/{form.pk}/delete/"
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert Instrument.objects.get() == form


def test_form_that_nobody_uses_is_changed(staff):
    form = CriterionFactory().instrument
    address = f"/admin/assessments/instrument/{form.pk}/change/"
    answer = staff.post(address, sent(staff.get(address).context, name="Другая"))
    assert answer.status_code == 302
    assert Instrument.objects.get().name == "Другая"
