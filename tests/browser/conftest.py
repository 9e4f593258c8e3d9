"""Real Chromium against a running portal."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import Membership
from tests.cast import RoleClient
from tests.strictness import ROOT

SCREENSHOTS = ROOT / ".portal" / "screenshots"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; Playwright's own download is not needed."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse to query.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own: `browser_page(width, height, **context options)`.

    An error of a script or a resource refused by the content policy fails the test.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(width: int = 1280, height: int = 900, **options: object) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="ru-RU", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                errors.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def log_in(live_server) -> Callable[[Page, Membership], None]:
    """Give the page's browser the session of the person who holds `membership`."""

    def enter(page: Page, membership: Membership) -> None:
        session = RoleClient(membership).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": session.key, "value": session.value, "url": live_server.url}]
        )

    return enter


@pytest.fixture
def screenshot() -> Callable[[Page, str], Path]:
    """Save what the page shows as `.portal/screenshots/<name>.png`."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def save(page: Page, name: str, *, full_page: bool = True) -> Path:
        path = SCREENSHOTS / f"{name}.png"
        # A click may have led to a page that is still on its way.
        page.wait_for_load_state()
        page.screenshot(path=path, full_page=full_page)
        return path

    return save


@pytest.fixture
def show(screenshot) -> Callable[[Page, str], None]:
    """Save a screenshot and fail on anything that axe finds against WCAG 2.2 A and AA."""

    def save_and_check(page: Page, name: str) -> None:
        screenshot(page, name)
        found = Axe().run(page, options={"runOnly": WCAG})
        assert found.response["violations"] == [], found.generate_report()

    return save_and_check
