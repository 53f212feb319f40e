"""The code as text and as trees, for the guards to read."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from plumbline.kernel import yamlfiles

HOME = Path(__file__).resolve().parent.parent.parent
PACKAGE = HOME / "plumbline"
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Source:
    """One file of the repository, by its path from the root."""

    path: str

    @cached_property
    def text(self) -> str:
        return (HOME / self.path).read_text()

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    @property
    def room(self) -> str:
        """The room that the file lies in; "" for what lies beside the rooms."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "plumbline" and len(parts) > 2 else ""

    @property
    def is_test(self) -> bool:
        return "/tests/" in self.path or self.path.endswith("conftest.py") or self.path.startswith("tests/")

    @property
    def is_migration(self) -> bool:
        return "/migrations/" in self.path

    def lines(self) -> Iterator[tuple[int, str]]:
        return enumerate(self.text.splitlines(), 1)


@cache
def _parsed(path: str) -> ast.Module:
    return ast.parse((HOME / path).read_text(), path)


@cache
def repository() -> tuple[Source, ...]:
    """Every file that is, or is about to be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listed.stdout.splitlines() if listed.returncode == 0 else _found()
    return tuple(Source(name) for name in sorted(set(names)) if (HOME / name).is_file())


def _found() -> list[str]:
    """Where there is no git: the folders that hold our own work."""
    folders = ("plumbline", "tests", "docs", "bench", "assets")
    files = [path for folder in folders for path in (HOME / folder).rglob("*") if path.is_file()]
    names = [str(path.relative_to(HOME)) for path in [*files, *HOME.glob("*.*")]]
    return [name for name in names if not any(part in name for part in ("node_modules/", "build/", "__pycache__/"))]


def python(*, tests: bool = False) -> list[Source]:
    """The product's own Python, migrations left out."""
    return [
        source
        for source in repository()
        if source.path.startswith("plumbline/")
        and source.path.endswith(".py")
        and not source.is_migration
        and (tests or not source.is_test)
    ]


@cache
def table(name: str) -> dict:
    """A list that stands beside the guards as data."""
    return yamlfiles.read(HERE / name) or {}


@dataclass(frozen=True)
class Import:
    """One import of one of our own modules, and the function that it stands in ("" at the top of the file)."""

    path: str
    line: int
    module: str
    function: str
    for_types: bool

    @property
    def room(self) -> str:
        return self.module.split(".")[1] if "." in self.module else ""


def imports_of(source: Source) -> list[Import]:
    return list(_imports(source, source.tree, "", for_types=False))


def _imports(source: Source, node: ast.AST, function: str, *, for_types: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        named = _named_by(child)
        for module in named:
            yield Import(source.path, child.lineno, module, function, for_types)  # type: ignore[attr-defined]
        inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        typing = for_types or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
        yield from _imports(source, child, inside, for_types=typing)


def _named_by(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name.startswith("plumbline")]
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("plumbline"):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def functions_of(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def strings_of(source: Source) -> Iterator[str]:
    """Every string in the code; docstrings too."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
