"""A loaded file as its pages print it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from assessments.imports.fitting import fitting_kinds
from assessments.imports.jobs import is_long
from assessments.imports.registry import companion_of, kind_of_key
from core.enums import ImportState
from core.import_batches import LEFT_OUT, SHOWN_PROBLEMS, same_file_as
from core.import_kinds import ImportKind, TableKind, Target
from core.models import ImportBatch
from core.tables.cells import UnreadableFileError

STEPS: Final = (
    gettext_lazy("Что загрузить"),
    gettext_lazy("Файл"),
    gettext_lazy("Проверка"),
    gettext_lazy("Готово"),
)
PILLS: Final[Mapping[str, tuple[str, str]]] = {
    ImportState.UPLOADED: ("info", "progress"),
    ImportState.CHECKED: ("info", "clock"),
    ImportState.APPLIED: ("good", "check"),
    ImportState.REFUSED: ("bad", "alert"),
    ImportState.UNDONE: ("", "undo"),
    ImportState.PURGED: ("", "clock"),
}
# Pages on which something is mended, by the names that reports give them.
PAGES: Final[Mapping[str, tuple[str, Any]]] = {
    "programmes": ("colleges:programme_list", gettext_lazy("Открыть «Программы»")),
}
_PAGE: Final = 50
# A longer value needs a wider field.
_LONG_VALUE: Final = 22


def crumbs_of(batch: ImportBatch | None = None, title: str = "") -> list[tuple[str, str]]:
    """Return the way to a page of the wizard; of a page inside a file when `batch` is given."""
    way = [(_("Загрузки"), reverse("assessments:import_list"))]
    if batch is not None and title:
        way.append((batch.file_name, reverse("assessments:import_batch", args=[batch.pk])))
    return [*way, (title or (batch.file_name if batch else ""), "")]


def batch_row(batch: ImportBatch) -> dict[str, Any]:
    """Return a line of the list of loaded files."""
    kind = kind_of_key(batch.kind)
    pill, icon = PILLS[batch.state]
    done_by = batch.undone_by or batch.applied_by
    return {
        "pk": batch.pk,
        "file_name": batch.file_name,
        "kind": "" if kind is None else kind.title,
        "uploaded_at": batch.uploaded_at,
        "uploaded_by": _person(batch.uploaded_by),
        "state": ImportState(batch.state).label,
        "pill": pill,
        "icon": icon,
        "rows": batch.rows_total,
        "wrong": batch.rows_wrong,
        "facts": _facts(batch, kind),
        "done_at": batch.undone_at or batch.applied_at,
        "done_by": _person(done_by),
        "can_undo": batch.state == ImportState.APPLIED and batch.purged_at is None,
    }


def _person(user: User | None) -> str:
    """Return a colleague as the college knows them."""
    return "" if user is None else user.display_name or user.email


def _facts(batch: ImportBatch, kind: ImportKind | None) -> list[tuple[str, int]]:
    if kind is None or not batch.report.get("counts"):
        return []
    return kind.facts(batch.report["counts"])


def batch_context(batch: ImportBatch, kind: ImportKind, query: Mapping[str, str]) -> dict[str, Any]:
    """Return everything that the page of a file prints of the file itself."""
    report = batch.report
    numbered = [{**problem, "index": n} for n, problem in enumerate(report.get("problems", ()))]
    errors = [_shown_problem(problem) for problem in numbered if problem["is_error"]]
    doubts = [_shown_problem(problem) for problem in numbered if not problem["is_error"]]
    shows_doubts = bool(doubts) and (query.get("show") == "warnings" or not errors)
    pill, icon = PILLS[batch.state]
    return {
        "batch": batch,
        "state": ImportState(batch.state).label,
        "pill": pill,
        "icon": icon,
        "steps": STEPS,
        "step": 4 if batch.state in (ImportState.APPLIED, ImportState.UNDONE) else 3,
        "can_apply": batch.state == ImportState.CHECKED,
        "can_undo": batch.state == ImportState.APPLIED and batch.purged_at is None,
        "purged_at": batch.purged_at,
        "is_open": batch.state in (ImportState.CHECKED, ImportState.REFUSED),
        "is_table": isinstance(kind, TableKind),
        "is_waiting": batch.state == ImportState.UPLOADED,
        "changes_nothing": report.get("changes_nothing", False),
        "is_surprise": report.get("is_surprise", False),
        "hidden_rows": report.get("hidden_rows", 0),
        "hidden_are_left_out": batch.chosen.get("without_hidden_rows", False),
        "columns_left_out": batch.chosen.get(LEFT_OUT, ()),
        "missing": report.get("missing", ()),
        "lines": report.get("lines", ()),
        "facts": [(_("Строк в файле"), batch.rows_total), *_facts(batch, kind)],
        "tabs": _tabs(batch, len(errors), len(doubts), shows_doubts=shows_doubts),
        "problems": Paginator(doubts if shows_doubts else errors, _PAGE).get_page(
            query.get("page")
        ),
        "shows_doubts": shows_doubts,
        "has_values": not shows_doubts or any(map(_has_value, doubts)),
        "summary": _summary(report, len(errors)),
        "for_all": _for_all(errors),
        "fixable": sum(len(problem["fixes"]) == 1 for problem in errors),
        "left_out": max(0, report.get("errors_total", 0) - SHOWN_PROBLEMS),
        "shown": SHOWN_PROBLEMS,
        "fingerprint": report.get("fingerprint", ""),
    }


def fitting_context(
    batch: ImportBatch, kind: ImportKind, kinds: Sequence[ImportKind]
) -> dict[str, Any] | None:
    """Return which kinds know a table that this kind could not read; None when it could.

    `titles` are what the file has instead.
    """
    could_read = batch.state != ImportState.REFUSED or batch.rows_total
    if could_read or not batch.content or is_long(bytes(batch.content)):
        return None
    try:
        found = fitting_kinds(batch, kind, kinds)
    except UnreadableFileError:
        return None
    return {"kinds": found.kinds, "titles": found.titles}


def companion_context(
    batch: ImportBatch, kind: ImportKind, target: Target
) -> dict[str, Any] | None:
    """Return what the page offers to load from the same file as well; None when nothing is there.

    `batch` is the file loaded so already.
    """
    companion = companion_of(kind)
    if companion is None or not isinstance(kind, TableKind) or batch.purged_at is not None:
        return None
    loaded = same_file_as(batch=batch, kind=companion.key)
    titles = batch.report.get("unused", ())
    if loaded is None and not companion.is_in(titles, beside=kind, target=target):
        return None
    return {
        "title": companion.title,
        "batch": loaded,
        "state": "" if loaded is None else ImportState(loaded.state).label,
    }


def _has_value(problem: Mapping[str, Any]) -> bool:
    return any(problem.get(name) for name in ("value", "fixes", "is_cell", "answers"))


def _shown_problem(problem: dict[str, Any]) -> dict[str, Any]:
    """Return a problem; `is_cell` says whether a person can put another value there at once."""
    hint = "" if problem.get("fixes") else problem["suggestion"]
    page = PAGES.get(problem.get("page", ""))
    return {
        **problem,
        "who": problem.get("who", ""),
        "fixes": problem.get("fixes", []),
        "offered": problem.get("answers", []),
        "answers": [one for one in problem.get("answers", []) if not one.get("is_for_all")],
        "is_long": len(problem["value"]) > _LONG_VALUE,
        "hint": hint,
        "page": None if page is None else {"url": reverse(page[0]), "title": page[1]},
        "is_cell": bool(problem["is_error"] and problem["row"] and problem["column"]),
    }


def _tabs(
    batch: ImportBatch, errors: int, doubts: int, *, shows_doubts: bool
) -> list[tuple[str, str, bool, int]]:
    if not (errors and doubts):
        return []
    address = reverse("assessments:import_batch", args=[batch.pk])
    return [
        (_("Ошибки"), address, not shows_doubts, errors),
        (_("Замечания"), f"{address}?show=warnings", shows_doubts, doubts),
    ]


def _summary(report: Mapping[str, Any], errors: int) -> list[dict[str, Any]]:
    """Return the errors by kind; none where each is of its own kind, for the table says as much."""
    lines = [
        {"column": column, "message": message, "count": count}
        for column, message, count, is_error in report.get("summary", ())
        if is_error
    ]
    return lines if len(lines) < errors else []


def _for_all(problems: Sequence[Mapping[str, Any]]) -> dict[str, str] | None:
    """Return the answer to all rows at once, as its button sends it; None where there is none."""
    for problem in problems:
        for number, answer in enumerate(problem["offered"]):
            if answer.get("is_for_all"):
                return {"value": f"{problem['index']}:{number}", "words": answer["words"]}
    return None
