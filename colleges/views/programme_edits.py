"""Programmes made by their college: a new one, the next intake, the functions it requires."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colleges.forms.programmes import (
    NextIntakeForm,
    ProgrammeCorrectionForm,
    ProgrammeForm,
    read_standards,
)
from colleges.models import Programme
from colleges.selectors.alignments import versions_of
from colleges.selectors.groups import own_college, programmes_of
from colleges.selectors.programmes import required_ids, standards_of
from colleges.services.alignment_states import WrongAlignmentStateError
from colleges.services.next_intake import repeat_programme
from colleges.services.programme_changes import (
    CompetencesAlignedError,
    StandardsInUseError,
    change_programme,
)
from colleges.services.programme_functions import add_functions
from colleges.services.programmes import ProgrammeDetails, create_programme
from colleges.views.scopes import scope_of
from core.enums import Role
from core.http import guarded
from standards.models import ProfessionalStandard
from standards.selectors.documents import find_standard, text_of
from standards.selectors.editions import replacements_of

MANAGER = (Role.COLLEGE_MANAGER,)
_MOST_FUNCTIONS = 500
_LONGEST_CODE = 40
# More digits than a key has.
_DIGITS = 19


def own_programme(request: HttpRequest, pk: int) -> Programme:
    """Return a programme of the manager's college or answer 404."""
    return get_object_or_404(programmes_of(scope=scope_of(request)), pk=pk)


def programme_page(
    request: HttpRequest, form: Any, heading: str, programme: Programme | None = None, **more: Any
) -> HttpResponse:
    """Answer with a form about a programme."""
    crumbs = [(_("Программы"), reverse("colleges:programme_list"))]
    cancel = crumbs[0][1]
    if programme is not None:
        cancel = reverse("colleges:programme_detail", args=[programme.pk])
        crumbs.append((str(programme.speciality), cancel))
    context = {
        "form": form,
        "heading": heading,
        "submit": _("Сохранить"),
        "cancel": cancel,
        "lead": "",
        "remove": None,
        "crumbs": [*crumbs, (heading, "")],
        **more,
    }
    return render(request, "colleges/programme_form.html", context)


@guarded(roles=MANAGER, write=True)
def programme_create(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    college = own_college(scope=scope)
    if college is None:
        raise Http404
    form = ProgrammeForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            programme = create_programme(
                details=ProgrammeDetails(college=college, **form.cleaned_data),
                actor_id=scope.user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Программа заведена: теперь выберите трудовые функции."))
            return redirect("colleges:programme_functions", programme.pk)
    return programme_page(request, form, _("Новая программа"))


@guarded(roles=MANAGER, write=True)
def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what a programme is; speciality and intake stay."""
    programme = own_programme(request, pk)
    form = ProgrammeCorrectionForm(
        request.POST or None,
        programme=programme,
        standards=standards_of(programme=programme),
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid() and _change(request, programme, form):
        messages.success(request, _("Изменения сохранены."))
        return redirect("colleges:programme_detail", pk)
    return programme_page(
        request, form, _("Изменить программу"), programme, remove=_removal(programme)
    )


def _removal(programme: Programme) -> dict[str, Any]:
    return {
        "heading": _("Удалить программу"),
        "text": _("Если программа заведена по ошибке и ею ещё не пользуются."),
        "facts": [],
        "button": _("Удалить программу"),
        "url": "",
        "link": reverse("colleges:programme_remove", args=[programme.pk]),
    }


def _change(request: HttpRequest, programme: Programme, form: ProgrammeCorrectionForm) -> bool:
    try:
        change_programme(
            programme=programme,
            correction=form.correction(),
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except CompetencesAlignedError:
        text = _("Сопряжение опирается на компетенции прежнего ФГОС: заменить его нельзя.")
        form.add_error("educational_standard", text)
    except StandardsInUseError as error:
        text = _(
            "Программа требует функции стандартов %(codes)s: оставьте коды или уберите функции."
        )
        form.add_error("standards", text % {"codes": ", ".join(error.codes)})
    else:
        return True
    return False


@guarded(roles=MANAGER, write=True)
def programme_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Repeat a programme for another year of intake."""
    programme = own_programme(request, pk)
    has_alignment = bool(versions_of(programme=programme))
    form = NextIntakeForm(request.POST or None, programme=programme, has_alignment=has_alignment)
    if request.method == "POST" and form.is_valid():
        try:
            repeated = repeat_programme(
                programme=programme,
                intake_year=form.cleaned_data["intake_year"],
                with_alignment=form.cleaned_data.get("with_alignment", False),
                actor_id=scope_of(request).user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            text = _("Программа набора %(year)s заведена по набору %(before)s. Проверьте её.")
            years = {"year": repeated.intake_year, "before": programme.intake_year}
            messages.success(request, text % years)
            return redirect("colleges:programme_detail", repeated.pk)
    lead = _("Набор %(year)s: стандарты, трудовые функции и модули перейдут в новую программу.") % {
        "year": programme.intake_year
    }
    return programme_page(request, form, _("Следующий набор"), programme, lead=lead)


@guarded(roles=MANAGER, write=True)
def programme_functions(request: HttpRequest, pk: int) -> HttpResponse:
    """Functions to add, standard by standard; any standard is opened by its code."""
    programme = own_programme(request, pk)
    if request.method == "POST":
        return _add(request, programme)
    standards = standards_of(programme=programme)
    chosen, problem = _chosen(request, standards)
    required = required_ids(programme=programme)
    context = {
        "programme": programme,
        "crumbs": [
            (_("Программы"), reverse("colleges:programme_list")),
            (str(programme.speciality), reverse("colleges:programme_detail", args=[pk])),
            (_("Добавить трудовые функции"), ""),
        ],
        "code": request.GET.get("code", "")[:_LONGEST_CODE],
        "problem": problem,
        "tabs": _tabs(programme, standards, chosen),
        "standard": chosen,
        "groups": _groups(chosen, required) if chosen else [],
    }
    return render(request, "colleges/programme_functions.html", context)


def _chosen(
    request: HttpRequest, standards: list[ProfessionalStandard]
) -> tuple[ProfessionalStandard | None, str]:
    """Return the edition to show, by its key or by a code; or what is wrong with the code."""
    code = request.GET.get("code", "").strip()[:_LONGEST_CODE]
    if code:
        try:
            return next(iter(read_standards(code, timezone.localdate())), None), ""
        except ValidationError as error:
            return None, error.messages[0]
    key = request.GET.get("standard", "")
    if key.isdecimal() and len(key) < _DIGITS:
        return find_standard(pk=int(key)), ""
    return (standards[0] if standards else None), ""


def _tabs(
    programme: Programme,
    standards: list[ProfessionalStandard],
    chosen: ProfessionalStandard | None,
) -> list[tuple[str, str, bool]]:
    """The programme's standards, each with the edition that has replaced it."""
    here = reverse("colleges:programme_functions", args=[programme.pk])
    newer = replacements_of(standards=standards, today=timezone.localdate())
    known = {row.pk for row in standards}
    rows: list[tuple[ProfessionalStandard, str]] = []
    for row in standards:
        rows.append((row, row.code))
        if row.pk in newer and newer[row.pk].pk not in known:
            title = _("%(code)s, новая редакция") % {"code": row.code}
            rows.append((newer[row.pk], title))
    return [
        (title, f"{here}?standard={row.pk}", chosen is not None and row.pk == chosen.pk)
        for row, title in rows
    ]


def _groups(standard: ProfessionalStandard, required: set[int]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{part.group.code} {part.group.name}",
            "functions": [
                {
                    "pk": row.function.pk,
                    "code": row.function.code,
                    "name": row.function.name,
                    "is_required": row.function.pk in required,
                }
                for row in part.functions
            ],
        }
        for part in text_of(standard=standard)
    ]


def _add(request: HttpRequest, programme: Programme) -> HttpResponse:
    written = request.POST.getlist("function")[:_MOST_FUNCTIONS]
    numbers = [int(text) for text in written if text.isdecimal() and len(text) < _DIGITS]
    if not numbers:
        messages.error(request, _("Отметьте хотя бы одну функцию."))
        return redirect(request.get_full_path())
    try:
        count = add_functions(
            programme=programme,
            function_ids=numbers,
            is_mandatory=request.POST.get("is_mandatory") == "1",
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except WrongAlignmentStateError:
        messages.error(
            request, _("Сопряжение ждёт объединения работодателей: отзовите его или дождитесь.")
        )
        return redirect(request.get_full_path())
    if count:
        text = ngettext("Добавлена %(count)s функция.", "Добавлено функций: %(count)s.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("Эти функции в программе уже есть."))
    return redirect("colleges:programme_detail", programme.pk)
