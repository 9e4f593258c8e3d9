"""Files with columns that the portal may not keep: refused, or loaded without them."""

import zipfile
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.audit_words import ACTIONS
from core.import_batches import LEFT_OUT
from core.models import AuditEntry, ImportBatch, Job
from core.tables.reading import read_workbook
from tests.assessments.views.importing import apply, numbers, send, texts
from tests.core.tables.workbooks import make_xlsx

pytestmark = pytest.mark.django_db

FORBIDDEN = "ФИО;СНИЛС\nКим Юлия Олеговна;112-233-445 95\n"
HEAD = ["№", "ФИО", "СНИЛС", "Дата рождения", "Паспорт"]
ROWS = [
    ["Список группы"],
    HEAD,
    [1, "Ким Юлия Олеговна", "112-233-445 95", "01.02.2009", "8501 777333"],
    [2, "Лунёв Артём Ильич", "087-654-303 00", "03.04.2009", None],
]
SECRETS = ("112-233-445", "11223344595", "087-654-303", "8501 777333", "777333")


def send_bytes(client, group, content, name="list.xlsx", **said):
    url = reverse("assessments:import_upload", args=["contingent"])
    file = SimpleUploadedFile(name, content)
    return client.post(url, {"target": group.pk, "file": file, **said}, follow=True)


def all_that_is_kept(batch):
    """Return every text of the batch, of its file's parts, of the journal, the jobs, the cache."""
    rows = [*ImportBatch.objects.values(), *AuditEntry.objects.values(), *Job.objects.values()]
    kept = [repr(rows), repr(getattr(cache, "_cache", {}))]
    content = bytes(batch.content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        kept += [archive.read(name).decode() for name in archive.namelist()]
    return "\n".join([*kept, content.decode("latin-1")])


def test_file_with_a_forbidden_column_is_refused_and_not_kept(college_manager_client, group):
    answer = send(college_manager_client, "contingent", group, FORBIDDEN)
    (error,) = answer.context["form"].errors["file"]
    assert error == (
        "В файле есть сведения, которые портал хранить не вправе: лист «list», столбец B «СНИЛС», "
        "заполнено: 1. Файл не сохранён. Его можно загрузить без этих столбцов: выберите его ещё "
        "раз."
    )
    assert not ImportBatch.objects.exists()
    page = answer.content.decode()
    button = (
        'type="submit" name="without_forbidden" value="on">Загрузить без этих столбцов</button>'
    )
    assert page.count(button) == 1
    assert ">Проверить<" not in page


def test_file_is_loaded_without_the_columns_and_nothing_of_them_is_kept(
    college_manager_client, group
):
    content = make_xlsx(ROWS, sheet="Группа", hidden_rows=[4], more={"Личные": [["СНИЛС", "ИИН"]]})
    answer = send_bytes(college_manager_client, group, content, without_forbidden="on")

    assert numbers(answer)[:2] == [2, 2]
    batch = ImportBatch.objects.get()
    said = [
        "лист «Группа», столбец C «СНИЛС», заполнено: 2",
        "лист «Группа», столбец E «Паспорт», заполнено: 1",
        "лист «Личные», столбец A, заполнено: 0",
        "лист «Личные», столбец B, заполнено: 0",
    ]
    assert batch.chosen == {LEFT_OUT: said}
    page = answer.content.decode()
    assert "Загружено без столбцов, которые портал хранить не вправе" in page
    assert all(f"<li>{line}</li>" in page for line in said)
    kept = all_that_is_kept(batch)
    assert "Ким Юлия" in kept
    assert [secret for secret in SECRETS if secret in kept] == []
    entry = AuditEntry.objects.get(action="imports.leave_out_columns")
    assert (entry.object_id, entry.details) == (str(batch.pk), {"kind": batch.kind, "count": 4})
    assert entry.action in ACTIONS

    # The copy says what the file said, each cell in its place.
    sheet = read_workbook(bytes(batch.content), "list.xlsx").sheets[0]
    assert (sheet.name, sheet.hidden_rows) == ("Группа", {4})
    assert sheet.rows[1:] == (
        ("№", "ФИО", None, "Дата рождения"),
        (1, "Ким Юлия Олеговна", None, "01.02.2009"),
        (2, "Лунёв Артём Ильич", None, "03.04.2009"),
    )
    assert texts(apply(college_manager_client, batch)) == ["Записано: 2."]


def test_same_file_gives_the_same_copy_again(college_manager_client, group):
    for _time in range(2):
        send_bytes(college_manager_client, group, make_xlsx(ROWS), without_forbidden="on")
    assert len({batch.sha256 for batch in ImportBatch.objects.all()}) == 1


def test_file_with_nothing_to_leave_out_stays_as_it_came(college_manager_client, group):
    content = make_xlsx([["ФИО"], ["Ким Юлия Олеговна"]])
    answer = send_bytes(college_manager_client, group, content, without_forbidden="on")
    batch = ImportBatch.objects.get()
    assert (bytes(batch.content), batch.chosen) == (content, {})
    assert "Загружено без столбцов" not in answer.content.decode()
    assert not AuditEntry.objects.filter(action="imports.leave_out_columns").exists()


def test_numbers_among_other_things_are_refused_with_the_tick_as_well(
    college_manager_client, group
):
    rows = [["ФИО", "СНИЛС", "Примечание"], ["Ким Юлия", "1", "СНИЛС 112-233-445 95"]]
    answer = send_bytes(college_manager_client, group, make_xlsx(rows), without_forbidden="on")
    (error,) = answer.context["form"].errors["file"]
    assert error.startswith(
        "Лист «Лист1», столбец C, строка 2: там среди других сведений номера СНИЛС или ИИН."
    )
    assert "Загрузить без этих столбцов" not in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_large_file_is_stripped_before_it_is_kept_for_its_job(
    college_manager_client, group, run_jobs, monkeypatch
):
    monkeypatch.setattr("assessments.imports.jobs._LONG_BYTES", 10)
    send_bytes(college_manager_client, group, FORBIDDEN.encode(), "l.csv", without_forbidden="on")
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.file_name) == ("uploaded", "l.csv")
    kept = all_that_is_kept(batch)
    assert [secret for secret in SECRETS if secret in kept] == []
    run_jobs(at=batch.uploaded_at)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_total) == ("checked", 1)


def test_large_file_with_a_forbidden_column_is_not_kept_for_its_job(
    college_manager_client, group, monkeypatch
):
    monkeypatch.setattr("assessments.imports.jobs._LONG_BYTES", 10)
    page = send(college_manager_client, "contingent", group, FORBIDDEN)
    assert page.context["offers_without"]
    assert "столбец B «СНИЛС»" in page.context["form"].errors["file"][0]
    assert not ImportBatch.objects.exists()


def test_largest_file_with_a_forbidden_column_is_forgotten_by_its_check(
    college_manager_client, group, run_jobs, monkeypatch
):
    monkeypatch.setattr("assessments.imports.jobs._LONG_BYTES", 10)
    monkeypatch.setattr("assessments.imports.jobs._LOOKED_BYTES", 10)
    send(college_manager_client, "contingent", group, FORBIDDEN)
    batch = ImportBatch.objects.get()
    assert bytes(batch.content)
    run_jobs(at=batch.uploaded_at)
    batch = ImportBatch.objects.get()
    assert (bytes(batch.content), batch.state) == (b"", "refused")
    assert "столбец B «СНИЛС»" in batch.report["problems"][0]["message"]
    page = college_manager_client.get(reverse("assessments:import_batch", args=[batch.pk]))
    way = reverse("assessments:import_upload", args=["contingent"])
    address = page.context["without_url"]
    assert address == f"{way}?group={group.pk}&without_forbidden=1"
    again = college_manager_client.get(address).content.decode()
    assert "Загрузить без этих столбцов</button>" in again
    for name in ("import_columns", "import_marked"):
        answer = college_manager_client.get(
            reverse(f"assessments:{name}", args=[batch.pk]), follow=True
        )
        assert any("пустой" in text for text in texts(answer))
