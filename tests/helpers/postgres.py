"""A PostgreSQL server of the tests' own: private socket, no network, gone when the tests end.

It runs as a system user (PostgreSQL refuses to run as root) in a folder of its own. The server that a
distribution may start by itself is not touched.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from models.db.server import open_server

MISSING = (
    "PostgreSQL is not installed, so models and services were tested on the local file only "
    "(Debian: apt-get install postgresql)"
)
SYSTEM_USER = "postgres"
"""Who runs the server when the tests run as root; Debian's package makes this user."""
_START_SECONDS = 30
_ROOM = 1 << 30
"""Bytes that must be free; a few hundred megabytes are used."""
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "128MB",
    "min_wal_size": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "48MB",
    "max_connections": "40",
    "jit": "off",
}
# The server is a child of this shell. The shell ends it when the pipe to the tests closes, however they end.
_GUARDIAN = '"$@" & server=$!; read line; kill -QUIT $server; wait $server; cd /; rm -rf "$OWN"'


@lru_cache(maxsize=1)
def programs() -> Path | None:
    """Return the folder with `initdb` and `postgres` of the newest version installed, None without one."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    numbered = [folder for folder in folders if re.fullmatch(r"\d+", folder.parent.name)]
    numbered.sort(key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    for folder in (*numbered, *([Path(on_path).resolve().parent] if on_path else [])):
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder
    return None


def _place() -> str:
    """Return where the server's folder is made.

    In memory where there is room: a database is 300 files, which a disk takes ten times as long to make. Not
    below TMPDIR: another user has to get there, and the path of a socket is short (107 bytes).
    """
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= _ROOM
    return str(memory) if roomy else "/tmp"


class Server:
    """A running server; databases come and go on it.

    Args:
        folder_of_programs: where `initdb` and `postgres` are.
    """

    TEMPLATE = "office"

    def __init__(self, folder_of_programs: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="louyuan-pg-", dir=_place()))
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(self._folder, SYSTEM_USER, SYSTEM_USER)
            self._as_user = {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []}
        try:
            self._make(folder_of_programs / "initdb")
            self._guardian = self._start(folder_of_programs / "postgres")
            self._admin = self._await()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self._made = 0
        self._admin.execute(f"CREATE DATABASE {self.TEMPLATE}")
        open_server(self.dsn(self.TEMPLATE), Path("office.db")).close()

    def dsn(self, database: str) -> str:
        """Return how to reach one of its databases."""
        return f"host={self._folder} user=louyuan dbname={database}"

    def empty_database(self) -> str:
        """Make a database without tables and return its name."""
        return self._create("template1")

    def fresh_database(self) -> str:
        """Make an empty office database and return its name; all of them share their replica id."""
        return self._create(self.TEMPLATE)

    def copy_of(self, database: str) -> str:
        """Copy a database nobody is connected to and return the name of the copy."""
        return self._create(database)

    def _create(self, template: str) -> str:
        self._made += 1
        name = f"test{self._made}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database nobody is connected to any more."""
        self._admin.execute(f"DROP DATABASE {name}")

    def stop(self) -> None:
        """End the server and remove what it kept."""
        self._admin.close()
        if self._guardian.stdin is not None:
            self._guardian.stdin.close()
        self._guardian.wait(_START_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self, initdb: Path) -> None:
        options = ("--auth=trust", "--username=louyuan", "--encoding=UTF8", "--no-locale", "--no-sync")
        done = subprocess.run(
            [initdb, *options, "--pgdata", self._folder / "data"],
            **self._surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{done.stdout}")

    def _start(self, postgres: Path) -> subprocess.Popen[bytes]:
        settings = {**_SETTINGS, "unix_socket_directories": str(self._folder)}
        listed = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("wb") as log:
            return subprocess.Popen(
                ["/bin/sh", "-c", _GUARDIAN, "guardian", postgres, "-D", self._folder / "data", *listed],
                **self._surroundings(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # a ^C on the keyboard is for the tests, which then end the server
                start_new_session=True,
            )

    def _surroundings(self) -> dict[str, Any]:
        environ = {"PATH": os.defpath, "LC_ALL": "C", "OWN": str(self._folder)}
        return {"env": environ, "cwd": self._folder, **self._as_user}

    def _await(self) -> psycopg.Connection[Any]:
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                return psycopg.connect(self.dsn("postgres"), autocommit=True)
            except psycopg.OperationalError as error:
                if time.monotonic() > end or self._guardian.poll() is not None:
                    log = (self._folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"the server did not start:\n{log}") from error
                time.sleep(0.05)


@pytest.fixture(scope="session")
def server() -> Any:
    """The server of this test run, started with the first test that needs it."""
    folder = programs()
    if folder is None:
        pytest.skip(MISSING)
    running = Server(folder)
    yield running
    running.stop()
