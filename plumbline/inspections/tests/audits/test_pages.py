"""Pages of case audits: what is shown to whom, above all what a second auditor must not see."""

import pytest

from plumbline.access import actions as access
from plumbline.conftest import TEST
from plumbline.inspections import actions
from plumbline.inspections.models import Marking, SampledCase
from plumbline.inspections.tests.audits.conftest import headquarters, mark, whole
from plumbline.ledger.models import Entry, EntryPerson

SECRET = "Nobody looked for nine hours."
AUDITS = "/inspections/audits/"


@pytest.fixture
def asks(client_for):
    """A page as someone sees it, who has said why."""

    def ask(user, path):
        return client_for(user, purpose="audit").get(path)

    return ask


def text(response):
    return response.content.decode()


def test_the_second_auditor_sees_nothing_of_the_first(pair, auditors, asks):
    mark(pair, auditors[0], grade="inadequate", why=SECRET)
    second = actions.begin_marking(pair, by=auditors[1])
    own = Marking.objects.get(auditor=auditors[0])
    pages = [
        f"{AUDITS}",
        f"{AUDITS}cases/{pair.pk}/",
        f"{AUDITS}markings/{second.pk}/",
        f"{AUDITS}rounds/{pair.round_id}/",
        f"{AUDITS}rounds/{pair.round_id}/cases/",
        f"{AUDITS}programmes/{pair.round.programme_id}/",
        f"/missing/{pair.case_id}/",
    ]
    for path in pages:
        page = asks(auditors[1], path)
        assert page.status_code == 200, path
        assert SECRET not in text(page), path
        assert "1 inadequate" not in text(page), path
    assert asks(auditors[1], f"{AUDITS}markings/{own.pk}/").status_code == 404
    assert asks(auditors[1], f"{AUDITS}cases/{pair.pk}/moderate/").status_code == 403


def test_nor_does_one_who_may_plan_audits_as_well(pair, auditors, asks):
    """More roles do not open the first marking to whoever is to make the second."""
    access.give_grant(auditors[1], by=TEST, role="protection-lead", scope="force", reason="both")
    auditors[1].__dict__.pop("_grants", None)
    mark(pair, auditors[0], grade="requires-improvement", why=SECRET)
    actions.begin_marking(pair, by=auditors[1])
    for path in (f"{AUDITS}cases/{pair.pk}/", f"{AUDITS}cases/{pair.pk}/moderate/"):
        assert SECRET not in text(asks(auditors[1], path))


def test_both_are_open_when_both_are_in(pair, auditors, asks, lead):
    mark(pair, auditors[0], grade="inadequate", why=SECRET)
    mark(pair, auditors[1])
    for user in (auditors[0], auditors[1], lead):
        assert SECRET in text(asks(user, f"{AUDITS}cases/{pair.pk}/"))


def test_a_draft_is_its_auditors_alone(sample, auditors, asks, lead):
    marking = actions.begin_marking(sample, by=auditors[0])
    actions.save_draft(marking, by=auditors[0], answers={}, why=SECRET)
    assert SECRET in text(asks(auditors[0], f"{AUDITS}markings/{marking.pk}/"))
    assert asks(lead, f"{AUDITS}markings/{marking.pk}/").status_code == 403
    assert asks(auditors[1], f"{AUDITS}markings/{marking.pk}/").status_code == 404
    assert SECRET not in text(asks(lead, f"{AUDITS}cases/{sample.pk}/"))


def test_those_whose_work_was_marked_see_counts_and_no_names(sample, auditors, asks, closed_case):
    sergeant = closed_case.posts["sergeant"]
    mark(sample, auditors[0], grade="inadequate", why=SECRET)
    page = text(asks(sergeant, f"{AUDITS}rounds/{sample.round_id}/"))
    assert "1 of 1 was inadequate" in page
    assert auditors[0].display_name not in page
    assert sample.reference not in page
    for path in (f"{AUDITS}cases/{sample.pk}/", f"{AUDITS}rounds/{sample.round_id}/cases/"):
        assert asks(sergeant, path).status_code == 403


def test_the_auditors_page_holds_the_case_and_the_questions(sample, auditors, asks):
    marking = actions.begin_marking(sample, by=auditors[0])
    page = text(asks(auditors[0], f"{AUDITS}markings/{marking.pk}/"))
    for words in (
        "Wellbeing confirmed",
        "Risk first graded",
        "child reported missing",
        "Was the first response as quick",
    ):
        assert words in page, words
    entry = Entry.objects.filter(event="missing.episode.read").latest("id")
    assert EntryPerson.objects.filter(entry=entry, person_id=sample.person_id).exists()


def test_an_auditor_with_a_part_in_the_case_is_told_why_not(sample, officer, client_for):
    peer = officer("sergeant")
    access.give_grant(peer, by=TEST, role="auditor", scope="force", reason="peer audit")
    page = client_for(peer, purpose="audit").get(f"{AUDITS}cases/{sample.pk}/").content.decode()
    assert "You are in the team that worked this case" in page
    assert "Mark this case" not in page
    client_for(peer, purpose="audit").post(f"{AUDITS}cases/{sample.pk}/begin/")
    assert not Marking.objects.exists()


# Drafts


def posted(marking, **told):
    given = {"version": marking.version, "grade": "", "why": "", "told": "", "is_still_at_risk": ""}
    return given | told


def test_a_draft_is_kept_as_it_is_typed_and_outlives_the_session(sample, auditors, client_for):
    marking = actions.begin_marking(sample, by=auditors[0])
    first = client_for(auditors[0], purpose="audit")
    answer = first.post(f"{AUDITS}markings/{marking.pk}/draft/", posted(marking, **{"risk-text": "Half a thou"}))
    assert "Draft kept" in text(answer)
    assert f'value="{Marking.objects.get().version}"' in text(answer)
    first.logout()
    page = client_for(auditors[0], purpose="audit").get(f"{AUDITS}markings/{marking.pk}/")
    assert "Half a thou" in text(page)


def test_whoever_signed_in_again_keeps_what_was_typed_before_saying_why(sample, auditors, client_for):
    marking = actions.begin_marking(sample, by=auditors[0])
    client = client_for(auditors[0])  # a session in which no purpose has been stated yet
    assert client.get(f"{AUDITS}markings/{marking.pk}/").url.startswith("/purpose/")
    client.post(f"{AUDITS}markings/{marking.pk}/", posted(marking, why="Typed before", keep="yes"))
    assert Marking.objects.get().why == "Typed before"


def test_what_was_kept_already_makes_no_entry_in_the_ledger(sample, auditors, client_for):
    marking = actions.begin_marking(sample, by=auditors[0])
    client, before = client_for(auditors[0], purpose="audit"), Entry.objects.count()
    client.post(f"{AUDITS}markings/{marking.pk}/draft/", posted(marking))
    assert Entry.objects.count() == before


def test_two_windows_lose_nothing(sample, auditors, client_for):
    marking = actions.begin_marking(sample, by=auditors[0])
    actions.save_draft(marking, by=auditors[0], answers={}, why="From one window")
    old = posted(marking, version=1, why="From the other")
    client = client_for(auditors[0], purpose="audit")
    assert "Not kept" in text(
        client.post(f"{AUDITS}markings/{marking.pk}/draft/", old | {"version": marking.version - 1})
    )
    page = text(client.post(f"{AUDITS}markings/{marking.pk}/", old | {"version": marking.version - 1, "keep": "yes"}))
    assert "From the other" in page
    assert "From one window" in page
    assert "What the other window kept" in page
    client.post(f"{AUDITS}markings/{marking.pk}/", old | {"version": Marking.objects.get().version, "keep": "yes"})
    assert Marking.objects.get().why == "From the other"


def test_without_javascript_a_button_keeps_the_draft(sample, auditors, client_for):
    marking = actions.begin_marking(sample, by=auditors[0])
    client = client_for(auditors[0], purpose="audit")
    answer = client.post(f"{AUDITS}markings/{marking.pk}/", posted(marking, why="So far", keep="yes"), follow=True)
    assert "The draft is kept" in text(answer)
    assert Marking.objects.get().why == "So far"


def test_handing_in_says_what_is_missing_and_keeps_every_word(sample, auditors, client_for):
    marking = actions.begin_marking(sample, by=auditors[0])
    client = client_for(auditors[0], purpose="audit")
    page = text(client.post(f"{AUDITS}markings/{marking.pk}/", posted(marking, why="So far", **{"hand-in": "yes"})))
    assert "Choose the grade of the case as a whole" in page
    assert "So far" in page
    told = whole(sample, grade="good")
    given = posted(Marking.objects.get(), grade="good", why="Prompt.", is_still_at_risk="no")
    given |= {f"{key}-answer": said["answer"] for key, said in told["answers"].items()} | {"hand-in": "yes"}
    client.post(f"{AUDITS}markings/{marking.pk}/", given)
    assert SampledCase.objects.get().grade == "good"
    again = client.post(f"{AUDITS}markings/{marking.pk}/", given)
    assert again.status_code == 302


def test_a_child_still_at_risk_is_before_the_lead_at_once(sample, auditors, lead, client_for):
    mark(sample, auditors[0], grade="inadequate", is_still_at_risk=True, told="Insp Lin")
    client = client_for(lead)
    home = text(client.get(AUDITS))
    assert "1 child found still at risk" in home
    raised = Marking.objects.get().safeguarding
    assert "Insp Lin" in text(client.get(f"{AUDITS}at-risk/{raised.pk}/"))
    duties = text(client.get("/"))
    assert f"{AUDITS}at-risk/{raised.pk}/" in duties


# Results


def test_a_round_says_counts_first_and_then_what_they_mean(closed_case, programme, drawn, auditors, asks, lead):
    for days in range(5, 15):
        closed_case(days)
    made = drawn(programme, size=10)
    for case in made.cases.order_by("order"):
        mark(case, auditors[0], grade="good" if case.order <= 4 else "inadequate")
    page = text(asks(lead, f"{AUDITS}rounds/{made.pk}/"))
    assert "4 of 10 were good: the true share is likely between 15% and 70%." in page
    assert "More cases were inadequate (6) than good (4)." in page
    listed = asks(lead, f"{AUDITS}rounds/{made.pk}/cases/?format=csv")
    lines = b"".join(listed.streaming_content).decode().splitlines()
    assert len(lines) == 11
    assert Entry.objects.latest("id").operation == "disclosure"


def test_an_unmarked_round_claims_nothing(sample, asks, lead):
    page = text(asks(lead, f"{AUDITS}rounds/{sample.round_id}/"))
    assert "No case has been marked yet, so nothing can be said" in page
    assert "0%" not in page.split("<main")[1]


def test_the_published_page_without_a_file_says_how_to_get_one(lead, asks):
    assert "plumbline import case-audits FILE" in text(asks(lead, f"{AUDITS}published/"))


@pytest.mark.parametrize("told", [{"size": "999"}, {"size": "x"}, {"reported_from": ""}, {"seed": "-1"}])
def test_rubbish_on_the_form_of_a_round_is_said_on_it(programme, lead, closed_case, client_for, told):
    closed_case()
    given = {"reported_from": "2026-01-01", "reported_to": "2026-01-31", "size": "1", "marking_due_on": "2099-01-01"}
    page = client_for(lead).post(f"{AUDITS}programmes/{programme.pk}/open/", given | told)
    assert page.status_code == 200
    assert "There is a problem" in text(page)


def test_headquarters_is_another_team(team):
    assert headquarters() != team
