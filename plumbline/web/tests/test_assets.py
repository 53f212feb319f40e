"""What the style sheet and scripts are made of."""

import json
from pathlib import Path

import pytest

import plumbline

ASSETS = Path(plumbline.__file__).parent.parent / "assets"
BUILD = ASSETS / "build"


def test_the_lock_file_names_no_address_and_every_package_its_hash():
    packages = json.loads((ASSETS / "package-lock.json").read_text())["packages"]
    assert not any("resolved" in package for package in packages.values())
    assert all("integrity" in package for path, package in packages.items() if path)


def test_versions_are_exact():
    wanted = json.loads((ASSETS / "package.json").read_text())["dependencies"]
    assert all(version[0].isdigit() for version in wanted.values())


@pytest.mark.skipif(not BUILD.exists(), reason="assets are not built: make assets")
def test_what_a_force_may_not_use_is_left_out():
    styles = (BUILD / "plumbline.css").read_text()
    assert "@font-face" not in styles
    assert "govuk-crest.svg" not in styles
    assert "GDS Transport" not in styles
    assert not [
        path for path in BUILD.rglob("*") if "crest" in path.name or "crown" in path.name or path.suffix == ".woff2"
    ]


@pytest.mark.skipif(not BUILD.exists(), reason="assets are not built: make assets")
def test_every_picture_that_the_style_sheet_names_is_there():
    styles = (BUILD / "plumbline.css").read_text()
    named = [part.split(")")[0].strip("\"'") for part in styles.split("url(")[1:]]
    assert named
    assert all((BUILD / name).exists() for name in named if not name.startswith("data:"))
