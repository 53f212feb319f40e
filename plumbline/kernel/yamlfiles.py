"""Files of YAML by which the product is told its numbers and words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The same safe loader in C, where PyYAML was built with it: every command reads a dozen files before it begins.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path) -> Any:
    """What the file holds; None of an empty one. A file that is not YAML raises `yaml.YAMLError`, which names the line."""
    return yaml.load(path.read_text(), LOADER)  # noqa: S506 - one of the two safe loaders
