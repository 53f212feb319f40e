"""A migrated database, made once for a whole run and copied wherever one is needed: by each worker of pytest, each site in a
browser, each drill. Making the tables takes a quarter of a minute each time, and a run has a dozen such places.

`make test` makes one for each engine while it checks style and types. Where nobody made one, as under pytest alone, SQLite's is
made when it is first asked for, and the test databases of Django are migrated as ever.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

FILE_IN, TEMPLATE_IN = "PLUMBLINE_TESTS_MIGRATED", "PLUMBLINE_TESTS_TEMPLATE"
TEMPLATE = "plumbline_migrated"
IN_MEMORY = "file:memorydb_default?mode=memory&cache=shared"  # as Django names it


def making(database_url: str, surroundings: dict[str, str]) -> subprocess.Popen[str]:
    """Starts to migrate that database."""
    command = [sys.executable, "-m", "django", "migrate", "-v", "0"]
    told = surroundings | {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "plumbline.config.settings"}
    return subprocess.Popen(command, env=told, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@cache
def _file() -> Path:
    if named := os.environ.get(FILE_IN):
        return Path(named)
    folder = Path(tempfile.mkdtemp(prefix="plumbline-migrated-"))
    made = making(f"sqlite:///{folder / 'migrated.sqlite3'}", os.environ | {"PLUMBLINE_VAR": str(folder)})
    told = made.communicate()[1]
    if made.returncode:
        raise RuntimeError(f"migrate failed: {told}")
    return folder / "migrated.sqlite3"


def copied_to(path: Path) -> Path:
    """A SQLite database of this file's name with all tables, and nothing in them but what migrations put there."""
    return Path(shutil.copy(_file(), path))


def laid_under(connection: Any) -> sqlite3.Connection | None:
    """Lets the test database of this worker begin as a copy. What is returned holds it in memory until it is closed."""
    if connection.vendor == "postgresql":
        if template := os.environ.get(TEMPLATE_IN):
            connection.settings_dict["TEST"]["TEMPLATE"] = template
        return None
    if not os.environ.get(FILE_IN):
        return None
    held = sqlite3.connect(IN_MEMORY, uri=True)
    with sqlite3.connect(_file()) as made:
        made.backup(held)
    made.close()
    return held
