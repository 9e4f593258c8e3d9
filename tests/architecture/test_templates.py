"""Templates: nothing inline, nothing from another host, nothing unused."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.template.loader import get_template

from tests.architecture.source import (
    PACKAGES,
    named,
    python_files,
    static_files,
    template_name,
    templates,
)
from tests.strictness import ROOT

PAGES = [path for path in templates() if path.suffix in (".html", ".svg")]
# Loaded by Django and its apps by name.
BY_CONVENTION = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html")
TAG = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment.*?endcomment\s*%}", re.DOTALL)
ADDRESS = re.compile(r"""(?:https?:)?//[\w.-]+\.\w+|url\(\s*['"]?(?:https?:)?//""")
# Not loaded: names of XML vocabularies, licences in comments of styles are checked by eye.
VOCABULARIES = ("http://www.w3.org/",)


class Inline(HTMLParser):
    """Collects what a strict Content-Security-Policy would refuse, and addresses of other hosts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in values):
            kind = values.get("type", "")
            if kind not in ("application/json", "application/ld+json"):
                self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f"{name}=")
            loads = name in ("src", "srcset", "poster", "data") or (
                tag == "link" and name == "href"
            )
            if loads and urlsplit(value or "").netloc:
                self.found.append(f"{name}={value}")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{name}={value}")

    handle_startendtag = handle_starttag


def inline_parts(text: str) -> list[str]:
    parser = Inline()
    parser.feed(TAG.sub("", COMMENT.sub("", text)))
    return parser.found


@pytest.mark.parametrize("path", PAGES, ids=template_name)
def test_template_has_nothing_inline_and_nothing_from_another_host(path):
    assert inline_parts(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>run()</script>",
        '<button onclick="run()">',
        '<a href="javascript:run()">',
        '<script src="https://cdn.example/x.js"></script>',
        '<link href="//fonts.example/x.css">',
    ],
)
def test_inline_part_or_foreign_host_would_be_found(text):
    assert len(inline_parts(text)) == 1


@pytest.mark.parametrize("path", PAGES, ids=template_name)
def test_template_compiles(path):
    get_template(template_name(path))


@pytest.mark.parametrize("path", static_files(".css", ".js", ".svg"), ids=named)
def test_static_file_names_no_other_host(path):
    found = [
        address
        for address in ADDRESS.findall(path.read_text("utf-8"))
        if not address.startswith(VOCABULARIES) and not address.startswith("http://www.w3")
    ]
    assert found == []


def test_every_template_is_used():
    quoted = re.compile(r"""["']([\w./-]+\.(?:html|txt|svg|js|docx|typ|xml))["']""")
    users = [
        *python_files(*PACKAGES),
        *(path for path in templates() if path.suffix in (".html", ".txt")),
    ]
    used = {name for path in users for name in quoted.findall(path.read_text("utf-8"))}
    unused = {template_name(path) for path in templates()} - used - set(BY_CONVENTION)
    assert unused == set()


def test_every_static_file_of_ours_is_used():
    users = [*python_files(*PACKAGES), *templates(), *static_files(".css", ".js")]
    text = "\n".join(path.read_text("utf-8", errors="replace") for path in users)
    unused = [named(path) for path in static_files(".css", ".js") if path.name not in text]
    assert unused == []


def test_pages_are_found_at_all():
    assert len(PAGES) > 10
    assert (ROOT / "templates" / "base.html") in PAGES
