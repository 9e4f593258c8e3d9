"""Attacks on a release, planted in what it prints: the audit must find them and refuse it."""

import pytest

from assessments.models import GroupReadiness
from reports.enums import ReleaseState
from reports.models import Release
from reports.rules.content import content_hash
from reports.services.audits import audit_release
from reports.services.releases import (
    ReleaseNotAudited,
    check_release,
    is_audited,
    publish_release,
    request_release,
    withdraw_release,
)
from tests.factories.dashboards import figures_of
from tests.factories.reports import ReleaseFactory

ASSESSED, SHARE, INTERVAL, MEAN, MEAN_INTERVAL, PROVISIONAL = range(2, 8)


def nothing(_done: int, _total: int, _message: str) -> None:
    """No progress to show."""


def row_of(release: Release, anchor: str, name: str) -> list[object]:
    table = next(table for table in release.content["tables"] if table["anchor"] == anchor)
    return next(row for row in table["rows"] if row[0] == name)


def plant(release: Release) -> Release:
    """Keep a content that was tampered with as if it had been built so."""
    release.content_sha256 = content_hash(release.content)
    release.save()
    return release


def errors_of(release: Release) -> list[str]:
    return [finding.text for finding in check_release(release).findings if finding.is_error]


def second_release(now, run_jobs) -> Release:
    release = request_release(title="Ещё", graduation_year=2026, requested_by_id=None, now=now)
    run_jobs()
    release.refresh_from_db()
    return release


def test_release_as_built_is_clean_and_approved(draft, approve):
    release = approve(draft)
    assert release.state == ReleaseState.APPROVED
    assert release.audit["lines"] == []
    assert release.audit["hidden"] > 0
    good = [finding.text for finding in check_release(release).findings if finding.is_good]
    assert len(good) == 1
    assert "ни одно из них нельзя вычислить" in good[0]


@pytest.mark.parametrize(
    ("column", "value", "line"),
    [
        (ASSESSED, 7, "Малый, оценённые: напечатано число, которое нужно скрыть."),
        (MEAN, 0.5, "Малый, оценённые: напечатано число, которое нужно скрыть."),
        (
            MEAN_INTERVAL,
            {"low": 0.4, "high": 0.6},
            "Малый, оценённые: напечатано число, которое нужно скрыть.",
        ),
        (SHARE, 3 / 7, "Малый, оценённые, готовые: напечатано число, которое нужно скрыть."),
        (
            INTERVAL,
            {"low": 0.1, "high": 0.7},
            "Малый, оценённые, готовые: напечатано число, которое нужно скрыть.",
        ),
    ],
)
def test_small_college_printed_in_any_column_is_found(draft, approve, column, value, line):
    row_of(draft, "colleges", "Малый")[column] = value
    release = approve(plant(draft))
    assert release.state == ReleaseState.DRAFT
    assert line in errors_of(release)


@pytest.mark.parametrize("is_planted", [False, True])
def test_report_of_the_first_format_has_no_intervals_of_means(draft, approve, is_planted):
    content = draft.content
    content["format"] = 1
    for table in content["tables"]:
        column = {"municipalities": MEAN_INTERVAL, "colleges": MEAN_INTERVAL, "functions": 5}.get(
            table["anchor"]
        )
        for row in [table["columns"], *table["rows"], table["total"]] if column else ():
            if row:
                del row[column]
    if is_planted:
        row_of(draft, "colleges", "Малый")[MEAN] = 0.5
    release = approve(plant(draft))
    assert (release.state == ReleaseState.APPROVED) is not is_planted


def test_number_that_gives_a_hidden_one_back_is_found(draft, approve):
    """«Колос» is large, but with it and the total of the округ the small college is 7."""
    row_of(draft, "colleges", "Колос")[ASSESSED] = 60
    row_of(draft, "municipalities", "Сельский округ")[ASSESSED] = 67
    release = approve(plant(draft))
    assert release.state == ReleaseState.DRAFT
    assert "Малый, оценённые: скрытое число вычисляется из показанных." in errors_of(release)


def test_total_from_which_the_neighbour_takes_itself_off_is_found(draft, approve):
    """«Колос» is hidden, but knows its 60: of the 67 in the округ 7 are the small college's."""
    assert not isinstance(row_of(draft, "colleges", "Колос")[ASSESSED], int)
    row_of(draft, "municipalities", "Сельский округ")[ASSESSED] = 67
    release = approve(plant(draft))
    assert release.state == ReleaseState.DRAFT
    assert errors_of(release) == [
        (
            "Малый, оценённые: скрытое число узнают из своих чисел другой колледж,"
            " два колледжа вместе или округ."
        )
    ]


def test_refused_release_is_not_published(draft, approve, now):
    row_of(draft, "colleges", "Малый")[ASSESSED] = 7
    release = approve(plant(draft))
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.APPROVED, approved_at=now)
    release.refresh_from_db()
    assert not is_audited(release)
    with pytest.raises(ReleaseNotAudited):
        publish_release(release=release, actor_id=None, now=now)


def test_audit_holds_for_the_audited_content_only(draft, approve):
    release = approve(draft)
    release.content["headline"]["assessed"] = 158
    assert not is_audited(plant(release))


def test_release_without_counts_must_be_built_anew(db, approve):
    release = ReleaseFactory(draft=True)
    release.content = {"headline": {"assessed": 40}, "tables": []}
    release = approve(plant(release))
    assert release.state == ReleaseState.DRAFT
    assert errors_of(release) == [
        "Отчёт собран без чисел для проверки раскрытия: соберите его заново."
    ]


def test_audit_repeated_changes_nothing(draft, approve, now):
    release = approve(draft)
    before = release.audit
    audit_release(release_id=release.pk, actor_id=None, now=now, report=nothing)
    release.refresh_from_db()
    assert (release.audit, release.state) == (before, ReleaseState.APPROVED)


def grow(region) -> None:
    """Two more are assessed in «Степь», fifty in «Нива»."""
    for group, levels in zip(region.groups, ((20, 20, 25, 25), (10, 10, 17, 15)), strict=False):
        GroupReadiness.objects.get(group=group).delete()
        figures_of(group, levels)


# --- two releases of one year ------------------------------------------------------------------


@pytest.fixture
def issued(draft, approve, now):
    approve(draft)
    return publish_release(release=draft, actor_id=None, now=now)


def colleges(release: Release) -> dict[str, object]:
    table = next(table for table in release.content["tables"] if table["anchor"] == "colleges")
    return {row[0]: row[ASSESSED] for row in table["rows"]}


def test_same_figures_hide_the_same_cells(issued, approve, now, run_jobs):
    again = second_release(now, run_jobs)
    assert colleges(again) == colleges(issued)
    release = approve(again)
    assert release.audit["lines"] == []
    assert release.state == ReleaseState.APPROVED


def test_college_that_grew_by_two_is_hidden(issued, region, approve, now, run_jobs):
    """50 then and 52 now would tell whether the two who were late are ready."""
    grow(region)
    again = second_release(now, run_jobs)
    assert colleges(issued)["Степь"] == 50
    assert isinstance(colleges(again)["Степь"], dict)
    assert again.content["headline"]["assessed"] == 229
    release = approve(again)
    assert release.audit["lines"] == []
    assert release.state == ReleaseState.APPROVED


def test_difference_of_two_releases_is_found_by_the_audit(issued, region, approve, now, run_jobs):
    grow(region)
    again = second_release(now, run_jobs)
    row_of(again, "colleges", "Степь")[ASSESSED] = 52
    release = approve(plant(again))
    assert release.state == ReleaseState.DRAFT
    text = "от прежнего отчёта этого года число отличается слишком малым числом людей"
    assert f"Степь, оценённые: {text}." in errors_of(release)


def test_what_was_hidden_stays_hidden_while_it_is_what_it_was(issued, region, now, run_jobs):
    """The small college has grown and would be shown; its neighbour's number would tell the 7."""
    hidden_then = {name for name, cell in colleges(issued).items() if isinstance(cell, dict)}
    assert hidden_then == {"Малый", "Колос", "Луг"}
    GroupReadiness.objects.get(group=region.groups[3]).delete()
    figures_of(region.groups[3], (10, 10, 10, 10))
    again = second_release(now, run_jobs)
    assert isinstance(colleges(again)["Колос"], dict)


def test_withdrawn_release_is_known_all_the_same(issued, region, now, run_jobs):
    withdraw_release(release=issued, note="Ошибка", actor_id=None, now=now)
    grow(region)
    assert isinstance(colleges(second_release(now, run_jobs))["Степь"], dict)


def test_college_that_is_gone_counts_as_nobody(issued, region, approve, now, run_jobs):
    GroupReadiness.objects.get(group=region.groups[0]).delete()
    GroupReadiness.objects.get(group=region.groups[1]).delete()
    figures_of(region.groups[1], (20, 20, 20, 20))
    again = second_release(now, run_jobs)
    assert "Нива" not in colleges(again)
    assert approve(again).state == ReleaseState.APPROVED


def test_correction_about_two_persons_only_cannot_go_out(region, run, approve, now, run_jobs):
    """All other colleges are known, so the region's total alone would tell the difference."""
    GroupReadiness.objects.get(group=region.groups[3]).delete()
    figures_of(region.groups[3], (10, 10, 10, 10))
    first = approve(second_release(now, run_jobs))
    publish_release(release=first, actor_id=None, now=now)
    assert not any(isinstance(cell, dict) for cell in colleges(first).values())
    GroupReadiness.objects.get(group=region.groups[1]).delete()
    figures_of(region.groups[1], (10, 10, 17, 15))
    assert errors_of(second_release(now, run_jobs)) == [
        (
            "В отчёте нет показателя края: оценённых слишком мало, или с прежнего отчёта этого года"
            " изменились данные слишком немногих."
        )
    ]


def test_release_published_meanwhile_asks_for_a_new_audit(draft, approve, now, run_jobs):
    other = second_release(now, run_jobs)
    approve(draft)
    approve(other)
    publish_release(release=other, actor_id=None, now=now)
    with pytest.raises(ReleaseNotAudited):
        publish_release(release=draft, actor_id=None, now=now)
    assert approve(draft).state == ReleaseState.APPROVED
    publish_release(release=draft, actor_id=None, now=now)


def test_approved_release_that_is_no_longer_safe_becomes_a_draft(
    region, run, draft, approve, now, run_jobs
):
    grow(region)
    other = second_release(now, run_jobs)
    approve(draft)
    approve(other)
    publish_release(release=draft, actor_id=None, now=now)
    release = approve(other)
    assert (release.state, release.approved_at) == (ReleaseState.DRAFT, None)
    assert any("от прежнего отчёта" in line for line in errors_of(release))
