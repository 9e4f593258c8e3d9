import datetime as dt

import pytest

from core.enums import ImportState
from core.import_batches import (
    BatchNotApplicable,
    DryRun,
    Upload,
    find_batch,
    is_as_reported,
    keep_batch,
    purge_batches,
    renew_batch,
    take_batch,
    untake_batch,
)
from core.models import AuditEntry
from core.tables.problems import Problem, Severity

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
WRONG = Problem(sheet="Лист1", row=3, column="B", message="Не число.")
DOUBT = Problem(sheet="Лист1", row=2, message="Строка пропущена.", severity=Severity.WARNING)

pytestmark = pytest.mark.django_db


def keep(dry_run):
    upload = Upload(
        kind="colleges.contingent",
        file_name="список.xlsx",
        content=b"bytes",
        college_id=7,
        parameters={"group_id": 3},
        uploaded_by_id=None,
    )
    return keep_batch(upload=upload, dry_run=dry_run, now=NOW)


def test_file_is_kept_whole_with_its_report_errors_first():
    batch = keep(DryRun({"new": 2}, [DOUBT, WRONG], 4))

    batch.refresh_from_db()
    assert bytes(batch.content) == b"bytes"
    assert batch.state == ImportState.REFUSED
    assert (batch.rows_total, batch.rows_wrong) == (4, 1)
    assert [problem["message"] for problem in batch.report["problems"]] == [
        "Не число.",
        "Строка пропущена.",
    ]
    assert batch.report["problems"][0]["place"] == "лист «Лист1», строка 3, столбец B"


def test_warnings_alone_do_not_refuse_a_file():
    assert keep(DryRun({}, [DOUBT], 1)).state == ImportState.CHECKED


def test_batch_is_taken_once():
    batch = keep(DryRun({}, [], 1))

    assert take_batch(batch=batch, actor_id=None, now=NOW).state == ImportState.APPLIED
    with pytest.raises(BatchNotApplicable):
        take_batch(batch=batch, actor_id=None, now=NOW)


def test_refused_batch_is_never_taken():
    with pytest.raises(BatchNotApplicable):
        take_batch(batch=keep(DryRun({}, [WRONG], 1)), actor_id=None, now=NOW)


def test_batch_of_another_college_or_kind_is_not_found():
    batch = keep(DryRun({}, [], 1))

    assert find_batch(pk=batch.pk, kinds=[batch.kind], college_ids=frozenset({7})) == batch
    assert find_batch(pk=batch.pk, kinds=[batch.kind], college_ids=frozenset({8})) is None
    assert find_batch(pk=batch.pk, kinds=["other"], college_ids=frozenset({7})) is None


def test_plan_with_other_deeds_is_not_what_was_reported():
    batch = keep(DryRun({"new": 1}, [], 1, deeds=("new A",)))

    assert is_as_reported(batch=batch, dry_run=DryRun({"new": 1}, [], 1, deeds=("new A",)))
    assert not is_as_reported(batch=batch, dry_run=DryRun({"new": 1}, [], 1, deeds=("new B",)))


def test_renewed_report_replaces_the_old_one_unless_applied():
    batch = keep(DryRun({"new": 1}, [], 1))

    renew_batch(batch=batch, dry_run=DryRun({"new": 0}, [WRONG], 1))
    assert (batch.state, batch.report["counts"]) == (ImportState.REFUSED, {"new": 0})

    applied = keep(DryRun({"new": 1}, [], 1))
    take_batch(batch=applied, actor_id=None, now=NOW)
    renew_batch(batch=applied, dry_run=DryRun({"new": 0}, [WRONG], 1))
    assert applied.state == ImportState.APPLIED


def test_old_file_loses_bytes_cells_and_names_and_keeps_its_numbers():
    open_one = keep(DryRun({"new": 2}, [WRONG], 4, people={("Лист1", 3): "Лунёв Пётр"}))
    applied = keep(DryRun({"new": 3}, [], 3))
    take_batch(batch=applied, actor_id=None, now=NOW)
    applied.undo, applied.chosen = {"names": ["Лунёв"]}, {"cells": [["Лист1", 1, 1, "Лунёв"]]}
    applied.save()
    later = NOW + dt.timedelta(days=180)

    assert purge_batches(before=NOW, now=later) == 0
    assert purge_batches(before=NOW + dt.timedelta(seconds=1), now=later) == 2
    assert purge_batches(before=NOW + dt.timedelta(seconds=1), now=later) == 0

    for batch in (open_one, applied):
        batch.refresh_from_db()
        assert (bytes(batch.content), batch.chosen, batch.undo) == (b"", {}, {})
        assert batch.purged_at == later
        assert "Лунёв" not in str(batch.report)
    assert (open_one.state, applied.state) == (ImportState.PURGED, ImportState.APPLIED)
    assert (open_one.rows_total, open_one.report["errors_total"]) == (4, 1)
    assert applied.report["counts"] == {"new": 3}
    with pytest.raises(BatchNotApplicable):
        untake_batch(batch=applied, actor_id=None, now=later)
    assert AuditEntry.objects.filter(action="imports.purge").count() == 2
