"""What turns silence into failure: undefined template variables, network, skips under CI."""

import ipaddress
import socket
import sys
from pathlib import Path
from typing import Any, Self

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK_NAMES = ("localhost", "")


class NetworkForbidden(RuntimeError):
    """A test tried to reach another host."""


class UndefinedVariable(str):
    """Stands where Django puts the text for a variable that does not exist, and fails the test.

    Templates of other packages (admin, form fields) may use variables that are not there: for them
    this is the empty text that Django prescribes.
    """

    __slots__ = ("found",)

    def __new__(cls) -> Self:
        instance = super().__new__(cls, "")
        instance.found = []
        return instance

    def __bool__(self) -> bool:
        name = _template_name()
        return name.startswith(str(ROOT)) and ".portal" not in Path(name).relative_to(ROOT).parts

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: Any) -> str:
        self.found.append(f"{{{{ {variable} }}}} in {_template_name()}")
        return ""


def _template_name() -> str:
    """Return the file of the template being rendered, found on the call stack."""
    frame = sys._getframe(1)
    while frame is not None:
        context = frame.f_locals.get("context")
        rendered = getattr(getattr(context, "render_context", None), "template", None)
        if rendered is not None:
            return str(rendered.origin.name)
        frame = frame.f_back
    return ""


def forbid_network(patch: pytest.MonkeyPatch) -> None:
    """Let sockets of this process connect to loopback only."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _demand_loopback(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _demand_loopback(self, address)
        return connect_ex(self, address)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)


def _demand_loopback(opened: socket.socket, address: Any) -> None:
    if opened.family not in (socket.AF_INET, socket.AF_INET6):
        return
    host = str(address[0])
    if host in LOOPBACK_NAMES:
        return
    try:
        allowed = ipaddress.ip_address(host).is_loopback
    except ValueError:
        allowed = False
    if not allowed:
        raise NetworkForbidden(f"a test tried to reach {host}")


def fail_if_skipped(report: Any) -> None:
    """Turn a skipped test into a failed one; expected failures (xfail) stay as they are."""
    if report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skips are errors under CI=true: {reason}"
