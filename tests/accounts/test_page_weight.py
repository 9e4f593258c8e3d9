"""The first view of a page must be light: people open it on an old phone in a village."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from core.models import Job
from tests.strictness import ROOT

LIMIT = 100 * 1024
# The subsets that a Russian page needs; the extended Cyrillic is loaded by Kazakh pages.
FONTS = ("golos-text-cyrillic-wght-normal.woff2", "golos-text-latin-wght-normal.woff2")


def asset(url: str) -> bytes:
    found = finders.find(url.removeprefix("/static/").split("#")[0])
    assert found, url
    return Path(found).read_bytes()


def weight_of(html: str) -> int:
    """Bytes to fetch for a page: itself, its styles, scripts and icons compressed, its fonts."""
    linked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    texts = {url for url in linked if not url.endswith(".woff2")}
    fonts = [asset(f"/static/vendor/golos-text/{name}") for name in FONTS]
    compressed = [gzip.compress(asset(url), 6) for url in texts]
    return len(gzip.compress(html.encode(), 6)) + sum(map(len, [*compressed, *fonts]))


@pytest.mark.django_db
def test_login_page_weighs_less_than_the_limit(client):
    assert weight_of(client.get("/login/").text) < LIMIT


@pytest.mark.django_db
def test_job_page_with_htmx_weighs_less_than_the_limit(college_manager_client, now):
    job = Job.objects.create(
        kind="x", created_at=now, due_at=now, requested_by=college_manager_client.user
    )
    html = college_manager_client.get(f"/jobs/{job.pk}/").text
    assert "htmx-2.min.js" in html
    assert weight_of(html) < LIMIT


def test_styles_ask_no_other_host():
    for path in (ROOT / "static").rglob("*.css"):
        for address in re.findall(r"url\(([^)]+)\)", path.read_text("utf-8")):
            assert not re.match(r"[\"']?(https?:)?//", address), (path, address)


def test_error_page_needs_no_request_and_no_database():
    html = render_to_string("500.html")
    assert "Ошибка портала" in html
    assert 'href="/"' in html
