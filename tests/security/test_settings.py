"""In use by a force, nothing that protects its records rests on a default."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.migrated import copied_to

HOME = Path(__file__).resolve().parent.parent.parent
IN_USE = {
    "PLUMBLINE_TLS": "1",
    "PLUMBLINE_HOSTS": "plumbline.example.police.uk",
    "PLUMBLINE_SECRET_KEY": secrets.token_urlsafe(60),
}


def run(tmp_path, *command, **environment):
    """The product as a force starts it, its surroundings known to the last variable."""
    ours = {"PATH": os.environ["PATH"], "PLUMBLINE_VAR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'db'}"}
    program = [sys.executable, "-c", "from plumbline.config.command import main; main()", *command]
    return subprocess.run(
        program, cwd=HOME, env=ours | environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_deployment_is_found_sound(tmp_path):
    done = run(tmp_path, "check", "--deploy", "--fail-level", "INFO", **IN_USE)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize("left_out", ["PLUMBLINE_SECRET_KEY", "PLUMBLINE_HOSTS"])
def test_nothing_starts_on_a_default(tmp_path, left_out):
    done = run(tmp_path, "check", **{name: value for name, value in IN_USE.items() if name != left_out})
    assert done.returncode == 2
    assert f"{left_out} is not set" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("key", ["short", "a" * 80, "changeme" * 10])
def test_nothing_starts_on_a_key_that_is_guessed(tmp_path, key):
    done = run(tmp_path, "check", **IN_USE | {"PLUMBLINE_SECRET_KEY": key})
    assert done.returncode == 2
    assert "too easily guessed" in done.stderr


def test_nothing_starts_that_shows_its_insides(tmp_path):
    done = run(tmp_path, "check", **IN_USE, PLUMBLINE_DEBUG="1")
    assert done.returncode != 0
    assert "PLUMBLINE_DEBUG=1 shows what it should not" in done.stderr


def test_accounts_whose_password_is_printed_are_not_served(tmp_path):
    """What the demo makes, in small: an account whose grant carries the demo's reason."""
    opening = (
        "from plumbline.access import actions; from plumbline.access.queries import DEMO_REASON;"
        "from plumbline.kernel.actors import system; by = system('test');"
        "user = actions.open_account(by=by, username='okafor', display_name='PS Okafor', password='plumbline-demo');"
        "actions.give_grant(user, by=by, role='sergeant', scope='force', reason=DEMO_REASON)"
    )
    copied_to(tmp_path / "db")
    assert run(tmp_path, "shell", "-v", "0", "-c", opening).returncode == 0
    done = run(tmp_path, "serve", "--port", "1", **IN_USE)
    assert done.returncode == 2
    assert "the demo's accounts are open (okafor" in done.stderr


def test_what_is_typed_has_an_end():
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 5_000_000
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES == 0, "no page takes a file; one that does sets its own limits"
