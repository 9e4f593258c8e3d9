"""Reading the standards: list, one edition, one function."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.enums import Role
from core.http import ScopedRequest, guarded
from standards.forms import CatalogueForm
from standards.selectors.catalogue import (
    areas_in_use,
    elements_found,
    find_standards,
    functions_found,
)
from standards.selectors.documents import (
    approved_links,
    editions_of,
    find_function,
    find_standard,
    is_in_force,
    neighbours,
    text_of,
    text_of_function,
)
from standards.views.pages import (
    document_of,
    edition_tabs,
    found_lines,
    function_row,
    group_card,
    link_row,
    more_facts,
    newer_edition,
    older_edition,
    standard_facts,
    standard_row,
    state_of,
)

PAGE_SIZE = 30
QUERY_SHOWN = 200
LIST_TITLE = gettext_lazy("Профессиональные стандарты")


@guarded()
def standard_list(request: ScopedRequest) -> HttpResponse:
    today = timezone.localdate()
    form = CatalogueForm(request.GET, areas=areas_in_use())
    wanted = form.wanted()
    standards = find_standards(wanted=wanted, today=today)
    page = Paginator(standards, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [standard.pk for standard in page.object_list]
    lines = found_lines(
        functions_found(query=wanted.query, standard_ids=shown),
        elements_found(query=wanted.query, standard_ids=shown),
        query=wanted.query,
    )
    rows = [standard_row(standard, today=today, lines=lines) for standard in page.object_list]
    return render(
        request,
        "standards/standard_list.html",
        {
            "form": form,
            "page": page,
            "rows": rows,
            "query": wanted.query,
            "is_filtered": bool(wanted.query or wanted.area),
            "may_import": request.scope.role == Role.ADMINISTRATOR,
        },
    )


@guarded()
def standard_detail(request: HttpRequest, pk: int) -> HttpResponse:
    standard = find_standard(pk=pk)
    if standard is None:
        raise Http404
    today = timezone.localdate()
    editions = editions_of(standard=standard)
    groups = [group_card(text) for text in text_of(standard=standard)]
    newer = newer_edition(editions, current=standard, today=today)
    return render(
        request,
        "standards/standard_detail.html",
        {
            "standard": standard,
            "crumbs": [(LIST_TITLE, reverse("standards:standard_list")), (standard.code, "")],
            "document": document_of(standard),
            "state": state_of(standard, today),
            "in_force": is_in_force(standard, today),
            "tabs": edition_tabs(editions, current=standard, today=today),
            "newer": newer,
            "older": None if newer else older_edition(editions, current=standard),
            "newer_document": document_of(newer) if newer else "",
            "facts": standard_facts(standard),
            "more_facts": more_facts(standard),
            "groups": groups,
            "is_expanded": request.GET.get("view") == "full",
        },
    )


@guarded()
def function_detail(request: HttpRequest, pk: int) -> HttpResponse:
    function = find_function(pk=pk)
    if function is None:
        raise Http404
    standard = function.standard
    before, after = neighbours(function=function)
    links = approved_links(function=function)
    return render(
        request,
        "standards/function_detail.html",
        {
            "function": function,
            "standard": standard,
            "group": function.generalized_function,
            "crumbs": [
                (LIST_TITLE, reverse("standards:standard_list")),
                (str(standard), reverse("standards:standard_detail", args=[standard.pk])),
                (function.code, ""),
            ],
            "document": document_of(standard),
            "state": state_of(standard, timezone.localdate()),
            "row": function_row(
                text_of_function(function=function), query=request.GET.get("q", "")[:QUERY_SHOWN]
            ),
            "before": before,
            "after": after,
            "links": [link_row(link, seen_from=function) for link in links],
        },
    )
