"""Versions of the motivation questionnaire: read, drafted, previewed, introduced."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import MotivationForm
from assessments.motivation_form_forms import MotivationTitle, StatementFormSet
from assessments.rules.motivation import FEWEST_ITEMS, MOST_ITEMS
from assessments.selectors.surveys import motivation_form, motivation_forms
from assessments.self_forms import MotivationAnswers
from assessments.services.motivation_forms import (
    MotivationFormIsImmutable,
    change_motivation_draft,
    discard_motivation_draft,
    draft_motivation_form,
    introduce_motivation_draft,
)
from assessments.views.motivation import words_of
from assessments.views.sheets import scope_of
from core.enums import Role
from core.http import guarded
from core.text import squeeze

WRITERS = (Role.ADMINISTRATOR,)
_EMPTY_ROWS = 2


def _version(pk: int) -> MotivationForm:
    found = next((form for form in motivation_forms() if form.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _draft(pk: int) -> MotivationForm:
    """Return the draft; 404 for other versions: they have no such page."""
    form = _version(pk)
    if form.introduced_at is not None:
        raise Http404
    return form


def _state(form: MotivationForm, asked: MotivationForm | None) -> tuple[str, str]:
    if form.introduced_at is None:
        return _("проект"), "info"
    is_asked = asked is not None and form.pk == asked.pk
    return (_("действует"), "good") if is_asked else (_("прежняя"), "")


def _title(form: MotivationForm) -> str:
    return _("Анкета мотивации, версия %(number)s") % {"number": form.version}


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Анкета мотивации"), reverse("assessments:motivation_form_list")), *last]


def _crumbs_of(form: MotivationForm, page: str) -> list[tuple[str, str]]:
    return _crumbs(
        (_title(form), reverse("assessments:motivation_form", args=[form.pk])), (page, "")
    )


@guarded(roles=WRITERS)
def motivation_form_list(request: HttpRequest) -> HttpResponse:
    forms, asked = motivation_forms(), motivation_form()
    rows = [
        {"form": form, "count": len(form.items), "state": _state(form, asked)} for form in forms
    ]
    context = {
        "rows": rows,
        "has_draft": any(form.introduced_at is None for form in forms),
    }
    return render(request, "assessments/motivation_form_list.html", context)


@guarded(roles=WRITERS, read=False, write=True)
def motivation_form_create(request: HttpRequest) -> HttpResponse:
    try:
        form = draft_motivation_form(actor_id=scope_of(request).user_id, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("assessments:motivation_form_list")
    messages.success(request, _("Проект создан по действующей версии."))
    return redirect("assessments:motivation_form_edit", pk=form.pk)


@guarded(roles=WRITERS)
def motivation_form_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as the student sees it; nothing can be sent."""
    form = _version(pk)
    context = {
        "version": form,
        "title": _title(form),
        "state": _state(form, motivation_form()),
        "is_draft": form.introduced_at is None,
        "form": MotivationAnswers.of(form.items),
        "words": words_of(form),
        "crumbs": _crumbs((_title(form), "")),
    }
    return render(request, "assessments/motivation_form_detail.html", context)


@guarded(roles=WRITERS, write=True)
def motivation_form_edit(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft(pk)
    initial = [{"name": item} for item in draft.items]
    form = MotivationTitle(request.POST or None, initial={"title": draft.title})
    rows: Any = StatementFormSet(request.POST or None, prefix="items", initial=initial)
    if "add_rows" in request.POST:
        # Only more room is asked for: what was typed stays and is not judged yet.
        form = MotivationTitle(initial={"title": form["title"].value()})
        ready = rows.empty_rows()
        rows = StatementFormSet(prefix="items", initial=rows.typed())
        rows.extra = ready + _EMPTY_ROWS
    elif request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        try:
            change_motivation_draft(
                form=draft,
                title=squeeze(form.cleaned_data["title"]),
                items=[row.cleaned_data["name"] for row in rows.ordered_forms],
                actor_id=scope_of(request).user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        except MotivationFormIsImmutable:
            return _refused(request)
        else:
            messages.success(request, _("Проект сохранён."))
            return redirect("assessments:motivation_form", pk=pk)
    context = {
        "form": form,
        "rows": rows,
        "may_add": rows.total_form_count() < MOST_ITEMS,
        "limits": (FEWEST_ITEMS, MOST_ITEMS),
        "version": draft,
        "crumbs": _crumbs_of(draft, _("Утверждения")),
    }
    return render(request, "assessments/motivation_form_edit.html", context)


def _refused(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Этого проекта уже нет: его ввели или удалили. Ничего не изменено."))
    return redirect("assessments:motivation_form_list")


@guarded(roles=WRITERS, write=True)
def motivation_form_introduce(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what changes for those who answer, then ask the new statements."""
    draft, asked = _version(pk), motivation_form()
    if request.method == "POST":
        return _done(
            request,
            draft,
            introduce_motivation_draft,
            _("Анкета введена: теперь отвечают на версию %(number)s.") % {"number": draft.version},
        )
    if draft.introduced_at is not None:
        raise Http404
    before = [] if asked is None else asked.items
    context = {
        "version": draft,
        "asked": asked,
        "added": [item for item in draft.items if item not in before],
        "removed": [item for item in before if item not in draft.items],
        "action": reverse("assessments:motivation_form_introduce", args=[pk]),
        "cancel": reverse("assessments:motivation_form", args=[pk]),
        "crumbs": _crumbs_of(draft, _("Ввод в действие")),
    }
    return render(request, "assessments/motivation_form_introduce.html", context)


@guarded(roles=WRITERS, write=True)
def motivation_form_discard(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _version(pk)
    if request.method == "POST":
        return _done(request, draft, discard_motivation_draft, _("Проект анкеты удалён."))
    if draft.introduced_at is not None:
        raise Http404
    context = {
        "version": draft,
        "action": reverse("assessments:motivation_form_discard", args=[pk]),
        "cancel": reverse("assessments:motivation_form", args=[pk]),
        "crumbs": _crumbs_of(draft, _("Удаление проекта")),
    }
    return render(request, "assessments/motivation_form_discard.html", context)


def _done(
    request: HttpRequest, draft: MotivationForm, deed: Callable[..., None], thanks: str
) -> HttpResponse:
    """Do what was confirmed; somebody else may have done it, or the other thing, meanwhile."""
    try:
        deed(form=draft, actor_id=scope_of(request).user_id, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("assessments:motivation_form_edit", pk=draft.pk)
    except MotivationFormIsImmutable:
        return _refused(request)
    messages.success(request, thanks)
    return redirect("assessments:motivation_form_list")
