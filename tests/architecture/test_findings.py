"""What inspectors found is linked to what is there: each finding, and each link, in both directions."""

import pytest
from django.urls import get_resolver

from plumbline.inspections.queries.finding import SENTIMENTS, reference_findings, reference_told
from plumbline.standards.standard import Standard
from tests.architecture.living.addresses import names

EVERY = [pytest.param(finding, id=finding.number) for finding in reference_findings()]
STANDARDS = [pytest.param(standard, id=key) for key, standard in sorted(Standard.register.items())]


def test_none_is_left_out():
    expected = [f"W{i}" for i in range(1, 45)] + [f"K{i}" for i in range(1, 70)]
    assert [finding.number for finding in reference_findings()] == expected


@pytest.mark.parametrize("finding", EVERY)
def test_each_is_told_and_linked(finding):
    assert finding.says.endswith(".")
    assert finding.sentiment in SENTIMENTS
    assert finding.theme
    assert finding.standards or finding.records or finding.not_yet, "link it, or say why nothing shows it yet"


@pytest.mark.parametrize("finding", EVERY)
def test_it_names_only_standards_that_are_there(finding):
    assert [key for key in finding.standards if key not in Standard.register] == []


@pytest.mark.parametrize("finding", EVERY)
def test_it_names_only_pages_that_are_there(finding):
    assert get_resolver()
    assert {shown.page for shown in finding.records} - names() == set()


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_standard_is_linked_from_each_finding_that_it_answers(standard):
    by_number = {finding.number: finding for finding in reference_findings()}
    unheard = [number for number in standard.answers if number not in by_number]
    assert unheard == [], f"{standard.key} answers what nobody found"
    silent = [number for number in standard.answers if standard.key not in by_number[number].standards]
    assert silent == [], (
        f"add {standard.key} under `standards` of {', '.join(silent)} in inspections/standards/findings.yaml"
    )


@pytest.mark.parametrize("finding", EVERY)
def test_each_standard_that_it_names_says_so_too(finding):
    silent = [key for key in finding.standards if finding.number not in Standard.register[key].answers]
    assert silent == [], f"{finding.number} is not among what these answer: {', '.join(silent)}"


def test_published_counts_are_those_of_the_reports():
    audited = {told["key"]: told["audited"] for told in reference_told()["inspections"] if "audited" in told}
    assert audited == {
        "wiltshire-2023": [12, 4, 14],
        "warwickshire-2022": [23, 23, 28],
        "warwickshire-2023": [9, 15, 10],
    }
    assert {key: sum(counts) for key, counts in audited.items()} == {
        "wiltshire-2023": 30,
        "warwickshire-2022": 74,
        "warwickshire-2023": 34,
    }
