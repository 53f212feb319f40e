"""Documents are true: what is generated is current, what is linked exists, what is named can be called."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.architecture.code import HOME, repository

DOCUMENTS = [source for source in repository() if source.path.endswith(".md")]
EVERY = [pytest.param(source, id=source.path) for source in DOCUMENTS]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"\bplumbline ([a-z_-]+)\b(?=[^\n]*`)|`(?:\.venv/bin/)?plumbline ([a-z_-]+)")
TARGET = re.compile(r"`make ([a-z-]+)`|^make ([a-z-]+)", re.MULTILINE)


def test_the_catalogue_is_what_the_command_prints():
    held = HOME / "docs" / "standards.md"
    if not held.exists():
        pytest.skip("docs/standards.md is not written yet: `make docs`")
    command = [str(Path(sys.executable).parent / "plumbline"), "standards", "--format", "md"]
    made = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HOME).stdout
    assert made.strip() == held.read_text().strip(), "renew it with `make docs`"


@pytest.mark.parametrize("source", EVERY)
def test_what_is_linked_exists(source):
    beside = (HOME / source.path).parent
    links = [link for link in LINK.findall(source.text) if not re.match(r"[a-z]+:", link)]
    broken = [link for link in links if not (beside / link).exists() and not (HOME / link.lstrip("/")).exists()]
    assert broken == []


@pytest.mark.parametrize("source", EVERY)
def test_commands_that_are_named_can_be_called(source):
    known = set(get_commands()) | {"help", "COMMAND"}
    named = {a or b for a, b in COMMAND.findall(source.text) if "`" in source.text}
    in_code = {name for name in named if re.search(rf"`[^`\n]*plumbline {name}\b[^`\n]*`", source.text)}
    assert in_code - known == set()


@pytest.mark.parametrize("source", EVERY)
def test_targets_of_make_that_are_named_exist(source):
    makefile = (HOME / "Makefile").read_text()
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {a or b for a, b in TARGET.findall(source.text)}
    assert named - known == set()


def test_every_setting_of_the_surroundings_is_told():
    """A variable that changes how the product runs is in the list for whoever runs it."""
    operations = HOME / "docs" / "operations.md"
    if not operations.exists():
        pytest.skip("docs/operations.md is not written yet")
    code = "\n".join(
        s.text for s in repository() if s.path.startswith("plumbline/") and s.path.endswith(".py") and not s.is_test
    )
    read = set(re.findall(r'environ(?:\.get)?[\[(]\s*"(PLUMBLINE_[A-Z_]+|DATABASE_URL)"', code)) | {"DATABASE_URL"}
    assert {name for name in read if name not in operations.read_text()} == set()
