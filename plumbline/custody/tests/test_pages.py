"""Pages: drawn whole for those who may see them; the board, the decision tree, the certificate, the return and its file."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from plumbline.access import actions as access
from plumbline.custody import actions
from plumbline.custody.access import counted_for
from plumbline.custody.models import Detention
from plumbline.custody.queries import Quarter, detained_within, live_detentions, quarterly_return
from plumbline.custody.tests.conftest import ago, ask, certify, charge, refuse, transfer
from plumbline.custody.tests.test_states import leave
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.ledger.models import Entry

BOARD = "/custody/live/"


def said(response, status=200):
    text = response.content.decode()
    assert response.status_code == status, text[:800]
    return text


def test_the_board_says_what_a_sergeant_asks_at_once(detain, custody, client_for):
    plain, refused = detain(hours=2), detain(hours=5)
    asked = {"requested_at": ago(hours=1), "role": "parent", "name": "Rose", "bar": "none"}
    actions.ask_for_adult(plain, by=custody.sergeant, **asked)
    charge(refused, custody.sergeant)
    text = said(client_for(custody.sergeant).get(BOARD))
    assert "1 child is held after charge with neither transfer nor certificate" in text
    assert text.index(refused.reference) < text.index(plain.reference)
    for words in ("Waiting", "Not asked", "Held with neither", "2 children"):
        assert words in text
    entry = Entry.objects.order_by("-pk").first()
    assert set(entry.people.values_list("person_id", flat=True)) == {plain.person_id, refused.person_id}


def test_a_poll_announces_a_child_who_is_new_and_reads_the_rest_in_silence(detain, custody, client_for):
    first = detain()
    client, htmx = client_for(custody.sergeant), {"HX-Request": "true"}
    before = Entry.objects.count()
    again = client.get(f"{BOARD}?seen={first.pk}.rubbish", headers=htmx)
    assert "plumbline:announce" not in str(again.headers)
    assert Entry.objects.count() == before
    detain(hours=1)
    assert "New in custody" in str(client.get(f"{BOARD}?seen={first.pk}", headers=htmx).headers)


def test_a_restricted_child_stands_on_the_board_without_a_name(detention, custody, client_for):
    told = {"reason": "Kin of an officer of this force.", "is_told": True, "allow": [custody.inspector]}
    access.restrict(detention.person, by=custody.superintendent, review_on=clock.today() + timedelta(days=9), **told)
    client = client_for(custody.other)
    text = said(client.get(BOARD))
    assert "Restricted record" in text
    assert detention.person.surname not in text
    assert detention.person.surname not in said(client.get("/custody/"))
    figures = quarterly_return(counted_for(Actor(name="x", user=custody.other)), Quarter.of(clock.today()))
    assert figures[0].number == 1, "restricted children are counted"


def test_from_the_door_to_the_record(child, team, custody, client_for):
    """By the forms alone: find, authorise, and what then presses; refused words stand at their field, typed words stay."""
    ada = child(given_name="Ada", date_of_birth=date(clock.today().year - 14, 1, 1))
    client = client_for(custody.sergeant)
    assert "Ada" in said(client.get("/custody/authorise/?q=ada"))
    at = clock.local(ago(minutes=20)).strftime("%Y-%m-%dT%H:%M")
    typed = {"arrested_at": at, "arrived_at": at, "authorised_at": at, "offence": "Theft", "team": team.pk}
    typed |= {"necessity": "To find the bicycle.", "alternatives": " "}
    address = f"/custody/authorise/?child={ada.pk}"
    text = said(client.post(address, typed))
    assert "govuk-error-summary" in text
    assert "To find the bicycle." in text
    typed["alternatives"] = "A voluntary interview: he would sell it first."
    done = client.post(address, typed)
    made = Detention.objects.get(person=ada)
    assert done.url == reverse("custody:detention", args=[made.pk])
    page = said(client.get(done.url))
    for words in ("Tell whoever is responsible", "Ask for an appropriate adult", "No appropriate adult has been asked"):
        assert words in page
    assert "is in custody already" in said(client.get(address))
    assert "This child is in custody now" in said(client.get(f"/people/{ada.pk}/"))


def test_a_child_who_gives_no_name(custody, client_for):
    client = client_for(custody.sergeant)
    told = {"gender": "male", "estimated_birth_year": clock.today().year - 15, "has_no_name": "on"}
    assert client.post("/custody/authorise/child/", told).status_code == 302
    assert "there is a name above" in said(client.post("/custody/authorise/child/", told | {"surname": "Hill"})).lower()


def test_one_under_ten_and_one_of_eighteen_are_refused_in_words(child, team, custody, client_for):
    client = client_for(custody.sergeant)
    grown = child(date_of_birth=date(clock.today().year - 19, 1, 1))
    assert "holds no custody record of an adult" in said(client.get(f"/custody/authorise/?child={grown.pk}"))


def test_the_tree_after_charge_and_the_certificate(refused, custody, client_for):
    client, by = client_for(custody.sergeant), custody.sergeant
    tree = f"/custody/{refused.pk}/settle/"
    assert "Neither transferred nor certified" in said(client.get(tree))
    refuse(ask(refused, by), by)
    assert "Non-secure is never refused" in said(client.get(tree))
    refuse(ask(refused, by, "secure"), by)
    typed = {"ground": "", "explanation": "Eleven homes were rung.", "happened_at": ""}
    assert "Eleven homes were rung." in said(client.post(f"/custody/{refused.pk}/certify/", typed))
    certificate = certify(refused, by)
    page = said(client.get(f"/custody/certificates/{certificate.pk}/"))
    for words in (
        "Certificate of detention",
        refused.person.full_name,
        "Eleven homes were rung.",
        "no secure",
        "Bail refused",
    ):
        assert words.lower() in page.lower()
    assert f"/custody/certificates/{certificate.pk}/" in said(client.get(f"/custody/{refused.pk}/"))


def test_the_child_is_referred_from_the_page_and_the_page_says_so(detention, team, custody, client_for):
    client = client_for(custody.sergeant)
    page, step = f"/custody/{detention.pk}/", f"/custody/{detention.pk}/referral/"
    way = f"{reverse('referrals:make')}?from=custody.detention.{detention.pk}&amp;child={detention.person_id}"
    for text in (said(client.get(page)), said(client.get(step))):
        assert way in text
    told = {"concerns": ["offending"], "circumstances": "Arrested with two men.", "grade": "medium", "team": team.pk}
    client.post(way.replace("&amp;", "&"), told | {"ethnicity": "NK"})
    made = detention.referrals_made().get()
    text = said(client.get(page))
    assert made.reference in text
    assert step not in text, "nothing is left to be written down"


def test_exceptions_keep_whoever_left_with_neither(refused, custody, client_for):
    leave(refused, custody.sergeant, "court", safe_release="", neither_because="Nobody thought of it.")
    assert "Nobody thought of it." in said(client_for(custody.lead).get("/custody/exceptions/"))


class TestReturn:
    def figures(self, user, quarter):
        counted = quarterly_return(counted_for(Actor(name="x", user=user)), quarter)
        return {figure.key: figure.number for figure in counted}

    def test_it_counts_each_child_once_by_what_became_of_them(self, detain, custody, client_for):
        by = custody.sergeant
        for outcome in ("transferred", "certified", "neither", "bailed"):
            made = detain()
            charge(made, by, **({"bail": "granted", "ground": "", "reasons": ""} if outcome == "bailed" else {}))
            if outcome == "transferred":
                ask(made, by)
                transfer(made, by)
            if outcome == "certified":
                refuse(ask(made, by, "secure"), by)
                certify(made, by)
        quarter = Quarter.of(clock.local(ago(hours=2)).date())
        found = self.figures(custody.lead, quarter)
        wanted = {"charged": 4, "refused-bail": 3, "asked-secure": 1, "asked-secure-refused": 1, "asked-non-secure": 1}
        wanted |= {"transferred-non-secure": 1, "certified-no-secure": 1, "neither": 1, "refused-no-bed": 1}
        assert {key: found[key] for key in wanted} == wanted
        file = client_for(custody.lead).get(f"/custody/return/?quarter={quarter}&format=csv")
        rows = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
        assert {row["Measure"]: int(row["Number"]) for row in rows} == found
        assert {row["Quarter"] for row in rows} == {str(quarter)}

    @pytest.mark.parametrize("asked", ["", "2026-Q5", "nonsense", "٢٠٢٦-Q1", "2026-Q1'--"])
    def test_rubbish_gives_the_last_whole_quarter(self, custody, client_for, asked):
        before = Quarter.of(clock.today()).before
        assert before.words in said(client_for(custody.lead).get("/custody/return/", {"quarter": asked}))

    def test_a_quarter_runs_from_its_first_midnight_to_the_next(self):
        assert (Quarter(2026, 1).before, Quarter(2026, 4).after) == (Quarter(2025, 4), Quarter(2027, 1))
        assert (Quarter(2026, 3).first, Quarter(2026, 3).words) == (date(2026, 7, 1), "July to September 2026")


def test_what_the_briefing_asks(detain, custody):
    now = clock.now()
    here, gone = detain(hours=3), detain(hours=20)
    leave(gone, custody.sergeant, "bail", ended_at=ago(hours=10))
    assert list(live_detentions(now)) == [here]
    assert list(live_detentions(ago(hours=12))) == [gone]
    assert set(detained_within(24, now)) == {here, gone}
    assert set(detained_within(4, now)) == {here}
