"""Chromium for the browser journeys: the machine's own, else its package, else Playwright's."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from scripts.environments import HOME, child_environment
from scripts.system_packages import install_system_packages

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_DOWNLOADED = HOME / "cache" / "browsers"


def find_chromium() -> Path | None:
    """Return the browser of this machine (CHROMIUM names another), or None."""
    named = os.environ.get("CHROMIUM", "")
    for name in filter(None, (named, *NAMES)):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    return next(_DOWNLOADED.glob("chromium*/chrome-*/*hell*"), None)


def chromium(python: Path) -> Path:
    """Return a browser, installed when there is none; raise SystemExit when that is impossible.

    `python` is the development environment's, which has Playwright.
    """
    if find_chromium() is None and not install_system_packages("chromium"):
        subprocess.run(
            [str(python), "-m", "playwright", "install", "--only-shell", "chromium"],
            env=child_environment(PLAYWRIGHT_BROWSERS_PATH=str(_DOWNLOADED)),
            check=False,
        )
    found = find_chromium()
    if found is None:
        raise SystemExit(
            "No Chromium. Install it, or name it: make test CHROMIUM=/path/to/chromium"
        )
    return found
