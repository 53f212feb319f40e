"""Known weaknesses of what is locked: `make audit`. The list of them is published beside the packages, and not every mirror
carries it; where none of it can be had, that is said and nothing is judged.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--progress-spinner=off", "--format=json"]
LONGEST = 90  # seconds


class NotReached(Exception):
    """The list of weaknesses cannot be had from here; the text says why."""


def weaknesses(locked: Path) -> list[str]:
    """One line for each weakness known of a package in this file. Raises NotReached."""
    try:
        done = subprocess.run(
            [*COMMAND, f"--requirement={locked}"], capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        raise NotReached("the list of weaknesses did not answer in time") from None
    if not done.stdout.strip():
        raise NotReached("the list of weaknesses cannot be reached from here")
    return read(json.loads(done.stdout))


def read(told: dict[str, Any]) -> list[str]:
    """What pip-audit found. A package that it could not look up was not judged; if that is all of them, nothing was."""
    judged = [package for package in told["dependencies"] if "skip_reason" not in package]
    if not judged:
        raise NotReached("the index from which packages come here carries no list of weaknesses")
    return [
        f"{package['name']} {package['version']}: {weakness['id']}, mended in "
        f"{', '.join(weakness['fix_versions']) or 'no version yet'}"
        for package in judged
        for weakness in package["vulns"]
    ]


def main() -> int:
    try:
        found = weaknesses(Path(__file__).resolve().parent.parent / "requirements" / "runtime.txt")
    except NotReached as fault:
        print(f"Nothing was judged: {fault}.", file=sys.stderr)
        return 2
    print("\n".join(found) or "No known weakness in what is locked.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
