"""Records that may be of one person: found, compared side by side, merged, told apart."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import StudentMerge
from assessments.selectors.merging import Side, find_conflicts, merges_of, side_of
from assessments.services.merging import merge_students
from assessments.services.unmerging import undo_merge
from assessments.views.sheets import scope_of
from assessments.views.students import MANAGER, student_or_404
from colleges.selectors.consents import outlived
from colleges.selectors.duplicates import likely_duplicates, people_of
from colleges.services.duplicates import tell_apart
from core.http import guarded
from core.numbers import format_date, format_number

_PAGE = 25


def _crumbs(*last: str) -> list[tuple[str, str]]:
    first = (_("Обучающиеся"), reverse("assessments:student_list"))
    if not last:
        return [first, (_("Похожие записи"), "")]
    return [
        first,
        (_("Похожие записи"), reverse("assessments:duplicate_list")),
        *((title, "") for title in last),
    ]


@guarded(roles=MANAGER)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Pairs to look at, and merges that can be taken back."""
    scope = scope_of(request)
    page = Paginator(likely_duplicates(scope=scope), _PAGE).get_page(request.GET.get("page"))
    merges = Paginator(merges_of(scope=scope), _PAGE).get_page(request.GET.get("merged"))
    people = people_of(scope=scope, pairs=page)
    context = {
        "crumbs": _crumbs(),
        "page": page,
        "rows": [
            {
                "people": [_person(people[pair.first]), _person(people[pair.second])],
                "why": pair.why,
                "url": reverse(
                    "assessments:student_merge",
                    args=[people[pair.first].uid, people[pair.second].uid],
                ),
            }
            for pair in page
        ],
        "merges_page": merges,
        "merges": [_merge_row(merge) for merge in merges],
    }
    return render(request, "assessments/duplicate_list.html", context)


def _person(student: Any) -> dict[str, Any]:
    return {
        "name": student.full_name,
        "birth_date": student.birth_date,
        "record_book": student.record_book,
        "group": student.group_name,
    }


def _merge_row(merge: StudentMerge) -> dict[str, Any]:
    return {
        "kept": merge.kept.full_name,
        "card": reverse("assessments:student_card", args=[merge.kept.uid]),
        "dropped": merge.dropped.full_name,
        "at": merge.merged_at,
        "by": "" if merge.merged_by is None else merge.merged_by.display_name,
        "undo": reverse("assessments:merge_undo", args=[merge.pk]),
    }


@guarded(roles=MANAGER, write=True)
def student_merge(request: HttpRequest, kept: UUID, dropped: UUID) -> HttpResponse:
    """Two records side by side; the first of the address stays."""
    ours, theirs = student_or_404(request, kept), student_or_404(request, dropped)
    if ours.pk == theirs.pk:
        raise Http404
    chosen = {
        key: request.POST.get(key, "") for key in request.POST if ":" in key or key == "group"
    }
    if request.method == "POST":
        try:
            merge_students(
                kept=ours,
                dropped=theirs,
                decisions=chosen,
                actor_id=scope_of(request).user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Записи объединены, готовность пересчитывается."))
            return redirect("assessments:student_card", ours.uid)
    context = {
        "crumbs": _crumbs(_("Сравнение")),
        "kept": _side(side_of(student=ours)),
        "dropped": _side(side_of(student=theirs)),
        "rows": _compared(side_of(student=ours), side_of(student=theirs)),
        "conflicts": [
            {
                "key": conflict.key,
                "title": conflict.title,
                "kept": conflict.kept,
                "dropped": conflict.dropped,
                "chosen": chosen.get(conflict.key, ""),
            }
            for conflict in find_conflicts(kept=ours, dropped=theirs)
        ],
        "ended": [
            {"purpose": paper.get_purpose_display(), "given_at": paper.given_at, "at": moment}
            for paper, moment in outlived(ours, theirs)
        ],
        "swap": reverse("assessments:student_merge", args=[theirs.uid, ours.uid]),
        "apart": reverse("assessments:tell_apart", args=[ours.uid, theirs.uid]),
    }
    return render(request, "assessments/student_merge.html", context)


def _side(side: Side) -> dict[str, Any]:
    student = side.student
    return {
        "name": student.full_name,
        "url": reverse("assessments:student_card", args=[student.uid]),
    }


def _compared(ours: Side, theirs: Side) -> list[tuple[str, str, str, bool]]:
    """Return rows (what, kept's, dropped's, is it different) of the comparison."""
    facts = [
        (name, _fact(ours, name), _fact(theirs, name)) for name in ("birth_date", "sex", "book")
    ]
    titles = {
        "birth_date": _("Дата рождения"),
        "sex": _("Пол"),
        "book": _("Номер зачётной книжки"),
    }
    rows = [(titles[name], one, other) for name, one, other in facts]
    rows.append((_("Группа сейчас"), ours.group or "—", theirs.group or "—"))
    compared = [(name, one, other, one != other) for name, one, other in rows]
    counts = [
        (name, format_number(one), format_number(other), False)
        for (name, one), (_name, other) in zip(ours.counts, theirs.counts, strict=True)
    ]
    return compared + counts


def _fact(side: Side, name: str) -> str:
    student = side.student
    if name == "birth_date":
        return format_date(student.birth_date)
    if name == "sex":
        return student.get_sex_display() or "—"
    return student.record_book or "—"


@guarded(roles=MANAGER, read=False, write=True)
def student_tell_apart(request: HttpRequest, kept: UUID, dropped: UUID) -> HttpResponse:
    """Remember that these are two people."""
    tell_apart(
        first=student_or_404(request, kept),
        second=student_or_404(request, dropped),
        actor_id=scope_of(request).user_id,
        now=timezone.now(),
    )
    messages.success(request, _("Запомнили: это разные люди, больше не спросим."))
    return redirect("assessments:duplicate_list")


@guarded(roles=MANAGER, write=True)
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back after a question."""
    merge = merges_of(scope=scope_of(request)).filter(pk=pk).first()
    if merge is None:
        raise Http404
    if request.method == "POST":
        try:
            undo_merge(merge=merge, actor_id=scope_of(request).user_id, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Объединение отменено, готовность пересчитывается."))
        return redirect("assessments:duplicate_list")
    context = {
        "crumbs": _crumbs(_("Отменить объединение")),
        "merge": _merge_row(merge),
        "action": request.path,
        "cancel": reverse("assessments:duplicate_list"),
    }
    return render(request, "assessments/merge_undo.html", context)
