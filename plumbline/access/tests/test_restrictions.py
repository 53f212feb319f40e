"""Restrictions, special access, break-glass and reviews: the acts, and the page by which a person breaks the glass."""

from datetime import timedelta
from functools import cache
from smtplib import SMTPException

import pytest

from plumbline.access import actions
from plumbline.access.access import closed_to, require_open, unrestricted
from plumbline.access.models import Grant, Notice, Restriction, SpecialAccess, User
from plumbline.access.queries import holders_of, notices_to, unreviewed_special_access
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor, system
from plumbline.kernel.errors import Invalid, Missing, Refused, Restricted
from plumbline.ledger.models import Entry, EntryPerson

TEST = system("test")
WHY = "Her carer is on the line and cannot find her."


@pytest.fixture
def someone(officer):
    """One person of each role, made when first named."""
    return cache(officer)


@pytest.fixture
def closed(someone, child):
    """A child whose records are restricted, and open to the response officer."""

    def make(*, is_told=True, person=None, **more):
        person = person or child()
        told = {"reason": "Related to an officer.", "review_on": clock.today() + timedelta(days=30)}
        told |= {"allow": [someone("response-officer")], "is_told": is_told} | more
        actions.restrict(person, by=someone("duty-inspector"), **told)
        return person

    return make


def fresh(user):
    return User.objects.get(pk=user.pk)


class TestRestricting:
    def test_it_closes_the_person_to_all_but_those_named(self, closed, someone):
        person = closed()
        assert closed_to(fresh(someone("sergeant"))) == {person.pk: True}
        assert closed_to(fresh(someone("response-officer"))) == {}

    def test_whoever_restricts_keeps_no_access_and_is_told(self, closed, someone):
        person = closed(is_told=False)
        assert closed_to(fresh(someone("duty-inspector"))) == {person.pk: True}
        assert closed_to(fresh(someone("sergeant"))) == {person.pk: False}

    def test_the_entry_names_the_person_and_what_came_with_it(self, closed):
        person = closed()
        entry = Entry.objects.get(event="access.restriction.set")
        assert EntryPerson.objects.filter(entry=entry, person_id=person.pk).exists()
        assert {change["record"].split("/")[1] for change in entry.changes} == {"restriction", "specialaccess"}

    def test_once_at_a_time(self, closed):
        person = closed()
        with pytest.raises(Invalid, match="restricted already"):
            closed(person=person)

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"reason": "police"}, "Say why"),
            ({"is_told": False, "allow": []}, "Nobody would know"),
            ({"days": 0}, "lie ahead"),
            ({"days": 400}, "within a year"),
        ],
    )
    def test_what_it_needs(self, closed, told, words):
        if "days" in told:
            told = {"review_on": clock.today() + timedelta(days=told["days"])}
        with pytest.raises(Invalid, match=words):
            closed(**told)
        assert not Restriction.objects.exists()

    def test_a_part_of_the_system_restricts_nobody(self, child):
        with pytest.raises(Invalid, match="a person"):
            actions.restrict(child(), by=TEST, reason=WHY, is_told=True, review_on=clock.today() + timedelta(days=9))

    def test_a_sergeant_may_not(self, child, someone):
        day = clock.today() + timedelta(days=9)
        with pytest.raises(Refused):
            actions.restrict(child(), by=someone("sergeant"), reason=WHY, is_told=True, review_on=day)

    def test_lifted_it_is_open_again_and_can_be_set_again(self, closed, someone):
        person = closed()
        restriction = Restriction.objects.get()
        actions.lift_restriction(restriction, by=someone("superintendent"))
        assert closed_to(fresh(someone("sergeant"))) == {}
        with pytest.raises(Invalid, match="lifted already"):
            actions.lift_restriction(restriction, by=someone("superintendent"))
        closed(person=person)


class TestCondition:
    def test_without_a_restriction_there_is_none(self, someone):
        assert not unrestricted(fresh(someone("sergeant")))

    def test_it_is_read_once_for_a_request(self, closed, someone, django_assert_num_queries):
        closed()
        user = fresh(someone("sergeant"))
        closed_to(user)
        with django_assert_num_queries(0):
            unrestricted(user)
            closed_to(user)

    def test_what_a_user_in_hand_was_told_does_not_outlive_a_change(self, closed, someone):
        user = fresh(someone("sergeant"))
        assert closed_to(user) == {}
        person = closed()
        assert person.pk in closed_to(user)

    def test_a_part_of_the_system_is_not_kept_out(self, closed):
        require_open(TEST, [closed().pk])

    def test_told_or_as_if_it_did_not_exist(self, closed, someone, child):
        actor = Actor("x", user=fresh(someone("sergeant")))
        told, untold = closed(), closed(person=child(given_name="Bea"), is_told=False)
        with pytest.raises(Restricted) as refusal:
            require_open(actor, [told.pk])
        assert refusal.value.person == told.pk
        with pytest.raises(Missing, match="no such"):
            require_open(actor, [untold.pk], "There is no such thing.")
        with pytest.raises(Missing):
            require_open(actor, [told.pk, untold.pk])


class TestSpecialAccess:
    def give(self, someone, person, to="sergeant", **more):
        told = {"person": person, "reason": WHY, "ends_at": clock.now() + timedelta(days=2)} | more
        return actions.give_special_access(someone(to), by=someone("protection-lead"), **told)

    def test_it_opens_until_it_ends(self, closed, someone):
        person = closed()
        self.give(someone, person)
        assert closed_to(fresh(someone("sergeant"))) == {}
        with clock.frozen(clock.now() + timedelta(days=2)):
            assert person.pk in closed_to(fresh(someone("sergeant")))

    def test_it_can_be_ended_at_once(self, closed, someone):
        person = closed()
        given = self.give(someone, person)
        actions.end_special_access(given, by=someone("duty-inspector"))
        assert person.pk in closed_to(fresh(someone("sergeant")))
        with pytest.raises(Invalid, match="ended already"):
            actions.end_special_access(given, by=someone("duty-inspector"))

    def test_it_gives_no_permission_that_the_role_has_not(self, closed, someone, client_for):
        person = closed()
        self.give(someone, person, to="administrator")
        assert client_for(someone("administrator")).get(f"/people/{person.pk}/").status_code == 404

    @pytest.mark.parametrize("days", [0, -1, 400])
    def test_it_has_an_end_that_can_be_seen(self, closed, someone, days):
        with pytest.raises(Invalid, match="ends on a day ahead"):
            self.give(someone, closed(), ends_at=clock.now() + timedelta(days=days))

    def test_only_where_something_is_restricted(self, someone, child):
        with pytest.raises(Invalid, match="not restricted"):
            self.give(someone, child())

    def test_a_sergeant_may_not_give_it(self, closed, someone):
        later = clock.now() + timedelta(days=1)
        with pytest.raises(Refused):
            actions.give_special_access(
                someone("response-officer"), by=someone("sergeant"), person=closed(), reason=WHY, ends_at=later
            )


class TestBreakGlass:
    def test_it_opens_for_hours_and_no_longer(self, closed, someone, settings):
        settings.BREAK_GLASS_HOURS = 3
        person = closed()
        actions.break_glass(person.pk, by=someone("sergeant"), reason=WHY)
        with clock.frozen(clock.now() + timedelta(hours=2, minutes=59)):
            assert closed_to(fresh(someone("sergeant"))) == {}
        with clock.frozen(clock.now() + timedelta(hours=3, seconds=1)):
            assert person.pk in closed_to(fresh(someone("sergeant")))

    def test_information_security_is_told_at_once(self, closed, someone, officer, client_for):
        watchers = {someone("information-security"), officer("information-security")}
        ended = officer("information-security")
        actions.end_grant(ended.grants.get(), by=TEST, on=ended.grants.get().starts_on)
        with clock.frozen(clock.now() + timedelta(days=1)):
            broken = actions.break_glass(closed(), by=someone("sergeant"), reason=WHY)
        assert {notice.user for notice in Notice.objects.all()} == watchers
        assert notices_to(someone("information-security")) == [broken]
        page = client_for(someone("information-security")).get("/").content.decode()
        assert "Glass broken" in page
        assert WHY in page
        assert "Ada" not in page
        assert "Glass broken" not in client_for(someone("superintendent")).get("/").content.decode()

    def test_it_is_first_on_the_list_of_what_is_to_be_reviewed(self, closed, someone):
        broken = actions.break_glass(closed(), by=someone("sergeant"), reason=WHY)
        assert unreviewed_special_access()[0] == broken
        assert unreviewed_special_access().count() == 2  # the response officer's too

    def test_an_e_mail_leaves_when_it_is_committed(
        self, closed, someone, settings, mailoutbox, django_capture_on_commit_callbacks
    ):
        settings.SECURITY_MAILBOX = ["security@northshire.example"]
        person = closed()
        with django_capture_on_commit_callbacks() as waiting:
            actions.break_glass(person, by=someone("sergeant"), reason=WHY)
        assert mailoutbox == []
        for send in waiting:
            send()
        (message,) = mailoutbox
        assert message.to == ["security@northshire.example"]
        assert someone("sergeant").display_name in message.body
        assert "Ada" not in message.body
        assert WHY not in message.body

    def test_a_mail_server_that_is_down_keeps_nobody_from_a_child(
        self, closed, someone, settings, monkeypatch, caplog, django_capture_on_commit_callbacks
    ):
        def down(*_args, **_more):
            raise SMTPException("no answer")

        settings.SECURITY_MAILBOX = ["security@northshire.example"]
        monkeypatch.setattr(actions, "send_mail", down)
        someone("information-security")
        with django_capture_on_commit_callbacks(execute=True):
            actions.break_glass(closed(), by=someone("sergeant"), reason=WHY)
        assert "could not be told by e-mail" in caplog.text
        assert Notice.objects.count() == 1

    def test_only_what_is_restricted_told_and_closed(self, closed, someone, child):
        open_one, untold = child(given_name="Bea"), closed(is_told=False)
        for person in (open_one.pk, untold.pk, 10**17):
            with pytest.raises(Missing):
                actions.break_glass(person, by=someone("sergeant"), reason=WHY)
        actions.break_glass(untold.pk, by=someone("superintendent"), reason=WHY)

    def test_not_by_every_role(self, closed, someone):
        with pytest.raises(Refused):
            actions.break_glass(closed(), by=someone("investigator"), reason=WHY)

    def test_a_reason_is_a_sentence(self, closed, someone):
        with pytest.raises(Invalid, match="in a sentence"):
            actions.break_glass(closed(), by=someone("sergeant"), reason="urgent   ")


class TestPage:
    def test_the_refusal_offers_it_and_leads_back(self, closed, someone, client_for):
        person, client = closed(), client_for(someone("call-handler"))
        refusal = client.get(f"/people/{person.pk}/")
        assert refusal.status_code == 403
        page = refusal.content.decode()
        assert "Break the glass" in page
        assert "Ada" not in page
        back = f"/people/{person.pk}/"
        answer = client.post(f"/break-glass/{person.pk}/", {"reason": WHY, "next": back})
        assert (answer.status_code, answer.url) == (302, back)
        assert "Ada" in client.get(back).content.decode()
        assert Entry.objects.get(event="access.glass.broken").actor_id == someone("call-handler").pk

    def test_a_second_click_leads_there_too(self, closed, someone, client_for):
        person, client = closed(), client_for(someone("call-handler"))
        for _ in range(2):
            answer = client.post(f"/break-glass/{person.pk}/", {"reason": WHY, "next": "/people/"})
            assert (answer.status_code, answer.url) == (302, "/people/")
        assert SpecialAccess.objects.filter(kind="break-glass").count() == 1

    def test_without_a_reason_nothing_opens_and_what_was_typed_stays(self, closed, someone, client_for):
        person, client = closed(), client_for(someone("call-handler"))
        page = client.post(f"/break-glass/{person.pk}/", {"reason": "now!", "next": "/people/"}).content.decode()
        assert "in a sentence" in page
        assert "now!" in page
        assert not SpecialAccess.objects.filter(kind="break-glass").exists()

    def test_whoever_may_not_is_told_whom_to_ask(self, closed, someone, client_for):
        person = closed()
        refusal = client_for(someone("investigator")).get(f"/people/{person.pk}/")
        assert refusal.status_code == 403
        assert b"Break the glass" not in refusal.content
        assert b"ask a duty inspector" in refusal.content

    def test_it_never_leads_out_of_the_house(self, closed, someone, client_for):
        person, client = closed(), client_for(someone("call-handler"))
        answer = client.post(f"/break-glass/{person.pk}/", {"reason": WHY, "next": "https://example.org/"})
        assert answer.url == "/"

    def test_one_that_is_not_told_has_no_page(self, closed, someone, client_for):
        person = closed(is_told=False)
        assert client_for(someone("sergeant")).get(f"/break-glass/{person.pk}/").status_code == 404


class TestReviews:
    def test_of_special_access(self, closed, someone):
        broken = actions.break_glass(closed(), by=someone("sergeant"), reason=WHY)
        watcher = someone("information-security")
        with pytest.raises(Invalid, match="Say why"):
            actions.review_special_access(broken, by=watcher, outcome="not-justified")
        with pytest.raises(Invalid, match="whether it was justified"):
            actions.review_special_access(broken, by=watcher, outcome="perhaps")
        actions.review_special_access(broken, by=watcher, outcome="not-justified", note="No child was missing.")
        assert notices_to(watcher) == []
        assert broken not in unreviewed_special_access()
        with pytest.raises(Invalid, match="reviewed already"):
            actions.review_special_access(broken, by=someone("protection-lead"), outcome="justified")

    def test_a_grant_that_is_no_longer_needed_ends_with_the_day(self, someone):
        grant = someone("sergeant").grants.get()
        actions.review_grant(grant, by=someone("information-security"), decision="end", note="Has moved.")
        assert Grant.objects.get(pk=grant.pk).ends_on == clock.today()

    def test_a_decision_is_one_of_the_list(self, someone):
        with pytest.raises(Invalid, match="not a valid choice"):
            actions.review_grant(someone("sergeant").grants.get(), by=someone("information-security"), decision="hm")

    def test_one_that_has_not_begun_is_the_administrators(self, someone, officer):
        user = officer(None)
        told = {"role": "sergeant", "scope": "force", "reason": "test"}
        later = actions.give_grant(user, by=TEST, starts_on=clock.today() + timedelta(days=3), **told)
        with pytest.raises(Invalid, match="not begun"):
            actions.review_grant(later, by=someone("information-security"), decision="end", note="Not needed any more.")


class TestRolesForATime:
    def give(self, user, days):
        end = None if days is None else clock.today() + timedelta(days=days)
        told = {"role": "inspector-of-constabulary", "scope": "force", "reason": "test"}
        return actions.give_grant(user, by=TEST, ends_on=end, **told)

    @pytest.mark.parametrize(("days", "words"), [(None, "name the last day"), (91, "at most 90 days")])
    def test_they_end(self, officer, days, words):
        with pytest.raises(Invalid, match=words):
            self.give(officer(None), days)

    def test_within_the_time_they_are_given(self, officer):
        assert self.give(officer(None), 90)

    def test_ending_one_does_not_lengthen_it(self, officer):
        grant = self.give(officer(None), 10)
        with pytest.raises(Invalid, match="give a new one"):
            actions.end_grant(grant, by=TEST, on=clock.today() + timedelta(days=60))

    def test_which_they_are(self):
        assert [key for key, role in ROLES.items() if role.most_days] == ["inspector-of-constabulary"]


def test_holders_are_those_of_today(someone, officer):
    assert holders_of("ledger.see") == []
    watcher = someone("information-security")
    assert holders_of("ledger.see") == [watcher]
    actions.close_account(someone("information-security"), by=TEST)
    assert holders_of("ledger.see") == []
