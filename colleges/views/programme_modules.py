"""Modules of a programme, entered by its college."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.forms.programmes import ModuleForm
from colleges.models import Module, Programme
from colleges.selectors.programmes import dependents_of_module, module_of
from colleges.services.programme_modules import (
    ModuleInUseError,
    add_module,
    change_module,
    remove_module,
)
from colleges.views.programme_edits import MANAGER, own_programme, programme_page
from colleges.views.scopes import scope_of
from core.http import guarded


def _module(programme: Programme, pk: int) -> Module:
    module = module_of(programme=programme, pk=pk)
    if module is None:
        raise Http404
    return module


@guarded(roles=MANAGER, write=True)
def module_create(request: HttpRequest, pk: int) -> HttpResponse:
    programme = own_programme(request, pk)
    form = ModuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            module = add_module(
                programme=programme,
                details=form.details(),
                actor_id=scope_of(request).user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Модуль %(code)s добавлен.") % {"code": module.code})
            return redirect("colleges:programme_detail", pk)
    return programme_page(request, form, _("Новый модуль"), programme)


@guarded(roles=MANAGER, write=True)
def module_edit(request: HttpRequest, pk: int, module_pk: int) -> HttpResponse:
    """Correct a module; below, remove it when nothing depends on it."""
    programme = own_programme(request, pk)
    module = _module(programme, module_pk)
    form = ModuleForm(request.POST or None, module=module)
    if request.method == "POST" and form.is_valid():
        try:
            change_module(
                module=module,
                details=form.details(),
                actor_id=scope_of(request).user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Изменения сохранены."))
            return redirect("colleges:programme_detail", pk)
    heading = _("Модуль %(code)s") % {"code": module.code}
    return programme_page(request, form, heading, programme, remove=_removal(module))


def _removal(module: Module) -> dict[str, Any]:
    dependents = dependents_of_module(module=module)
    facts = ", ".join(f"{name}: {count}" for name, count in dependents)
    return {
        "heading": _("Удалить модуль"),
        "text": _("Удалить нельзя, на модуле держатся %(facts)s.") % {"facts": facts}
        if facts
        else _("От модуля ничего не зависит: его можно удалить."),
        "facts": [],
        "link": "",
        "button": _("Удалить модуль"),
        "url": ""
        if facts
        else reverse("colleges:module_remove", args=[module.programme_id, module.pk]),
    }


@guarded(roles=MANAGER, read=False, write=True)
def module_remove(request: HttpRequest, pk: int, module_pk: int) -> HttpResponse:
    module = _module(own_programme(request, pk), module_pk)
    code = module.code
    try:
        remove_module(module=module, actor_id=scope_of(request).user_id, now=timezone.now())
    except ModuleInUseError:
        messages.error(request, _("Модуль %(code)s уже где-то занят: не удалён.") % {"code": code})
        return redirect("colleges:module_edit", pk, module_pk)
    messages.success(request, _("Модуль %(code)s удалён.") % {"code": code})
    return redirect("colleges:programme_detail", pk)
