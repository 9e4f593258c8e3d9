import datetime as dt

import pytest

from assessments.models import GroupReadiness
from core.models import AuditEntry
from core.tables.data import Interval
from reports.enums import FileFormat, ReleaseState
from reports.models import Release, ReleaseFile
from reports.rules.content import content_hash, tables_of
from reports.services.audits import request_approval
from reports.services.releases import (
    NoCompleteRun,
    ReleaseHasErrors,
    WrongReleaseState,
    build_release,
    check_release,
    publish_release,
    request_release,
    withdraw_release,
)


def table(release, anchor):
    found = next(named.table for named in tables_of(release.content) if named.anchor == anchor)
    return {row[0]: row[1:] for row in found.rows}


def test_built_release_holds_the_figures_of_the_moment(draft, now):
    assert draft.state == ReleaseState.DRAFT
    assert draft.data_date == dt.date(2026, 11, 20)
    assert draft.content_sha256 == content_hash(draft.content)
    headline = draft.content["headline"]
    assert (headline["assessed"], headline["share_ready"]) == (177, pytest.approx(93 / 177))
    colleges = table(draft, "colleges")
    assert colleges["Степь"][1:3] == (50, 0.6)
    assert colleges["Молчаливый"][1] == 0
    assert draft.content["not_reported"] == ["Молчаливый"]
    assert draft.content["minimum"] == 10
    functions = next(t.table for t in tables_of(draft.content) if t.anchor == "functions")
    assert functions.rows[0][3:6] == (120, 0.5, Interval(0.5, 0.5))
    assert colleges["Степь"][4:6] == (0.5, Interval(0.5, 0.5))
    assert headline["mean_interval"] == [0.5, 0.5]


def test_college_under_ten_is_hidden_with_another_one(draft):
    colleges = table(draft, "colleges")
    assert colleges["Малый"][1].mark == "…"
    assert colleges["Малый"][1].reason.endswith("меньше 10 человек")
    # Сельский округ is 67: with «Колос» shown the small college would be 7.
    shown = [colleges["Колос"][1], table(draft, "municipalities")["Сельский округ"][1]]
    assert sum(isinstance(value, int) for value in shown) < 2


def test_nothing_changes_when_data_change(draft, now):
    before, files = draft.content, list(draft.files.values_list("sha256", flat=True))
    GroupReadiness.objects.update(ready_count=0, index_sum=0)
    assert build_release(release_id=draft.pk, now=now) is False
    draft.refresh_from_db()
    assert draft.content == before
    assert list(draft.files.values_list("sha256", flat=True)) == files


def test_killed_build_starts_anew(draft, now):
    """A worker that died left the release in BUILDING, whatever else it had written."""
    ReleaseFile.objects.filter(file_format=FileFormat.PDF).delete()
    Release.objects.update(state=ReleaseState.BUILDING, content={}, content_sha256="")
    assert build_release(release_id=draft.pk, now=now) is True
    draft.refresh_from_db()
    assert draft.state == ReleaseState.DRAFT
    assert sorted(draft.files.values_list("file_format", flat=True)) == sorted(FileFormat.values)


def test_every_request_has_an_address_of_its_own(region, run, now):
    slugs = [
        request_release(title="Отчёт", graduation_year=2026, requested_by_id=None, now=now).slug
        for _time in range(3)
    ]
    first = "readiness-2026-2026-11-20"
    assert slugs == [first, f"{first}-2", f"{first}-3"]


def test_without_a_run_there_is_nothing_to_report(region, now):
    with pytest.raises(NoCompleteRun):
        request_release(title="Отчёт", graduation_year=2026, requested_by_id=None, now=now)


def test_release_goes_its_way_and_no_other(draft, approve, now, region_officer):
    actor = {"actor_id": region_officer.user_id, "now": now}
    for wrong in (publish_release, lambda **kw: withdraw_release(note="нет", **kw)):
        with pytest.raises(WrongReleaseState):
            wrong(release=draft, **actor)
    approved = approve(draft, region_officer.user_id)
    assert (approved.state, approved.approved_at) == (ReleaseState.APPROVED, now)
    assert approved.approved_by_id == region_officer.user_id
    published = publish_release(release=draft, **actor)
    assert (published.state, published.published_by_id) == ("published", region_officer.user_id)
    with pytest.raises(WrongReleaseState):
        request_approval(release=draft, **actor)
    withdrawn = withdraw_release(release=draft, note="Ошибка в данных", **actor)
    assert (withdrawn.state, withdrawn.correction_note) == ("withdrawn", "Ошибка в данных")
    deeds = AuditEntry.objects.filter(action__startswith="reports.").order_by("pk")
    assert [deed.action.removeprefix("reports.") for deed in deeds] == [
        "request_release",
        "build_release",
        "request_approval",
        "approve_release",
        "publish_release",
        "withdraw_release",
    ]


def test_release_with_errors_is_not_approved(draft, now):
    draft.content["headline"]["assessed"] = 999
    draft.save()
    first = check_release(draft).findings[0]
    assert (first.is_error, first.text) == (
        True,
        "Содержание не совпадает с контрольной суммой.",
    )
    with pytest.raises(ReleaseHasErrors):
        request_approval(release=draft, actor_id=None, now=now)


def test_checklist_names_who_did_not_report(draft):
    checked = check_release(draft)
    assert not checked.has_errors
    assert [finding.text for finding in checked.findings] == ["Не сдали данные: Молчаливый."]


def test_empty_report_is_an_error(run, now, run_jobs):
    release = request_release(title="Пусто", graduation_year=2030, requested_by_id=None, now=now)
    run_jobs()
    release.refresh_from_db()
    assert check_release(release).has_errors
