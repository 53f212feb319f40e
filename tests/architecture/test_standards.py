"""The register of standards is whole: none vanishes unnoticed, none lacks what makes it one, each fact is described."""

from collections import Counter

import pytest
from django.urls import NoReverseMatch, reverse

from plumbline.access.roles import ROLES
from plumbline.kernel import yamlfiles
from plumbline.kernel.caserefs import CaseRef
from plumbline.standards.facts import Facts
from plumbline.standards.panels import permission_for
from plumbline.standards.standard import Standard, authorities
from tests.architecture.code import PACKAGE

REGISTER = PACKAGE / "standards" / "register.txt"
EVERY = [pytest.param(standard, id=key) for key, standard in sorted(Standard.register.items())]
FACTS = [pytest.param(facts, id=kind) for kind, facts in sorted(Facts.register.items())]


def test_none_vanishes_unnoticed():
    """Add a new standard's key to register.txt; take one out only when the standard is meant to end."""
    if not REGISTER.exists():
        pytest.skip("plumbline/standards/register.txt is not written yet")
    listed = [line.strip() for line in REGISTER.read_text().splitlines() if line.strip() and not line.startswith("#")]
    assert listed == sorted(set(listed)), "one key a line, sorted, each once"
    assert set(listed) == set(Standard.register)


def test_a_number_has_a_name_of_its_own():
    """A force's file names numbers without their room: one name in two rooms would be changed in both."""
    named = Counter(key for path in PACKAGE.glob("*/standards/policy.yaml") for key in yamlfiles.read(path))
    assert len(named) > 100
    assert [key for key, times in named.items() if times > 1] == []


@pytest.mark.parametrize("standard", EVERY)
def test_a_standard_is_one_sentence_with_its_authority(standard):
    assert standard.sentence.endswith(".")
    assert 5 <= len(standard.sentence.split()) <= 60
    assert standard.authority
    assert all(key in authorities() for key in standard.authority)
    assert standard.key.split(".")[0] == standard.__module__.split(".")[1], (
        "a standard belongs to the room that declares it"
    )


@pytest.mark.parametrize("standard", EVERY)
def test_its_owner_is_a_role_and_its_act_a_page(standard):
    assert standard.owed_by in ROLES
    assert standard.act, "name the page on which the duty is done: one click from the duty to the act"
    try:
        reverse(standard.act, args=[1])
    except NoReverseMatch:
        pytest.fail(f"{standard.key}: there is no page {standard.act!r} that takes the number of a record")


@pytest.mark.parametrize("standard", EVERY)
def test_its_owner_may_do_it(standard):
    """A duty is not owed by a role that the page of the act would refuse."""
    room = standard.act.split(":")[0]
    held = ROLES[standard.owed_by].permissions
    if needed := permission_for(standard.act):
        assert needed in held
    else:
        assert any(p.startswith(f"{room}.") and p != f"{room}.see" for p in held)


@pytest.mark.parametrize("standard", EVERY)
def test_its_subject_has_a_page(standard):
    room, kind = standard.facts.kind().split(".")
    assert CaseRef(room, kind, 1).page(), f"nothing leads from a duty to {standard.facts.kind()}: caserefs.pages(…)"


@pytest.mark.parametrize("facts", FACTS)
def test_every_fact_is_described(facts):
    assert (facts.__doc__ or "").strip().endswith("."), "one sentence of meaning"
    bare = [
        name
        for name, fact in facts.facts.items()
        if not name.startswith("its_") and len(getattr(fact, "says", "") or "") < 5
    ]
    assert bare == []


@pytest.mark.parametrize("facts", FACTS)
def test_every_fact_has_a_type(facts):
    """A column of the row that standards are written over, with a field that every engine can hold."""
    typed = {field.name for field in facts.row._meta.get_fields()}
    assert set(facts.facts) <= typed
