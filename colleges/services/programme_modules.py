"""Modules of a programme, added, corrected and removed by its college."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from colleges.models import Module, Programme
from colleges.selectors.programmes import dependents_of_module
from colleges.services.programmes import ModuleDetails
from core.audit import record_action


class ModuleInUseError(RuntimeError):
    """Something would be lost or would lose its module."""


@transaction.atomic
def add_module(
    *, programme: Programme, details: ModuleDetails, actor_id: int | None, now: datetime
) -> Module:
    """Add a module, last in order. Raise ValidationError when the programme has the code."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    _check_code(programme.pk, details.code)
    last = Module.objects.filter(programme=programme).aggregate(last=Max("position"))["last"]
    module = Module.objects.create(
        programme=programme,
        kind=details.kind,
        code=details.code,
        name=details.name,
        hours=details.hours,
        competence_codes=list(details.competence_codes),
        position=(last or 0) + 1,
    )
    record_action(
        action="colleges.add_module",
        actor_id=actor_id,
        now=now,
        target=programme,
        details={"module_id": module.pk},
    )
    return module


@transaction.atomic
def change_module(
    *, module: Module, details: ModuleDetails, actor_id: int | None, now: datetime
) -> None:
    """Correct a module. Raise ValidationError when another of the programme has the code."""
    Programme.objects.select_for_update().get(pk=module.programme_id)
    _check_code(module.programme_id, details.code, except_pk=module.pk)
    wanted = {
        "kind": details.kind,
        "code": details.code,
        "name": details.name,
        "hours": details.hours,
        "competence_codes": list(details.competence_codes),
    }
    changed = [name for name, value in wanted.items() if getattr(module, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(module, name, wanted[name])
    module.save(update_fields=changed)
    record_action(
        action="colleges.change_module",
        actor_id=actor_id,
        now=now,
        target=module.programme,
        details={"module_id": module.pk, "changed": changed},
    )


@transaction.atomic
def remove_module(*, module: Module, actor_id: int | None, now: datetime) -> None:
    """Remove a module that nothing depends on; raise ModuleInUseError otherwise."""
    # Whoever points at the module has to lock it too, so nothing slips in between.
    Module.objects.select_for_update().get(pk=module.pk)
    if dependents_of_module(module=module):
        raise ModuleInUseError
    module_id, programme = module.pk, module.programme
    module.delete()
    record_action(
        action="colleges.remove_module",
        actor_id=actor_id,
        now=now,
        target=programme,
        details={"module_id": module_id},
    )


def _check_code(programme_id: int, code: str, *, except_pk: int = 0) -> None:
    if Module.objects.filter(programme_id=programme_id, code=code).exclude(pk=except_pk).exists():
        raise ValidationError({"code": _("Модуль с таким кодом у программы уже есть.")})
