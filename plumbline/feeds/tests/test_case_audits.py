"""The published case audits: gaps stay gaps, faults are said with their line, twice changes nothing."""

import pytest

from plumbline.feeds import actions
from plumbline.feeds.feed import Feed, Unreadable
from plumbline.inspections.models import PublishedAudit
from plumbline.inspections.queries.audit import shown_of
from plumbline.ledger.models import Entry

HEAD = (
    "force,report_type,fieldwork,published,category,cases_total,good,requires_improvement,inadequate,graded_judgments,"
    "derived_fields,notes,source_title,url"
)
WILTSHIRE = "Wiltshire,post-inspection review,2023-04,2023-09,overall,30,12,4,14,,,,A report,https://example.org/w"
WARWICKSHIRE = (
    "Warwickshire,post-inspection review,2023-02/03,2023-06-06,overall,34,9,15,10,,,,A report,https://example.org/k"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def take_in(tmp_path):
    def run(*rows, dry_run=False, head=HEAD):
        path = tmp_path / "audits.csv"
        path.write_text("\n".join([head, *rows]) + "\n")
        return Feed.register["case-audits"].run([path], authority="", dry_run=dry_run)

    return run


def row(**told):
    given = dict(zip(HEAD.split(","), WILTSHIRE.split(","), strict=True)) | told
    return ",".join(given.values())


def test_two_published_reviews_with_their_intervals(take_in):
    take_in(WILTSHIRE, WARWICKSHIRE)
    said = {audit.force: shown_of(audit).sentence for audit in PublishedAudit.objects.all()}
    assert said == {
        "Wiltshire": "12 of 30 were good: the true share is likely between 24% and 58%.",
        "Warwickshire": "9 of 34 were good: the true share is likely between 14% and 43%.",
    }


def test_a_gap_stays_a_gap(take_in):
    outcome = take_in(row(good="", requires_improvement="", inadequate="30", cases_total="79"))
    assert outcome.rejected == []
    shown = shown_of(PublishedAudit.objects.get())
    assert shown.counts == {"good": None, "requires-improvement": None, "inadequate": 30}
    assert [words for _, words in shown.said] == ["not published", "not published", "30"]
    assert shown.interval() is None
    assert shown.gaps == ["good", "requires improvement"]
    assert "not published" in shown.sentence
    assert not shown.is_whole


def test_what_was_worked_out_is_marked(take_in):
    take_in(
        row(
            good="0",
            requires_improvement="10",
            inadequate="11",
            cases_total="21",
            derived_fields="requires_improvement",
        )
    )
    shown = shown_of(PublishedAudit.objects.get())
    assert dict(shown.said)["Requires improvement"] == "10 (worked out)"
    assert dict(shown.said)["Good"] == "0"


def test_nothing_known_is_kept_too(take_in):
    take_in(
        row(
            good="",
            requires_improvement="",
            inadequate="",
            cases_total="",
            fieldwork="",
            published="",
            notes="29% good",
        )
    )
    audit = PublishedAudit.objects.get()
    assert (audit.total, audit.visited_on) == (None, None)
    assert audit.gaps[0] == "how many cases"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"inadequate": "15"}, "the grades 12 + 4 + 15 make 31, not 30 cases"),
        ({"good": "", "inadequate": "40"}, "the grades told make 44, more than the 30 cases"),
        ({"good": "-1"}, "GOOD '-1' is not a number of cases"),
        ({"good": "40%"}, "GOOD '40%' is not a number of cases"),
        ({"force": ""}, "FORCE is blank"),
        ({"derived_fields": "foo"}, "DERIVED_FIELDS names 'foo', which is no grade"),
        ({"good": "", "derived_fields": "good"}, "DERIVED_FIELDS says that good was worked out, but it is blank"),
        ({"url": "javascript:alert(1)"}, "URL 'javascript:alert(1)' is not the address of a page"),
        ({"fieldwork": "2091-04"}, "the visit 2091-04 lies in the future"),
    ],
)
def test_a_bad_row_is_left_out_with_its_line_and_the_others_come_in(take_in, told, reason):
    outcome = take_in(WARWICKSHIRE, row(**told))
    assert [(each.line, each.reason) for each in outcome.rejected] == [(3, reason)]
    assert PublishedAudit.objects.count() == 1


def test_the_same_visit_stands_there_once(take_in):
    assert "line 2 already" in take_in(WILTSHIRE, WILTSHIRE).rejected[0].reason


def test_twice_changes_nothing_and_a_correction_changes_one(take_in):
    take_in(WILTSHIRE, WARWICKSHIRE)
    entries = Entry.objects.count()
    assert take_in(WILTSHIRE, WARWICKSHIRE).tallies["audits.csv"].unchanged == 2
    assert Entry.objects.count() == entries
    outcome = take_in(row(good="13", inadequate="13"), WARWICKSHIRE)
    assert (outcome.tallies["audits.csv"].changed, outcome.tallies["audits.csv"].unchanged) == (1, 1)
    assert PublishedAudit.objects.get(force="Wiltshire").good == 13


def test_a_dry_run_writes_nothing(take_in):
    assert take_in(WILTSHIRE, dry_run=True).tallies["audits.csv"].new == 1
    assert not PublishedAudit.objects.exists()


def test_a_file_that_is_something_else_stops_the_run(take_in, tmp_path):
    with pytest.raises(Unreadable, match="header row"):
        take_in("1,2,3", head="a,b,c")
    with pytest.raises(Unreadable, match="a header row and no other"):
        take_in()
    with pytest.raises(Unreadable, match="--authority"):
        Feed.register["case-audits"].run([tmp_path / "x"], authority="Y", dry_run=False)


def test_what_fails_half_way_leaves_nothing(take_in, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "take_in_case_audits", fail)
    with pytest.raises(RuntimeError):
        take_in(WILTSHIRE)
    assert not PublishedAudit.objects.exists()


def test_the_ledger_names_the_file(take_in):
    take_in(WILTSHIRE)
    assert Entry.objects.latest("id").sentence.startswith("Published case audits taken in: 1 new, 0 changed")
