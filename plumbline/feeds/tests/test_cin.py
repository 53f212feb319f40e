"""The children in need census: what comes in, what is refused and why, and what a second run or another return does."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from plumbline.feeds import cin, xmlfiles
from plumbline.feeds.tests.returns import HEAD, assessment, child, message, plan, referral, section47
from plumbline.feeds.xmlfiles import Document
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.kernel.commands import CouldNotRun
from plumbline.ledger.models import Entry
from plumbline.people import actions as people
from plumbline.people.models import Ethnicity, Gender, Person
from plumbline.referrals.models import (
    AuthorityAssessment,
    AuthorityEnquiry,
    AuthorityPlan,
    AuthorityReferral,
    Referral,
)
from plumbline.standards import queries
from plumbline.standards.actions import differences
from plumbline.standards.facts import Facts
from plumbline.standards.models import Duty

pytestmark = pytest.mark.django_db
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "cin" / "fake_CIN_data.xml"
Ran = tuple[int, str]
WHOLE = [
    section47("2024-02-12", DateOfInitialCPC="2024-02-29", ICPCnotRequired="false"),
    assessment("2024-02-06", AssessmentAuthorisationDate="2024-03-20"),
    plan("2024-02-29", CPPendDate="2024-03-30", InitialCategoryOfAbuse="NEG", LatestCategoryOfAbuse="EMO"),
]
ADA = child("A1", referral("2024-02-05", *WHOLE, CINclosureDate="2024-03-31", ReasonForClosure="RC7"))
BEN = child("B2", referral("2024-03-01"), PersonBirthDate="2010-01-02", GenderCurrent="1", ethnicity="MWBC")


@pytest.fixture
def ran(tmp_path: Path) -> Callable[..., Ran]:
    """Writes a return and takes it in. Gives the exit code and what was printed."""

    def run(*options: str, text: str | bytes = message(ADA, BEN)) -> Ran:
        path = tmp_path / "cin.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return take_in(str(path), *options)

    return run


def take_in(*arguments: str) -> Ran:
    told, problems = StringIO(), StringIO()
    try:
        call_command("import", "cin", *arguments, stdout=told, stderr=problems)
    except CouldNotRun as fault:
        return 2, problems.getvalue() + str(fault)
    except SystemExit as stop:
        return int(stop.code or 0), told.getvalue()
    return 0, told.getvalue()


def row(told: str, kind: str) -> list[int]:
    """read, new, changed, unchanged and rejected of one kind of record, as printed."""
    line = next(line for line in told.splitlines() if line.startswith(kind))
    return [int(cell) for cell in line.split()[1:]]


def everything() -> dict[str, list[Any]]:
    tables = (Person, AuthorityReferral, AuthorityEnquiry, AuthorityAssessment, AuthorityPlan, Entry, Duty)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in tables}  # type: ignore[attr-defined]


def no_differences() -> bool:
    return not [d for facts in Facts.register.values() for d in differences(facts)]


def states(key: str) -> list[str]:
    """Of each duty of a standard, its state now."""
    found = Duty.objects.filter(standard=key).annotate(state=queries.state_at(clock.now()))
    return list(found.order_by("starts_at", "pk").values_list("state", flat=True))


def test_a_sound_return_comes_in(ran: Callable[..., Ran]) -> None:
    code, told = ran()
    assert code == 0
    assert [row(told, kind)[1] for kind in cin.KINDS] == [2, 2, 1, 1, 1]
    ada = Person.objects.get(source="cin", source_key="975/A1")
    assert (ada.gender, ada.ethnicity, ada.date_of_birth) == (Gender.FEMALE, Ethnicity.W1, date(2014, 5, 6))
    found = ada.authority_referrals.get()
    assert (found.authority, found.referrer, found.need) == ("authority 975", "6", "N1")
    assert (found.is_nothing_further, found.closing) == (False, "RC7")
    assert found.referred_at == datetime(2024, 2, 5, tzinfo=UTC)
    assert found.closed_at == datetime(2024, 3, 31, tzinfo=UTC)
    assert found.told_until == datetime(2024, 3, 31, 22, 59, 59, tzinfo=UTC)  # the last second of that day, summer time
    enquiry, assessed, planned = found.enquiries.get(), found.assessments.get(), found.plans.get()
    assert (clock.local(enquiry.started_at).date(), clock.local(enquiry.conference_at).date()) == (
        date(2024, 2, 12),
        date(2024, 2, 29),
    )
    assert enquiry.is_conference_needed
    assert clock.local(assessed.authorised_at).date() == date(2024, 3, 20)
    assert (planned.first_category, planned.category) == ("neglect", "emotional")
    assert no_differences()


def test_it_is_no_referral_of_the_force(ran: Callable[..., Ran]) -> None:
    ran()
    assert not Referral.objects.exists()
    assert not Duty.objects.exclude(standard__startswith="referrals.census-").exists()


def test_a_conference_is_measured_in_working_days(ran: Callable[..., Ran]) -> None:
    """Good Friday 29 March and Easter Monday 1 April 2024 are no working days: fifteen of them from 14 March end on 8 April."""
    on = {"in time": "2024-04-08", "late": "2024-04-09", "not held": "", "not required": ""}
    told = [
        child(f"C{n}", referral("2024-03-14", section47("2024-03-14", DateOfInitialCPC=day, ICPCnotRequired=required)))
        for n, (day, required) in enumerate(zip(on.values(), ("false", "false", "false", "true"), strict=True))
    ]
    code, _ = ran(text=message(*told, until="2024-05-08"))
    assert code == 0
    assert sorted(states("referrals.census-conference")) == ["late", "met", "overdue"]
    assert no_differences()


def test_what_was_not_due_by_the_end_of_the_return_falls_away(ran: Callable[..., Ran]) -> None:
    ran(text=message(child("A1", referral("2024-03-14", section47("2024-03-14", ICPCnotRequired="false")))))
    assert states("referrals.census-conference") == []


def test_nothing_of_it_is_open_on_anyones_list(ran: Callable[..., Ran]) -> None:
    ran(text=message(child("A1", referral("2023-03-14", section47("2023-03-14", ICPCnotRequired="false")))))
    assert states("referrals.census-conference") == ["overdue"]
    assert not Duty.objects.filter(queries.open_at(clock.now())).exists()


def test_whether_a_conference_is_needed_may_not_be_told(ran: Callable[..., Ran]) -> None:
    ran(text=message(child("A1", referral("2023-03-14", section47("2023-03-14")))))
    assert AuthorityEnquiry.objects.get().is_conference_needed is None
    assert states("referrals.census-conference") == []


def test_a_conference_without_an_enquiry_cannot_be_judged(ran: Callable[..., Ran]) -> None:
    ran(text=message(child("A1", referral("2024-02-05", DateOfInitialCPC="2024-02-29"))))
    assert states("referrals.census-conference") == ["cannot tell"]
    assert Duty.objects.get(standard="referrals.census-conference").unknown == "started_at"


def test_the_same_conference_told_twice_is_one(ran: Callable[..., Ran]) -> None:
    enquiry = section47("2024-02-12", DateOfInitialCPC="2024-02-29")
    ran(text=message(child("A1", referral("2024-02-05", enquiry, DateOfInitialCPC="2024-02-29"))))
    assert states("referrals.census-conference") == ["met"]


def test_a_second_referral_within_a_year_is_told_from_a_later_one(ran: Callable[..., Ran]) -> None:
    days = ("2021-01-04", "2021-12-31", "2023-01-01")
    ran(text=message(child("A1", *map(referral, days))))
    assert states("referrals.census-rereferral") == ["met", "late", "met"]


def test_an_assessment_has_forty_five_working_days(ran: Callable[..., Ran]) -> None:
    """From Monday 8 January 2024 they end on Monday 11 March."""
    ends = ("2024-03-11", "2024-03-12", "")
    told = [
        child(f"C{n}", referral("2024-01-08", assessment("2024-01-08", AssessmentAuthorisationDate=end)))
        for n, end in enumerate(ends)
    ]
    ran(text=message(*told))
    assert sorted(states("referrals.census-assessment")) == ["late", "met", "overdue"]


def test_days_before_the_calendar_of_working_days_are_kept_and_not_judged(ran: Callable[..., Ran]) -> None:
    early = referral("2008-01-08", section47("2008-01-09", DateOfInitialCPC="2008-01-20"))
    code, _ = ran(text=message(child("A1", early, PersonBirthDate="2001-01-01")))
    assert code == 0
    assert states("referrals.census-conference") == []
    assert no_differences()


def test_a_child_not_yet_born_comes_in_with_the_day_expected(ran: Callable[..., Ran]) -> None:
    soon = {"PersonBirthDate": "", "ExpectedPersonBirthDate": "2024-06-01", "GenderCurrent": ""}
    code, _ = ran(text=message(child("U1", referral("2024-02-05"), ethnicity="", **soon)))
    baby = Person.objects.get()
    assert (code, baby.date_of_birth, baby.expected_due_date) == (0, None, date(2024, 6, 1))
    assert (baby.is_unborn, baby.is_child, baby.gender) == (False, True, Gender.NOT_KNOWN)
    born = child("U1", referral("2024-02-05"), PersonBirthDate="2024-06-03", GenderCurrent="1")
    _, told = ran(text=message(born))
    baby.refresh_from_db()
    assert (row(told, "children"), baby.date_of_birth, baby.gender) == ([1, 0, 1, 0, 0], date(2024, 6, 3), Gender.MALE)


BAD = {
    "gender": (
        child("A1", referral("2024-02-05"), GenderCurrent="7"),
        "line 3: GenderCurrent '7' is not a code",
        "children",
    ),
    "ethnicity": (child("A1", ethnicity="XXXX"), "line 3: Ethnicity 'XXXX' is not a code", "children"),
    "no key": (child(""), "line 3: LAchildID is blank", "children"),
    "long key": (child("A" * 21), "line 3: LAchildID has 21 characters", "children"),
    "no identifiers": ("<Child/>", "line 3: ChildIdentifiers is not there", "children"),
    "no birth": (
        child("A1", PersonBirthDate=""),
        "line 3: neither PersonBirthDate nor ExpectedPersonBirthDate",
        "children",
    ),
    "birth to come": (
        child("A1", PersonBirthDate="2099-01-01"),
        "line 3: PersonBirthDate 2099-01-01 is in the future",
        "children",
    ),
    "birth long ago": (
        child("A1", PersonBirthDate="1814-01-01"),
        "line 3: PersonBirthDate 1814-01-01 is more than 120 years",
        "children",
    ),
    "no such day": (
        child("A1", referral("2024-02-30")),
        "CINreferralDate '2024-02-30' is not a date (yyyy-mm-dd)",
        "referrals",
    ),
    "day the other way round": (
        child("A1", referral("05/02/2024")),
        "CINreferralDate '05/02/2024' is not a date",
        "referrals",
    ),
    "no day": (child("A1", referral("")), "CINreferralDate is blank", "referrals"),
    "to come": (child("A1", referral("2099-01-01")), "CINreferralDate 2099-01-01 is in the future", "referrals"),
    "long before birth": (
        child("A1", referral("2013-07-29")),
        "CINreferralDate 2013-07-29 is more than 40 weeks before",
        "referrals",
    ),
    "closed first": (
        child("A1", referral("2024-02-05", CINclosureDate="2024-02-04")),
        "CINclosureDate 2024-02-04 is before CINreferralDate 2024-02-05",
        "referrals",
    ),
    "closed when": (
        child("A1", referral("2024-02-05", ReasonForClosure="RC1")),
        "ReasonForClosure is RC1, and CINclosureDate is blank",
        "referrals",
    ),
    "source": (
        child("A1", referral("2024-02-05", *WHOLE, ReferralSource="6A")),
        "ReferralSource '6A' is not a code of this element; with it 3 groups within it",
        "referrals",
    ),
    "flag": (
        child("A1", referral("2024-02-05", ReferralNFA="maybe")),
        "ReferralNFA 'maybe' is not a code",
        "referrals",
    ),
    "twice": (
        child("A1", referral("2024-02-05"), "\n", referral("2024-02-05")),
        "line 4: CINreferralDate 2024-02-05 stands on line 3 already",
        "referrals",
    ),
    "enquiry first": (
        child("A1", referral("2024-02-05", section47("2024-02-04"))),
        "S47ActualStartDate 2024-02-04 is before CINreferralDate",
        "enquiries",
    ),
    "conference first": (
        child("A1", referral("2024-02-05", section47("2024-02-12", DateOfInitialCPC="2024-02-11"))),
        "DateOfInitialCPC 2024-02-11 is before S47ActualStartDate 2024-02-12",
        "enquiries",
    ),
    "not required and held": (
        child(
            "A1", referral("2024-02-05", section47("2024-02-12", DateOfInitialCPC="2024-02-13", ICPCnotRequired="true"))
        ),
        "ICPCnotRequired is true, and DateOfInitialCPC is told",
        "enquiries",
    ),
    "enquiry twice": (
        child("A1", referral("2024-02-05", section47("2024-02-12"), section47("2024-02-12"))),
        "a Section47 that began on 2024-02-12 stands on line 3",
        "enquiries",
    ),
    "authorised first": (
        child("A1", referral("2024-02-05", assessment("2024-02-12", AssessmentAuthorisationDate="2024-02-11"))),
        "AssessmentAuthorisationDate 2024-02-11 is before",
        "assessments",
    ),
    "category": (
        child("A1", referral("2024-02-05", plan("2024-02-12", InitialCategoryOfAbuse="ZZZ"))),
        "InitialCategoryOfAbuse 'ZZZ' is not a code",
        "plans",
    ),
    "plan over first": (
        child("A1", referral("2024-02-05", plan("2024-02-12", CPPendDate="2024-02-11"))),
        "CPPendDate 2024-02-11 is before CPPstartDate",
        "plans",
    ),
    "day of a week": (child("A1", referral("2024-W06-1")), "'2024-W06-1' is not a date", "referrals"),
    "plan before birth": (
        child("A1", referral("2024-02-05", plan("0001-01-01"))),
        "began on 0001-01-01 is more than 40 weeks before the birth",
        "plans",
    ),
    "element twice": (
        child(
            "A1",
            "<CINdetails><CINreferralDate>2024-02-05</CINreferralDate><CINreferralDate>2024-02-06</CINreferralDate></CINdetails>",
        ),
        "CINreferralDate stands on line 3 already",
        "referrals",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_taken_in_is_listed_and_the_rest_comes_in(name: str, ran: Callable[..., Ran]) -> None:
    told_of, said, kind = BAD[name]
    code, told = ran(text=message(told_of, BEN))
    assert code == 1
    assert said in told
    assert "cin.xml line " in told
    assert row(told, kind)[4] == 1
    assert sum(row(told, each)[4] for each in cin.KINDS) == 1
    assert Person.objects.filter(source_key="975/B2").exists()
    for kind, model in (("children", Person), ("referrals", AuthorityReferral), ("enquiries", AuthorityEnquiry)):
        assert row(told, kind)[1] == model.objects.count()


def test_a_child_told_twice_counts_once(ran: Callable[..., Ran]) -> None:
    code, told = ran(text=message(ADA, child("A1", referral("2024-03-03"))))
    assert (code, AuthorityReferral.objects.count()) == (1, 1)
    assert "line 4: LAchildID A1 stands on line 3 already; with it 1 group within it" in told


ENTITY = '<?xml version="1.0"?>\n<!DOCTYPE Message [<!ENTITY a "aaaaaaaaaa">]>\n<Message>&a;</Message>'
OUTSIDE = '<?xml version="1.0"?>\n<!DOCTYPE Message SYSTEM "file:///etc/passwd">\n<Message/>'
BAD_FILES = {
    "empty": (b"", "cin.xml is empty"),
    "no XML": (b"CHILD,SEX\n1,2\n", "cin.xml line 1: it is not XML from here on (syntax error)"),
    "not closed": (message(ADA).encode().removesuffix(b"</Message>\n"), "The file may be cut short"),
    "cut in a tag": (message(ADA).encode()[:400], "The file may be cut short"),
    "crossed tags": (b"<Message><Header></Message>", "cin.xml line 1: it is not XML from here on (mismatched tag)"),
    "not UTF-8": (
        message(ADA).encode().replace(b"A1", b"\xe9"),
        "cin.xml line 3: it is not XML from here on (not well-formed",
    ),
    "encoding": (b'<?xml version="1.0" encoding="klingon"?><Message/>', "cin.xml line 1: it"),
    "entities": (ENTITY.encode(), "cin.xml line 2: it declares a document type or entities"),
    "outside": (OUTSIDE.encode(), "cin.xml line 2: it declares a document type or entities"),
    "another document": (b"<Return/>", "cin.xml line 1: the document is <Return>, not <Message>"),
    "another collection": (message(ADA).replace(">CIN<", ">903<").encode(), "the collection is '903', not 'CIN'"),
    "no head": (message(ADA, head="").encode(), "there is no Header before the children"),
    "no authority": (message(ADA, head=HEAD.replace("975", "")).encode(), "LEA is blank: say whose return it is"),
    "no day": (message(ADA, until="").encode(), "ReferenceDate '' is not a date"),
    "no child": (message().encode(), "cin.xml holds no child"),
    "a huge value": (message(child("A" * 2000)).encode(), "LAchildID holds more than 1000 characters"),
    "a huge child": (message(child("A1", "<a/>" * 10_001)).encode(), "one Child holds more than 10000 elements"),
    "a tag without end": (b"<Message><Header a='" + b"a" * 2_000_000, "one tag or comment has no end"),
    "a comment without end": (b"<Message><!--" + b"a" * 2_000_000, "one tag or comment has no end"),
    "no number": (
        message(ADA, head=HEAD.replace("975", "9/5")).encode(),
        "LEA '9/5' is not the number of an authority",
    ),
    "a deep child": (message(child("A1", "<a>" * 40 + "</a>" * 40)).encode(), "elements lie 30 deep"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_stops_the_run_before_anything_is_written(name: str, ran: Callable[..., Ran]) -> None:
    raw, said = BAD_FILES[name]
    code, told = ran(text=raw)
    assert code == 2
    assert said in told
    assert told.endswith("Nothing was taken in.")
    assert not Person.objects.exists()
    assert not Entry.objects.exists()


def test_a_file_that_is_not_there_or_too_many(tmp_path: Path) -> None:
    assert take_in(str(tmp_path)) == (2, f"{tmp_path.name} is a directory: name the files in it. Nothing was taken in.")
    assert "none.xml does not exist" in take_in(str(tmp_path / "none.xml"))[1]
    assert "One return is taken in at a time" in take_in("a.xml", "b.xml")[1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_an_encoding_that_the_file_declares_is_read(encoding: str, ran: Callable[..., Ran]) -> None:
    declared = message(ADA).replace("UTF-8", encoding.removesuffix("-sig"))
    assert ran(text=declared.encode(encoding))[0] == 0


def test_a_namespace_does_no_harm(ran: Callable[..., Ran]) -> None:
    assert ran(text=message(ADA).replace("<Message>", '<Message xmlns="urn:cin">'))[0] == 0


def test_twice_changes_nothing(ran: Callable[..., Ran]) -> None:
    ran()
    before = everything()
    code, told = ran()
    assert (code, row(told, "referrals")) == (0, [2, 0, 0, 2, 0])
    assert "0 new, 0 changed" in told
    assert everything() == before


def test_dry_run_says_the_same_and_writes_nothing(ran: Callable[..., Ran]) -> None:
    text = message(ADA, child("A9", GenderCurrent="7"))
    code, told = ran("--dry-run", text=text)
    assert not any(everything().values())
    really, told_really = ran(text=text)
    assert (code, told.splitlines()[:-1]) == (really, told_really.splitlines()[:-1])


def test_a_later_return_changes_what_it_tells_differently(ran: Callable[..., Ran]) -> None:
    ran(text=message(child("A1", referral("2024-02-05", section47("2024-02-12", ICPCnotRequired="false")))))
    later = child(
        "A1", referral("2024-02-05", section47("2024-02-12", DateOfInitialCPC="2024-04-09"), ReferralSource="")
    )
    code, told = ran(text=message(later, until="2025-03-31"))
    assert (code, row(told, "enquiries")) == (0, [1, 0, 1, 0, 0])
    found = AuthorityReferral.objects.get()
    assert (found.referrer, clock.local(found.told_until).date()) == ("6", date(2024, 5, 10))  # the day it was made
    assert states("referrals.census-conference") == ["late"]
    assert no_differences()


def test_an_earlier_return_taken_in_later_fills_what_is_empty_and_no_more(ran: Callable[..., Ran]) -> None:
    ran(text=message(child("A1", referral("2022-02-05", ReferralSource="", PrimaryNeedCode="N1"))))
    earlier = child("A1", referral("2022-02-05", section47("2022-02-12"), PrimaryNeedCode="N9"))
    code, _ = ran(text=message(earlier, until="2022-03-31"))
    found = AuthorityReferral.objects.get()
    assert (code, found.referrer, found.need, found.enquiries.count()) == (0, "6", "N1", 1)
    assert clock.local(found.told_until).date() == date(2024, 3, 31)


def test_a_named_authority_is_shown_by_its_name(ran: Callable[..., Ran]) -> None:
    ran("--authority", "Northshire")
    ran()
    assert set(AuthorityReferral.objects.values_list("authority", flat=True)) == {"Northshire"}
    assert Person.objects.filter(source_key__startswith="975/").count() == 2


def test_another_return_is_not_taken_for_a_later_one(ran: Callable[..., Ran]) -> None:
    ran(text=message(*[child(f"A{n}") for n in range(10)]))
    before = everything()
    code, told = ran(text=message(*[child(f"A{n}", PersonBirthDate="2011-01-01") for n in range(10)]))
    assert code == 2
    assert "10 of 10 children taken in before have another date of birth" in told
    assert everything() == before


def test_a_child_whose_record_was_combined_keeps_what_that_one_tells(ran: Callable[..., Ran], officer: Any) -> None:
    ran(text=message(ADA))
    of_feed = Person.objects.get()
    kept = people.add_person(by=system("test"), given_name="Ada", surname="Marsh", date_of_birth=date(2014, 5, 7))
    people.merge_people(kept, of_feed, by=officer(role="records-manager"), reason="The same child.")
    more = child("A1", referral("2024-02-05"), referral("2024-03-20"))
    code, told = ran(text=message(more))
    kept.refresh_from_db()
    assert (code, row(told, "children")) == (0, [1, 0, 0, 1, 0])
    assert (kept.date_of_birth, kept.authority_referrals.count()) == (date(2014, 5, 7), 2)
    assert no_differences()


def test_what_came_in_is_on_the_childs_page_and_on_one_of_its_own(
    ran: Callable[..., Ran], officer: Any, client_for: Any
) -> None:
    ran()
    found = AuthorityReferral.objects.get(source_key="975/A1/2024-02-05")
    client = client_for(officer("sergeant"))
    page = client.get(f"/people/{found.person_id}/").content.decode()
    assert "Known to children’s social care" in page
    assert "Had a child protection plan" in page
    assert "5 Feb 2024 at" not in page  # the return gives days
    ways = [f"/referrals/authority/{found.pk}/", f"/referrals/authority/enquiries/{found.enquiries.get().pk}/"]
    for address in (*ways, f"/referrals/authority/assessments/{found.assessments.get().pk}/"):
        own = client.get(address).content.decode()
        told = ("5 Feb 2024", "12 Feb 2024", "29 Feb 2024", "20 Mar 2024", "30 Mar 2024", "Services ended", "neglect")
        assert [each for each in told if each.lower() not in own.lower()] == []
    assert Entry.objects.filter(event="referrals.authority.read").count() == 3


def test_what_fails_half_way_leaves_nothing(ran: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_doing: Any) -> None:
        raise RuntimeError("the disk is full")

    from plumbline.kernel import acts

    monkeypatch.setitem(acts._witnesses, "last", fail)
    with pytest.raises(RuntimeError):
        ran()
    assert not any(everything().values())


def test_the_ledger_names_the_file_its_digest_and_the_children(ran: Callable[..., Ran]) -> None:
    ran()
    entry = Entry.objects.get()
    assert (entry.actor, entry.operation, entry.event) == ("import cin", "collection", "feeds.cin.imported")
    assert "Return of authority 975, cin.xml sha256 " in entry.sentence
    assert entry.people.count() == 2


def test_a_large_file_takes_the_room_of_one_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read without keeping: ten thousand children and the eight megabytes they stand in leave next to nothing behind."""
    path = tmp_path / "large.xml"
    path.write_text(message(*[child(f"A{n}", referral("2024-02-05", *WHOLE)) for n in range(10_000)]))
    assert path.stat().st_size > 7_000_000
    tracemalloc.start()
    read = sum(1 for _ in Document(path, cin.LAYOUT).records())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (read, most < 40 * xmlfiles.PIECE) == (10_000, True)


@pytest.mark.skipif(not REAL.is_file(), reason=f"the example return is not {REAL}")
def test_the_example_return() -> None:
    """332 children with 402 referrals, three of which have dates still to come; conferences without any enquiry."""
    with clock.frozen(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        code, told = take_in(str(REAL))
        assert code == 1
        assert row(told, "children") == [332, 332, 0, 0, 0]
        assert row(told, "referrals") == [402, 399, 0, 0, 3]
        assert row(told, "enquiries") == [347, 347, 0, 0, 0]
        assert "line 3687: CINclosureDate 2028-02-11 is in the future" in told
        assert "PersonDeathDate of 21 is not kept" in told
        assert set(states("referrals.census-conference")) == {"cannot tell"}
        again = states("referrals.census-rereferral")
        assert (len(again), set(again)) == (399, {"met", "late"})
        assert no_differences()
        code, told = take_in(str(REAL))
        assert (code, row(told, "referrals")) == (1, [402, 0, 0, 399, 3])
