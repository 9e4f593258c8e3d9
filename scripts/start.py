"""Second half of `make run`, in the installed environment: prepare the data, become gunicorn."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, get_commands

from scripts.processes import command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness_portal.settings")
    started = time.monotonic()
    django.setup()
    call_command("migrate", verbosity=0)
    collect_static_files()
    if "demo" in get_commands():
        call_command("demo")
    sys.stdout.write(f"Ready in {time.monotonic() - started:.0f} s\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:readiness_portal.gunicorn_conf"]
    # The same process goes on, so a signal to make reaches gunicorn itself.
    os.execv(sys.executable, [*command, "readiness_portal.wsgi"])  # noqa: S606


def collect_static_files() -> None:
    """Collect and compress static files, unless they are those of the last time."""
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".sources"
    sources = _fingerprint([Path(folder) for folder in settings.STATICFILES_DIRS])
    if stamp.exists() and stamp.read_text() == sources:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(sources)


def _fingerprint(folders: list[Path]) -> str:
    digest = hashlib.sha256(django.__version__.encode())
    digest.update(Path("requirements.txt").read_bytes())
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    with command_line():
        main()
