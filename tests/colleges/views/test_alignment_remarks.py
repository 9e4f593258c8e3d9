"""Remarks on cells: who says them, who reads them, what stays of them."""

import pytest
from django.urls import reverse

from colleges.models import Alignment, AlignmentRemark
from colleges.services.alignment_states import agree_by_college
from core.models import AuditEntry
from tests.colleges.aligned import make_aligned
from tests.conftest import NOW
from tests.factories.colleges import AlignmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]


@pytest.fixture
def aligned(college):
    return make_aligned(college)


def cell_url(aligned, number=0, function=0):
    return reverse(
        "colleges:alignment_remarks",
        args=[
            aligned.programme.pk,
            aligned.functions[function].pk,
            str(aligned.key(number)),
        ],
    )


def matrix_of(client, aligned):
    return client.get(reverse("colleges:alignment", args=[aligned.programme.pk])).context


def test_both_sides_remark_on_an_agreed_alignment_and_the_cell_stays(
    aligned, college_teacher_client, association_expert_client
):
    AlignmentFactory(
        programme=aligned.programme,
        module=None,
        competence=aligned.competences[0],
        function=aligned.functions[0],
    )
    agree_by_college(programme=aligned.programme, actor_id=None, now=NOW)
    url = cell_url(aligned)

    association_expert_client.post(url, {"text": "  Где   практика? "})
    college_teacher_client.post(url, {"text": "В ПП.01"})

    rows = AlignmentRemark.objects.order_by("pk")
    assert list(rows.values_list("text", "is_of_association", "version__number")) == [
        ("Где практика?", True, 1),
        ("В ПП.01", False, 1),
    ]
    assert Alignment.objects.get().strength == 1.0
    context = matrix_of(college_teacher_client, aligned)
    assert [line["text"] for line in context["remarks"]] == ["В ПП.01", "Где практика?"]
    assert context["remarks"][0]["url"] == url
    assert [cell[3] for cell in context["matrix"]["rows"][0]["cells"]] == [2, 0]
    entry = AuditEntry.objects.filter(action="colleges.add_remark").first()
    assert entry.details == {
        "source": str(aligned.key(0)),
        "function_id": aligned.functions[0].pk,
    }


def test_settled_remark_leaves_the_matrix_and_stays_in_the_history(
    aligned, college_manager_client, association_expert_client
):
    url = cell_url(aligned)
    association_expert_client.post(url, {"text": "Где практика?"})
    remark = AlignmentRemark.objects.get()

    for _twice in range(2):
        college_manager_client.post(url, {"close": remark.pk})

    remark.refresh_from_db()
    assert (remark.closed_at, remark.closed_by) == (NOW, college_manager_client.user)
    assert AuditEntry.objects.filter(action="colleges.close_remark").count() == 1
    assert matrix_of(college_manager_client, aligned)["remarks"] == []
    (line,) = college_manager_client.get(url).context["remarks"]
    assert (line["text"], line["closed_at"]) == ("Где практика?", NOW)


def test_officials_read_and_do_not_write_and_nonsense_is_refused(
    aligned, region_officer_client, college_teacher_client
):
    url = cell_url(aligned)
    assert region_officer_client.get(url).status_code == 200
    assert region_officer_client.post(url, {"text": "Так"}).status_code == 403
    told = college_teacher_client.post(url, {"text": "   "}, follow=True)
    assert "Напишите замечание" in told.content.decode()
    college_teacher_client.post(cell_url(aligned, 1), {"text": "О другой ячейке"})
    other = AlignmentRemark.objects.get()
    assert college_teacher_client.post(url, {"close": other.pk}).status_code == 404
    function = aligned.functions[0].pk
    for source in ("c999999", "x1"):
        wrong = reverse("colleges:alignment_remarks", args=[aligned.programme.pk, function, source])
        assert college_teacher_client.get(wrong).status_code == 404
