"""Groups and programmes."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colleges.forms import GroupFilter
from colleges.selectors.coverage import coverage_of_programmes
from colleges.selectors.groups import groups_of, lines_of, programmes_of
from colleges.selectors.programme_attention import Attention, programmes_to_look_at
from colleges.selectors.programmes import programme_facts
from colleges.views.alignment_pages import alignment_line
from colleges.views.scopes import STAFF, is_manager, scope_of
from core.http import guarded

_PAGE = 50
ATTENTION = {
    Attention.DRAFT: gettext_lazy("Сопряжение в черновике"),
    Attention.REPLACED: gettext_lazy("На заменённой редакции"),
}


@guarded(roles=STAFF)
def group_list(request: HttpRequest) -> HttpResponse:
    form = GroupFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    groups = groups_of(
        scope=scope_of(request),
        query=chosen.get("query", ""),
        with_archived=bool(chosen.get("archived")),
    )
    page = Paginator(groups, _PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "colleges/group_list.html",
        {
            "rows": lines_of(list(page)),
            "page": page,
            "form": form,
            "is_manager": is_manager(request),
        },
    )


@guarded(roles=STAFF)
def programme_list(request: HttpRequest) -> HttpResponse:
    """`?attention=…` narrows the list to the programmes that want a look, see `Attention`."""
    scope, asked = scope_of(request), request.GET.get("attention", "")
    wanting = {
        one: programmes_to_look_at(scope=scope, attention=one, today=timezone.localdate())
        for one in Attention
    }
    found = programmes_of(scope=scope)
    if asked in wanting:
        found = found.filter(pk__in=wanting[Attention(asked)].values("pk"))
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    coverages = coverage_of_programmes([programme.pk for programme in page])
    rows = [
        {
            "pk": programme.pk,
            "speciality": str(programme.speciality),
            "intake_year": programme.intake_year,
            "qualification": programme.qualification,
            "alignment": alignment_line(coverages[programme.pk]),
        }
        for programme in page
    ]
    counts = {one: programmes.count() for one, programmes in wanting.items()}
    context = {
        "rows": rows,
        "page": page,
        "is_manager": is_manager(request),
        "is_filtered": asked in wanting,
        "tabs": [
            (_("Все"), "?", asked not in wanting),
            *(
                (ATTENTION[one], f"?attention={one}", asked == one, counts[one])
                for one in Attention
            ),
        ]
        if asked in wanting or any(counts.values())
        else [],
    }
    return render(request, "colleges/programme_list.html", context)


@guarded(roles=STAFF)
def programme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(programmes_of(scope=scope_of(request)), pk=pk)
    facts = programme_facts(programme=programme)
    coverage = coverage_of_programmes([programme.pk])[programme.pk]
    context = {
        "programme": facts,
        "crumbs": [
            (_("Программы"), reverse("colleges:programme_list")),
            (f"{facts.speciality}, {facts.intake_year}", ""),
        ],
        "alignment": alignment_line(coverage),
        "is_manager": is_manager(request),
    }
    return render(request, "colleges/programme_detail.html", context)
