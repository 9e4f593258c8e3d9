"""A secret key for an installation that was given none."""

import os
import secrets
from pathlib import Path


def stored_secret_key(path: Path) -> str:
    """Return the key kept in `path`, made on first use and readable by its owner only.

    Several processes or threads may start at once on an empty folder: all get the same key.
    """
    if not path.exists():
        own = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(50))
        try:
            # Unlike a rename, a link refuses to replace the key of another process.
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_text()
