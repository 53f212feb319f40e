"""The press: HTML to PDF, in a process of its own where a page waits for it.

`start` lays the HTML of what is printed in a folder and starts `python -m plumbline.web.press FOLDER`, which needs no
database; `standing` tells how far it is. What is printed is taken once and swept an hour later. Imports nothing of Django,
so that the process starts quickly.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGE = re.compile(r"Page (\d+)")
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,40}")
NEEDS = "A PDF needs WeasyPrint: install plumbline[reports], and the libraries of pango (docs/operations.md)."
KEPT_SECONDS = 3600
_running: list[subprocess.Popen[bytes]] = []

Progress = Callable[[int], None]


class NoPress(RuntimeError):
    """WeasyPrint, or a library that it needs, is not installed."""


def loaded() -> object:
    try:
        import weasyprint
    except (ImportError, OSError) as fault:
        raise NoPress(NEEDS) from fault
    return weasyprint


class _Listener(logging.Handler):
    """Hears which page is being laid out."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self.progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        if found := PAGE.search(record.getMessage()):
            self.progress(int(found[1]))


def as_pdf(html: str, progress: Progress = lambda page: None) -> bytes:
    """The same HTML gives the same bytes: the identifier follows from it, and no time is written into the file."""
    weasyprint = loaded()
    listener, logger = _Listener(progress), logging.getLogger("weasyprint.progress")
    before = logger.level, logger.propagate
    logger.addHandler(listener)
    logger.setLevel(logging.INFO)
    logger.propagate = False  # heard here, and not printed line by line
    try:
        identifier = hashlib.sha256(html.encode()).digest()[:16]
        page = weasyprint.HTML(string=html, url_fetcher=_fetches_nothing(weasyprint))  # type: ignore[attr-defined]
        return page.write_pdf(pdf_identifier=identifier)  # type: ignore[no-any-return]
    finally:
        logger.removeHandler(listener)
        logger.level, logger.propagate = before


def _fetches_nothing(weasyprint: Any) -> Any:
    """What somebody typed into a record must not make the server fetch an address."""

    class Fetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc,name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError(f"what is printed takes nothing from elsewhere: {url}")

    return Fetcher()


# -- printing beside the page that waits


def start(folder: Path, html: str, name: str) -> str:
    """Begin to print; gives the token by which the result is asked for."""
    token = secrets.token_urlsafe(20)
    job = folder / token
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    job.mkdir(mode=0o700)
    sweep(folder)
    (job / "name").write_text(name)
    (job / "pack.html").write_text(html)
    command = [sys.executable, "-m", "plumbline.web.press", str(job)]
    with (job / "fault").open("w") as fault:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=fault)  # noqa: S603
    _running[:] = [each for each in _running if each.poll() is None] + [process]  # those that ended are let go of here
    return token


def standing(folder: Path, token: str) -> tuple[str, int]:
    """("ready" | "printing" | "failed" | "gone", pages laid out so far)."""
    job = folder / token
    if not TOKEN.fullmatch(token) or not job.is_dir():
        return "gone", 0
    if (job / "pack.pdf").exists():
        return "ready", 0
    if (job / "failed").exists():
        return "failed", 0
    page = job / "page"
    return "printing", int(page.read_text() or 0) if page.exists() else 0


def take(folder: Path, token: str) -> tuple[str, bytes]:
    """The name and the bytes of what was printed; the folder goes with them."""
    job = folder / token
    name, printed = (job / "name").read_text(), (job / "pack.pdf").read_bytes()
    for process in [each for each in _running if str(job) in each.args]:  # type: ignore[operator]
        process.wait(10)  # it has written all that it writes
        _running.remove(process)
    shutil.rmtree(job, ignore_errors=True)
    return name, printed


def sweep(folder: Path) -> None:
    """What nobody fetched within the hour is removed: it holds case references."""
    if not folder.is_dir():
        return
    newest = max((job.stat().st_mtime for job in folder.iterdir()), default=0.0)
    for job in folder.iterdir():
        if newest - job.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(job, ignore_errors=True)


def main(folder: str) -> None:
    """The process: reads pack.html, writes which page it is at, and the PDF whole or not at all."""
    job = Path(folder)

    def at(page: int) -> None:
        _whole(job / "page", str(page).encode())

    try:
        _whole(job / "pack.pdf", as_pdf((job / "pack.html").read_text(), at))
    except BaseException:
        _whole(job / "failed", b"")
        raise


def _whole(path: Path, content: bytes) -> None:
    beside = path.with_suffix(".part")
    beside.write_bytes(content)
    os.replace(beside, path)


if __name__ == "__main__":
    main(sys.argv[1])
