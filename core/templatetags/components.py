"""The parts of pages: `{% load components %}`. How to use each stands in docs/components.md."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

LEVELS = {
    0: ("low", gettext_lazy("низкий")),
    1: ("basic", gettext_lazy("базовый")),
    2: ("sufficient", gettext_lazy("достаточный")),
    3: ("high", gettext_lazy("высокий")),
}
NO_LEVEL = ("none", gettext_lazy("мало данных"))
CONFIDENCES = {
    0: ("low", gettext_lazy("мало данных")),
    1: ("medium", gettext_lazy("средняя уверенность")),
    2: ("high", gettext_lazy("высокая уверенность")),
}
NOTE_ICONS = {"info": "info", "good": "done", "warn": "alert", "bad": "failed"}
# Width of the drawing of an interval in its own units; the page stretches it.
INTERVAL_WIDTH = 260
INTERVAL_MARGIN = 6


def _level(code: int | None) -> tuple[str, Any]:
    return NO_LEVEL if code is None else LEVELS.get(int(code), NO_LEVEL)


# --- small words ------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of static/img/icons.svg; without `label` it is decoration only."""
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.inclusion_tag("components/level_badge.html")
def level_badge(
    level: int | None, *, provisional: bool = False, word: str = ""
) -> dict[str, object]:
    """Print the level (0 to 3, None for too little data) as shape and word.

    A provisional level is no level yet: neither its colour nor its word is printed.
    """
    code, label = _level(None if provisional else level)
    return {"code": code, "label": word or label, "provisional": provisional}


@register.filter
def level_code(level: int | None) -> str:
    """Return low, basic, sufficient, high or none: for `heat heat--{{ cell.level|level_code }}`."""
    return _level(level)[0]


@register.filter
def level_word(level: int | None) -> str:
    """Return the word of a level, «мало данных» for None."""
    return str(_level(level)[1])


@register.inclusion_tag("components/confidence.html")
def confidence_word(confidence: int | None, *, facts: str = "") -> dict[str, object]:
    """Print how far a figure can be trusted (0 to 2, None is 0); `facts`: «3 оценки»."""
    value = 0 if confidence is None else int(confidence)
    code, label = CONFIDENCES[value]
    return {"code": code, "label": label, "facts": facts, "value": value}


@register.inclusion_tag("components/pill.html")
def pill(text: str, kind: str = "", *, icon: str = "") -> dict[str, object]:
    """Print a state as a rounded word. `kind`: "", good, warn, bad, info."""
    return {"text": text, "kind": kind, "icon_name": icon}


@register.inclusion_tag("components/hidden_cell.html")
def hidden_cell(minimum: int = 5, *, reason: str = "") -> dict[str, object]:
    """Say that a figure is not shown, and why."""
    return {
        "short": _("скрыто"),
        "reason": reason or _("меньше %(count)s человек") % {"count": minimum},
    }


@register.inclusion_tag("components/meter.html")
def meter(done: int, total: int, *, label: str = "") -> dict[str, object]:
    """Show «18 из 25» with a bar."""
    return {
        "done": done,
        "total": total,
        "label": label,
        "text": _("%(done)s из %(total)s") % {"done": done, "total": total},
    }


@register.inclusion_tag("components/copy_link.html")
def copy_link(url: str = "", *, title: str = "") -> dict[str, object]:
    """A button that copies `url` (empty: the address of the page); hidden without JavaScript."""
    return {"url": url, "title": title or _("Скопировать ссылку")}


# --- figures ----------------------------------------------------------------------------------
@register.inclusion_tag("components/tile.html")
def tile(name: str, value: object = None, **options: Any) -> dict[str, object]:
    """One headline figure. The options, all keyword-only, stand in docs/components.md."""
    known = {
        "unit": "",
        "facts": "",
        "change": None,
        "change_text": "",
        "better": "",
        "explain": "",
        "href": "",
        "link": "",
        "missing": _("нет данных"),
        "level": "",
    }
    unknown = options.keys() - known.keys()
    if unknown:
        raise template.TemplateSyntaxError(f"tile: unknown options {sorted(unknown)}")
    given = known | options
    given["has_level"] = "level" in options
    way, mood = change_direction(given["change"], better=given["better"])
    return {**given, "name": name, "value": value, "way": way, "mood": mood}


@register.inclusion_tag("components/change.html")
def change(difference: float | None, text: str, *, better: str = "") -> dict[str, object]:
    """A difference with an arrow. `better`: up, down or "" (neither is better)."""
    way, mood = change_direction(difference, better=better)
    return {"text": text, "way": way, "mood": mood}


def change_direction(difference: float | None, *, better: str) -> tuple[str, str]:
    """Return (up, down or same; better, worse or neutral)."""
    if not difference:
        return "same", "neutral"
    way = "up" if difference > 0 else "down"
    if not better:
        return way, "neutral"
    return way, "better" if way == better else "worse"


@register.inclusion_tag("components/interval.html")
def interval_bar(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    text: str,
    reference: float | None = None,
    level: int | None = -1,
) -> dict[str, object]:
    """Draw a figure 0..1 with its interval and a dotted reference on an axis from 0 to 1.

    `text` says the same in words for people who do not see the drawing. `level` colours it; left
    out, the drawing has the colour of the portal.
    """
    return {
        "width": INTERVAL_WIDTH,
        "axis_end": INTERVAL_WIDTH - INTERVAL_MARGIN,
        "point": _place(value),
        "low": _place(low),
        "high": _place(high),
        "reference": _place(reference),
        "text": text,
        "level": "" if level == -1 else _level(level)[0],
    }


def _place(share: float | None) -> str | None:
    """Return the coordinate of a share, with a point in every language: browsers read it."""
    if share is None:
        return None
    inside = max(0.0, min(1.0, float(share)))
    return f"{INTERVAL_MARGIN + inside * (INTERVAL_WIDTH - 2 * INTERVAL_MARGIN):.1f}"


# --- frames around content --------------------------------------------------------------------
@register.simple_block_tag
def card(
    content: str, title: str = "", *, lead: str = "", flush: bool = False, heading_id: str = ""
) -> str:
    """A white card with a heading; `flush` lets a table reach the edges."""
    return render_to_string(
        "components/card.html",
        {
            "content": content,
            "title": title,
            "lead": lead,
            "flush": flush,
            "heading_id": heading_id,
        },
    )


@register.simple_block_tag
def note(content: str, kind: str = "info", *, title: str = "") -> str:
    """A remark in the page. `kind`: info, good, warn, bad."""
    context = {"content": content, "kind": kind, "title": title, "icon_name": NOTE_ICONS[kind]}
    return render_to_string("components/note.html", context)


@register.simple_block_tag
def empty_state(content: str, title: str, text: str = "", *, icon: str = "empty") -> str:
    """What stands where there is nothing yet; the content holds links and buttons: what to do."""
    context = {"content": content, "has_content": content.strip(), "title": title, "text": text}
    return render_to_string("components/empty_state.html", {**context, "icon_name": icon})


@register.simple_block_tag
def table_frame(content: str, label: str) -> str:
    """The frame in which a wide table scrolls; `label` names it for people who do not see it."""
    return render_to_string("components/table_frame.html", {"content": content, "label": label})


@register.simple_block_tag(takes_context=True)
def confirm_form(
    context: Mapping[str, Any],
    content: str,
    action: str,
    button: str,
    *,
    cancel: str = "",
    danger: bool = False,
) -> str:
    """A question before a deed: the content is its text."""
    return render_to_string(
        "components/confirm_form.html",
        {
            "content": content,
            "action": action,
            "button": button,
            "cancel": cancel,
            "danger": danger,
        },
        request=context.get("request"),
    )


# --- where am I -------------------------------------------------------------------------------
@register.inclusion_tag("components/crumbs.html")
def crumbs(items: Iterable[tuple[str, str]]) -> dict[str, object]:
    """The way from the top: (title, url) pairs; the last one has the url "" and is this page."""
    return {"items": list(items)}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Sequence[Any]], *, label: str) -> dict[str, object]:
    """Links between parts of one page: (title, url, is current[, count])."""
    rows = [
        {"title": one[0], "url": one[1], "current": one[2], "count": one[3] if one[3:] else None}
        for one in items
    ]
    return {"items": rows, "label": label}


@register.inclusion_tag("components/stepper.html")
def stepper(titles: Sequence[str], current: int) -> dict[str, object]:
    """Steps of a longer deed; `current` counts from 1."""
    rows = [
        {"title": title, "state": "done" if place < current else "now" if place == current else ""}
        for place, title in enumerate(titles, start=1)
    ]
    return {"steps": rows}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(
    context: Mapping[str, Any], page: Page[Any], *, parameter: str = "page"
) -> dict[str, object]:
    """Links to the other pages of a list; keeps every other parameter of the address."""
    request = context["request"]

    def url(number: int) -> str:
        query = request.GET.copy()
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "range": _("%(first)s–%(last)s из %(total)s")
        % {
            "first": page.start_index(),
            "last": page.end_index(),
            "total": page.paginator.count,
        },
        "items": [
            {"number": one, "url": url(one) if isinstance(one, int) else ""} for one in pages
        ],
        "previous": url(page.previous_page_number()) if page.has_previous() else "",
        "next": url(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: Mapping[str, Any],
    key: str,
    title: str,
    *,
    numeric: bool = False,
    unit: str = "",
    default: str = "",
) -> dict[str, object]:
    """A column heading that sorts: `?sort=key`, then `?sort=-key`; `default`: the order without."""
    request = context["request"]
    now = request.GET.get("sort", default)
    query = request.GET.copy()
    query.pop("page", None)
    # Figures are first wanted from the greatest, words from А.
    first, second = (f"-{key}", key) if numeric else (key, f"-{key}")
    query["sort"] = second if now == first else first
    states = {key: "ascending", f"-{key}": "descending"}
    state = states.get(now, "")
    icons = {"ascending": "arrow-up", "descending": "arrow-down"}
    return {
        "title": title,
        "unit": unit,
        "numeric": numeric,
        "state": state,
        "icon_name": icons.get(state, "sort"),
        "url": f"?{query.urlencode()}",
    }


# --- lists and forms --------------------------------------------------------------------------
@register.inclusion_tag("components/key_values.html")
def key_values(items: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Facts as a list of (name, value); None and "" print «—»."""
    return {"items": list(items)}


@register.inclusion_tag("components/download_menu.html")
def download_menu(items: Iterable[tuple[str, str]], *, title: str = "") -> dict[str, object]:
    """«Скачать» with the formats as (title, url)."""
    return {"items": list(items), "title": title or _("Скачать")}


@register.simple_block_tag(takes_context=True)
def filter_bar(
    context: Mapping[str, Any], content: str, form: BaseForm, *, search: str = ""
) -> str:
    """Filters above a table: fields of a bound GET form, chips of what is set, then the content.

    `search` names the field that takes the free width. Every filter stands in the address; the
    order of the table is kept, the page number is not.
    """
    request = context["request"]
    kept = [("sort", value) for value in request.GET.getlist("sort") if "sort" not in form.fields]
    return render_to_string(
        "components/filter_bar.html",
        {
            "content": content,
            "form": form,
            "fields": [
                {"field": field, "is_search": field.name == search}
                for field in form.visible_fields()
            ],
            "chips": _chips(form, request.GET),
            "kept": kept,
            "path": request.path,
        },
    )


def _chips(form: BaseForm, query: Any) -> list[dict[str, object]]:
    """What is filtered now: the words of each filter, and the address without it."""
    chips: list[dict[str, object]] = []
    cleaned = getattr(form, "cleaned_data", None) or ({} if not form.is_bound else _cleaned(form))
    for field in form.visible_fields():
        value = cleaned.get(field.name)
        if value is False or value in (None, "", [], ()) or value == field.initial:
            continue
        rest = query.copy()
        rest.pop(field.html_name, None)
        rest.pop("page", None)
        chips.append(
            {"name": field.label, "value": _shown(field, value), "url": f"?{rest.urlencode()}"}
        )
    return chips


def _cleaned(form: BaseForm) -> Mapping[str, Any]:
    form.is_valid()
    return form.cleaned_data


def _shown(field: BoundField, value: Any) -> str:
    choices = getattr(field.field, "choices", None)
    if choices is None:
        return _("да") if value is True else str(value)
    values = value if isinstance(value, list | tuple) else [value]
    words = {str(code): str(word) for code, word in choices if not isinstance(word, list | tuple)}
    return ", ".join(words.get(str(getattr(one, "pk", one)), str(one)) for one in values)


@register.inclusion_tag("components/file_field.html")
def file_field(field: BoundField, *, hint: str = "", icon: str = "upload") -> dict[str, object]:
    """A place to drop or choose a file, for a bound FileField."""
    return {"field": field, "hint": hint, "icon_name": icon}
