"""The machine's own package manager, where we may use it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).with_name("apt_install.sh")


def install_system_packages(*names: str) -> bool:
    """Install Debian packages; False where that is not allowed or does not work.

    Allowed is root, or sudo that asks for no password. The portal's tests then use wheels instead.
    """
    if shutil.which("apt-get") is None:
        return False
    if os.geteuid() == 0:
        prefix = []
    elif _sudo_without_password():
        prefix = ["sudo", "-n"]
    else:
        return False
    print(f"Installing {', '.join(names)} by apt-get ...", flush=True)
    with tempfile.TemporaryFile() as log:
        done = subprocess.run(
            [*prefix, "sh", str(SCRIPT), *names],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            log.seek(0)
            print(log.read().decode(errors="replace")[-2000:])
    return done.returncode == 0


def _sudo_without_password() -> bool:
    if shutil.which("sudo") is None:
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
