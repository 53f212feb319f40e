"""Templates and their style sheet know each other; what a template names exists."""

import re

import pytest
from django.template.loader import get_template

from tests.architecture.code import HOME, PACKAGE, repository

STYLES = HOME / "assets" / "build" / "plumbline.css"
HARMLESS_TWICE = ("sign_out_url", "missing:drop-view", "missing:keep-view", "inspections:begin")
CLASS = re.compile(r'class="([^"]*)"')
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")
EXTENDS = re.compile(r'{%\s*(?:extends|include)\s+"([^"]+)"')
COMPONENT = re.compile(r"<c-([a-z][a-z-]*)")
TEMPLATES = [
    source for source in repository() if source.path.startswith("plumbline/") and source.path.endswith(".html")
]
EVERY = [pytest.param(source, id=source.path.split("/templates/")[-1]) for source in TEMPLATES]


def classes_in(text: str) -> set[str]:
    """Blocks by their whole names: one that a template completes (`plumb-stat--{{ tone }}`) cannot be looked up, and a part
    (`plumb-stat__label`) may look like the text around it."""
    found = set()
    for value in CLASS.findall(text):
        names = (name for name in TAG.sub("\0", value).split() if name.startswith("plumb-"))
        found |= {name for name in names if "\0" not in name and "__" not in name}
    return found


def test_classes_are_found():
    assert classes_in('<p class="plumb-a govuk-b {% if x %}plumb-c{% endif %} plumb-d--{{ e }}">') == {"plumb-a"}
    assert classes_in('<p class="plumb-a plumb-b">') == {"plumb-a", "plumb-b"}


@pytest.mark.parametrize("source", EVERY)
def test_every_class_of_our_own_has_a_style(source):
    if not STYLES.exists():
        pytest.skip("the style sheet is not built: `make assets`")
    styles = STYLES.read_text()
    hooks = {"plumb-live"}  # a name for scripts and tests, without a look
    missing = {
        name for name in classes_in(source.text) - hooks if not re.search(rf"\.{re.escape(name)}(?![\w-])", styles)
    }
    assert missing == set()


@pytest.mark.parametrize("source", EVERY)
def test_what_a_template_names_exists(source):
    for name in EXTENDS.findall(source.text):
        assert get_template(name)
    known = {path.stem.replace("_", "-") for path in (PACKAGE / "web" / "templates" / "cotton").glob("*.html")} | {
        "slot",
        "vars",
    }
    assert set(COMPONENT.findall(source.text)) - known == set()


@pytest.mark.parametrize("source", EVERY)
def test_a_form_that_posts_is_protected(source):
    """Without the token Django refuses the form; without the hidden fields a double click does the work twice."""
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source.text, re.DOTALL):
        if any(name in form for name in HARMLESS_TWICE):
            continue
        assert "csrf_token" in form
        assert "hidden_fields" in form or re.search(r"\{\{ [\w.]*form \}\}", form), form[:200]
