"""Virtual environments below `.portal/`, made from the locks: hashes checked, nothing compiled.

Runs on the machine's own Python, before anything is installed: standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".portal"
LOCKS = {
    "venv": ROOT / "requirements.txt",
    "venv-dev": ROOT / "requirements-dev.txt",
    "venv-services": ROOT / "requirements-services.txt",
}
# How uv learns of a mirror or certificate that this machine configured for pip.
_PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


class InstallationFailed(SystemExit):
    """The environment cannot be made; the message says what to do."""


def environment_python(name: str) -> Path:
    """Return the interpreter of environment `name`, made or brought to its lock when need be.

    Raise InstallationFailed, after the tool's own output, when it cannot be made.
    """
    home, lock = HOME / name, LOCKS[name]
    python = home / "bin" / "python"
    wanted = _fingerprint(lock)
    stamp = home / ".lock-installed"
    with _one_at_a_time():
        if python.exists() and stamp.exists() and stamp.read_text() == wanted:
            return python
        print(f"Installing {lock.name} into .portal/{name} ...", flush=True)
        started = time.monotonic()
        _install(home, lock)
        stamp.write_text(wanted)
        print(f"Installed in {time.monotonic() - started:.0f} s", flush=True)
    return python


def child_environment(**extra: str) -> dict[str, str]:
    """Return the environment of our commands: whatever they write goes below `.portal/`."""
    environment = {
        **os.environ,
        "PYTHONPYCACHEPREFIX": str(HOME / "pycache"),
        "UV_CACHE_DIR": str(HOME / "cache" / "uv"),
        "PIP_CACHE_DIR": str(HOME / "cache" / "pip"),
        "RUFF_CACHE_DIR": str(HOME / "cache" / "ruff"),
        "MYPY_CACHE_DIR": str(HOME / "cache" / "mypy"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(HOME / "cache" / "hypothesis"),
        **extra,
    }
    # Compiled modules have a place of their own, so there is no reason to do without them.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    HOME.mkdir(exist_ok=True)
    with (HOME / "install.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _install(home: Path, lock: Path) -> None:
    pip = _tools_python()
    uv = _uv(pip)
    if uv is not None and _install_by_uv(uv, home, lock):
        return
    print("uv could not install; falling back to pip", file=sys.stderr)
    if not (home / "bin" / "python").exists():
        _make_plain_environment(home, with_pip=False)
    command = [str(pip), "-m", "pip", "--python", str(home / "bin" / "python"), "install", "-q"]
    command += ["--no-compile", "--only-binary", ":all:", "--require-hashes", "-r", str(lock)]
    if subprocess.run(command, env=child_environment(), check=False).returncode:
        raise InstallationFailed(f"Could not install {lock.name}: see the messages above.")


def _install_by_uv(uv: Path, home: Path, lock: Path) -> bool:
    environment = child_environment(
        UV_PYTHON_DOWNLOADS="never", UV_HTTP_TIMEOUT="20", **_uv_settings_of_pip()
    )
    python = home / "bin" / "python"
    make = [str(uv), "venv", "-q", "--clear", "--python", sys.executable, str(home)]
    fill = [str(uv), "pip", "sync", "-q", "--python", str(python), "--require-hashes"]
    fill += ["--only-binary", ":all:", str(lock)]
    commands = [fill] if _same_python(python) else [make, fill]
    return all(
        subprocess.run(command, env=environment, check=False).returncode == 0
        for command in commands
    )


def _same_python(python: Path) -> bool:
    if not python.exists():
        return False
    answer = subprocess.run(
        [str(python), "-c", "import sys; print(sys.version)"],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.returncode == 0 and answer.stdout.strip() == sys.version


def _tools_python() -> Path:
    """Return an interpreter that has pip: that of `.portal/tools`, which also holds uv."""
    home = HOME / "tools"
    python = home / "bin" / "python"
    if not _same_python(python):
        _make_plain_environment(home, with_pip=True)
    return python


def _make_plain_environment(home: Path, *, with_pip: bool) -> None:
    command = [sys.executable, "-m", "venv", "--clear", str(home)]
    command += [] if with_pip else ["--without-pip"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise InstallationFailed(
            f"{made.stdout}{made.stderr}\nThis Python cannot make virtual environments."
            f" On Debian or Ubuntu: apt-get install python{version}-venv"
        )


def _uv(python: Path) -> Path | None:
    """Return uv, installed with the hash of the development lock; None where that fails."""
    uv = python.with_name("uv")
    if uv.exists():
        return uv
    block = re.search(r"^uv==.*?(?=^\S)", LOCKS["venv-dev"].read_text() + "\n#", re.M | re.S)
    if block is None:
        return None
    wanted = HOME / "tools" / "uv.txt"
    wanted.write_text(block.group())
    command = [str(python), "-m", "pip", "install", "-qq", "--no-compile", "--require-hashes"]
    subprocess.run([*command, "-r", str(wanted)], env=child_environment(), check=False)
    return uv if uv.exists() else None


def _uv_settings_of_pip() -> Mapping[str, str]:
    listed = subprocess.run(
        [str(HOME / "tools" / "bin" / "python"), "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    # Every file is checked against the lock's hashes, so it may come from whichever index has it.
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for name, value in re.findall(r"^[\w:]+\.([\w-]+)='(.*)'$", listed, re.M):
        variable = _PIP_TO_UV.get(name)
        if variable is not None and variable not in os.environ:
            settings[variable] = value
    return settings
