import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.enums import ImportState
from core.models import AuditEntry, ImportBatch
from standards.models import ProfessionalStandard
from tests.cast import RoleClient
from tests.standards.registry_files import own_file, own_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]

UPLOAD = "/standards/import/"


def document(name: str = "two.xml", content: bytes | None = None) -> SimpleUploadedFile:
    content = own_file("two_standards.xml") if content is None else content
    return SimpleUploadedFile(name, content, content_type="text/xml")


def check(client: RoleClient, *files: SimpleUploadedFile, **fields: str) -> Any:
    return client.post(UPLOAD, {"documents": files, **fields})


def apply(client: RoleClient, report_url: str) -> Any:
    return client.post(f"{report_url}apply/", follow=True)


def test_upload_page_offers_the_form(administrator_client: RoleClient) -> None:
    assert reverse("standards:import_upload") == UPLOAD
    text = administrator_client.get(UPLOAD).content.decode()
    assert 'type="file"' in text
    assert "multiple" in text


def test_check_keeps_the_files_and_imports_nothing(
    administrator_client: RoleClient, now: dt.datetime
) -> None:
    response = check(administrator_client, document("a.xml"), document("b.xml"))

    first, second = ImportBatch.objects.order_by("pk")
    assert response.status_code == 302
    assert UUID(first.parameters["upload"]).hex in response.url.replace("-", "")
    assert (first.file_name, second.file_name) == ("a.xml", "b.xml")
    assert bytes(first.content) == own_file("two_standards.xml")
    assert (first.state, first.rows_total) == (ImportState.CHECKED, 2)
    assert (first.uploaded_by, first.uploaded_at) == (administrator_client.user, now)
    assert ProfessionalStandard.objects.count() == 0


def test_report_says_what_would_change(administrator_client: RoleClient) -> None:
    url = check(administrator_client, document()).url

    response = administrator_client.get(url)

    assert response.context["totals"] == [("Будет добавлено", "2\u00a0стандарта")]
    first, second = response.context["editions"]
    assert (first["word"], first["skills"], first["file_name"]) == ("будет добавлен", 4, "two.xml")
    assert second["warnings"][0] == "Номер приказа не указан."
    text = response.content.decode()
    assert "Загрузить 2\u00a0стандарта" in text
    assert "Пока ничего не записано." in text


def test_apply_imports_the_checked_bytes(
    administrator_client: RoleClient, now: dt.datetime
) -> None:
    url = check(administrator_client, document()).url

    response = apply(administrator_client, url)

    assert response.redirect_chain == [(url, 302)]
    assert response.context["totals"] == [("Добавлено", "2\u00a0стандарта")]
    assert "Загружено: 2\u00a0стандарта." in response.content.decode()
    standard = ProfessionalStandard.objects.get(code="13.901")
    assert response.context["editions"][0]["url"] == f"/standards/{standard.pk}/"
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.applied_at) == (ImportState.APPLIED, now)
    audit = AuditEntry.objects.get(action="standards.import_file")
    assert audit.actor == administrator_client.user
    assert audit.details["created"] == 2


def test_second_apply_changes_nothing(administrator_client: RoleClient) -> None:
    url = check(administrator_client, document()).url
    apply(administrator_client, url)

    response = apply(administrator_client, url)

    assert "Эти файлы уже загружены." in response.content.decode()
    assert AuditEntry.objects.filter(action="standards.import_file").count() == 1


def test_report_of_a_changed_edition_names_functions(administrator_client: RoleClient) -> None:
    apply(administrator_client, check(administrator_client, document()).url)
    changed = own_text().replace("<CodeTF>A/02.3</CodeTF>", "<CodeTF>A/01.3</CodeTF>")

    url = check(administrator_client, document(content=changed.encode())).url
    response = administrator_client.get(url)

    assert response.context["totals"] == [
        ("Будет обновлено", "1\u00a0стандарт"),
        ("Без изменений", "1\u00a0стандарт"),
    ]
    assert response.context["editions"][0]["changes"] == [
        ("новые функции", "A/01.3"),
        ("исключены", "A/02.3"),
    ]


def test_report_without_changes_offers_nothing_to_apply(administrator_client: RoleClient) -> None:
    apply(administrator_client, check(administrator_client, document()).url)

    text = administrator_client.get(check(administrator_client, document()).url).content.decode()

    assert "Все эти редакции уже загружены, менять нечего." in text
    assert "/apply/" not in text


def test_refused_file_is_named_and_nothing_kept(administrator_client: RoleClient) -> None:
    wrong = document("wrong.xml", own_text().replace("ThirdSection", "Section3").encode())

    response = check(administrator_client, document(), wrong)

    assert response.status_code == 200
    (error,) = response.context["form"].errors["documents"]
    assert error.startswith("Ожидался элемент ThirdSection, на его месте Section3.")
    assert "файл «wrong.xml»" in error
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], "Обязательное поле."),
        ([("empty.xml", b"")], "Отправленный файл пуст."),
        ([(f"{n}.xml", b"<a/>") for n in range(51)], "Выбрано файлов: 51."),
    ],
)
def test_upload_without_usable_files_is_an_error(
    administrator_client: RoleClient, files: list[tuple[str, bytes]], message: str
) -> None:
    response = check(administrator_client, *(document(*file) for file in files))

    assert message in str(response.context["form"].errors["documents"])


def test_excerpt_is_imported_as_such(administrator_client: RoleClient) -> None:
    url = check(administrator_client, document(), is_excerpt="on").url
    assert "демонстрационная выдержка" in administrator_client.get(url).content.decode()

    apply(administrator_client, url)

    assert ProfessionalStandard.objects.filter(is_excerpt=True).count() == 2


def test_upload_page_lists_recent_files(administrator_client: RoleClient) -> None:
    url = check(administrator_client, document()).url

    (row,) = administrator_client.get(UPLOAD).context["recent"]
    assert (row["file_name"], row["word"], row["url"]) == (
        "two.xml",
        "проверен, не загружен",
        url,
    )


def test_unknown_upload_is_not_found(administrator_client: RoleClient) -> None:
    url = reverse("standards:import_report", args=[uuid4()])

    assert administrator_client.get(url).status_code == 404
    assert administrator_client.post(f"{url}apply/").status_code == 404
    assert administrator_client.get(f"{url}apply/").status_code == 405


def test_only_administrators_may_import(
    administrator_client: RoleClient, region_officer_client: RoleClient
) -> None:
    url = check(administrator_client, document()).url

    assert region_officer_client.get(UPLOAD).status_code == 403
    assert check(region_officer_client, document()).status_code == 403
    assert region_officer_client.get(url).status_code == 403
    assert region_officer_client.post(f"{url}apply/").status_code == 403
    assert ProfessionalStandard.objects.count() == 0
