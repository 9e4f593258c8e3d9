"""Versions of the methodology: read, compare, draft, try, put into force."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import MethodologyState
from assessments.methodology_forms import DiffForm, ParametersForm, PublishForm
from assessments.models import Methodology
from assessments.rules.comparison import shown_comparison
from assessments.rules.parameter_words import changes_between, sections
from assessments.rules.parameters import ParameterProblems
from assessments.selectors.methodology import NoMethodologyInForce
from assessments.selectors.methodology_versions import (
    latest_comparison,
    methodology_version,
    methodology_versions,
    published_or_none,
)
from assessments.services.comparisons import request_comparison
from assessments.services.methodology import MethodologyIsImmutable
from assessments.services.methodology_drafts import (
    change_draft,
    draft_from_version_in_force,
    publish_draft,
)
from assessments.views.comparison_presentation import comparison_context
from core.enums import JobState, Role
from core.http import ScopedRequest, guarded
from core.models import Job
from core.scope import Scope

WRITERS = (Role.REGION_OFFICER, Role.ADMINISTRATOR)
READERS = (*WRITERS, Role.ASSOCIATION_EXPERT)
_PILLS = {MethodologyState.PUBLISHED: "good", MethodologyState.DRAFT: "info"}


def _scope(request: HttpRequest) -> Scope:
    return cast("ScopedRequest", request).scope


def _version(pk: int) -> Methodology:
    version = methodology_version(pk=pk)
    if version is None:
        raise Http404
    return version


def _draft(pk: int) -> Methodology:
    """Return a version that can still change; 404 for others: such a page does not exist."""
    version = _version(pk)
    if version.state != MethodologyState.DRAFT:
        raise Http404
    return version


def _state(version: Methodology) -> dict[str, Any]:
    return {
        "text": MethodologyState(version.state).label,
        "pill": _PILLS.get(MethodologyState(version.state), ""),
        "is_draft": version.state == MethodologyState.DRAFT,
        "can_be_tried": version.state != MethodologyState.PUBLISHED,
    }


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Методика, версии"), reverse("assessments:methodology_list")), *last]


def _title(version: Methodology) -> str:
    return _("Методика, версия %(number)s") % {"number": version.version}


@guarded(roles=READERS)
def methodology_list(request: HttpRequest) -> HttpResponse:
    versions = methodology_versions()
    initial = {}
    if len(versions) > 1:
        initial = {"old": versions[1].pk, "new": versions[0].pk}
    return render(
        request,
        "assessments/methodology_list.html",
        {
            "rows": [{"version": version, "state": _state(version)} for version in versions],
            "diff_form": DiffForm(versions=versions, initial=initial) if initial else None,
            "may_write": _scope(request).role in WRITERS,
        },
    )


@guarded(roles=WRITERS, read=False, write=True)
def methodology_create(request: HttpRequest) -> HttpResponse:
    version = draft_from_version_in_force(actor_id=_scope(request).user_id, now=timezone.now())
    messages.success(request, _("Проект создан по действующей версии."))
    return redirect("assessments:methodology_edit", pk=version.pk)


@guarded(roles=READERS)
def methodology_detail(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(pk)
    official = published_or_none()
    differs = official is not None and version.state == MethodologyState.DRAFT
    return render(
        request,
        "assessments/methodology_detail.html",
        {
            "version": version,
            "title": _title(version),
            "state": _state(version),
            "sections": sections(version.parameters),
            "official": official,
            "changes": changes_between(official.parameters, version.parameters)
            if official is not None and differs
            else [],
            "differs": differs,
            "may_write": _scope(request).role in WRITERS,
            "crumbs": _crumbs((_title(version), "")),
            **_trial(latest_comparison(version=version), version, official),
        },
    )


def _trial(job: Job | None, version: Methodology, official: Methodology | None) -> dict[str, Any]:
    context: dict[str, Any] = {
        "job": job,
        "trial": None,
        "trial_runs": False,
        "trial_failed": False,
    }
    if job is None:
        return context
    context["trial_runs"] = not job.is_finished
    context["trial_failed"] = job.state == JobState.FAILED
    if job.state == JobState.DONE:
        comparison = shown_comparison(job.result, minimum=settings.MINIMUM_CELL)
        context["trial"] = comparison_context(job, comparison)
        context["trial"]["is_stale"] = (
            job.result["parameters"] != version.parameters
            or official is None
            or (
                version.state == MethodologyState.DRAFT
                and job.result["official_parameters"] != official.parameters
            )
        )
    return context


@guarded(roles=WRITERS, write=True)
def methodology_edit(request: HttpRequest, pk: int) -> HttpResponse:
    version = _draft(pk)
    form = ParametersForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        try:
            change_draft(
                version=version,
                name=form.cleaned_data["name"],
                parameters=form.parameters,
                actor_id=_scope(request).user_id,
                now=timezone.now(),
            )
        except MethodologyIsImmutable as error:
            raise Http404 from error
        messages.success(request, _("Проект сохранён."))
        return redirect("assessments:methodology_detail", pk=version.pk)
    context = {
        "form": form,
        "version": version,
        "crumbs": _crumbs(
            (_title(version), reverse("assessments:methodology_detail", args=[pk])),
            (_("Параметры"), ""),
        ),
    }
    return render(request, "assessments/methodology_edit.html", context)


@guarded(roles=WRITERS, write=True)
def methodology_publish(request: HttpRequest, pk: int) -> HttpResponse:
    version = _draft(pk)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publish_draft(
                version=version,
                act_reference=form.cleaned_data["act_reference"],
                actor_id=_scope(request).user_id,
                now=timezone.now(),
            )
        except MethodologyIsImmutable as error:
            raise Http404 from error
        except ParameterProblems as error:
            form.add_error(None, error.problems)
        else:
            messages.success(request, _("Методика введена в действие. Теперь пересчитайте край."))
            return redirect("assessments:methodology_detail", pk=version.pk)
    official = published_or_none()
    context = {
        "form": form,
        "version": version,
        "official": official,
        "changes": []
        if official is None
        else changes_between(official.parameters, version.parameters),
        "crumbs": _crumbs(
            (_title(version), reverse("assessments:methodology_detail", args=[pk])),
            (_("Ввод в действие"), ""),
        ),
    }
    return render(request, "assessments/methodology_publish.html", context)


@guarded(roles=WRITERS, read=False, write=True)
def methodology_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a draft, or a version of the past, beside the one in force."""
    version = _version(pk)
    if version.state == MethodologyState.PUBLISHED:
        raise Http404
    try:
        request_comparison(version=version, actor_id=_scope(request).user_id, now=timezone.now())
    except NoMethodologyInForce:
        messages.error(request, _("Сравнивать не с чем: ни одна версия ещё не действует."))
    except ParameterProblems as error:
        messages.error(request, _("Проект нельзя опробовать. %s") % " ".join(error.problems))
    return redirect("assessments:methodology_detail", pk=version.pk)


@guarded(roles=READERS)
def methodology_diff(request: HttpRequest) -> HttpResponse:
    """Two versions side by side; the address names them."""
    versions = methodology_versions()
    form = DiffForm(request.GET or None, versions=versions)
    context: dict[str, Any] = {
        "form": form,
        "pair": None,
        "changes": [],
        "crumbs": _crumbs((_("Сравнение версий"), "")),
    }
    if form.is_valid():
        by_key = {version.pk: version for version in versions}
        old, new = by_key[form.cleaned_data["old"]], by_key[form.cleaned_data["new"]]
        context["pair"] = (old, new)
        context["changes"] = changes_between(old.parameters, new.parameters)
    return render(request, "assessments/methodology_diff.html", context)
