"""The pages that officers wait for, over the wire from the production server, and how many queries each asks."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from typing import Any

TARGET_MS, TARGET_QUERIES = 100, 25


def measure(times: int = 60) -> dict[str, dict[str, float]]:
    """p95 in milliseconds of sequential requests, and queries, for each page that a sergeant waits for."""
    from plumbline.missing.models import Episode

    episode = Episode.objects.order_by("pk")[777].pk
    pages = {
        "my duties": "/",
        "list": "/missing/",
        "list, page 40": "/missing/?page=40",
        "episode": f"/missing/{episode}/",
        "open incidents": "/incidents/open/",
        "incidents": "/incidents/",
        "incident": "/incidents/500/",
    }
    return visited("bench1", pages, times)


def visited(username: str, pages: dict[str, str], times: int) -> dict[str, dict[str, float]]:
    """The same for any pages, as one user sees them."""
    from django.core.management import call_command
    from django.test import Client

    from plumbline.access.models import User

    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username=username))
    cookie = client.cookies["sessionid"].value
    queries = {name: _queries(client, address) for name, address in pages.items()}
    with _Server() as port:
        taken = {name: _timed(port, address, cookie, times) for name, address in pages.items()}
    return {name: {"queries": queries[name], **taken[name]} for name in pages}


def _queries(client: Any, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return len(asked)


def _timed(port: int, address: str, cookie: str, times: int) -> dict[str, float]:
    taken = []
    link = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(times + 10):
        began = time.perf_counter()
        link.request("GET", address, headers={"Cookie": f"sessionid={cookie}", "Host": "localhost"})
        answer = link.getresponse()
        answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}")
    taken = taken[10:]
    return {"median": statistics.median(taken), "p95": statistics.quantiles(taken, n=20)[-1]}


class _Server:
    """`plumbline serve` on a free port, with one process, its worker that seals beside it, as in use."""

    def __enter__(self) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = [
            os.path.join(os.path.dirname(sys.executable), "plumbline"),
            "serve",
            "--port",
            str(self.port),
            "--workers",
            "1",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self.port
            time.sleep(0.1)
        raise SystemExit("the server did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)
