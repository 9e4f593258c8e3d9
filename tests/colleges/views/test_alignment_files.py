import json
from io import BytesIO
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from colleges.models import Alignment, AlignmentVersion
from colleges.services.alignments import set_cells, set_parts
from core.models import ImportBatch
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


def upload(client, aligned, content, name="matrix.xlsx"):
    answer = client.post(
        url("alignment_import", aligned), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return ImportBatch.objects.latest("pk")


def edited(content, change):
    book = load_workbook(BytesIO(content))
    change(book.worksheets[0])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def cells():
    return sorted(
        Alignment.objects.values_list("competence_id", "module_id", "function_id", "strength"),
        key=str,
    )


def test_matrix_comes_back_unchanged(aligned, client):
    content = client.get(url("alignment_xlsx", aligned)).content
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:4] == [
        str(aligned.key(0)),
        "ПК 1.1",
        "Настраивать плуг и сеялку",
        "полностью",
    ]
    batch = upload(client, aligned, content)
    assert batch.report["counts"] == {"set": 0, "cleared": 0, "detailed": 0, "same": 8}
    assert batch.report["problems"] == []


def test_edited_matrix_is_shown_and_applied(aligned, client):
    def change(sheet):
        sheet["D2"] = None
        sheet["D3"] = "частично"
        sheet["E4"] = "●"
        sheet.delete_rows(5)

    content = edited(client.get(url("alignment_xlsx", aligned)).content, change)
    before = cells()
    batch = upload(client, aligned, content)
    assert batch.report["counts"]["set"] == 2
    assert batch.report["counts"]["cleared"] == 1
    page = client.get(reverse("colleges:alignment_batch", args=[batch.pk])).content.decode()
    assert "Записать изменения" in page
    assert cells() == before
    client.post(reverse("colleges:alignment_apply", args=[batch.pk]))
    first, second = (row.pk for row in aligned.functions)
    assert cells() == sorted(
        [(aligned.key(1).pk, None, first, 0.5), (None, aligned.module.pk, second, 1.0)], key=str
    )
    client.post(reverse("colleges:alignment_apply", args=[batch.pk]))
    assert ImportBatch.objects.get().state == "applied"


def test_errors_name_sheet_row_and_column(aligned, client):
    def change(sheet):
        sheet["D2"] = "наполовину"
        sheet["A3"] = "c999999"
        sheet["A5"] = sheet["A4"].value
        sheet["F1"] = "13.999 A/99.9 #999999"
        sheet["F2"] = "частично"

    content = edited(client.get(url("alignment_xlsx", aligned)).content, change)
    batch = upload(client, aligned, content)
    found = [(row["row"], row["column"]) for row in batch.report["problems"] if row["is_error"]]
    assert sorted(found) == [(1, "F"), (2, "D"), (3, "A"), (5, "A")]
    assert batch.state == "refused"
    page = client.get(reverse("colleges:alignment_batch", args=[batch.pk])).content.decode()
    assert "строка 2, столбец D" in page
    assert "Записать изменения" not in page
    client.post(reverse("colleges:alignment_apply", args=[batch.pk]))
    assert len(cells()) == 2


def test_other_changes_meanwhile_are_shown_anew(aligned, client, now):
    def change(sheet):
        sheet["D3"] = "частично"

    content = edited(client.get(url("alignment_xlsx", aligned)).content, change)
    batch = upload(client, aligned, content)
    set_cells(
        programme=aligned.programme,
        changes=[aligned.change(aligned.key(1), 1, 1.0)],
        actor_id=None,
        now=now,
    )
    client.post(reverse("colleges:alignment_apply", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.report["counts"]["cleared"]) == ("checked", 1)
    assert len(cells()) == 3


def test_agreed_alignment_is_not_changed_by_a_file(aligned, client):
    def change(sheet):
        sheet["D3"] = "частично"

    content = edited(client.get(url("alignment_xlsx", aligned)).content, change)
    batch = upload(client, aligned, content)
    AlignmentVersion.objects.update(state="agreed_college")
    client.post(reverse("colleges:alignment_apply", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == "checked"
    assert len(cells()) == 2


def test_file_that_is_no_table_is_refused_in_words(aligned, client):
    file = SimpleUploadedFile("matrix.xlsx", b"junk")
    answer = client.post(url("alignment_import", aligned), {"file": file})
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


# --- CASE -------------------------------------------------------------------------------------


def package_of(client, aligned):
    return json.loads(client.get(url("alignment_case", aligned)).content)


def test_package_has_the_structure_of_case(aligned, client):
    package = package_of(client, aligned)
    document = package["CFDocument"]
    assert {"identifier", "uri", "creator", "title", "lastChangeDateTime", "CFPackageURI"} <= set(
        document
    )
    assert document["caseVersion"] == "1.1"
    assert document["adoptionStatus"] == "Draft"
    items = {UUID(item["identifier"]): item for item in package["CFItems"]}
    # Three competences, a module, two functions, three elements.
    assert len(items) == len(package["CFItems"]) == 9
    for item in package["CFItems"]:
        assert item["fullStatement"]
        assert item["uri"] == f"urn:uuid:{item['identifier']}"
        assert item["CFDocumentURI"]["identifier"] == document["identifier"]
    identifiers = set()
    for association in package["CFAssociations"]:
        identifiers.add(UUID(association["identifier"]))
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
    client.post(reverse("colleges:alignment_apply", args=[batch.pk]))
    assert cells() == before


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
