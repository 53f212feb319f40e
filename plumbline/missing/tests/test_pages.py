"""Pages: drawn whole, for those who may see them; their forms carry out acts, and say in words what they refuse."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from plumbline.kernel import caserefs, clock
from plumbline.ledger.models import Entry, EntryPerson
from plumbline.missing import actions
from plumbline.missing.models import Enquiry, Episode, PreventionInterview, ReturnInterview, Review, RiskAssessment
from plumbline.missing.tests.conftest import ago, confirm, enquiry_on, locate, review_of
from plumbline.missing.urls import urlpatterns
from plumbline.people import actions as people
from plumbline.people.models import Person

NAMES = [pattern.name for pattern in urlpatterns]
POSTED = {"keep-view", "drop-view", "enquiry-start"}
LEADS_ON = {"reviewed", "review-next"}
NOT_OF_AN_EPISODE = {
    "list",
    "live",
    "report",
    "add-child",
    "keep-view",
    "drop-view",
    "plan",
    "plan-confirm",
    "plan-make",
}
# Pages of acts, with someone who may read the episode and not do this.
ACTS = {
    "report": "lead", "add-child": "lead", "answers": "lead", "allocate": "constable", "assess": "lead",
    "endorse": "sergeant", "sources": "lead", "enquiry-set": "handler", "enquiry-result": "handler",
    "enquiry-check": "constable", "enquiry-allocate": "handler", "enquiry-drop": "handler", "review": "constable",
    "information": "lead", "contact": "lead", "hypothesis": "handler", "hypothesis-settle": "handler", "philomena": "lead",
    "pnc": "handler", "ukmpu": "handler", "alert": "constable", "plan-confirm": "handler", "plan-make": "handler",
    "plan-open": "handler", "located": "lead", "lost-again": "lead", "wellbeing": "handler", "interview": "handler",
    "close": "constable", "reopen": "constable",
}  # fmt: skip


@pytest.fixture
def story(graded, force):
    """An episode with something of everything, and the number that each page's address takes."""
    plan = actions.make_plan(
        graded.person,
        by=force.coordinator,
        reason="Third time",
        review_due_at=clock.now() + timedelta(days=28),
        informs="Goes to <b>the park</b>",
        tasks=[{"kind": "address", "who_does": "Response", "what": "Knock at her sister's", "where": "12 Mill Lane"}],
    )
    actions.open_plan(graded, by=force.sergeant)
    enquiry = enquiry_on(graded, force.sergeant)
    done = actions.result_enquiry(
        enquiry_on(graded, force.sergeant, what="Ring round"), by=force.constable, outcome="lead", result="Seen"
    )
    review = review_of(graded, force.sergeant)
    actions.record_information(
        graded, by=force.handler, kind="sighting", says="<script>x</script>", told_by="Shop", happened_at=ago(hours=3)
    )
    actions.record_contact(graded, by=force.handler, kind="carer", with_whom="Dee", is_reached=True, happened_at=ago())
    guess = actions.make_hypothesis(graded, by=force.constable, supposes="At her father's")
    view = actions.keep_view(by=force.inspector, name="Mine", query="risk=high")
    numbers = {name: [graded.pk] for name in NAMES} | {
        "list": [], "live": [], "report": [], "add-child": [], "keep-view": [], "drop-view": [view.pk],
        "assessment": [graded.assessments.get().pk], "reviewed": [review.pk], "review-next": [review.pk],
        "hypothesis-settle": [guess.pk], "plan": [plan.pk], "plan-confirm": [plan.pk], "plan-make": [graded.person_id],
    }  # fmt: skip
    numbers |= {
        name: [enquiry.pk] for name in NAMES if name.startswith("enquiry") and name not in ("enquiry-set", "enquiries")
    }
    numbers["enquiry-check"] = [done.pk]
    return SimpleNamespace(
        episode=graded,
        plan=plan,
        enquiry=enquiry,
        done=done,
        address=lambda name: reverse(f"missing:{name}", args=numbers[name]),
    )


def whole(page) -> str:
    text = page.content.decode()
    assert page.status_code == 200, text[:2000]
    for broken in ("<c-", "{{", "{%"):
        assert broken not in text
    return text


def send(client, address, **said):
    """Fill the form in as a browser does: with the hidden marks that the page printed."""
    form = client.get(address).context["form"]
    marks = {name: str(form[name].value()) for name in ("version", "submission") if name in form.fields}
    return client.post(address, {name: str(form[name].value() or "") for name in form.fields} | marks | said)


def typed(moment) -> str:
    return f"{clock.local(moment):%Y-%m-%dT%H:%M}"


# Who sees what


def test_nobody_signed_in_is_sent_to_sign_in(story, client):
    for name in NAMES:
        page = client.get(story.address(name))
        assert page.status_code == 302, name
        assert page.url.startswith(reverse("access:sign-in")), name


@pytest.mark.parametrize("name", [name for name in NAMES if name not in POSTED | LEADS_ON])
def test_each_page_is_drawn_whole_for_an_inspector(story, force, client_for, name):
    text = whole(client_for(force.inspector).get(story.address(name)))
    assert "<script>x" not in text
    assert "<b>the park" not in text


def test_an_act_that_is_not_theirs_is_refused_in_words(story, force, client_for):
    clients = {who: client_for(getattr(force, who)) for who in set(ACTS.values())}
    for name, who in ACTS.items():
        page = clients[who].get(story.address(name))
        assert page.status_code == 403, name
        assert "Your role does not let you" in page.content.decode(), name


@pytest.mark.parametrize("who", ["administrator", "nobody"])
def test_who_reads_no_case_reads_none_here(story, force, client_for, who):
    client = client_for(getattr(force, who))
    for name in set(NAMES) - POSTED:
        assert client.get(story.address(name)).status_code == 403, name


def test_another_districts_episode_is_not_found(story, officer, elsewhere, client_for):
    client = client_for(officer("duty-inspector", scope="district", scope_id=elsewhere.district_id))
    for name in set(NAMES) - POSTED - NOT_OF_AN_EPISODE:
        page = client.get(story.address(name))
        assert page.status_code == 404, name
        assert "in your reach" in page.content.decode(), name


@pytest.mark.parametrize(
    "name", ["list", "live", "episode", "history", "assessment", "enquiries", "enquiry", "plan", "strategy"]
)
def test_who_must_say_why_is_asked_first(story, force, client_for, name):
    page = client_for(force.auditor).get(story.address(name))
    assert page.status_code == 302
    assert page.url.startswith(reverse("access:purpose"))
    whole(client_for(force.auditor, purpose="audit").get(story.address(name)))


def test_what_changes_something_is_not_done_by_looking(story, force, client_for):
    client = client_for(force.inspector)
    for name in POSTED:
        assert client.get(story.address(name)).status_code == 405, name


def test_every_page_read_names_the_child_in_the_ledger(story, force, client_for):
    client_for(force.sergeant).get(story.address("episode"))
    entry = Entry.objects.filter(event="missing.episode.read").latest("id")
    assert entry.case_id == story.episode.pk
    assert [named.person_id for named in EntryPerson.objects.filter(entry=entry)] == [story.episode.person_id]


@pytest.mark.parametrize("kind", ["episode", "enquiry", "review", "riskassessment", "triggerplan"])
def test_each_kind_of_record_has_a_page(story, force, client_for, kind):
    page = client_for(force.inspector).get(caserefs.CaseRef("missing", kind, 1).page())
    assert page.status_code in (200, 302, 404)


# The episode's page


def test_the_episodes_page_tells_the_story(story, force, client_for):
    text = whole(client_for(force.sergeant).get(story.address("episode")))
    for said in (
        "Ada Marsh", story.episode.reference, "High risk", "The risk assessment is out of date", "Knock at her sister&#x27;s",
        "Ring round", "spoke to Dee", "At her father&#x27;s", "Recorded late", "Trigger plan, version 1 opened", "Set an enquiry",
        "Child located", "Duties", "2 of 3 to do",
    ):  # fmt: skip
        assert said in text, said


def test_buttons_are_those_that_this_person_may_press(story, force, client_for):
    handler = whole(client_for(force.handler).get(story.address("episode")))
    assert "Record a sighting" in handler
    for not_theirs in ("/review/", "/close/", "/endorse/", "/enquiries/set/", "/allocate/"):
        assert f"/missing/{story.episode.pk}{not_theirs}" not in handler
    reader = whole(client_for(force.lead).get(story.address("episode")))
    assert f"/missing/{story.episode.pk}/assess/" not in reader.split("Duties")[0].split("What to do next")[-1]


def test_the_page_of_a_full_episode_asks_a_bounded_number_of_questions(
    story, force, client_for, django_assert_max_num_queries
):
    for number in range(6):
        enquiry_on(story.episode, force.sergeant, what=f"Enquiry {number}")
    client = client_for(force.sergeant)
    client.get(story.address("episode"))
    with django_assert_max_num_queries(24):
        client.get(story.address("episode"))


def test_the_episodes_page_tells_of_what_there_is_one_of(story, force, client_for, django_assert_max_num_queries):
    care = {"responsible_authority": "Northshire", "social_worker_name": "Jo Reed"}
    people.begin_care(story.episode.person, by=force.coordinator, started_on=clock.today(), **care)
    answers = [{"question": "concern", "answer": "yes", "explanation": "Texts", "source_person": "Dee"}]
    actions.answer_questions(story.episode, by=force.handler, answers=answers)
    locate(story.episode, force.constable)
    actions.request_return_interview(story.episode, by=force.coordinator, authority="Eastshire")
    client = client_for(force.sergeant)
    client.get(story.address("episode"))
    with django_assert_max_num_queries(24):
        text = whole(client.get(story.address("episode")))
    for said in ("Northshire", "Jo Reed", "Asked for: eastshire", ": Texts", "1 of 28", "Version 1", "Opened here"):
        assert said in text, said
    assert "Only informs" not in text
    assert "This child has none." not in text


def test_the_episodes_page_says_what_there_is_none_of(episode, force, client_for):
    text = whole(client_for(force.sergeant).get(reverse("missing:episode", args=[episode.pk])))
    for said in ("This child has none.", "Not graded.", "None set."):
        assert said in text, said
    for unsaid in ("Looked after by", "Return interview</", "Only informs"):
        assert unsaid not in text, unsaid


def test_the_childs_page_tells_of_being_missing(story, force, client_for):
    text = whole(client_for(force.sergeant).get(reverse("people:child", args=[story.episode.person_id])))
    for said in (
        "This child is missing now",
        "(incidents)",
        story.episode.reference,
        "Trigger plan",
        "1 directed task",
    ):
        assert said in text, said


# Reporting


def test_a_child_is_found_then_reported_then_asked_about(child, team, force, client_for):
    person, client = child(), client_for(force.handler)
    assert f"?child={person.pk}" in whole(client.get(reverse("missing:report"), {"q": "marsh"}))
    address = f"{reverse('missing:report')}?child={person.pk}"
    page = send(client, address, team=str(team.pk))
    made = Episode.objects.get()
    assert page.url == reverse("missing:answers", args=[made.pk])
    page = send(client, page.url, source_person="Dee", **{"answer-concern": "yes", "explanation-concern": "Texts"})
    assert page.url == reverse("missing:history", args=[made.pk])
    page = send(client, page.url)
    assert page.url == reverse("missing:assess", args=[made.pk])
    page = send(client, page.url, level="medium", rationale="Regular")
    assert page.url == reverse("missing:episode", args=[made.pk])
    assert made.assessments.get().stage == "call-taker"
    assert made.answers.get().source_person == "Dee"


def test_a_child_not_on_record_is_added_after_a_look_at_those_like_them(child, force, client_for):
    child()
    client = client_for(force.handler)
    alike = send(client, reverse("missing:add-child"), given_name="Ada", surname="Marsh")
    assert "Is it one of these?" in whole(alike)
    page = send(client, reverse("missing:add-child"), given_name="Ada", surname="Marsh", is_new="yes")
    assert page.url == f"{reverse('missing:report')}?child={Person.objects.latest('pk').pk}"


def test_a_child_missing_already_leads_to_the_episode(episode, team, force, client_for):
    address = f"{reverse('missing:report')}?child={episode.person_id}"
    client = client_for(force.handler)
    assert reverse("missing:information", args=[episode.pk]) in whole(client.get(address))
    text = whole(send(client, address, team=str(team.pk)))
    assert "already recorded as missing" in text
    assert "There is a problem" in text


def test_an_adult_is_led_elsewhere(child, force, client_for):
    address = f"{reverse('missing:report')}?child={child(estimated_birth_year=1980).pk}"
    assert "18 or over" in whole(client_for(force.handler).get(address))


def test_who_reports_a_child_not_yet_born_is_led_to_the_mother(child, force, client_for):
    mother = child(given_name="Rose", date_of_birth=None, estimated_birth_year=clock.today().year - 16)
    due = clock.today() + timedelta(days=9)
    unborn = child(given_name="", date_of_birth=None, is_unborn=True, mother=mother, expected_due_date=due)
    page = whole(client_for(force.handler).get(f"{reverse('missing:report')}?child={unborn.pk}"))
    assert "not born yet" in page
    assert f"{reverse('missing:report')}?child={mother.pk}" in page
    assert "Record as missing" not in page


def test_only_teams_in_reach_are_offered(child, elsewhere, force, client_for):
    address = f"{reverse('missing:report')}?child={child().pk}"
    assert "Southmere" not in whole(client_for(force.handler).get(address))


@pytest.mark.parametrize("chosen", ["0", "x", "99999999", "9" * 30, "-1", "²"])
def test_rubbish_in_place_of_a_child(team, force, client_for, chosen):
    assert client_for(force.handler).get(reverse("missing:report"), {"child": chosen}).status_code in (200, 404)


def test_no_grade_before_the_history(episode, force, client_for):
    page = client_for(force.handler).get(reverse("missing:assess", args=[episode.pk]))
    assert page.url == reverse("missing:history", args=[episode.pk])


# Forms: refused in words, nothing typed lost


def test_a_row_of_a_factor_begun_is_to_be_finished(story, force, client_for):
    said = {"level": "high", "rationale": "x", "factors-1-factor": "drugs", "factors-1-said": "Was drinking"}
    text = whole(send(client_for(force.sergeant), story.address("assess"), **said))
    assert "Enter who said so" in text
    assert "Was drinking" in text
    assert RiskAssessment.objects.count() == 1


def test_a_row_is_a_group_and_only_what_it_can_do_without_is_marked(story, force, client_for):
    text = whole(client_for(force.sergeant).get(story.address("assess")))
    assert text.count("A factor may be left empty.") == 1
    assert "What is it?</label>" in text
    assert "Who said so?</label>" in text
    assert "How can they be reached? (optional)</label>" in text
    assert text.count("</legend>") >= len(["the risk", *range(5)])


def test_a_sergeant_who_grades_below_medium_is_told_why_not(story, force, client_for):
    text = whole(send(client_for(force.sergeant), story.address("assess"), level="low", rationale="At her aunt's"))
    assert "Below it an inspector must say why" in text
    page = send(
        client_for(force.inspector),
        story.address("assess"),
        level="low",
        rationale="x",
        override_reason="With her aunt",
    )
    assert page.status_code == 302
    assert RiskAssessment.objects.latest("id").stage == "reviewing"


def test_the_review_counts_what_is_outstanding(story, force, client_for):
    text = whole(client_for(force.sergeant).get(story.address("review")))
    assert "results to be checked" in text
    assert "Force policy" in text
    yes = dict.fromkeys(
        ["risk_is_right", "quality_assured", "new_enquiries", "parameters_confirmed", "informant_updated"], "yes"
    )
    page = send(client_for(force.sergeant), story.address("review"), direction="Search", **yes)
    assert page.url == story.address("episode")
    assert Review.objects.latest("id").outstanding == 2


def test_a_review_that_finds_the_grade_wrong_leads_to_grading(story, force, client_for):
    said = dict.fromkeys(["quality_assured", "new_enquiries", "parameters_confirmed", "informant_updated"], "yes")
    page = send(client_for(force.sergeant), story.address("review"), direction="x", risk_is_right="no", **said)
    assert page.url == story.address("assess")


def test_dates_out_of_order_are_refused_in_words(story, force, client_for):
    said = {"located_at": typed(ago(days=2)), "located_where": "Park"}
    text = whole(send(client_for(force.constable), story.address("located"), **said))
    assert "before they were last seen" in text
    text = whole(
        send(
            client_for(force.constable),
            story.address("located"),
            **(said | {"located_at": typed(clock.now() + timedelta(hours=2))}),
        )
    )
    assert "must not be in the future" in text


def test_a_stale_form_is_refused_and_keeps_what_was_typed(story, force, client_for):
    client, address = client_for(force.constable), story.address("located")
    form = client.get(address).context["form"]
    actions.assess_risk(story.episode, by=force.inspector, stage="reviewing", level="medium", rationale="x")
    said = {"located_at": typed(clock.now()), "located_where": "Bus station", "version": form.seen}
    text = whole(client.post(address, said))
    assert "Someone else changed" in text
    assert "Bus station" in text


def test_a_second_click_leads_to_what_the_first_made(story, force, client_for):
    client, address = client_for(force.sergeant), story.address("enquiry-set")
    form = client.get(address).context["form"]
    said = {
        "kind": "phone",
        "what": "Ring her",
        "due_at": typed(clock.now() + timedelta(hours=1)),
        "submission": form["submission"].value(),
    }
    assert client.post(address, said).url == story.address("enquiries")
    assert client.post(address, said).url == story.address("episode")
    assert Enquiry.objects.filter(what="Ring her").count() == 1


# Enquiries


def test_the_work_list_shows_what_waits_and_one_click_does_it(story, force, client_for):
    text = whole(client_for(force.sergeant).get(story.address("enquiries")))
    assert "To do (2)" in text
    assert "Done, to be checked (1)" in text
    client = client_for(force.constable)
    assert client.post(story.address("enquiry-start"), {"version": story.enquiry.version}).status_code == 302
    page = send(client, story.address("enquiry-result"), outcome="nothing", result="Nobody in")
    assert page.url == story.address("enquiries")
    page = client_for(force.sergeant).post(story.address("enquiry-check"), {"version": story.done.version})
    assert page.status_code == 302
    assert Enquiry.objects.get(pk=story.done.pk).checked_by == force.sergeant


def test_a_child_found_leads_to_saying_where(story, force, client_for):
    page = send(client_for(force.constable), story.address("enquiry-result"), outcome="found", result="At her sister's")
    assert page.url == story.address("located")


def test_nobody_is_offered_to_check_their_own(story, force, client_for):
    own = actions.result_enquiry(
        enquiry_on(story.episode, force.sergeant), by=force.sergeant, outcome="nothing", result="x"
    )
    text = whole(client_for(force.sergeant).get(story.address("enquiries")))
    assert "someone else must check it" in text
    assert "Someone else must check it" in whole(
        send(client_for(force.sergeant), reverse("missing:enquiry-check", args=[own.pk]))
    )


def test_an_enquiry_is_given_and_dropped(story, force, client_for):
    send(client_for(force.sergeant), story.address("enquiry-allocate"), allocated_to=str(force.constable.pk))
    send(client_for(force.sergeant), story.address("enquiry-drop"), dropped_reason="Not needed")
    story.enquiry.refresh_from_db()
    assert (story.enquiry.allocated_to, story.enquiry.dropped_reason) == (force.constable, "Not needed")


# Plans


def test_a_plan_is_made_in_a_new_version_with_its_tasks_kept(story, force, client_for):
    page = send(client_for(force.coordinator), story.address("plan-make"), reason="Moved")
    text = whole(client_for(force.coordinator).get(page.url))
    assert "Trigger plan, version 2" in text
    assert "Knock at her sister&#x27;s" in text


def test_a_plan_that_directs_nobody_is_shown_as_such(episode, force, client_for):
    plan = actions.make_plan(
        episode.person, by=force.coordinator, reason="x", review_due_at=clock.now() + timedelta(days=9), informs="y"
    )
    for address in (reverse("missing:plan", args=[plan.pk]), reverse("missing:history", args=[episode.pk])):
        assert "This plan only informs" in whole(client_for(force.sergeant).get(address))
    assert "Only informs" in whole(client_for(force.sergeant).get(reverse("missing:episode", args=[episode.pk])))


# The child comes back


def test_from_located_to_closed_and_back(episode, force, client_for):
    def at(name):
        return reverse(f"missing:{name}", args=[episode.pk])

    client = client_for(force.sergeant)
    assert send(client, at("located"), located_where="Park").url == at("episode")
    text = whole(client.get(at("episode")))
    assert "Confirm wellbeing" in text
    assert send(client, at("lost-again"), says="Ran").url == at("episode")
    send(client, at("located"), located_where="Park")
    said = {"method": "face-to-face", "is_spoken_to": "yes", "words": "I was scared", "is_safe": "yes"}
    assert send(client, at("interview"), **said).url == at("episode")
    assert PreventionInterview.objects.get().voice.is_seen
    assert send(client, at("wellbeing"), condition="safe").url == at("episode")
    assert send(client, at("close"), closing_summary="Home").url == at("episode")
    assert "Reopen" in whole(client.get(at("episode")))
    assert send(client, at("reopen")).url == at("episode")


def test_an_interview_by_telephone_names_who_agreed(episode, force, client_for):
    locate(episode, force.constable)
    said = {"method": "phone", "is_spoken_to": "yes", "words": "Fine", "is_safe": "yes", "why_not_face_to_face": "Far"}
    address = reverse("missing:interview", args=[episode.pk])
    assert "Name the supervisor" in whole(send(client_for(force.constable), address, **said))
    assert send(client_for(force.constable), address, agreed_by=str(force.sergeant.pk), **said).status_code == 302
    assert PreventionInterview.objects.get().voice.is_seen is False


def test_what_stands_in_the_way_of_closing_is_shown_with_a_way_out(episode, force, client_for):
    enquiry = enquiry_on(episode, force.sergeant)
    confirm(locate(episode, force.constable), force.constable)
    text = whole(client_for(force.sergeant).get(reverse("missing:close", args=[episode.pk])))
    assert reverse("missing:enquiry-drop", args=[enquiry.pk]) in text


def test_the_return_interview_offers_what_comes_next(episode, force, client_for):
    locate(episode, force.constable)
    client, address = client_for(force.coordinator), reverse("missing:return-interview", args=[episode.pk])
    now = typed(clock.now())
    for said in (
        {"step": "ask", "authority": "Northshire"},
        {"step": "not-offered", "reason": "authority"},
        {"step": "offer", "offered_at": now},
        {"step": "refuse", "refused_at": now, "refused_reason": "No"},
        {"step": "accept", "accepted_at": now},
        {"step": "complete", "completed_at": now, "completed_with": "Barnardo's"},
        {"step": "receive", "learnt": "Goes to the park"},
        {"step": "feed-back"},
    ):
        page = client.post(address, said)
        assert page.status_code == 302, (said, page.context["stages"])
    assert ReturnInterview.objects.get().fed_back_by == force.coordinator
    assert not client.get(address).context["stages"]
    assert "Barnardo" in whole(client.get(address))


@pytest.mark.parametrize("said", [{"step": "receive", "learnt": "x"}, {"step": "nonsense"}, {}])
def test_a_stage_out_of_turn_changes_nothing(episode, force, client_for, said):
    locate(episode, force.constable)
    whole(client_for(force.coordinator).post(reverse("missing:return-interview", args=[episode.pk]), said))
    assert not ReturnInterview.objects.exists()


def test_who_only_reads_cannot_post_a_stage(episode, force, client_for):
    locate(episode, force.constable)
    page = client_for(force.lead).post(
        reverse("missing:return-interview", args=[episode.pk]), {"step": "ask", "authority": "x"}
    )
    assert page.status_code == 403


def test_a_strategy_meeting_is_asked_for_and_held(episode, force, client_for):
    client, address = client_for(force.coordinator), reverse("missing:strategy", args=[episode.pk])
    assert send(client, address).status_code == 302
    assert send(client, address, held_at=typed(clock.now()), attended="Social care", outcome="Plan").status_code == 302
    assert "Social care" in whole(client.get(address))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("philomena", {}),
        ("pnc", {"pnc_reference": "P1"}),
        ("ukmpu", {"ukmpu_reference": "U1"}),
        ("alert", {"is_asked_for": "no", "rationale": "Not abducted"}),
        ("information", {"kind": "sighting", "says": "Seen", "told_by": "Shop"}),
        ("contact", {"kind": "carer", "with_whom": "Dee", "is_reached": "yes"}),
        ("hypothesis", {"supposes": "At school"}),
        ("sources", {"is_done-pnc": "yes", "found-pnc": "Nothing", "is_done-pnd": "no", "found-pnd": "Down"}),
        ("endorse", {"endorsement_note": "Agreed"}),
    ],
)
def test_a_form_is_carried_out(graded, force, client_for, name, said):
    page = send(client_for(force.inspector), reverse(f"missing:{name}", args=[graded.pk]), **said)
    assert page.status_code == 302, page.context["form"].errors


def test_allocation_by_form(episode, force, client_for):
    address = reverse("missing:allocate", args=[episode.pk])
    page = send(client_for(force.sergeant), address, officer=str(force.constable.pk), supervisor=str(force.sergeant.pk))
    assert page.status_code == 302
    episode.refresh_from_db()
    assert episode.officer == force.constable
