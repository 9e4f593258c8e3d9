import json
import re
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from colleges.models import Alignment
from colleges.services.alignments import set_cells, set_parts
from core.models import ImportBatch
from core.tables.limits import Limits
from tests.colleges.aligned import make_aligned

pytestmark = pytest.mark.django_db

CASE_ASSOCIATIONS = {
    "isChildOf",
    "isPeerOf",
    "isPartOf",
    "exactMatchOf",
    "precedes",
    "isRelatedTo",
    "replacedBy",
    "exemplar",
    "hasSkillLevel",
    "isTranslationOf",
}
# Keys of objects inside of a package by CASE 1.1, which forbids any other.
CASE_REQUIRED = {"identifier", "uri", "lastChangeDateTime"}
CASE_DOCUMENT = {"creator", "title", "version", "caseVersion", "language", "adoptionStatus"}
CASE_ITEM = {"fullStatement", "humanCodingScheme", "CFItemType", "language", "notes"}
CASE_ASSOCIATION = {
    "associationType",
    "sequenceNumber",
    "originNodeURI",
    "destinationNodeURI",
    "CFAssociationGroupingURI",
}


@pytest.fixture
def aligned(college, now):
    made = make_aligned(college)
    set_cells(
        programme=made.programme,
        changes=[made.change(made.key(0), 0, 1.0), made.change(made.module_key, 1, 0.5)],
        actor_id=None,
        now=now,
    )
    return made


@pytest.fixture
def client(college_teacher_client):
    return college_teacher_client


def url(name, aligned):
    return reverse(f"colleges:{name}", args=[aligned.programme.pk])


def upload(client, aligned, content, name="case.json"):
    answer = client.post(
        reverse("assessments:import_upload", args=["alignment-case"]),
        {"target": aligned.programme.pk, "file": SimpleUploadedFile(name, content)},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return ImportBatch.objects.latest("pk")


def cells():
    return sorted(
        Alignment.objects.values_list("competence_id", "module_id", "function_id", "strength"),
        key=str,
    )


# --- CASE -------------------------------------------------------------------------------------


def package_of(client, aligned):
    return json.loads(client.get(url("alignment_case", aligned)).content)


def test_package_has_the_structure_of_case(aligned, client):
    package = package_of(client, aligned)
    document = package["CFDocument"]
    assert set(package) == {"CFDocument", "CFItems", "CFAssociations", "CFDefinitions"}
    assert CASE_REQUIRED | {"creator", "title"} <= set(document) <= CASE_REQUIRED | CASE_DOCUMENT
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["lastChangeDateTime"])
    assert document["caseVersion"] == "1.1"
    assert document["adoptionStatus"] == "Draft"
    items = {UUID(item["identifier"]): item for item in package["CFItems"]}
    # Three competences, a module, two functions, three elements.
    assert len(items) == len(package["CFItems"]) == 9
    for item in package["CFItems"]:
        assert item["fullStatement"]
        assert item["uri"] == f"urn:uuid:{item['identifier']}"
        assert CASE_REQUIRED <= set(item) <= CASE_REQUIRED | CASE_ITEM
    identifiers = set()
    for association in package["CFAssociations"]:
        identifiers.add(UUID(association["identifier"]))
        assert CASE_REQUIRED <= set(association) <= CASE_REQUIRED | CASE_ASSOCIATION
        assert association["associationType"] in CASE_ASSOCIATIONS
        for end in ("originNodeURI", "destinationNodeURI"):
            assert set(association[end]) == {"title", "identifier", "uri"}
            own = UUID(association[end]["identifier"])
            assert own in items or str(own) == document["identifier"]
    assert len(identifiers) == len(package["CFAssociations"])
    related = [row for row in package["CFAssociations"] if row["associationType"] == "isRelatedTo"]
    groupings = {
        row["identifier"]: row["title"]
        for row in package["CFDefinitions"]["CFAssociationGroupings"]
    }
    assert sorted(groupings[row["CFAssociationGroupingURI"]["identifier"]] for row in related) == [
        "полностью",
        "частично",
    ]
    children = [row for row in package["CFAssociations"] if row["associationType"] == "isChildOf"]
    assert {row["originNodeURI"]["identifier"] for row in children} == {str(pk) for pk in items}


def test_identifiers_are_the_same_in_every_export(aligned, client):
    first = client.get(url("alignment_case", aligned)).content
    assert client.get(url("alignment_case", aligned)).content == first


def test_package_comes_back_with_cells_and_details(aligned, client, now):
    set_parts(
        programme=aligned.programme,
        function_id=aligned.functions[0].pk,
        parts={aligned.key(1): {aligned.actions[0].pk: 1.0}},
        actor_id=None,
        now=now,
    )
    content = client.get(url("alignment_case", aligned)).content
    batch = upload(client, aligned, content, "case.json")
    assert batch.report["counts"] == {"set": 0, "cleared": 0, "detailed": 0, "same": 8}
    before = cells()

    Alignment.objects.all().delete()
    batch = upload(client, aligned, content, "case.json")
    assert batch.report["counts"] == {"set": 2, "cleared": 0, "detailed": 1, "same": 5}
    client.post(reverse("assessments:import_apply", args=[batch.pk]))
    assert cells() == before

    client.post(reverse("assessments:import_undo", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, cells()) == ("undone", [])


def test_loaded_details_are_not_taken_back_after_later_work(aligned, client, now):
    details = {"programme": aligned.programme, "function_id": aligned.functions[0].pk}
    first, second = (row.pk for row in aligned.actions)
    set_parts(**details, parts={aligned.key(1): {first: 1.0}}, actor_id=None, now=now)
    content = client.get(url("alignment_case", aligned)).content
    set_parts(**details, parts={aligned.key(1): {second: 0.5}}, actor_id=None, now=now)
    batch = upload(client, aligned, content)
    client.post(reverse("assessments:import_apply", args=[batch.pk]))
    set_parts(**details, parts={aligned.key(1): {first: 0.5}}, actor_id=None, now=now)

    answer = client.post(reverse("assessments:import_undo", args=[batch.pk]), follow=True)
    batch.refresh_from_db()
    assert batch.state == "applied"
    assert "успели изменить" in answer.content.decode()


def test_package_is_told_cell_by_cell_and_offers_no_columns(aligned, client):
    package = package_of(client, aligned)
    package["CFAssociations"] = [
        row for row in package["CFAssociations"] if row["associationType"] != "isRelatedTo"
    ]
    batch = upload(client, aligned, json.dumps(package).encode())
    told = [row["message"] for row in batch.report["problems"]]
    assert told == [
        "ПК 1.1 → A/01.3: было «полностью», станет «нет».",
        "ПМ.01 → A/02.3: было «частично», станет «нет».",
    ]
    columns = reverse("assessments:import_columns", args=[batch.pk])
    page = client.get(reverse("assessments:import_batch", args=[batch.pk])).content.decode()
    assert columns not in page
    assert client.get(columns).status_code == 404


def test_package_is_found_among_the_loaded_files(aligned, client):
    upload(client, aligned, client.get(url("alignment_case", aligned)).content)
    page = client.get(reverse("assessments:import_list")).content.decode()
    assert page.count("Сопряжение в обменном формате CASE") == 3  # offered, its template, loaded
    assert "case.json" in page


def test_template_is_the_programmes_package(aligned, client):
    where = reverse("assessments:import_template", args=["alignment-case"])
    assert client.get(where).status_code == 302
    answer = client.get(f"{where}?programme={aligned.programme.pk}")
    disposition = unquote(answer["Content-Disposition"])
    assert disposition.startswith("attachment; filename*=utf-8''Шаблон_Сопряжение-в-обменном")
    assert disposition.endswith(".json")
    assert answer.content == client.get(url("alignment_case", aligned)).content


def test_file_over_the_limit_is_refused_before_it_is_kept(aligned, client, monkeypatch):
    monkeypatch.setattr("assessments.forms.LIMITS", Limits(file_bytes=2**20))
    answer = client.post(
        reverse("assessments:import_upload", args=["alignment-case"]),
        {
            "target": aligned.programme.pk,
            "file": SimpleUploadedFile("case.json", b" " * (2**20 + 1)),
        },
    )
    assert answer.context["form"].errors["file"] == ["Файл больше 1 МБ. Разделите его на части."]
    assert not ImportBatch.objects.exists()


def test_package_without_an_association_clears_the_cell(aligned, client):
    package = package_of(client, aligned)
    package["CFAssociations"] = [
        row for row in package["CFAssociations"] if row["associationType"] != "isRelatedTo"
    ]
    batch = upload(client, aligned, json.dumps(package).encode(), "case.json")
    assert batch.report["counts"]["cleared"] == 2


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"{", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[]", "CFDocument"),
        (b'{"CFDocument": {}, "CFItems": 5}', "список"),
        (b'{"CFDocument": {}, "CFItems": [{"identifier": "x"}]}', "fullStatement"),
        (b'{"CFDocument": {}, "CFItems": [], "CFAssociations": [{}]}', "associationType"),
        (b'{"CFDocument": {}, "CFItems": []}', "нет компетенций"),
    ],
)
def test_wrong_package_is_refused_in_words(aligned, client, content, word):
    batch = upload(client, aligned, content, "case.json")
    assert batch.state == "refused"
    assert word in batch.report["problems"][0]["message"]


def test_package_of_another_programme_is_refused(aligned, client, college):
    other = make_aligned(college, intake_year=2024)
    content = client.get(url("alignment_case", other)).content
    batch = upload(client, aligned, content, "case.json")
    assert batch.state == "refused"
