"""New versions of the motivation questionnaire: drafted, changed, introduced by the region."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.models import MotivationForm
from assessments.rules.motivation import checked_items
from core.audit import record_action


class MotivationFormIsImmutable(RuntimeError):
    """Only a draft can be changed, introduced or discarded, and it is one no more."""


def draft_motivation_form(*, actor_id: int | None, now: datetime) -> MotivationForm:
    """Make a draft with the statements asked now; raise ValidationError where there is one already.

    Two administrators who ask at once: the second is told as if the first had been long before.
    """
    try:
        with transaction.atomic():
            # The newest row is what both would number their draft by.
            last = MotivationForm.objects.select_for_update().order_by("-version").first()
            drafts = MotivationForm.objects.filter(introduced_at__isnull=True)
            if drafts.exists():
                raise _taken()
            form = MotivationForm.objects.create(
                version=1 if last is None else last.version + 1,
                title="" if last is None else last.title,
                items=[] if last is None else last.items,
            )
            _record(form, action="assessments.draft_motivation_form", actor_id=actor_id, now=now)
    except IntegrityError as error:
        raise _taken() from error
    return form


def _taken() -> ValidationError:
    return ValidationError(_("Проект анкеты уже есть: измените его или удалите."), code="draft")


def change_motivation_draft(
    *,
    form: MotivationForm,
    title: str,
    items: Sequence[str],
    actor_id: int | None,
    now: datetime,
) -> None:
    """Write a draft's statements; raise ValidationError (Russian), MotivationFormIsImmutable."""
    wanted = checked_items(items)
    with transaction.atomic():
        locked = _locked_draft(form)
        locked.title, locked.items = title, wanted
        locked.save(update_fields=["title", "items"])
        _record(locked, action="assessments.change_motivation_form", actor_id=actor_id, now=now)


def introduce_motivation_draft(
    *, form: MotivationForm, actor_id: int | None, now: datetime
) -> None:
    """Ask a draft's statements from now on; what was answered stays under its version.

    Raise ValidationError (Russian), MotivationFormIsImmutable.
    """
    with transaction.atomic():
        locked = _locked_draft(form)
        checked_items(locked.items)
        locked.introduced_at = now
        locked.save(update_fields=["introduced_at"])
        _record(locked, action="assessments.introduce_motivation_form", actor_id=actor_id, now=now)


def discard_motivation_draft(*, form: MotivationForm, actor_id: int | None, now: datetime) -> None:
    """Remove a draft, which nobody has answered; raise MotivationFormIsImmutable for others."""
    with transaction.atomic():
        locked = _locked_draft(form)
        _record(locked, action="assessments.discard_motivation_form", actor_id=actor_id, now=now)
        locked.delete()


def _record(form: MotivationForm, *, action: str, actor_id: int | None, now: datetime) -> None:
    record_action(
        action=action,
        actor_id=actor_id,
        now=now,
        target=form,
        details={"version": form.version},
    )


def _locked_draft(form: MotivationForm) -> MotivationForm:
    locked = MotivationForm.objects.select_for_update().filter(pk=form.pk).first()
    if locked is None or locked.introduced_at is not None:
        raise MotivationFormIsImmutable
    return locked
