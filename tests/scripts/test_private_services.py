import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import private_services
from scripts.private_services import find_postgresql, free_port
from tests.strictness import ROOT

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("private")]
PROBE = """
import os, psycopg2, redis
connection = psycopg2.connect(os.environ["DATABASE_URL"])
cursor = connection.cursor()
cursor.execute("SELECT lower('ЁЖ'), current_user, inet_server_addr()")
print(*cursor.fetchone(), redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
"""


def start(*command: str, **options) -> subprocess.Popen:
    return subprocess.Popen(  # noqa: S603 -- our own script
        [sys.executable, "-m", "scripts.private_services", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def servers_of(parent: int) -> set[int]:
    """Return the processes that `parent` started."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == parent and fields[0] != "Z":
                found.add(int(entry.name))
    return found


def wait_until_gone(pids: set[int]) -> None:
    deadline = time.monotonic() + 15
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still there: {pids}"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_command_finds_both_servers_on_loopback_and_nothing_is_left():
    process = start(sys.executable, "-c", PROBE)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (0, "ёж portal 127.0.0.1 True\n"), errors


def test_code_of_the_command_is_passed_on():
    process = start(sys.executable, "-c", "raise SystemExit(7)")
    process.communicate(timeout=60)
    assert process.returncode == 7


@pytest.mark.parametrize("how", ["terminate", "kill"])
def test_servers_end_with_the_script_however_it_ends(how):
    process = start("sleep", "60")
    deadline = time.monotonic() + 30
    while len(children := servers_of(process.pid)) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    getattr(process, how)()
    process.communicate(timeout=30)
    wait_until_gone(children)


def test_files_of_a_killed_script_are_removed_by_the_next(tmp_path):
    abandoned = tmp_path / f"{private_services.FOLDER_PREFIX}x"
    abandoned.mkdir()
    (abandoned / private_services.OWNER).write_text("4194305")  # above the highest process number
    alive = tmp_path / f"{private_services.FOLDER_PREFIX}y"
    alive.mkdir()
    (alive / private_services.OWNER).write_text(str(os.getpid()))
    private_services._remove_abandoned(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [alive.name]


def test_newest_postgresql_is_chosen(tmp_path, monkeypatch):
    for version in (13, 15, 17, 16):
        folder = tmp_path / str(version) / "bin"
        folder.mkdir(parents=True)
        (folder / "initdb").touch()
        (folder / "postgres").write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}.2'\n")
        (folder / "postgres").chmod(0o755)
    monkeypatch.setattr(private_services, "POSTGRESQL_FOLDERS", (f"{tmp_path}/*/bin",))
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_postgresql() == tmp_path / "17" / "bin"


def test_postgresql_too_old_for_django_is_not_taken(tmp_path, monkeypatch):
    (tmp_path / "initdb").touch()
    (tmp_path / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.9 (Debian)'\n")
    (tmp_path / "postgres").chmod(0o755)
    monkeypatch.setattr(private_services, "POSTGRESQL_FOLDERS", (str(tmp_path),))
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_postgresql() is None


def test_free_port_is_free():
    assert 1024 < free_port() < 65536
