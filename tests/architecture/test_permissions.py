"""Permissions named in the code all exist in the file of roles, and that file names none that the code does not use."""

import re

from django.apps import apps

from plumbline.access.roles import PERMISSIONS, ROLES
from plumbline.kernel import acts
from plumbline.standards.standard import Standard
from tests.architecture.code import python, repository, strings_of, table

HELD = {permission for role in ROLES.values() for permission in role.permissions}
ROOMS = {config.label for config in apps.get_app_configs() if config.name.startswith("plumbline.")}
SHAPE = re.compile(rf"({'|'.join(sorted(ROOMS))})\.[a-z]+(-[a-z]+)*")


OTHERS = (
    set(Standard.register)
    | {model._meta.label_lower for model in apps.get_models()}
    | set(table("not_permissions.yaml"))
)


def named_in_code() -> dict[str, set[str]]:
    """What looks like a permission, with the files that name it."""
    found: dict[str, set[str]] = {}
    for source in python():
        if source.path != "plumbline/access/roles.py":
            for text in strings_of(source):
                if SHAPE.fullmatch(text):
                    found.setdefault(text, set()).add(source.path)
    return found


def test_every_permission_in_the_code_is_held_by_some_role():
    nobody = {name: sorted(paths) for name, paths in named_in_code().items() if name not in HELD | OTHERS}
    assert nobody == {}, "no role holds these, so that nobody could ever do it"


def test_every_permission_of_a_role_is_asked_for_somewhere():
    assert HELD - set(named_in_code()) == set(), "a role promises what no code asks for"


def test_every_permission_has_its_words():
    """The pages on roles, and on what someone may see and why, are written in them."""
    assert HELD - set(PERMISSIONS) == set(), "say in PERMISSIONS what it lets its holder do"
    assert [
        key for key, words in PERMISSIONS.items() if len(words) < 12 or words[0].isupper() or words.endswith(".")
    ] == []


def test_acts_ask_only_for_what_is_named():
    assert {spec.permission for spec in acts.register.values()} <= HELD


def test_roles_are_compared_nowhere_else():
    """Whoever writes `role == …` in a room has made a second place where it is decided who may do what."""
    compared = re.compile(r"\.role\s*(==|!=|in)\b|\brole\s*==")
    found = [
        f"{source.path}:{number}: {line.strip()}"
        for source in repository()
        if source.path.startswith("plumbline/") and source.path.endswith((".py", ".html"))
        if not source.is_test and source.room not in ("access", "demo")
        for number, line in source.lines()
        if compared.search(line)
    ]
    assert found == []
