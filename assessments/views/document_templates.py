"""A college's templates of papers: which are in use, what they may name, a new one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.document_forms import TemplateForm
from assessments.enums import DocumentKind
from assessments.rules.document_examples import example_of
from assessments.rules.document_fields import FIELDS
from assessments.selectors.documents import (
    TemplateInUse,
    count_made_by_template,
    sample_template,
    template_in_use,
)
from assessments.services.document_templates import (
    bring_template,
    drop_template,
    remove_template,
)
from assessments.views.sheets import MANAGER, STAFF, scope_of
from core.documents.docx import DOCX_TYPE
from core.documents.word_templates import LARGEST_FILE, TemplateField
from core.http import file_answer, guarded


def _kind(kind: str) -> DocumentKind:
    if kind not in DocumentKind.values:
        raise Http404
    return DocumentKind(kind)


def _template(request: HttpRequest, kind: str) -> TemplateInUse:
    return template_in_use(college_id=min(scope_of(request).college_ids), kind=_kind(kind))


@guarded(roles=STAFF)
def template_list(request: HttpRequest) -> HttpResponse:
    context = {
        "rows": [_row(_template(request, kind)) for kind in DocumentKind.values],
        "is_manager": scope_of(request).role in MANAGER,
        "crumbs": [(_("Документы"), reverse("assessments:document_list")), (_("Шаблоны"), "")],
    }
    return render(request, "assessments/document_template_list.html", context)


def _row(template: TemplateInUse) -> dict[str, Any]:
    is_own = template.uploaded_at is not None
    return {
        "kind": template.kind.value,
        "name": template.kind.label.capitalize(),
        "file_name": template.file_name if is_own else "",
        "uploaded_at": template.uploaded_at,
        "is_own": is_own,
        "word": _("шаблон колледжа") if is_own else _("шаблон портала"),
        "pill": "good" if is_own else "",
    }


@guarded(roles=MANAGER, write=True)
def template_detail(request: HttpRequest, kind: str) -> HttpResponse:
    """The template in use, the fields that it may name, a form for another one."""
    template = _template(request, kind)
    form = TemplateForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        problems = _bring(request, template.kind, form.cleaned_data["file"])
        if not problems:
            messages.success(request, _("Шаблон проверен и теперь действует."))
            return redirect("assessments:document_template", kind)
    context = {
        **_row(template),
        "form": form,
        "problems": problems,
        "fields": _field_rows(template.kind),
        "crumbs": [*_crumbs(), (template.kind.label.capitalize(), "")],
    }
    return render(request, "assessments/document_template.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("Документы"), reverse("assessments:document_list")),
        (_("Шаблоны"), reverse("assessments:document_template_list")),
    ]


def _bring(request: HttpRequest, kind: DocumentKind, upload: Any) -> list[str]:
    """Take the file; return what is wrong in it."""
    scope = scope_of(request)
    # One byte more than allowed: enough to be refused, not enough to fill the memory.
    content = upload.read(LARGEST_FILE + 1)
    try:
        bring_template(
            college_id=min(scope.college_ids),
            kind=kind,
            upload=(upload.name, content),
            actor_id=scope.user_id,
            now=timezone.now(),
        )
    except ValidationError as error:
        return list(error.messages)
    return []


def _field_rows(kind: DocumentKind) -> list[dict[str, str]]:
    """Return the fields as they are written in a template, with what they mean and an example."""
    rows = []
    for one in FIELDS[kind]:
        if not one.columns:
            rows.append(_row_of("{{ " + one.name + " }}", one, example_of(kind, one.name)))
            continue
        rows.append(_row_of("{%tr for строка in " + one.name + " %}", one))
        for column in one.columns:
            rows += _column_rows(kind, one, column)
        rows.append({"written": "{%tr endfor %}", "meaning": _("конец таблицы"), "example": ""})
    return rows


def _column_rows(
    kind: DocumentKind, table: TemplateField, column: TemplateField, row: str = "строка"
) -> list[dict[str, str]]:
    name = f"{row}.{column.name}"
    if column.is_list:
        return [_row_of("{%tc for оценка in " + name + " %}", column)]
    if not column.columns:
        example = example_of(kind, f"{table.name}.{column.name}")
        return [_row_of("{{ " + name + " }}", column, example)]
    inner = [_column_rows(kind, column, one, "внутри")[0] for one in column.columns]
    return [_row_of("{% for внутри in " + name + " %}", column), *inner]


def _row_of(written: str, field: TemplateField, example: str = "") -> dict[str, str]:
    return {"written": written, "meaning": str(field.meaning), "example": example}


@guarded(roles=STAFF)
def template_file(request: HttpRequest, kind: str) -> HttpResponse:
    template = _template(request, kind)
    return file_answer(template.file_name, template.content, DOCX_TYPE)


@guarded(roles=MANAGER, read=False, write=True)
def template_drop(request: HttpRequest, kind: str) -> HttpResponse:
    template, scope = _template(request, kind), scope_of(request)
    try:
        drop_template(
            college_id=min(scope.college_ids),
            kind=template.kind,
            actor_id=scope.user_id,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Теперь действует шаблон портала."))
    return redirect("assessments:document_template", kind)


@guarded(roles=MANAGER)
def template_sample(request: HttpRequest, kind: str) -> HttpResponse:
    """The portal's own template: what to begin with, and how the fields are written."""
    template = sample_template(kind=_kind(kind))
    return file_answer(template.file_name, template.content, DOCX_TYPE)


@guarded(roles=MANAGER, write=True)
def template_remove(request: HttpRequest, kind: str) -> HttpResponse:
    """Say what goes, or that papers were made by it and it can only be put aside."""
    template, scope = _template(request, kind), scope_of(request)
    if template.uploaded_at is None:
        raise Http404
    college_id = min(scope.college_ids)
    if request.method == "POST":
        try:
            remove_template(
                college_id=college_id,
                kind=template.kind,
                actor_id=scope.user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("assessments:document_template_remove", kind)
        messages.success(request, _("Шаблон удалён, теперь действует шаблон портала."))
        return redirect("assessments:document_template", kind)
    context = {
        **_row(template),
        "made": count_made_by_template(template=template, college_id=college_id),
        "cancel": reverse("assessments:document_template", args=[kind]),
        "crumbs": [
            *_crumbs(),
            (
                template.kind.label.capitalize(),
                reverse("assessments:document_template", args=[kind]),
            ),
            (_("Удалить"), ""),
        ],
    }
    return render(request, "assessments/document_template_remove.html", context)
