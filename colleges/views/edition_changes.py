"""A new edition of a standard as a guided change: compare, confirm, switch the programmes."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colleges.selectors.alignments import open_programmes
from colleges.selectors.coverage import coverage_of_programmes
from colleges.services.alignment_states import WrongAlignmentStateError
from colleges.services.edition_switch import SwitchPlan, plan_switch, switch_programme
from colleges.views.alignment_pages import alignment_line
from colleges.views.alignments import READERS, find_programme
from colleges.views.scopes import STAFF, scope_of
from core.enums import Role
from core.http import guarded
from core.numbers import format_date
from standards.enums import FunctionLinkKind
from standards.models import LabourFunction, ProfessionalStandard
from standards.rules.comparison import ChangeKind, FunctionChange
from standards.selectors.edition_changes import (
    Succession,
    compare_editions,
    confirmed_succession,
    find_editions,
    functions_of_edition,
    succession_of,
)
from standards.services.edition_changes import (
    ForeignFunctionError,
    UndecidedFunctionsError,
    confirm_edition_change,
    suggested_kind,
)

CONFIRM: Final = (Role.ADMINISTRATOR, Role.ASSOCIATION_EXPERT)
NO_SUCCESSOR: Final = "none"
KINDS: Final = {
    ChangeKind.SAME: (gettext_lazy("без изменений"), "good"),
    ChangeKind.CHANGED: (gettext_lazy("изменён текст"), "info"),
    ChangeKind.RENAMED: (gettext_lazy("переименована"), "info"),
    ChangeKind.MOVED: (gettext_lazy("другой код"), "info"),
    ChangeKind.REMOVED: (gettext_lazy("исключена"), "warn"),
    ChangeKind.ADDED: (gettext_lazy("новая"), "warn"),
}
RELATIONS: Final = (
    (FunctionLinkKind.REPLACED_BY, gettext_lazy("заменена на")),
    (FunctionLinkKind.EQUIVALENT, gettext_lazy("равнозначна")),
)


def _editions(old_pk: int, new_pk: int) -> tuple[ProfessionalStandard, ProfessionalStandard]:
    found = find_editions(old_pk=old_pk, new_pk=new_pk)
    if found is None:
        raise Http404
    return found


@guarded(roles=READERS, write=True)
def edition_change(request: HttpRequest, old_pk: int, new_pk: int) -> HttpResponse:
    """Compare two editions; who may, confirms what became of each function."""
    scope = scope_of(request)
    old, new = _editions(old_pk, new_pk)
    if request.method == "POST":
        if scope.role not in CONFIRM:
            raise PermissionDenied
        return _confirm(request, old, new)
    succession = succession_of(old=old, new=new)
    changes = compare_editions(old=old, new=new)
    targets = functions_of_edition(standard=new)
    context = {
        "old": old,
        "new": new,
        "old_document": _document(old),
        "new_document": _document(new),
        "crumbs": [
            (_("Профессиональные стандарты"), reverse("standards:standard_list")),
            (new.code, reverse("standards:standard_detail", args=[new.pk])),
            (_("Смена редакции"), ""),
        ],
        "rows": [_row(row, targets, succession) for row in changes if row.old],
        "added": [row.new for row in changes if row.new and not row.old],
        "counts": [
            (KINDS[kind][0], sum(row.kind == kind for row in changes)) for kind in ChangeKind
        ],
        "change": succession.change if succession else None,
        "may_confirm": scope.role in CONFIRM,
        "relations": RELATIONS,
        "programmes": _programmes(request, old, succession),
        "is_staff": scope.is_college_staff,
    }
    return render(request, "colleges/edition_change.html", context)


def _document(standard: ProfessionalStandard) -> str:
    number = standard.order_number or "—"
    return _("приказ № %(number)s от %(day)s") % {
        "number": number,
        "day": format_date(standard.approved_on),
    }


def _row(
    change: FunctionChange, targets: list[LabourFunction], succession: Succession | None
) -> dict[str, Any]:
    old = change.old
    if old is None:
        raise ValueError("an added function has no row of its own")
    if succession is not None:
        chosen = dict(succession.successors.get(old.pk, {}))
    elif change.new is not None:
        is_same = change.kind in (ChangeKind.SAME, ChangeKind.MOVED) and (
            sorted(old.elements) == sorted(change.new.elements)
        )
        chosen = {change.new.pk: suggested_kind(is_same=is_same)}
    else:
        chosen = {}
    relation = next(iter(chosen.values()), FunctionLinkKind.REPLACED_BY)
    word, pill = KINDS[change.kind]
    return {
        "pk": old.pk,
        "code": old.code,
        "name": old.name,
        "word": word,
        "pill": pill,
        "likeness": change.likeness if change.new else None,
        "relation": relation,
        "is_ended": not chosen,
        "is_split": len(chosen) > 1,
        "targets": [(row.pk, f"{row.code} {row.name}", row.pk in chosen) for row in targets],
        "chosen": [f"{row.code} {row.name}" for row in targets if row.pk in chosen],
    }


def _programmes(
    request: HttpRequest, old: ProfessionalStandard, succession: Succession | None
) -> list[dict[str, Any]]:
    """Return the programmes that still require functions of the old edition."""
    programmes = list(
        open_programmes(scope=scope_of(request))
        .filter(required_functions__function__standard=old)
        .distinct()
        .order_by("college__short_name", "speciality__code", "-intake_year", "pk")
    )
    coverages = coverage_of_programmes([row.pk for row in programmes])
    return [
        {
            **alignment_line(coverages[row.pk]),
            "college": row.college.short_name,
            "speciality": str(row.speciality),
            "intake": row.intake_year,
            "switch": reverse("colleges:edition_switch", args=[row.pk, succession.change.pk])
            if succession
            else "",
        }
        for row in programmes
    ]


def _confirm(
    request: HttpRequest, old: ProfessionalStandard, new: ProfessionalStandard
) -> HttpResponse:
    here = redirect("colleges:edition_change", old_pk=old.pk, new_pk=new.pk)
    relations = {str(kind) for kind, _word in RELATIONS}
    successors: dict[int, dict[int, str]] = {}
    functions = functions_of_edition(standard=old)
    for row in functions:
        chosen = request.POST.getlist(f"target-{row.pk}")
        relation = request.POST.get(f"relation-{row.pk}", "")
        if chosen == [NO_SUCCESSOR]:
            successors[row.pk] = {}
        elif chosen and relation in relations:
            numbers = [int(text) for text in chosen if text.isdecimal() and len(text) < 19]
            successors[row.pk] = dict.fromkeys(numbers, relation)
    try:
        confirm_edition_change(
            old=old,
            new=new,
            successors=successors,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except UndecidedFunctionsError as error:
        codes = [row.code for row in functions if row.pk in error.function_ids]
        message = _("Решите, что стало с функциями: %(codes)s. Ничего не записано.")
        messages.error(request, message % {"codes": ", ".join(codes)})
    except ForeignFunctionError:
        messages.error(request, _("Функции не из этих редакций: обновите страницу."))
    else:
        messages.success(request, _("Соответствие подтверждено. Результаты остались под прежними."))
    return here


@guarded(roles=STAFF, write=True)
def edition_switch(request: HttpRequest, pk: int, change_pk: int) -> HttpResponse:
    """Show what switching the programme would do; a POST does it."""
    scope, programme = scope_of(request), find_programme(request, pk)
    succession = _succession(change_pk)
    if request.method == "POST":
        try:
            switch_programme(
                programme=programme,
                succession=succession,
                actor_id=scope.user_id,
                now=timezone.now(),
            )
        except WrongAlignmentStateError:
            text = _("Сопряжение ждёт объединения работодателей: отзовите его или дождитесь.")
            messages.error(request, text)
            return redirect("colleges:edition_switch", pk=pk, change_pk=change_pk)
        text = _(
            "Программа переведена. Готовность её обучающихся пересчитается сама за несколько "
            "минут. Проверьте сопряжение и согласуйте его."
        )
        messages.success(request, text)
        return redirect("colleges:alignment", pk=pk)
    plan = plan_switch(programme=programme, succession=succession)
    old, new = succession.change.old, succession.change.new
    context = {
        "programme": programme,
        "crumbs": [
            (_("Программы"), reverse("colleges:programme_list")),
            (str(programme.speciality), reverse("colleges:programme_detail", args=[pk])),
            (_("Переход на новую редакцию"), ""),
        ],
        "new": new,
        "new_document": _document(new),
        "rows": _moves(plan, new),
        "cells": plan.cells,
        "dropped_cells": plan.dropped_cells,
        "back": reverse("colleges:edition_change", args=[old.pk, new.pk]),
    }
    return render(request, "colleges/edition_switch.html", context)


def _succession(change_pk: int) -> Succession:
    succession = confirmed_succession(change_pk=change_pk)
    if succession is None:
        raise Http404
    return succession


def _moves(plan: SwitchPlan, new: ProfessionalStandard) -> list[dict[str, Any]]:
    names = {row.pk: f"{row.code} {row.name}" for row in functions_of_edition(standard=new)}
    return [
        {
            "code": row.function.code,
            "name": row.function.name,
            "importance": row.importance,
            "targets": [names.get(pk, "") for pk in targets],
        }
        for row, targets in plan.moves
    ]
