"""A secret key for an installation that was given none."""

import os
import secrets
from pathlib import Path


def stored_secret_key(path: Path) -> str:
    """Return the key kept in `path`, made on first use and readable by its owner only."""
    if not path.exists():
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()
