"""`make run`: install what is missing, then become the portal, see scripts/start.py."""

from __future__ import annotations

import errno
import os
import socket

from scripts.environments import HOME, ROOT, child_environment, environment_python
from scripts.processes import command_line

ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 -- compared with, not bound


def check_address(host: str, port: str) -> int:
    """Return the port as a number when the portal can listen there; raise SystemExit with words."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise SystemExit(f"PORT={port} is not a port number: make run PORT=8010")
    number = int(port)
    try:
        family = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, number))
    except OSError as error:
        raise SystemExit(_address_problem(error, host, number)) from None
    return number


def _address_problem(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is taken by another program (perhaps the portal runs already)."
            f" Stop it, or choose another port: make run PORT={port + 10}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs root's rights; choose one above 1023: make run PORT=8000"
    return f"Cannot listen on HOST={host}: {error.strerror or error}"


def own_names(host: str) -> list[str]:
    """Return the names under which this machine may be asked for, when HOST opens it to others."""
    names = ["127.0.0.1", "localhost", "[::1]"]
    if host in ANY_ADDRESS:
        names += [socket.gethostname(), socket.getfqdn()]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                # Sends nothing: only asks which address leads outside.
                probe.connect(("192.0.2.1", 9))
                names.append(probe.getsockname()[0])
            except OSError:
                pass
    elif host not in names:
        names.append(f"[{host}]" if ":" in host else host)
    return list(dict.fromkeys(names))


def main() -> None:
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    number = check_address(host, port)
    python = environment_python("venv")
    environment = child_environment(HOST=host, PORT=str(number))
    environment.setdefault("ALLOWED_HOSTS", ",".join(own_names(host)))
    environment.setdefault("LOG_FILE", str((HOME / "portal.log").relative_to(ROOT)))
    os.chdir(ROOT)
    # The same process goes on, so a signal to make reaches the portal itself.
    os.execve(python, [str(python), "-m", "scripts.start"], environment)  # noqa: S606


if __name__ == "__main__":
    with command_line():
        main()
