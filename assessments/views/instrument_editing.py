"""A form of assessment is made, copied, changed: one page without scripts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.instrument_forms import (
    MOST_CRITERIA,
    USUAL_STRENGTHS,
    CriterionFormSet,
    InstrumentForm,
    row_of,
    word_of,
)
from assessments.models import Instrument
from assessments.selectors.instruments import (
    criteria_of_instrument,
    functions_of_programme,
    functions_to_choose,
    may_change,
    required_successors,
)
from assessments.services.instruments import (
    InstrumentContent,
    InstrumentInUse,
    change_instrument,
    create_instrument,
)
from assessments.views.instruments import crumbs_of, find_instrument
from assessments.views.sheets import MANAGER, scope_of
from colleges.models import Programme
from colleges.selectors.groups import own_college, programmes_of
from core.http import guarded
from core.text import squeeze

_EMPTY_ROWS = 3


@guarded(roles=MANAGER, write=True)
def instrument_create(request: HttpRequest) -> HttpResponse:
    """A new form: empty, a copy of `source`, or begun with a programme and its function."""
    source = _asked(request, "source")
    form = None if source is None else find_instrument(request, source)
    college = own_college(scope=scope_of(request))
    if college is None:
        raise Http404
    desk = _Desk(request, form, is_copy=True)
    if desk.is_complete():
        try:
            made = create_instrument(
                college=college,
                content=desk.content(),
                actor_id=scope_of(request).user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            desk.form.add_error(None, error)
        else:
            messages.success(request, _("Форма оценки создана."))
            return redirect("assessments:instrument_detail", pk=made.pk)
    return desk.show(_("Новая форма оценки"), reverse("assessments:instrument_list"))


@guarded(roles=MANAGER, write=True)
def instrument_edit(request: HttpRequest, pk: int) -> HttpResponse:
    instrument = find_instrument(request, pk)
    scope = scope_of(request)
    if not may_change(scope=scope, instrument=instrument):
        return _refuse(request, pk)
    desk = _Desk(request, instrument)
    if desk.is_complete():
        try:
            change_instrument(
                instrument=instrument,
                content=desk.content(),
                actor_id=scope.user_id,
                now=timezone.now(),
            )
        except InstrumentInUse:
            return _refuse(request, pk)
        except ValidationError as error:
            desk.form.add_error(None, error)
        else:
            messages.success(request, _("Форма оценки сохранена."))
            return redirect("assessments:instrument_detail", pk=pk)
    heading = _("Изменить: %(name)s") % {"name": instrument.name}
    return desk.show(heading, reverse("assessments:instrument_detail", args=[pk]))


def _refuse(request: HttpRequest, pk: int) -> HttpResponse:
    messages.error(
        request, _("Эту форму уже не изменить: она общая или по ней есть ведомости. Скопируйте её.")
    )
    return redirect("assessments:instrument_detail", pk=pk)


def _asked(request: HttpRequest, name: str) -> int | None:
    """Return a key from the address; 404 for what is no key."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)


class _Desk:
    """What lies before the person: the form's own words, its criteria, the functions to tick."""

    def __init__(
        self, request: HttpRequest, source: Instrument | None, *, is_copy: bool = False
    ) -> None:
        self.request, self.source = request, source
        scope = scope_of(request)
        self.programmes = programmes_of(scope=scope)
        self.functions = functions_to_choose(scope=scope, instrument=source)
        self.criteria = [] if source is None else criteria_of_instrument(instrument=source)
        used = {own.strength for one in self.criteria for own in one.bearings.all()}
        self.strengths = sorted({*USUAL_STRENGTHS, *used}, reverse=True)
        self.is_saving = request.method == "POST" and not (
            {"add_rows", "show_functions"} & set(request.POST)
        )
        if request.method == "POST":
            self._take(request)
        else:
            self._begin(is_copy=is_copy)

    def _take(self, request: HttpRequest) -> None:
        self.form = self._form(request.POST)
        self.formset = self._rows(request.POST)
        if self.is_saving:
            return
        # Another button only asks for more to fill in: what was typed stays and is not judged yet.
        typed = {name: self.form[name].value() for name in self.form.fields}
        self.form = self._form(initial=typed)
        more = _EMPTY_ROWS if "add_rows" in request.POST else 0
        extra = self.formset.empty_rows() + more
        self.formset = self._rows(initial=self.formset.typed(), extra=extra)

    def _begin(self, *, is_copy: bool) -> None:
        initial: dict[str, Any] = {}
        if self.source is not None:
            names = ("name", "kind", "component", "code", "level")
            initial = {name: getattr(self.source, name) for name in names}
            if is_copy:
                copy = _("%(name)s (копия)") % {"name": self.source.name[:280]}
                # The code and the level name one form: a copy has another.
                initial |= {"name": copy, "code": "", "level": ""}
        self.form = self._form(initial=initial | {"programme": self._programme_asked()})
        # A copy is for what programmes require now: replaced functions become their successors.
        now = self._successors() if is_copy else {}
        rows = [row_of(one, now) for one in self.criteria] + self._row_asked()
        self.formset = self._rows(initial=rows, extra=1 if rows else _EMPTY_ROWS)

    def _successors(self) -> dict[int, list[int]]:
        shown = {own.function_id for one in self.criteria for own in one.bearings.all()}
        return required_successors(scope=scope_of(self.request), functions=shown)

    def _programme_asked(self) -> Programme | None:
        asked = _asked(self.request, "programme")
        if asked is not None:
            return get_object_or_404(self.programmes, pk=asked)
        only = list(self.programmes[:2])
        return only[0] if len(only) == 1 else None

    def _row_asked(self) -> list[dict[str, Any]]:
        """Begin with a criterion for the function that the person came to include."""
        asked = _asked(self.request, "function")
        if asked is None:
            return []
        wanted = {one.pk: one for one in self.functions}.get(asked)
        if wanted is None:
            raise Http404
        return [{"name": wanted.name[:300], "bears": [word_of(asked, 1.0)]}]

    def _form(self, data: Any = None, **kwargs: Any) -> InstrumentForm:
        return InstrumentForm(data, programmes=self.programmes, instrument=self.source, **kwargs)

    def _rows(self, data: Any = None, *, extra: int = 0, **kwargs: Any) -> Any:
        # Both lists stand for every row: none of them is read again.
        shared = {"functions": self.functions, "strengths": self.strengths}
        formset: Any = CriterionFormSet(data, prefix="criteria", form_kwargs=shared, **kwargs)
        formset.extra = extra
        return formset

    def is_complete(self) -> bool:
        """Say whether the person wants to save and everything can be read."""
        return self.is_saving and all([self.form.is_valid(), self.formset.is_valid()])

    def content(self) -> InstrumentContent:
        data = self.form.cleaned_data
        return InstrumentContent(
            name=squeeze(data["name"]),
            kind=data["kind"],
            component=data["component"],
            code=squeeze(data["code"]),
            level=data["level"],
            criteria=[row.content() for row in self.formset.ordered_forms],
        )

    def _shown(self) -> set[int]:
        """Return the functions to print: the programme's, and whatever is ticked."""
        shown = {
            int(word.split(":")[0])
            for row in self.formset.forms
            for word in row.ticked()
            if word.split(":")[0].isdecimal()
        }
        chosen = str(self.form["programme"].value() or "")
        programme = self.programmes.filter(pk=chosen).first() if chosen.isdecimal() else None
        if programme is not None:
            shown |= functions_of_programme(programme=programme)
        return shown

    def show(self, heading: str, cancel: str) -> HttpResponse:
        shown = self._shown()
        rows = [
            {
                "form": row,
                "functions": row.function_rows(shown),
                "is_ticked": bool(row.ticked()),
            }
            for row in self.formset.forms
        ]
        context = {
            "heading": heading,
            "crumbs": crumbs_of(heading),
            "cancel": cancel,
            "form": self.form,
            "formset": self.formset,
            "rows": rows,
            "has_functions": bool(shown),
            "may_add": len(rows) < MOST_CRITERIA,
        }
        return render(self.request, "assessments/instrument_form.html", context)
