"""The suite's own safety net: each net must catch what it is for."""

import socket
import subprocess
import sys

import pytest
from django.template import engines

from tests.strictness import ROOT, NetworkForbidden, UndefinedVariable


@pytest.fixture
def undefined() -> UndefinedVariable:
    """The stand-in of this test, emptied afterwards: what is found here is meant to be."""
    stand_in = engines["django"].engine.string_if_invalid
    yield stand_in
    stand_in.found.clear()


def render(text: str, *, origin: str) -> str:
    template = engines["django"].from_string(text)
    template.template.origin.name = origin
    return template.render({"known": "есть"})


def test_undefined_variable_in_our_template_is_found(undefined):
    render("{{ known }} {{ unknwon.name|default:'—' }}", origin=str(ROOT / "templates/page.html"))
    assert undefined.found == [f"{{{{ unknwon.name }}}} in {ROOT}/templates/page.html"]


def test_undefined_variable_in_condition_is_allowed(undefined):
    text = render(
        "{% if unknown %}да{% else %}нет{% endif %}", origin=str(ROOT / "templates/page.html")
    )
    assert (text, undefined.found) == ("нет", [])


def test_undefined_variable_in_foreign_template_renders_as_django_prescribes(undefined):
    text = render(
        "[{{ unknown|default:'пусто' }}]", origin="/usr/lib/python3/django/admin/base.html"
    )
    assert (text, undefined.found) == ("[пусто]", [])


def test_connection_to_another_host_is_refused():
    with socket.socket() as opened, pytest.raises(NetworkForbidden, match=r"192\.0\.2\.1"):
        opened.connect(("192.0.2.1", 80))


def test_connection_to_named_host_is_refused():
    with socket.socket() as opened, pytest.raises(NetworkForbidden, match=r"example\.invalid"):
        opened.connect_ex(("example.invalid", 80))


def test_connection_to_loopback_is_allowed():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as opened:
        opened.connect(server.getsockname())


@pytest.mark.parametrize(("ci", "code", "summary"), [("true", 1, "1 failed"), ("", 0, "1 skipped")])
def test_skip_is_an_error_under_ci_only(tmp_path, monkeypatch, ci, code, summary):
    monkeypatch.setenv("CI", ci)
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    (tmp_path / "test_skipping.py").write_text(
        "import pytest\n\ndef test_nothing():\n    pytest.skip('reason')\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-c", "pyproject.toml", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 -- our own pytest
    assert done.returncode == code, done.stdout + done.stderr
    assert summary in done.stdout.splitlines()[-1]
