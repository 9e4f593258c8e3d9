"""Agreeing, returning, beginning anew, copying: the deeds of an alignment's life."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.forms import ReturnForm
from colleges.models import Programme
from colleges.selectors.alignments import earlier_programmes
from colleges.services.alignment_states import (
    EmptyAlignmentError,
    WrongAlignmentStateError,
    agree_by_association,
    agree_by_college,
    begin_next_version,
    copy_from_intake,
    return_alignment,
)
from colleges.views.alignments import find_programme
from colleges.views.scopes import STAFF, scope_of
from core.enums import Role
from core.http import guarded


def _do(request: HttpRequest, programme: Programme, deed: Callable[[], str]) -> HttpResponse:
    """Do the deed, say what became of it, and lead back to the matrix."""
    try:
        messages.success(request, deed())
    except WrongAlignmentStateError:
        messages.error(request, _("Состояние уже изменилось: посмотрите, что сейчас."))
    except EmptyAlignmentError:
        messages.error(request, _("Сопряжение пустое: отметьте хотя бы одну ячейку."))
    return redirect("colleges:alignment", pk=programme.pk)


@guarded(roles=(Role.COLLEGE_MANAGER, Role.ASSOCIATION_EXPERT), read=False, write=True)
def alignment_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree for the college or, as an expert, for the employers' association."""
    programme, scope = find_programme(request, pk), scope_of(request)
    agree = agree_by_college if scope.role == Role.COLLEGE_MANAGER else agree_by_association

    def deed() -> str:
        agree(programme=programme, actor_id=scope.user_id, now=timezone.now())
        if scope.role == Role.COLLEGE_MANAGER:
            return _("Согласовано колледжем и передано объединению работодателей.")
        return _("Согласовано объединением работодателей.")

    return _do(request, programme, deed)


@guarded(roles=(Role.COLLEGE_MANAGER, Role.ASSOCIATION_EXPERT), read=False, write=True)
def alignment_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Return to the college with a reason; the college itself may take it back."""
    programme, scope = find_programme(request, pk), scope_of(request)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Напишите, что исправить: без причины вернуть нельзя."))
        return redirect("colleges:alignment", pk=programme.pk)
    is_college = scope.role == Role.COLLEGE_MANAGER

    def deed() -> str:
        return_alignment(
            programme=programme,
            reason=form.cleaned_data["reason"],
            actor_id=scope.user_id,
            now=timezone.now(),
            by_college=is_college,
        )
        return _("Отозвано: снова черновик.") if is_college else _("Возвращено колледжу.")

    return _do(request, programme, deed)


@guarded(roles=STAFF, read=False, write=True)
def alignment_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version; the agreed one stays in force until the next is agreed."""
    programme = find_programme(request, pk)

    def deed() -> str:
        version = begin_next_version(
            programme=programme, actor_id=scope_of(request).user_id, now=timezone.now()
        )
        return _("Начата версия %(number)s. Согласованная остаётся в силе.") % {
            "number": version.number
        }

    return _do(request, programme, deed)


@guarded(roles=STAFF, read=False, write=True)
def alignment_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry over the alignment of an earlier intake."""
    programme = find_programme(request, pk)
    earlier = get_object_or_404(
        earlier_programmes(programme=programme), pk=_number(request.POST.get("earlier", ""))
    )

    def deed() -> str:
        _version, lost = copy_from_intake(
            programme=programme,
            earlier=earlier,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
        if lost:
            return _("Перенесено. Не нашлось места для ячеек: %(count)s.") % {"count": lost}
        return _("Перенесено полностью.")

    return _do(request, programme, deed)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
