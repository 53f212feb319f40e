"""A PostgreSQL that lives as long as the tests do.

    python -m tests.postgres COMMAND…      runs the command with DATABASE_URL pointing at it

A server named in DATABASE_URL_TEST or PLUMBLINE_TEST_POSTGRES is used as it is. Otherwise one is made from the machine's own
binaries, in a temporary directory, listening on loopback alone, with the safety of its disk switched off.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

NAMED_IN = ("DATABASE_URL_TEST", "PLUMBLINE_TEST_POSTGRES")
DEBIAN = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "pg_ctl", "postgres", "createdb")
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}
# Of the tests' own server: what waits or works longer than any test has reason to is ended with an error that names it, and
# never holds up everything behind it.
PATIENCE = {
    "statement_timeout": "120s",
    "lock_timeout": "60s",
    "idle_in_transaction_session_timeout": "180s",
}
# The shell stays between us and the server. When this process ends, however it ends, the shell's input ends with it, and
# the shell stops the server and removes its directory.
KEEPER = """
set -e
"$1/initdb" --pgdata="$2/data" --username=plumbline --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$2/log" 2>&1
"$1/pg_ctl" --pgdata="$2/data" --log="$2/log" --options="$3" --wait start >/dev/null
"$1/createdb" --host=127.0.0.1 --port="$4" --username=plumbline plumbline
echo ready
cat >/dev/null || true
"$1/pg_ctl" --pgdata="$2/data" --mode=immediate --wait stop >/dev/null || true
rm -rf "$2"
"""


class NoPostgres(Exception):
    """There is none to be had here; the text says why."""


def binaries() -> Path:
    """Where PostgreSQL's programs are: the newest that Debian installed, or wherever PATH leads."""
    versions = sorted(DEBIAN.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    places = [*versions, *([Path(on_path).resolve().parent] if on_path else [])]
    for place in places:
        if all((place / name).exists() for name in NEEDED):
            return place
    raise NoPostgres("PostgreSQL's programs (initdb, pg_ctl, postgres, createdb) are not installed")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def unprivileged() -> pwd.struct_passwd | None:
    """Who runs the server where we are root, which PostgreSQL refuses to be; None where we are someone else already."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


@contextmanager
def cluster(**more: str) -> Iterator[str]:
    """The address of a server that may be filled with test databases; `more` are further settings of it.

    Raises NoPostgres where there is none.
    """
    named = next((os.environ[name] for name in NAMED_IN if os.environ.get(name)), None)
    if named:
        yield named
        return
    place, user = binaries(), unprivileged()
    directory, port = Path(tempfile.mkdtemp(prefix="plumbline-postgres-")), free_port()
    if user:
        os.chown(directory, user.pw_uid, user.pw_gid)
    options = {**OPTIONS, **more, "port": str(port), "unix_socket_directories": str(directory)}
    said = " ".join(f"-c {name}={value}" for name, value in options.items())
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "keeper", str(place), str(directory), said, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        start_new_session=True,  # a Ctrl-C is for the tests; the server is stopped after them
    )
    try:
        _wait_until_ready(keeper, directory)
        yield f"postgresql://plumbline@127.0.0.1:{port}/plumbline"
    finally:
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait()
        shutil.rmtree(directory, ignore_errors=True)


def create_database(address: str, name: str) -> str:
    """Makes an empty database of that name on the server of this address, in the place of one that is there; its address."""
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{address.rsplit('/', 1)[0]}/{name}"


def _wait_until_ready(keeper: subprocess.Popen[bytes], directory: Path) -> None:
    assert keeper.stdout is not None
    said = []
    for line in keeper.stdout:
        if line.strip() == b"ready":
            return
        said.append(line.decode(errors="replace").strip())
    log = directory / "log"
    raise NoPostgres(f"it did not start: {' '.join(said)} {log.read_text()[-600:] if log.exists() else ''}".strip())


def main() -> int:
    try:
        with cluster() as address:
            return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": address}, check=False).returncode
    except NoPostgres as fault:
        print(f"tests.postgres: {fault}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
