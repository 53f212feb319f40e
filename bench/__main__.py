"""`make bench`: every measurement, as ratios from one run.

    python -m bench [--most 1000000] [--only acts|full|pages|measures|ledger|packs|watch|front] [--keep DIR]

Each database is built in a folder of its own (PostgreSQL in a throw-away cluster, unless PLUMBLINE_TEST_POSTGRES names a
server, whose databases are kept as `--keep` keeps files) and measured in a process of its own, so
that nothing is warm that would be cold. A full run at a million episodes takes the better part of an hour on two cores.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.postgres import NAMED_IN, NoPostgres, cluster

TARGETS = {"sqlite": 1.6, "postgresql": 2.0, "growth": 1.15, "full": 1.3, "read": 1.10, "pack": 15}
KINDS = ("acts", "full", "pages", "measures", "ledger", "packs", "watch", "front")
DUTIES, MEASURES_MS, FRONT_MS = 1_000_000, 300, 150


def main() -> None:
    options = _options()
    folder = Path(options.keep or tempfile.mkdtemp(prefix="plumbline-bench-"))
    sizes = [size for size in (10_000, 100_000, 1_000_000) if size <= options.most]
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(_cluster())
        for vendor in ("sqlite", "postgresql"):
            if vendor == "postgresql" and server is None:
                print("everything on PostgreSQL: skipped, there is no PostgreSQL on this machine")
                continue
            for row in _vendor(vendor, sizes, folder, server, options.only):
                _print(*row)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--most", type=int, default=1_000_000, help="the largest number of episodes")
    parser.add_argument("--only", choices=KINDS, help="one kind of measurement")
    parser.add_argument("--keep", help="build the databases here and use those that are there already")
    return parser.parse_args()


@contextlib.contextmanager
def _cluster() -> Iterator[str | None]:
    """The address of a server without a database's name, or None where there is no PostgreSQL."""
    with contextlib.ExitStack() as stack:
        try:
            address = stack.enter_context(cluster())
        except NoPostgres as fault:
            print(f"no PostgreSQL: {fault}", file=sys.stderr)
            yield None
        else:
            yield address.rsplit("/", 1)[0]


def _vendor(
    vendor: str, sizes: list[int], folder: Path, server: str | None, only: str | None
) -> Iterator[tuple[str, str, str]]:
    """Rows as they are measured; a database is built only where something is measured on it."""
    acts: dict[int, dict[str, float]] = {}
    for size in sizes:
        wanted = _wanted(vendor, size, sizes) & ({only} if only else set(KINDS))
        where = _database(vendor, size, folder, server) if wanted else {}
        if "acts" in wanted:
            acts[size] = _run("acts", where)
            yield _act_row(vendor, size, acts[size])
        if "full" in wanted:
            yield _full_row("PostgreSQL", size, _run("postgresql", where))
            yield _full_row("DuckDB", size, _run("duckdb", where))
        if "pages" in wanted:
            for name, page in _run("pages", where).items():
                yield _page_row(vendor, name, page)  # type: ignore[arg-type]
        if "ledger" in wanted:
            yield from _read_rows(vendor, size, _run("reads", where))
    if only in (None, "measures"):
        duties = min(DUTIES, sizes[-1])
        where = _database(vendor, duties, folder, server, task="lay-in", of="duties")
        for name, page in _run("measures", where).items():
            yield _measures_row(vendor, name, page, duties)  # type: ignore[arg-type]
        if "packs" in wanted:
            yield _pack_row(vendor, _run("packs", where))
    if only in (None, "watch"):
        duties = min(DUTIES, sizes[-1])
        where = _database(vendor, duties, folder, server, task="lay-in", of="watched")
        yield _watch_row(vendor, duties, _run("watch", where))
    if only in (None, "front"):
        incidents = sizes[-1]
        where = _database(vendor, incidents, folder, server, task="front-rows", of="front")
        for name, page in _run("front", where).items():
            yield _front_row(vendor, name, page, incidents)  # type: ignore[arg-type]
    if len(acts) == 2:
        yield _growth_row(vendor, acts, sizes)
    if only in (None, "ledger"):
        entries = min(1_000_000, max(sizes))
        yield from _chain_rows(vendor, _run("chain", _database(vendor, 0, folder, server), str(entries)))


def _wanted(vendor: str, size: int, sizes: list[int]) -> set[str]:
    wanted = {"acts"} if size in (sizes[0], sizes[-1]) else set()
    if vendor == "postgresql" and size >= 100_000:
        wanted.add("full")
    if size == 100_000:
        wanted |= {"pages", "packs"}
    if size == max(each for each in sizes if each <= 100_000):
        wanted.add("ledger")
    return wanted


def _database(
    vendor: str, size: int, folder: Path, server: str | None, *, task: str = "build", of: str = "episodes"
) -> dict[str, str]:
    """The environment that names a filled database; it is built where it is not there yet. Of no episodes: an empty one."""
    name = f"bench{size}" if task == "build" else f"bench{of}{size}"
    var = folder / (f"{vendor}-{size}" if task == "build" else f"{vendor}-{of}-{size}")
    built = var / "built"
    environment = os.environ | {"PLUMBLINE_VAR": str(var), "DJANGO_SETTINGS_MODULE": "plumbline.config.settings"}
    if vendor == "postgresql":
        environment["DATABASE_URL"] = f"{server}/{name}"
    else:
        environment["DATABASE_URL"] = f"sqlite:///{var / 'plumbline.sqlite3'}"
    kept = vendor == "sqlite" or any(os.environ.get(name) for name in NAMED_IN)
    if built.exists() and kept and size:
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
        return environment
    var.mkdir(parents=True, exist_ok=True)
    if vendor == "postgresql":
        _create(str(server), name)
    print(f"building {size:,} {of} on {vendor} …", file=sys.stderr, flush=True)
    for file in var.glob("*") if not size else ():
        file.unlink()
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
    if not size:
        return environment
    counts = _run(task, environment, str(size))
    print(f"  {sum(v for k, v in counts.items() if k != 'seconds'):,} rows in {counts['seconds']} s", file=sys.stderr)
    built.touch()
    return environment


def _create(server: str, name: str) -> None:
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
        admin.execute(f'CREATE DATABASE "{name}"')


def _run(task: str, environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.task", task, *arguments]
    print(f"  {task} …", file=sys.stderr, flush=True)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _act_row(vendor: str, size: int, took: dict[str, float]) -> tuple[str, str, str]:
    ratio = took["with_median"] / took["without_median"]
    times = f"{took['with_median']:.1f} ms against {took['without_median']:.1f} ms"
    said = f"{ratio:.2f}×  ({times}, medians of {int(took['with_writes'])})"
    return f"act with 40 standards against without, {vendor}, {size:,} episodes", said, _verdict(ratio, TARGETS[vendor])


def _growth_row(vendor: str, acts: dict[int, dict[str, float]], sizes: list[int]) -> tuple[str, str, str]:
    ratio = acts[sizes[-1]]["with_median"] / acts[sizes[0]]["with_median"]
    what = f"the same act at {sizes[-1]:,} episodes against {sizes[0]:,}, {vendor}"
    return what, f"{ratio:.2f}×", _verdict(ratio, TARGETS["growth"])


def _full_row(engine: str, size: int, took: dict[str, float]) -> tuple[str, str, str]:
    ratio = took["generated"] / took["by hand"]
    times = f"{took['generated']:.2f} s against {took['by hand']:.2f} s"
    said = f"{ratio:.2f}×  ({times}; {int(took['duties']):,} duties, counts equal)"
    return f"full evaluation against SQL by hand, {engine}, {size:,} episodes", said, _verdict(ratio, TARGETS["full"])


def _page_row(vendor: str, name: str, page: dict[str, float]) -> tuple[str, str, str]:
    said = f"p95 {page['p95']:.0f} ms, median {page['median']:.0f} ms, {int(page['queries'])} queries"
    good = page["p95"] < 100 and page["queries"] <= 25
    return f"{name}, {vendor}, 100,000 episodes", said, "within" if good else "OVER"


def _read_rows(vendor: str, size: int, took: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    ratio = took["with_p95"] / took["without_p95"]
    core = f"of one core {took['with_processor']:.1f} and {took['without_processor']:.1f}"
    said = f"{ratio:.2f}×  (p95 {took['with_p95']:.1f} ms against {took['without_p95']:.1f}; {core})"
    yield f"episode page written down against not, {vendor}, {size:,} episodes", said, _verdict(ratio, TARGETS["read"])
    most = max(took["queries"].values())
    said = ", ".join(f"{name} {number}" for name, number in took["queries"].items())
    yield f"queries that its entry adds to a list, {vendor}", said, "within 3" if most <= 3 else "OVER 3"


def _chain_rows(vendor: str, took: dict[str, float]) -> Iterator[tuple[str, str, str]]:
    said = f"{took['sealed']:,.0f} a second as they come, {took['backlog']:,.0f} of a backlog"
    yield f"entries sealed, {vendor}", said, "within" if took["sealed"] >= 500 else "UNDER 500"
    rows, seals = int(took["rows"]), int(took["seals"])
    said = f"{took['verify']:.1f} s, of them {took['processor']:.1f} s of one core ({seals:,} seals)"
    yield f"ledger of {rows:,} entries verified, {vendor}", said, "within 30 s" if took["verify"] < 30 else "OVER 30 s"


def _measures_row(vendor: str, name: str, page: dict[str, float], duties: int) -> tuple[str, str, str]:
    said = f"p95 {page['p95']:.0f} ms, median {page['median']:.0f} ms, {int(page['queries'])} queries"
    good = page["p95"] < MEASURES_MS and page["queries"] <= 25
    return f"{name}, {vendor}, {duties:,} duties", said, "within" if good else "OVER"


def _front_row(vendor: str, name: str, page: dict[str, float], incidents: int) -> tuple[str, str, str]:
    said = f"p95 {page['p95']:.0f} ms, median {page['median']:.0f} ms, {int(page['queries'])} queries"
    good = page["p95"] < FRONT_MS and page["queries"] <= 25
    what = f"{name}, {vendor}, {incidents:,} incidents and {incidents // 5:,} referrals"
    return what, said, "within" if good else "OVER"


def _pack_row(vendor: str, took: dict[str, float]) -> tuple[str, str, str]:
    said = f"{took['whole']:.1f} s  ({took['gathered']:.1f} s to gather, {took['printed']:.1f} s to print)"
    good = took["whole"] < TARGETS["pack"]
    return (
        f"evidence pack of {int(took['rows']):,} rows, {vendor}",
        said,
        f"{'within' if good else 'OVER'} {TARGETS['pack']} s",
    )


def _watch_row(vendor: str, duties: int, took: dict[str, Any]) -> tuple[str, str, str]:
    said = (
        f"{took['seconds']:.1f} s for {took['duties']:,} (longest look {took['longest']:.2f} s, idle {took['idle_ms']:.0f} ms); "
        f"missed {took['missed']}, twice {took['twice']}; {took['messages']:,} messages, {took['most']} at most to one person"
    )
    good = took["seconds"] < 60 and took["longest"] < 5 and not took["missed"] and not took["twice"]
    return f"duties falling due in one minute, {vendor}, among {duties:,}", said, "within" if good else "OVER"


def _verdict(ratio: float, target: float) -> str:
    return f"{'within' if ratio <= target else 'OVER'} {target}×"


def _print(what: str, said: str, verdict: str) -> None:
    print(f"{what.ljust(74)}  {said.ljust(64)}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
