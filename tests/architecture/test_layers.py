"""Where an import may stand. (Which room may import which is import-linter's, in pyproject.toml.)"""

import ast

import pytest

from tests.architecture.code import HOME, PACKAGE, Import, Source, imports_of, python

FORBIDDEN_NAMES = (
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "service",
    "managers",
    "manager",
    "signals",
    "misc",
    "common",
)
ANATOMY = {
    "__init__", "apps", "models", "states", "access", "actions", "queries", "facts", "standards", "forms", "views", "urls",
    "panels", "templates", "tests", "migrations", "management", "static",
}  # fmt: skip
WORK_ROOMS = (
    "people", "workforce", "incidents", "referrals", "missing", "powers", "investigations", "custody", "inspections", "briefing",
    "oversight", "retention", "watch",
)  # fmt: skip
STARTS_ROOMS = ("config",)  # the only place that knows every room


def written_in(code: str, path: str = "plumbline/missing/views.py") -> list[Import]:
    source = Source(path)
    from tests.architecture import code as reader

    return list(reader._imports(source, ast.parse(code), "", for_types=False))


def strays(source: Source, found: list[Import]) -> list[Import]:
    """Imports inside a function that reach into another room, but for a room's start-up."""
    if source.path.endswith("/apps.py") or source.room in STARTS_ROOMS or not source.room:
        return []
    return [each for each in found if each.function and each.room != source.room and not each.for_types]


def models_taken(source: Source, found: list[Import]) -> list[Import]:
    """A view that fetches for itself goes round `access`, where reach, purpose and the ledger are."""
    is_view = "/views/" in source.path or source.path.endswith("/views.py")
    return [each for each in found if ".models" in each.module] if is_view else []


def test_an_import_in_a_function_is_seen():
    (found,) = written_in("def f():\n    from plumbline.people import actions\n")
    assert (found.function, found.room) == ("f", "people")
    assert strays(Source("plumbline/missing/queries.py"), [found])
    assert not strays(Source("plumbline/people/queries.py"), [found])
    assert not strays(Source("plumbline/missing/apps.py"), [found])


def test_imports_for_types_alone_do_not_run():
    code = "def f():\n    if TYPE_CHECKING:\n        from plumbline.people.models import Person\n"
    assert not strays(Source("plumbline/missing/queries.py"), written_in(code))


def test_a_model_in_a_view_is_seen():
    view, other = Source("plumbline/missing/views/risk.py"), Source("plumbline/missing/queries.py")
    taken = written_in("from plumbline.missing.models import Episode")
    assert models_taken(view, taken)
    assert not models_taken(other, taken)
    assert not models_taken(view, written_in("from plumbline.missing.access import episode_for"))


def test_no_room_reaches_into_another_from_within_a_function():
    found = [each for source in python() for each in strays(source, imports_of(source))]
    assert not found, "\n".join(f"{f.path}:{f.line}: {f.module} in {f.function}()" for f in found)


def test_views_never_import_models():
    found = [each for source in python() for each in models_taken(source, imports_of(source))]
    assert not found, "\n".join(f"{f.path}:{f.line}: {f.module}" for f in found)


def test_no_module_has_a_name_that_says_nothing():
    found = [source.path for source in python(tests=True) if source.path.rsplit("/", 1)[-1][:-3] in FORBIDDEN_NAMES]
    found += [str(p.relative_to(HOME)) for p in PACKAGE.rglob("*") if p.is_dir() and p.name in FORBIDDEN_NAMES]
    assert not found, "name it by what it holds: " + ", ".join(found)


@pytest.mark.parametrize("room", WORK_ROOMS)
def test_a_work_room_has_the_files_of_every_other(room):
    names = {path.stem for path in (PACKAGE / room).iterdir() if path.name != "__pycache__"}
    assert names <= ANATOMY, f"not among the files of a room: {sorted(names - ANATOMY)}"


def test_every_room_says_what_it_is_for():
    rooms = [path for path in PACKAGE.iterdir() if (path / "__init__.py").exists()]
    silent = [path.name for path in rooms if not ast.get_docstring(ast.parse((path / "__init__.py").read_text()))]
    assert not silent, f"__init__.py without a docstring: {', '.join(silent)}"
