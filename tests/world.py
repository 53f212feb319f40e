"""A small force in which every act of the missing room has been done once, and the acts beneath it with them.

`World().build()` tells one long night: children of Northfield go missing and come back. Each deed is done by the role whose
work it is, through the act and nothing else. Tests ask the world for a record by name (`world.enquiry`), or set `watch` to
see each act as it is carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.test import Client

from plumbline.access import actions as access
from plumbline.access import door
from plumbline.access.models import User
from plumbline.access.roles import ROLES
from plumbline.briefing import actions as briefing
from plumbline.custody import actions as custody
from plumbline.feeds import actions as feeds
from plumbline.feeds import cin
from plumbline.feeds.tests import returns
from plumbline.feeds.xmlfiles import Document
from plumbline.incidents import actions as incidents
from plumbline.inspections import actions as inspections
from plumbline.investigations import actions as investigations
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor, system
from plumbline.ledger.models import Entry
from plumbline.missing import actions as missing
from plumbline.oversight import actions as oversight
from plumbline.people import actions as people
from plumbline.powers import actions as powers
from plumbline.referrals import actions as referrals
from plumbline.referrals.models import AuthorityReferral
from plumbline.retention import actions as retention
from plumbline.retention.queries import falling_due, periods, questions
from plumbline.standards import actions as standards
from plumbline.standards.models import Duty
from plumbline.standards.standard import Standard
from plumbline.watch import actions as watch
from plumbline.watch.models import Message, Step
from plumbline.watch.queries.falling import Falling
from plumbline.workforce import actions as workforce
from plumbline.workforce.models import Rank

ADMIN = system("test world")
RANKS = {
    "response-officer": Rank.CONSTABLE,
    "sergeant": Rank.SERGEANT,
    "custody-sergeant": Rank.SERGEANT,
    "detective-supervisor": Rank.SERGEANT,
    "duty-inspector": Rank.INSPECTOR,
    "superintendent": Rank.SUPERINTENDENT,
    "protection-lead": Rank.CHIEF_SUPERINTENDENT,
    "chief-officer": Rank.ASSISTANT_CHIEF_CONSTABLE,
}
STRANGERS = ("auditor", "inspector-of-constabulary", "social-care-partner", "administrator")  # not posted as officers
Watch = Callable[[Callable[..., Any]], AbstractContextManager[Any]]


class World:
    """See the module. Users are called by their role; `south_…` hold the same role over the other district."""

    def __init__(self, watch: Watch | None = None, reason: str = "test") -> None:
        self.reason = reason
        self.watch: Watch = watch or (lambda _act: nullcontext())
        self.users: dict[str, User] = {}
        self.done: set[str] = set()
        self._named: dict[str, Any] = {}
        self._signed_in: dict[tuple[str, str], str] = {}

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_named"][name]
        except KeyError:
            raise AttributeError(f"the world has no {name}") from None

    def do(self, act: Callable[..., Any], *about: Any, by: Any, named: str = "", **told: Any) -> Any:
        """Carry out one act, under watch; keep what it returns under a name."""
        with self.watch(act):
            made = act(*about, by=self.users[by] if isinstance(by, str) else by, **told)
        self.done.add(act.spec.event)  # type: ignore[attr-defined]
        if named:
            self._named[named] = made
        return made

    def sign_in_everyone(self, purposes: Iterable[str]) -> None:
        """Once for all, each with each purpose: what a test does in a session is rolled back, and the session stands. It counts
        as touched for a while to come, so that no page has to write that down."""
        for role in self.users:
            for purpose in ("", *purposes):
                client = self.client(role, purpose)
                session = client.session
                session[door.SEEN] = int((clock.now() + timedelta(minutes=30)).timestamp())
                session.save()
                self._signed_in[role, purpose] = client.cookies[settings.SESSION_COOKIE_NAME].value

    def client(self, role: str, purpose: str = "") -> Client:
        """A browser in which that user is signed in."""
        client = Client()
        if key := self._signed_in.get((role, purpose)):
            client.cookies[settings.SESSION_COOKIE_NAME] = key
            return client
        client.force_login(self.users[role])
        if purpose:
            session = client.session
            session["purpose"] = purpose
            session.save()
        return client

    def actor(self, role: str, **more: Any) -> Actor:
        return Actor(name=role, user=self.users[role], **more)

    def build(self) -> World:
        now = clock.now()
        with clock.frozen(now - timedelta(days=3)):
            self.set_up_the_force()
            self.know_the_children()
            self.restrict_kim()
        with clock.frozen(now - timedelta(days=2)):
            self.plan_ahead()
        with clock.frozen(now - timedelta(hours=30)):
            self.lose_ben()
        with clock.frozen(now - timedelta(hours=20)):
            self.find_ben(now - timedelta(hours=20))
        with clock.frozen(now - timedelta(hours=3)):
            self.lose_ada(now - timedelta(hours=3))
        with clock.frozen(now - timedelta(hours=2)):
            self.look_for_ada(now - timedelta(hours=2))
        with clock.frozen(now - timedelta(minutes=40)):
            self.watch_over_ada(now - timedelta(minutes=40))
        with clock.frozen(now - timedelta(minutes=10)):
            self.answer_inspectors()
        with clock.frozen(now - timedelta(minutes=30)):
            self.audit_ben()
        with clock.frozen(now - timedelta(minutes=15)):
            self.move_limits()
        with clock.frozen(now - timedelta(minutes=10)):
            self.oversee()
        self.protect_children(now)
        self.combine_records()
        self.keep_or_dispose(now)
        self.briefing_world(now)
        self.incidents_world(now)
        self.investigate(now)
        self.watch_world(now)
        self.custody_world(now)
        self.refer(now)
        return self

    # -- referrals -------------------------------------------------------------------------------------------------------

    def refer(self, now: Any) -> None:
        """Gia is referred from her episode, her brother by one in training, and what the partner says comes back."""
        with clock.frozen(now - timedelta(hours=50)):
            self._form_the_unit()
            self._admit_partners()
        with clock.frozen(now - timedelta(hours=40)):
            self._refer_ben()
            self._decide_in_training()
        with clock.frozen(now - timedelta(hours=30)):
            self._share_ben()
        with clock.frozen(now - timedelta(hours=20)):
            self._meet_about_ben()
        with clock.frozen(now - timedelta(hours=10)):
            self._domestic_abuse()
        with clock.frozen(now - timedelta(minutes=5)):
            self._leave_open()
            self._census()

    def _census(self) -> None:
        """An authority's return tells of a child, and the next one tells more."""
        open_case = [returns.section47("2024-02-12"), returns.assessment("2024-02-06"), returns.plan("2024-03-01")]
        self._take_in(returns.message(returns.child("A1", returns.referral("2024-02-05", *open_case))))
        more = [
            returns.section47("2024-02-12", DateOfInitialCPC="2024-02-29", ICPCnotRequired="false"),
            returns.assessment("2024-02-06", AssessmentAuthorisationDate="2024-04-02"),
            returns.plan("2024-03-01", CPPendDate="2024-11-01", InitialCategoryOfAbuse="NEG"),
        ]
        ended = {"CINclosureDate": "2024-12-01", "ReasonForClosure": "RC7"}
        later = returns.child("A1", returns.referral("2024-02-05", *more, **ended), PersonBirthDate="2014-05-07")
        self._take_in(returns.message(later, until="2025-03-31"))
        self._named["authority_referral"] = found = AuthorityReferral.objects.select_related("person").get()
        named = {"given_name": "Orla", "surname": "Pemberton"}  # the return has no names; someone asked the authority
        self.do(people.amend_person, found.person, by="referral-supervisor", **named)
        self._named["authority_enquiry"], self._named["authority_assessment"] = (
            found.enquiries.get(),
            found.assessments.get(),
        )

    def _take_in(self, text: str) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "return.xml"
            path.write_text(text)
            plan = cin.Reading(Document(path, cin.LAYOUT), "").plan()
        self.do(feeds.take_in_children_in_need, plan, by=system("import cin"))

    def _form_the_unit(self) -> None:
        """Two work alone; of the others each is one step further than the one before. One came, worked alone and left."""
        for name in ("starter", "schooled", "passing", "ready"):
            self._officer(name, "referral-trainee", self.north, self.team)
        way = {"referral-supervisor": 5, "referral-practitioner": 5, "starter": 1, "schooled": 2, "referral-trainee": 3}
        for name, steps in {**way, "ready": 4, "passing": 5}.items():
            beside = "referral-practitioner" if name == "referral-supervisor" else "referral-supervisor"
            self._goes_to(name, steps, beside)
        withdrawn = {"mentor": self.users["referral-practitioner"]}
        self.do(referrals.withdraw_approval, self.in_unit_passing, by="protection-lead", **withdrawn)
        self.do(referrals.leave_unit, self.in_unit_passing, by="protection-lead", left_because="Went to another force.")
        self._work_beyond_hours()

    def _work_beyond_hours(self) -> None:
        """On one day one of the unit stays on; for another it is recorded by mistake."""
        chief, told = {"by": "referral-supervisor"}, {"worked_on": clock.today(), "reason": "peak"}
        self.do(referrals.record_overtime, self.in_unit_ready, **chief, named="overtime", hours=Decimal(2), **told)
        more = {"hours": Decimal("2.5"), "reason": "other", "reason_words": "The morning meeting was held late."}
        self.do(referrals.correct_overtime, self.overtime, **chief, **more)
        wrong = self.do(referrals.record_overtime, self.in_unit_schooled, **chief, hours=Decimal(8), **told)
        self.do(referrals.remove_overtime, wrong, **chief, removed_because="It was her own shift.")

    def _goes_to(self, name: str, steps: int, beside: str) -> None:
        """So many steps of the way, the first of which is to come to the unit."""
        lead, now, shown = {"by": "protection-lead"}, clock.now(), "Ten referrals read together."
        told = {"user": self.users[name], "team": self.team, "began_at": now}
        one = self.do(referrals.begin_practice, **lead, named=f"in_unit_{name.replace('-', '_')}", **told)
        if steps > 1:
            self.do(referrals.record_training, one, **lead, trained_at=now, training="Four days")
        if steps > 2:
            self.do(referrals.give_mentor, one, **lead, mentor=self.users[beside])
        if steps > 3:
            self.do(referrals.find_competent, one, **lead, competent_at=now, competence=shown)
        if steps > 4:
            self.do(referrals.approve, one, **lead, tasks=["decide", "sign_off", "share"])

    def _admit_partners(self) -> None:
        chief = {"by": "referral-supervisor"}
        care = {"kind": "social-care", "name": "Northshire social care"}
        self.do(referrals.add_recipient, **chief, named="recipient", **care)
        self.do(referrals.add_recipient, **chief, named="other_recipient", kind="health", name="Health trust")
        partner = self.users["social-care-partner"]
        self.do(referrals.admit_partner, self.recipient, **chief, named="partner", user=partner)
        self._officer("other-partner", "social-care-partner", self.north, self.team)
        self._officer("past-partner", "social-care-partner", self.north, self.team)
        other = {"user": self.users["other-partner"]}
        self.do(referrals.admit_partner, self.other_recipient, **chief, named="other_partner", **other)
        past = self.do(referrals.admit_partner, self.recipient, **chief, user=self.users["past-partner"])
        self.do(referrals.end_partner, past, **chief)

    def _refer_ben(self) -> None:
        told = {"team": self.team, "grade": "high", "concerns": ["neglect", "domestic"]}
        told |= {"circumstances": "Cold house, nothing to eat.", "origin": self.returned.ref()}
        told["voice"] = {"is_seen": True, "is_spoken_to": True, "words": "I was cold."}
        told |= {"home_authority": "Southshire", "host_authority": "Northshire"}
        self.do(referrals.make_referral, self.ben, by="response-officer", named="referral", **told)
        more = {"education": "school", "school": "Northfield School", "ethnicity": "W1", "responsibility": "His mother"}
        self.do(referrals.complete_referral, self.referral, by="response-officer", **more)

    def _decide_in_training(self) -> None:
        judged = {"verdict": "refer", "threshold": "protection", "grade": "high", "rationale": "Third time cold."}
        trainee, agreed = {"by": "referral-trainee"}, {"by": "referral-practitioner"}
        back = self.do(referrals.decide, self.referral, **trainee, named="sent_back", **judged)
        self.do(referrals.send_back, back, **agreed, note="What of the neighbours?")
        self.referral.refresh_from_db()
        decision = self.do(referrals.decide, self.referral, **trainee, named="decision", **judged)
        self.do(referrals.sign_off, decision, **agreed, note="I agree.")
        self.referral.refresh_from_db()

    def _share_ben(self) -> None:
        hub = {"by": "referral-practitioner"}
        sent = {"recipient": self.recipient, "way": "account", "content": "Ben Marsh. Cold house, nothing to eat."}
        self.do(referrals.share, self.referral, **hub, named="sharing", **sent)
        self.do(referrals.acknowledge, self.sharing, by="social-care-partner")
        self.do(referrals.answer, self.sharing, by="social-care-partner", named="answer", outcome="in-need")
        told = {"recipient": self.other_recipient, "way": "telephone", "content": "Ben Marsh. Cold house."}
        self.do(referrals.share, self.referral, **hub, named="told_health", **told)
        self.do(referrals.record_acknowledgement, self.told_health, **hub, acknowledged_name="Nurse Low")
        self.do(referrals.record_answer, self.told_health, **hub, outcome="known", answered_name="Nurse Low")

    def _meet_about_ben(self) -> None:
        hub, now = {"by": "referral-supervisor"}, clock.now()
        self.do(referrals.request_strategy, self.referral, **hub, named="held_strategy", is_immediate=True)
        held = {"held_at": now, "means": "telephone", "decisions": "Enquiries begin.", "needs_conference": True}
        self.do(referrals.hold_strategy, self.held_strategy, **hub, **held, police_took_part=True)
        plan = {"held_at": now, "decisions": "A plan.", "is_plan_made": True, "category": "neglect"}
        self.do(referrals.hold_conference, self.held_strategy, **hub, named="conference", **plan)
        told = {"informed_at": now, "informed_name": "The duty worker"}
        self.do(referrals.inform_home, self.referral, **hub, named="acceptance", **told)
        writing = {"accepted_at": now, "accepted_name": "A team manager", "accepted_writing": "E-mail of today"}
        self.do(referrals.accept_home, self.acceptance, **hub, **writing)
        self.do(referrals.raise_disagreement, self.referral, **hub, named="first_stage", about="No plan was offered.")
        next_up = {"named": "settled_stage", "result": "The practitioners do not agree."}
        self.do(referrals.escalate_disagreement, self.first_stage, **hub, **next_up)
        self.do(referrals.settle_disagreement, self.settled_stage, **hub, result="A plan is offered.")
        self.do(referrals.close_referral, self.referral, **hub, note="Social care has it.")
        self.do(referrals.reopen_referral, self.referral, **hub)

    def _domestic_abuse(self) -> None:
        chief, hub, now, today = (
            {"by": "referral-supervisor"},
            {"by": "referral-practitioner"},
            clock.now(),
            clock.today(),
        )
        self.do(referrals.add_calendar, **chief, named="calendar", name="Northshire schools")
        term = {"starts_on": today - timedelta(days=20), "ends_on": today + timedelta(days=60)}
        self.do(referrals.add_term, self.calendar, **chief, named="term", **term)
        wrong = {"starts_on": today + timedelta(days=70), "ends_on": today + timedelta(days=90)}
        self.do(referrals.remove_term, self.do(referrals.add_term, self.calendar, **chief, **wrong), **chief)
        school = {"kind": "school", "name": "Northfield School", "calendar": self.calendar, "contact_name": "Mrs Reed"}
        self.do(referrals.add_setting, **chief, named="school", **school)
        ben, ada, cat = {"person": self.ben, "setting": self.school}, {"person": self.ada}, {"person": self.cat}
        told = {"team": self.team, "happened_at": now, "circumstances": "Shouting, a broken door.", "level": "high"}
        told |= {"ticks": 9, "level_reason": "It gets worse each week."}
        record = {"named": "domestic", "children": [ben, ada, cat | {"setting": self.school}]}
        self.do(referrals.record_domestic_abuse, self.ben, by="response-officer", **record, **told)
        self._named["victim"], self._named["unplaced"], self._named["placed"] = self.domestic.victims.order_by("pk")
        self.do(referrals.place_victim, self.unplaced, by="response-officer", setting=self.school)
        said = {"way": "telephone", "told_to": "Mrs Reed", "content": "Ben Marsh. Shouting, a broken door."}
        first = self.do(referrals.notify, self.victim, **hub, **said)
        self.do(referrals.fail_notification, first, **hub, reason="Nobody answered.")
        self.do(referrals.notify, self.victim, **hub, named="notification", **said)
        why = {"case": self.placed.ref(), "reason": "Was with her aunt, and social care knows."}
        self.do(referrals.not_refer, self.cat, by="response-officer", named="not_referred", **why)

    def _leave_open(self) -> None:
        """What the pages of the room are tried on: one that waits, one to sign off, one shared, one closed."""
        told = {
            "team": self.team,
            "by": "response-officer",
            "concerns": ["neglect"],
            "circumstances": "Alone at night.",
            "home_authority": "Southshire",
            "host_authority": "Northshire",
        }
        hub, judged = (
            {"by": "referral-practitioner"},
            {"threshold": "in-need", "grade": "medium", "rationale": "Alone."},
        )
        self.do(people.relate, self.cat, by="sergeant", other=self.mother, kind="mother")  # so that Ada lives with her
        for name, child in (
            ("waiting", self.ada),
            ("to_sign", self.cat),
            ("shared", self.cat),
            ("shut_referral", self.cat),
        ):
            self.do(referrals.make_referral, child, named=name, grade="low", **told)
        self.do(referrals.decide, self.to_sign, by="referral-trainee", named="unsigned", verdict="refer", **judged)
        self.do(referrals.decide, self.shared, **hub, named="signed", verdict="refer", **judged)
        sent = {"recipient": self.recipient, "way": "account", "content": "Cat Marsh. Alone at night."}
        self.do(referrals.share, self.shared, **hub, named="unanswered", **sent)
        self.do(referrals.request_strategy, self.shared, **hub, named="strategy", is_immediate=False)
        told = {"informed_at": clock.now(), "informed_name": "The duty worker"}
        self.do(referrals.inform_home, self.shared, **hub, named="informed", **told)
        self.do(referrals.raise_disagreement, self.shared, **hub, named="disagreement", about="They see no need.")
        self.do(referrals.request_strategy, self.to_sign, **hub, named="to_confer", is_immediate=False)
        held = {"held_at": clock.now(), "means": "video", "decisions": "A conference.", "needs_conference": True}
        self.do(referrals.hold_strategy, self.to_confer, **hub, **held)
        kept = judged | {"threshold": "universal"}
        self.do(referrals.decide, self.shut_referral, **hub, verdict="not-shared", **kept)
        self.do(referrals.close_referral, self.shut_referral, **hub, note="Nothing in it.")
        self.do(referrals.read_pattern, self.shut_referral, **hub, note="A mother who works nights.")

    # -- watch ---------------------------------------------------------------------------------------------------------

    def watch_world(self, now: Any) -> None:
        """What is overdue of Ada is told; one message is answered alone, those of another together, one is settled."""
        due = Duty.objects.filter(person_id=self.ada.pk, done_at=None, unknown="", is_waived=False, due_at__lt=now)
        found = [Falling(duty, Step.SUPERINTENDENT) for duty in due.order_by("pk")]
        self.do(watch.tell, found[:1], by=system("watch"))
        self._named["message"] = Message.objects.order_by("pk").last()
        assert self.message is not None
        self.do(watch.acknowledge, self.message, by=self.users["superintendent"])
        self.do(watch.tell, [Falling(each.duty, Step.INSPECTOR) for each in found[:1]], by=system("watch"))
        self.do(watch.settle, [Message.objects.order_by("-pk").values_list("pk", flat=True)[0]], by=system("watch"))
        self.do(watch.tell, found[1:], by=system("watch"))
        self.do(watch.acknowledge_all, by="superintendent", until=2**62)
        self.do(watch.tell, [Falling(each.duty, Step.INSPECTOR) for each in found[1:]], by=system("watch"))

    # -- who may see what, and who saw what ----------------------------------------------------------------------------

    def oversee(self) -> None:
        self._named["account"], self._named["unposted"] = self.users["response-officer"], self.users["auditor"]
        self._named["held_grant"], self._named["overseen"] = self.account.grants.get(), self.ada
        self._named["glass"], self._named["judged"] = self.not_reviewed, self.broken
        chief = {"by": "superintendent"}
        other = self.users["other_sergeant"].grants.get()
        self.do(access.review_grant, other, **chief, decision="end", note="Moved away to another force.")
        self.do(access.restore_grant, other, **chief, ends_on=None)
        watcher = {"by": "information-security"}
        self.do(oversight.list_in_news, **watcher, named="listing", person=self.ada.pk, reason="In the local paper.")
        old = self.do(oversight.list_in_news, **watcher, person=self.ben.pk, reason="Court case.")
        self.do(oversight.end_listing, old, **watcher)
        seen = {"rule": "own-name", "about": f"person/{self.ada.pk}", "person": self.ada.pk, "last_at": clock.now()}
        came = {"officer": self.account, "outcome": "explained", "note": "Sent there by the control room."}
        self.do(oversight.look_into, **watcher, named="look", **seen, **came)
        self._named["told"] = Entry.objects.order_by("pk").last()

    # -- the force -------------------------------------------------------------------------------------------------

    def set_up_the_force(self) -> None:
        self.do(workforce.open_district, by=ADMIN, named="north", code="N", name="Northfield")
        self.do(workforce.open_district, by=ADMIN, named="south", code="S", name="Southmoor")
        self.do(workforce.open_team, self.north, by=ADMIN, named="team", code="NR1", name="Response 1", kind="response")
        self.do(workforce.open_team, self.north, by=ADMIN, named="unit", code="NM1", name="Missing", kind="missing")
        self.do(
            workforce.open_team,
            self.south,
            by=ADMIN,
            named="south_team",
            code="SR1",
            name="Response 2",
            kind="response",
        )
        for role in ROLES:
            # Who settles what auditors differ on is not in the team whose cases are audited.
            self._officer(role, role, self.north, self.unit if role == "protection-lead" else self.team)
            self._officer(f"south_{role}", role, self.south, self.south_team)
        self._officer("other_sergeant", "sergeant", self.north, self.team)
        self._officer("other_auditor", "auditor", self.north, self.team)
        self._officer("nobody", None, self.north, self.team)
        self._out_of_time()
        leaver = self._officer("leaver", "sergeant", self.north, self.team)
        self.do(workforce.name_supervisor, leaver, by=ADMIN, supervisor=self.sergeant_post)
        self.do(workforce.move_officer, leaver, by=ADMIN, named="move", team=self.unit, reason="Covers absence.")
        grant = self.users["leaver"].grants.get()
        self.do(access.end_grant, grant, by=ADMIN, named="grant", on=clock.today())
        self.do(workforce.retire_officer, leaver, by=ADMIN, on=clock.today())
        self.do(access.close_account, self.users["leaver"], by=ADMIN)
        self._look_after_an_account()

    def _look_after_an_account(self) -> None:
        self._officer("mover", None, self.north, self.team)
        user, place = self.users["mover"], {"scope": "team", "scope_id": self.team.pk}
        self.do(access.give_grant, user, by=ADMIN, role="response-officer", reason="test", **place)
        moved = {"from_team": self.team.pk, "to_team": self.unit.pk, "on": clock.today()}
        self.do(access.carry_grants, user, by=ADMIN, **moved)
        self.do(access.end_grants, user, by=ADMIN, on=clock.today())
        self.do(access.set_password, user, by=ADMIN, password="river candle otter nine")
        self.do(access.remove_factors, user, by=ADMIN)
        self.do(access.sign_out_everywhere, user, by=ADMIN)

    def _out_of_time(self) -> None:
        """Whose grant ended yesterday, and whose begins tomorrow (as of the day on which the world is asked)."""
        today = clock.today() + timedelta(days=3)  # the force was set up three days before that
        times = {"lapsed": {"ends_on": today - timedelta(days=1)}, "early": {"starts_on": today + timedelta(days=1)}}
        for name, time in times.items():
            self._officer(name, None, self.north, self.team)
            told = {"role": "superintendent", "scope": "force", "reason": "test"}
            self.do(access.give_grant, self.users[name], by=ADMIN, **told, **time)

    def _officer(self, name: str, role: str | None, district: Any, team: Any) -> Any:
        rank = RANKS.get(role or "", Rank.POLICE_STAFF)
        shown = f"{rank.short} {name.replace('_', ' ').replace('-', ' ').title()}".strip()
        user = self.users[name] = self.do(access.open_account, by=ADMIN, username=name, display_name=shown)
        if role:
            place = {"scope": "district", "scope_id": district.pk}
            most = ROLES[role].most_days
            until = clock.today() + timedelta(days=most) if most else None
            self.do(access.give_grant, user, by=ADMIN, role=role, reason=self.reason, ends_on=until, **place)
        if role in STRANGERS:
            return None
        told = {"user": user, "rank": rank, "collar_number": str(100 + len(self.users))}
        return self.do(workforce.post_officer, team, by=ADMIN, named=f"{name.replace('-', '_')}_post", **told)

    # -- the children ----------------------------------------------------------------------------------------------

    def know_the_children(self) -> None:
        year = clock.today().year
        add = {"by": "call-handler", "surname": "Marsh"}
        self.do(
            people.add_person, **add, named="mother", given_name="Rose", gender="female", estimated_birth_year=year - 35
        )
        self.do(
            people.add_person,
            **add,
            named="ada",
            given_name="Ada",
            gender="female",
            date_of_birth=date(year - 13, 2, 3),
        )
        self.do(
            people.add_person, **add, named="ben", given_name="Ben", gender="male", date_of_birth=date(year - 15, 5, 6)
        )
        self.do(
            people.add_person, **add, named="cat", given_name="Cat", gender="female", date_of_birth=date(year - 9, 8, 7)
        )
        self.do(people.amend_person, self.ada, by="call-handler", known_as="Addie")
        due = clock.today() + timedelta(days=60)
        unborn = {"given_name": "", "mother": self.mother, "expected_due_date": due, "is_unborn": True}
        self.do(people.add_person, **add | unborn, named="unborn")
        self.do(people.add_person, **add | unborn, named="born")
        self.do(people.record_birth, self.born, by="call-handler", date_of_birth=clock.today(), given_name="Dot")
        self.do(people.add_alias, self.ada, by="sergeant", named="alias", kind="nickname", given_name="Addie")
        home = {"kind": "home", "lines": "1 High Street", "postcode": "ZZ9 9ZZ"}
        self.do(people.add_address, self.ada, by="sergeant", named="address", **home)
        self.do(people.add_address, self.ada, by="sergeant", **home | {"lines": "3 Mill Lane"})
        self.do(people.relate, self.ada, by="sergeant", named="relationship", other=self.mother, kind="mother")
        self.do(people.relate, self.ada, by="sergeant", named="friendship", other=self.ben, kind="friend")
        self.do(people.end_relationship, self.friendship, by="sergeant")
        self._care_and_mark()
        self.do(people.add_people, by=ADMIN, people=[type(self.ada)(given_name="Eve", surname="Hill")])

    def restrict_kim(self) -> None:
        """Kim's records are restricted, and others are told; Lou's were, and are no longer."""
        users, later = self.users, clock.now() + timedelta(days=10)
        add = {"by": "call-handler", "gender": "female", "estimated_birth_year": clock.today().year - 12}
        self.do(people.add_person, **add, named="kim", given_name="Kim", surname="Stone")
        self.do(people.add_person, **add, named="lou", given_name="Lou", surname="Stone")
        why = {"reason": "Related to an officer of this force.", "review_on": clock.today() + timedelta(days=90)}
        told = {"by": "superintendent", "is_told": True, "allow": [users["response-officer"]]}
        self.do(access.restrict, self.kim, named="restriction", **told, **why)
        told = {"by": "duty-inspector", "is_told": False, "allow": [users["response-officer"]]}
        self.do(access.restrict, self.lou, named="lifted", **told, **why)
        self.do(access.lift_restriction, self.lifted, by="superintendent")
        given = {"by": "duty-inspector", "person": self.kim.pk, "reason": "Covers for a colleague.", "ends_at": later}
        self.do(access.give_special_access, users["other_sergeant"], named="special", **given)
        self.do(access.end_special_access, self.special, by="duty-inspector")
        why_now = "Her carer is on the line: she has not come home."
        self.do(access.break_glass, self.kim.pk, by="call-handler", named="broken", reason=why_now)
        self.do(access.break_glass, self.kim.pk, by="custody-sergeant", named="not_reviewed", reason=why_now)
        judged = {"outcome": "justified", "note": "The call is on record."}
        self.do(access.review_special_access, self.broken, by="information-security", **judged)
        kept = {"decision": "keep", "note": "Still in post."}
        grant = users["sergeant"].grants.get()
        self.do(access.review_grant, grant, by="protection-lead", named="grant_review", **kept)

    def _care_and_mark(self) -> None:
        began = {"started_on": clock.today() - timedelta(days=300), "responsible_authority": "Northshire"}
        self.do(people.begin_care, self.ben, by="sergeant", named="care", **began)
        self.do(people.begin_care, self.cat, by="sergeant", **began)
        self.do(people.end_care, self.cat, by="sergeant", named="ended_care", ended_on=clock.today())
        ahead = clock.today() + timedelta(days=30)
        why = {"by": "sergeant", "reason": "Older friends with cars.", "review_on": ahead}
        self.do(people.set_marker, self.ada, named="marker", kind="sexual-exploitation", **why)
        self.do(people.set_marker, self.ada, named="old_marker", kind="criminal-exploitation", **why)
        kept = {"decision": "keep", "note": "Still right.", "next_review_on": ahead + timedelta(days=30)}
        self.do(people.review_marker, self.marker, by="duty-inspector", named="marker_review", **kept)
        self.do(people.remove_marker, self.old_marker, by="duty-inspector", removal_reason="Not borne out.")
        heard = {"happened_at": clock.now(), "is_seen": True, "is_spoken_to": True, "words": "I am fine."}
        self.do(people.record_voice, self.ada, by="response-officer", named="voice", **heard)

    def plan_ahead(self) -> None:
        later = clock.now() + timedelta(days=60)
        task = {"kind": "address", "who_does": "Response", "what": "Visit the aunt", "where": "2 Low Street"}
        self.do(
            missing.make_plan,
            self.ada,
            by="missing-coordinator",
            named="old_plan",
            reason="Goes missing often.",
            review_due_at=later,
            informs="Likes the canal.",
            tasks=[task],
        )
        self.do(missing.confirm_plan, self.old_plan, by="sergeant", named="plan", review_due_at=later)

    # -- Ben goes missing and comes back ---------------------------------------------------------------------------

    def lose_ben(self) -> None:
        now = clock.now()
        self.do(missing.report_missing, self.ben, by="call-handler", named="returned", team=self.team, reported_at=now)
        self.do(missing.acknowledge_history, self.returned, by="call-handler")
        graded = {"stage": "call-taker", "level": "medium", "rationale": "Known to come back."}
        self.do(missing.assess_risk, self.returned, by="call-handler", named="first_grade", **graded)
        place = {"located_at": now, "located_where": "The canal", "located_how": "Seen by a patrol"}
        self.do(missing.locate_child, self.returned, by="response-officer", **place)
        self.do(missing.lose_again, self.returned, by="response-officer", says="Ran off.")

    def find_ben(self, now: Any) -> None:
        place = {"located_at": now, "located_where": "Home", "returned_at": now}
        self.do(missing.locate_child, self.returned, by="response-officer", **place)
        well = {"wellbeing_confirmed_at": now, "condition": "safe"}
        self.do(missing.confirm_wellbeing, self.returned, by="response-officer", **well)
        self.do(missing.close_episode, self.returned, by="sergeant", closing_summary="Came home.")
        self.do(missing.reopen_episode, self.returned, by="sergeant")
        words = {"is_seen": True, "is_spoken_to": True, "words": "I was cold."}
        self.do(
            missing.record_prevention_interview,
            self.returned,
            by="response-officer",
            named="prevention",
            happened_at=now,
            method="face-to-face",
            is_safe=True,
            voice=words,
        )
        self._independent_interview(now)
        self.do(missing.close_episode, self.returned, by="sergeant", closing_summary="Came home, and is well.")
        self._drop_and_refuse(now)

    def _independent_interview(self, now: Any) -> None:
        here = {"by": "missing-coordinator"}
        self.do(missing.request_return_interview, self.returned, **here, named="interview", authority="Northshire")
        self.do(missing.not_offered, self.returned, **here, reason="authority")
        self.do(missing.offer_return_interview, self.returned, **here, offered_at=now)
        self.do(
            missing.refuse_return_interview, self.returned, **here, refused_at=now, refused_reason="Did not want to."
        )
        self.do(missing.accept_return_interview, self.returned, **here, accepted_at=now)
        held = {"completed_at": now, "completed_with": "A charity"}
        self.do(missing.complete_return_interview, self.returned, **here, **held)
        self.do(missing.receive_return_interview, self.returned, **here, learnt="Meets friends at the canal.")
        self.do(missing.feed_back_interview, self.returned, **here)

    def _drop_and_refuse(self, now: Any) -> None:
        """Cat is missing and located; her wellbeing is not confirmed yet."""
        told = {"team": self.team, "reported_at": now}
        self.do(missing.report_missing, self.cat, by="call-handler", named="located", **told)
        self.do(missing.acknowledge_history, self.located, by="call-handler")
        graded = {"stage": "call-taker", "level": "medium", "rationale": "Young."}
        self.do(missing.assess_risk, self.located, by="call-handler", **graded)
        self.do(missing.locate_child, self.located, by="response-officer", located_at=now, located_where="School")

    # -- Ada is missing now ----------------------------------------------------------------------------------------

    def lose_ada(self, now: Any) -> None:
        answer = {"question": "concern", "answer": "yes", "explanation": "Left a note.", "source_person": "Mrs Marsh"}
        told = {"team": self.team, "reported_at": now, "last_seen_at": now - timedelta(hours=1), "answers": [answer]}
        told |= {"informant_name": "Mrs Marsh", "circumstances": "Left after a quarrel.", "residence": "home"}
        self.do(missing.report_missing, self.ada, by="call-handler", named="episode", **told)
        self.do(missing.answer_questions, self.episode, by="call-handler", answers=[answer | {"answer": "no"}])
        self.do(missing.acknowledge_history, self.episode, by="call-handler")
        checks = [{"source": "pnc", "is_done": True, "found": "Nothing."}]
        self.do(missing.check_sources, self.episode, by="call-handler", checks=checks)
        self.do(
            missing.check_source, self.episode, by="call-handler", source="pnc", is_done=True, found="Wanted elsewhere."
        )
        self.do(
            missing.check_source,
            self.episode,
            by="call-handler",
            named="source",
            source="pnd",
            is_done=False,
            found="Down.",
        )
        factor = {"factor": "exploitation", "said": "Older friends.", "source_name": "Mrs Marsh"}
        graded = {"stage": "call-taker", "level": "high", "rationale": "Exploitation.", "factors": [factor]}
        self.do(missing.assess_risk, self.episode, by="call-handler", named="assessment", is_uncertain=True, **graded)
        self.do(missing.request_philomena, self.episode, by="call-handler")
        self.do(missing.receive_philomena, self.episode, by="call-handler")
        post = self.users["response-officer"]
        given = {"officer": post, "supervisor": self.users["sergeant"]}
        self.do(missing.allocate_episode, self.episode, by="sergeant", **given)

    def look_for_ada(self, now: Any) -> None:
        officer = self.users["response-officer"]
        line = {"kind": "address", "what": "Visit the grandmother", "due_at": now + timedelta(hours=1)}
        self.do(missing.set_enquiry, self.episode, by="sergeant", named="enquiry", **line)
        self.do(missing.allocate_enquiry, self.enquiry, by="sergeant", allocated_to=officer)
        self.do(missing.set_enquiry, self.episode, by="sergeant", named="resulted", confirms=self.assessment, **line)
        self.do(missing.start_enquiry, self.resulted, by="response-officer")
        done = {"outcome": "nothing", "result": "Not there.", "evidence": "BWV 1"}
        self.do(missing.result_enquiry, self.resulted, by="response-officer", **done)
        self.do(missing.set_enquiry, self.episode, by="sergeant", named="checked", **line)
        self.do(missing.result_enquiry, self.checked, by="response-officer", **done)
        self.do(missing.check_enquiry, self.checked, by="sergeant", check_note="Good.")
        self.do(missing.set_enquiry, self.episode, by="sergeant", named="dropped", **line)
        self.do(missing.drop_enquiry, self.dropped, by="sergeant", dropped_reason="Set twice.")
        self.do(missing.open_plan, self.episode, by="response-officer", named="opening")
        seen = {"kind": "sighting", "says": "By the canal.", "told_by": "A passer-by", "happened_at": now}
        self.do(missing.record_information, self.episode, by="response-officer", named="information", **seen)
        reached = {"kind": "carer", "with_whom": "Mrs Marsh", "is_reached": True, "happened_at": now}
        self.do(missing.record_contact, self.episode, by="response-officer", named="contact", **reached)
        self.do(missing.make_hypothesis, self.episode, by="response-officer", named="hypothesis", supposes="With Ben.")
        self.do(missing.make_hypothesis, self.episode, by="response-officer", named="settled", supposes="At school.")
        self.do(missing.settle_hypothesis, self.settled, by="response-officer", held=False, because="Closed.")

    def watch_over_ada(self, now: Any) -> None:
        graded = {"stage": "supervisor", "level": "high", "rationale": "Sighting by the canal."}
        self.do(missing.assess_risk, self.episode, by="sergeant", named="grade", **graded)
        self.do(missing.endorse_risk, self.grade, by="duty-inspector", endorsement_note="I agree.")
        checks = dict.fromkeys(("risk_is_right", "quality_assured", "new_enquiries"), True)
        checks |= {"parameters_confirmed": True, "informant_updated": True, "ownership": "stays"}
        ahead = {"direction": "Search the canal.", "next_review_at": now + timedelta(hours=1)}
        self.do(
            missing.record_review, self.episode, by="sergeant", named="review", kind="supervisor", **ahead, **checks
        )
        soon = {
            "happened_at": now + timedelta(minutes=10),
            "next_review_at": now + timedelta(hours=2),
            "direction": "Go on.",
        }
        with clock.frozen(now + timedelta(minutes=20)):
            self.do(missing.record_review, self.episode, by="sergeant", kind="supervisor", **soon, **checks)
        no = {"is_asked_for": False, "rationale": "Not abducted.", "is_under_18": True}
        self.do(missing.decide_alert, self.episode, by="superintendent", named="alert", **no)
        self.do(missing.circulate_on_pnc, self.episode, by="response-officer", pnc_reference="26/1")
        self.do(missing.notify_ukmpu, self.episode, by="response-officer", ukmpu_reference="U1")
        self.do(missing.request_strategy_meeting, self.episode, by="sergeant", named="meeting")
        held = {"held_at": now, "attended": "Social care", "outcome": "A plan."}
        self.do(missing.hold_strategy_meeting, self.meeting, by="sergeant", **held)
        self.do(missing.keep_view, by="sergeant", named="view", name="High risk", query="risk=high")
        self.do(missing.keep_view, by="sergeant", name="High risk", query="risk=high&sort=child")
        other = self.do(missing.keep_view, by="sergeant", name="Mine", query="officer=1")
        self.do(missing.drop_view, other, by="sergeant")
        self._waive()

    def _waive(self) -> None:
        of_children = Duty.objects.filter(kind__startswith="missing.")
        open_duties = of_children.filter(done_at=None, unknown="", ended_at=None).exclude(
            owner=self.users["duty-inspector"]
        )
        first, second = open_duties.order_by("pk")[:2]
        why = "Recorded in another system."
        self.do(standards.waive, first, by="duty-inspector", named="waiver", reason=why)
        self.do(standards.waive, second, by="duty-inspector", named="withdrawn", reason=why)
        self.do(standards.withdraw_waiver, self.withdrawn, by="duty-inspector")
        self._named["waived_duty"], self._named["duty"] = first, second

    def move_limits(self) -> None:
        """A report of forty days ago, typed in late, gives a standard a month before this one; limits are reckoned anew."""
        rule, now = Standard.register["missing.first-assessment"], clock.now()
        dot = {"surname": "Marsh", "given_name": "Nell", "gender": "female"}
        self.do(people.add_person, by="call-handler", named="dot", **dot, date_of_birth=date(now.year - 12, 5, 6))
        earlier = {"reported_at": now - timedelta(days=40), "team": self.team}
        self.do(missing.report_missing, self.dot, by="call-handler", named="earlier", **earlier)
        told = {"from_month": clock.local_month(now), "reason": "Assessments are made in the control room now."}
        self.do(standards.rebase, rule, by="protection-lead", named="unmade", **told)
        self.do(standards.withdraw_baseline, self.unmade, by="protection-lead")
        self.do(standards.rebase, rule, by="protection-lead", named="baseline", **told)

    # -- children in custody ---------------------------------------------------------------------------------------

    def custody_world(self, now: Any) -> None:
        """Gus is detained and not charged; Hal was refused bail, and nothing is settled; Ivy was certified; Joe was moved."""
        year = clock.today().year
        for name in ("gus", "hal", "ivy", "joe", "kay"):
            born = date(year - 15, 1, 2)
            told = {"given_name": name.title(), "surname": "Pike", "date_of_birth": born}
            self.do(people.add_person, by="custody-sergeant", named=name, **told)
        with clock.frozen(now - timedelta(hours=8)):
            origin = self.episode.ref()
            self._detain("gus", "detention", origin=origin)
            for name, record in (("hal", "refused"), ("ivy", "certified"), ("joe", "moved")):
                self._detain(name, record)
        with clock.frozen(now - timedelta(hours=7)):
            self._detain("kay", "left")
        with clock.frozen(now - timedelta(hours=6)):
            self._look_after_gus(now - timedelta(hours=6))
        with clock.frozen(now - timedelta(hours=4)):
            self._charge_three(now - timedelta(hours=4))
        with clock.frozen(now - timedelta(hours=2)):
            self._settle_them(now - timedelta(hours=2))

    def _detain(self, child: str, named: str, **told: Any) -> None:
        at = clock.now()
        told |= {"team": self.team, "arrested_at": at, "arrived_at": at, "authorised_at": at, "offence": "Burglary"}
        told |= {
            "necessity": "To obtain evidence.",
            "alternatives": "A voluntary interview: there is property to find.",
        }
        told["officer"] = self.users["response-officer"]
        self.do(custody.authorise_detention, self._named[child], by="custody-sergeant", named=named, **told)

    def _look_after_gus(self, at: Any) -> None:
        here, gus = {"by": "custody-sergeant"}, self.detention
        told = {"happened_at": at, "name": "Ann Pike", "relationship": "mother", "is_reached": True}
        self.do(custody.record_informing, gus, **here, named="informing", **told)
        asked = {"requested_at": at, "role": "parent", "name": "Ann Pike", "bar": "none"}
        self.do(custody.ask_for_adult, gus, **here, named="awaited_adult", **asked)
        self.do(custody.ask_for_adult, gus, **here, named="adult", **asked | {"name": "Bob Pike"})
        self.do(custody.adult_arrived, self.adult, **here, arrived_at=at)
        step = {"kind": "rights", "happened_at": at, "adult": self.adult}
        self.do(custody.record_step, gus, **here, named="step", **step)
        self.do(custody.record_step, gus, **here, kind="interview", happened_at=at, without_adult_because="Urgent.")
        self.do(custody.ask_for_adult, gus, **here, named="gone_adult", **asked | {"name": "Cy Pike"})
        self.do(custody.adult_left, self.gone_adult, **here, left_at=at, left_because="A witness.", bar="witness")
        self.do(custody.record_visit, gus, **here, named="visit", happened_at=at, observed="Asleep.")
        later = {"happened_at": at + timedelta(minutes=50), "observed": "Awake."}
        with clock.frozen(at + timedelta(minutes=50)):
            self.do(custody.record_visit, gus, **here, **later)
        asked = {"requested_at": at, "reason": "Asthma."}
        self.do(custody.request_healthcare, gus, **here, named="healthcare", **asked)
        seen = self.do(custody.request_healthcare, gus, **here, **asked)
        came = {"seen_at": at, "professional": "Nurse Hay", "outcome": "Fit to be detained."}
        self.do(custody.record_healthcare, seen, **here, **came)
        heard = {"happened_at": at, "is_seen": True, "is_spoken_to": True, "words": "I want my mum."}
        self.do(custody.hear_child, gus, **here, named="hearing", **heard)
        review = {"happened_at": at, "is_continued": True, "grounds": "The search goes on."}
        self.do(custody.record_review, gus, by="duty-inspector", named="custody_review", **review)
        with clock.frozen(at + timedelta(hours=1)):
            later = review | {"happened_at": at + timedelta(hours=1)}
            self.do(custody.record_review, gus, by="duty-inspector", **later)
        until = {"kind": "superintendent", "happened_at": at, "until_at": at + timedelta(hours=30)}
        self.do(custody.extend_detention, gus, by="superintendent", grounds="The search goes on.", **until)
        made = {"referral_made_at": at, "referral_reference": "R1"}
        self.do(custody.record_referral, self.refused, **here, **made)
        over = {"happened_at": at, "is_continued": False, "grounds": "There is nothing more to ask."}
        self.do(custody.record_review, self.left, by="duty-inspector", **over)
        charge = {"charged_at": at, "offence": "Theft", "bail": "granted", "without_adult_because": "Nobody came."}
        self.do(custody.charge_child, self.left, **here, **charge)
        home = {"ended_at": at, "ending": "bailed", "handed_to": "Ann Pike", "safe_release": "With her by car."}
        self.do(custody.end_detention, self.left, **here, **home)
        self.do(custody.resume_detention, self.left, by="duty-inspector")
        self.do(custody.end_detention, self.left, **here, **home)

    def _charge_three(self, at: Any) -> None:
        charge = {
            "charged_at": at,
            "offence": "Burglary",
            "bail": "refused",
            "ground": "offence",
            "reasons": "Said so.",
            "without_adult_because": "Nobody came in time.",
        }
        asked = {"requested_at": at, "authority": "Northshire"}
        secure = {"kind": "secure", "harm": "physical", "serious_harm": "He said whom he would hurt."}
        for detention in (self.refused, self.certified, self.moved):
            self.do(custody.charge_child, detention, by="custody-sergeant", **charge)
        ask = custody.request_accommodation
        self.do(ask, self.refused, by="custody-sergeant", named="request", kind="non-secure", **asked)
        self.do(ask, self.refused, by="custody-sergeant", named="refusal", kind="non-secure", **asked)
        self.do(ask, self.certified, by="custody-sergeant", named="secure_request", **secure, **asked)
        self.do(ask, self.moved, by="custody-sergeant", named="accepted", kind="non-secure", **asked)
        no = {"answered_at": at, "answer": "refused", "refusal": "no-bed", "answer_from": "Duty team"}
        self.do(custody.answer_request, self.refusal, by="custody-sergeant", **no)
        self.do(custody.answer_request, self.secure_request, by="custody-sergeant", **no)
        yes = {"answered_at": at, "answer": "offered", "offered_where": "Mill House"}
        self.do(custody.answer_request, self.accepted, by="custody-sergeant", **yes)
        spare = self.do(ask, self.refused, by="custody-sergeant", kind="non-secure", **asked)
        self.do(custody.answer_request, spare, by="custody-sergeant", **no)
        self.do(custody.escalate_refusal, spare, by="custody-sergeant", escalated_to="Head of service")

    def _settle_them(self, at: Any) -> None:
        told = {"happened_at": at, "ground": "no-secure", "explanation": "No secure bed in the country."}
        self.do(custody.certify_detention, self.certified, by="custody-sergeant", named="withdrawn_certificate", **told)
        withdrawn = {"withdrawn_because": "The wrong child was named."}
        self.do(custody.withdraw_certificate, self.withdrawn_certificate, by="custody-sergeant", **withdrawn)
        self.do(custody.certify_detention, self.certified, by="custody-sergeant", named="certificate", **told)
        where = {"authority": "Northshire", "moved_to": "Mill House", "kind": "non-secure", "handed_to": "Di Low"}
        self.do(custody.transfer_child, self.moved, by="custody-sergeant", named="transfer", happened_at=at, **where)
        self._officer("other_custody", "custody-sergeant", self.north, self.team)
        self.do(custody.take_over, self.detention, by="other_custody")

    # -- two records of one person, and how long anything is kept ----------------------------------------------------

    def combine_records(self) -> None:
        add = {
            "by": "call-handler",
            "surname": "Hill",
            "gender": "female",
            "date_of_birth": clock.today().replace(year=2012, day=1),
        }
        self.do(people.add_person, **add, named="eva", given_name="Eva")
        self.do(people.add_person, **add, named="evie", given_name="Evie")
        self.do(people.add_alias, self.evie, by="sergeant", kind="nickname", given_name="Ev")
        known = {"by": "records-manager", "reason": "One date of birth, one school."}
        self.do(people.merge_people, self.eva, self.evie, named="merge", **known)
        self.do(people.undo_merge, self.merge, **known | {"reason": "They are twins."})
        self.do(people.merge_people, self.eva, self.evie, named="merge", **known | {"reason": "They are not."})

    def keep_or_dispose(self, now: Any) -> None:
        with clock.frozen(now - timedelta(days=7 * 366)):
            for name in ("old_ann", "old_bob", "old_col", "old_dan", "old_eli"):
                self.do(people.add_person, by=ADMIN, named=name, given_name=name[4:].title(), surname="Old")
        self.do(retention.open_reviews, [told.person_id for told in falling_due()], by=ADMIN)
        for key in ("group_4_clear_period", "minimum_period", "groups", "assessment_questions"):
            value = next(period.value for period in periods() if period.key == key)
            told = {"number": key, "value": value, "note": "The force's schedule."}
            self.do(retention.confirm_period, by="records-manager", named="confirmation", **told)
        for name, review in (("old_ann", "open_review"), ("old_bob", "to_approve"), ("old_col", "to_dispose"),
                             ("old_dan", "stopped"), ("old_eli", "disposal")):  # fmt: skip
            self._named[review] = self._named[name].retention_reviews.get()
        for review in (self.to_approve, self.to_dispose, self.stopped, self.disposal):
            said = {"answers": NO_TO_ALL, "decision": "dispose", "rationale": "No purpose is left."}
            self.do(retention.record_review, review, by="records-manager", **said)
        self.do(retention.approve_disposal, self.to_dispose, by="protection-lead")
        self.do(retention.stop_disposal, self.stopped, by="records-manager", reason="A claim was announced.")
        self.do(retention.approve_disposal, self.disposal, by="protection-lead")
        self.do(retention.dispose, self.disposal, by="records-manager")
        self._hold(now)

    def _hold(self, now: Any) -> None:
        ahead = clock.today() + timedelta(days=90)
        why = {"by": "records-manager", "kind": "inquiry", "reason": "The inquiry asked for it.", "review_on": ahead}
        self.do(retention.set_hold, self.old_dan, named="hold", **why)
        kept = {"decision": "keep", "note": "It goes on.", "next_review_on": ahead + timedelta(days=90)}
        self.do(retention.review_hold, self.hold.reviews.get(), by="records-manager", **kept)
        self._named["look"] = self.hold.reviews.get(reviewed_at=None)
        self.do(retention.set_hold, self.old_ann, named="lifted_hold", **why | {"kind": "litigation"})
        self.do(retention.lift_hold, self.lifted_hold, by="records-manager", reason="The claim was settled.")
        self.hold.refresh_from_db()

    # -- Ben's case is audited -------------------------------------------------------------------------------------

    def audit_ben(self) -> None:
        """Four rounds of one case: one settled, one where two still differ, one set aside and closed, one with a draft."""
        lead = {"by": "protection-lead"}
        told = {"name": "Missing children", "area": "missing", "question_set": "topics-2024", "months": 3}
        told |= {"minimum_sample": 5, "is_marked_twice": True}
        self.do(inspections.make_programme, **lead, named="programme", **told)
        for name in ("audit", "disputed", "aside", "draft"):
            self._draw(name)
        self.do(inspections.set_case_aside, self.aside_case, **lead, reason="Everyone here had a part in it.")
        self.do(inspections.close_round, self.aside_round, **lead)
        self._mark(self.audit_case, "auditor", "good", at_risk=False)
        self._mark(self.audit_case, "other_auditor", "inadequate", at_risk=True)
        found = self.audit_case.markings.get(auditor=self.users["other_auditor"])
        self._named["at_risk"] = found.safeguarding
        settled = {"grade": "inadequate", "why": "Nobody asked where he had been.", "is_still_at_risk": False}
        self.do(inspections.moderate_case, self.audit_case, **lead, **settled)
        made_safe = {"done": "Seen at home, social worker told.", "safeguarded_at": clock.now()}
        self.do(inspections.record_safeguarding, self.at_risk, **lead, **made_safe)
        self._mark(self.disputed_case, "auditor", "good", at_risk=False)
        self._mark(self.disputed_case, "other_auditor", "inadequate", at_risk=True)
        self._named["unsafe"] = self.disputed_case.markings.get(auditor=self.users["other_auditor"]).safeguarding
        self.do(inspections.begin_marking, self.draft_case, by="auditor", named="draft")
        kept = {"grade": "", "why": "Not sure yet.", "answers": {"response": {"answer": "good", "text": "Quick."}}}
        self.do(inspections.save_draft, self.draft, by="auditor", **kept)

    def _draw(self, name: str) -> None:
        day = clock.local(self.returned.reported_at).date()
        frame = {"reported_from": day, "reported_to": day, "size": 1, "seed": 7, "strata": ["risk"]}
        frame["marking_due_on"] = clock.today() + timedelta(days=28)
        self.do(inspections.open_round, self.programme, by="protection-lead", named=f"{name}_round", **frame)
        self._named[f"{name}_case"] = getattr(self, f"{name}_round").cases.get()

    def _mark(self, case: Any, auditor: str, grade: str, *, at_risk: bool) -> None:
        marking = self.do(inspections.begin_marking, case, by=auditor)
        answer = {"answer": grade, "text": "As the record shows."}
        answers = {question.key: answer for question in case.round.questions.questions}
        told = {"grade": grade, "why": "As the record shows.", "is_still_at_risk": at_risk}
        told["told"] = "Duty inspector" if at_risk else ""
        self.do(inspections.submit_marking, marking, by=auditor, answers=answers, **told)

    # -- inspections and recommendations ---------------------------------------------------------------------------

    def answer_inspectors(self) -> None:
        """A report of last winter in which the force was asked for one thing, and what became of it."""
        self._lose_fay(clock.now() - timedelta(days=75))
        self.do(inspections.load_reference, by=ADMIN)
        lead, report = {"by": "protection-lead"}, clock.today() - timedelta(days=20)
        told = {"kind": "child-protection", "title": "Northfield inspection"}
        self.do(inspections.record_inspection, **lead, named="inspection", **told)
        self.do(inspections.publish_inspection, self.inspection, **lead, published_on=report)
        found = {
            "number": "1",
            "sentiment": "bad",
            "says": "Records are made late.",
            "standards": "missing.record-made",
        }
        self.do(inspections.record_finding, self.inspection, **lead, **found)
        self.do(inspections.send_action_plan, self.inspection, **lead)
        answer = {"published_on": clock.today(), "has_chief_comments": True, "covers_all": False}
        self.do(inspections.record_response, self.inspection, **lead, **answer)
        stage = {"stage": "scan", "entered_on": clock.today(), "reason": "As every force is."}
        self.do(inspections.enter_stage, self.inspection, **lead, **stage)
        asked = {
            "says": "Make records at once.",
            "kind": "recommendation",
            "due_on": clock.today() + timedelta(days=60),
        }
        owner = {"owner": self.users["superintendent"]}
        coordinator = {"owner": self.users["missing-coordinator"]}
        self.do(inspections.make_recommendation, self.inspection, **lead, named="asked", number=1, **asked, **owner)
        self.do(
            inspections.make_recommendation, self.inspection, **lead, named="closed", number=2, **asked, **coordinator
        )
        self.do(inspections.hand_over, self.closed, **lead, **owner)
        self.do(inspections.make_recommendation, self.inspection, **lead, named="shut", number=3, **asked, **owner)
        self.do(inspections.make_recommendation, self.inspection, **lead, named="ready", number=4, **asked, **owner)
        self._work_on(self.asked)
        self._show(self.shut)
        self._show(self.ready)
        self._close(self.shut)
        self._close_and_reopen()
        told = {"kind": "review", "title": "Northfield review", "follows": self.inspection}
        review = self.do(inspections.record_inspection, **lead, **told)
        self.do(inspections.publish_inspection, review, **lead, named="review_published", published_on=clock.today())
        self.do(inspections.give_verdict, self.closed, **lead, review=review, outcome="improved")

    def _lose_fay(self, when: Any) -> None:
        """A child who was missing some months ago, so that there are whole months to count."""
        born = date(clock.today().year - 14, 1, 1)
        fay = self.do(people.add_person, by="call-handler", given_name="Fay", surname="Lock", date_of_birth=born)
        told = {"team": self.team, "reported_at": when}
        episode = self.do(missing.report_missing, fay, by="call-handler", **told)
        place = {
            "located_at": when + timedelta(hours=1),
            "located_where": "Home",
            "returned_at": when + timedelta(hours=1),
        }
        self.do(missing.locate_child, episode, by="response-officer", **place)
        well = {"wellbeing_confirmed_at": when + timedelta(hours=1), "condition": "safe"}
        self.do(missing.confirm_wellbeing, episode, by="response-officer", **well)

    def _work_on(self, recommendation: Any) -> None:
        lead, soon = {"by": "protection-lead"}, clock.today() + timedelta(days=30)
        given = {"what": "Tell the control room.", "owner": self.users["superintendent"], "due_on": soon}
        self.do(inspections.set_action, recommendation, **lead, named="action", **given)
        done = self.do(inspections.set_action, recommendation, **lead, **given)
        self.do(inspections.finish_action, done, by="superintendent", note="Told on the briefing.")
        dropped = self.do(inspections.set_action, recommendation, **lead, **given)
        self.do(inspections.drop_action, dropped, **lead, dropped_because="Set twice.")
        measure = {"standard": "missing.record-made", "target": 90}
        self.do(inspections.set_measure, recommendation, by="superintendent", named="measure", **measure)
        paper = {"kind": "document", "what": "Instruction", "held_where": "Library 1"}
        self.do(inspections.gather_evidence, recommendation, by="superintendent", named="evidence", **paper)

    def _show(self, recommendation: Any) -> Any:
        """A standard that shows whether it works, and its rows."""
        owner = {"by": "superintendent"}
        self.do(inspections.set_measure, recommendation, **owner, standard="missing.record-made", target=90)
        rows = {"kind": "duties", "what": "Rows", "standard": "missing.record-made"}
        since = clock.today() - timedelta(days=120)
        return self.do(inspections.gather_evidence, recommendation, **owner, **rows, since=since)

    def _close(self, recommendation: Any) -> None:
        self.do(inspections.put_forward, recommendation, by="superintendent", note="Records are made at once.")
        self.do(inspections.close_recommendation, recommendation, by="chief-officer", note="The rows show it.")

    def _close_and_reopen(self) -> None:
        owner, chief = {"by": "superintendent"}, {"by": "chief-officer"}
        self.do(inspections.refresh_evidence, self._show(self.closed), **owner)
        self.do(inspections.put_forward, self.closed, **owner, note="Records are made at once.")
        self.do(inspections.send_back, self.closed, **chief, note="Not at night.")
        self._close(self.closed)
        self.do(inspections.reopen_recommendation, self.closed, **chief, note="Late again in two districts.")
        self.do(inspections.put_forward, self.closed, **owner, note="Mended.")

    # -- incidents ---------------------------------------------------------------------------------------------------

    def incidents_world(self, now: Any) -> None:
        """A call about Ada's home, one that waits in the diary, one that is over, and a call that is listened to again."""
        with clock.frozen(now - timedelta(days=2)):
            self._keep_a_diary(now)
        with clock.frozen(now - timedelta(hours=20)):
            self._settle_the_diary(now)
        with clock.frozen(now - timedelta(minutes=50)):
            self._answer_a_call(now - timedelta(minutes=50))
        with clock.frozen(now - timedelta(minutes=30)):
            self._watch_the_call()
        with clock.frozen(now - timedelta(minutes=20)):
            self._end_calls()
            self._listen_again()

    def _call(self, named: str, person: Any, **told: Any) -> Any:
        """A call taken, its flags read, THRIVE done."""
        asked = {"team": self.team, "kind": "concern", "channel": "101", "reported_at": clock.now(), "children": "yes"}
        asked |= {"where": "1 High Street", "postcode": "zz99zz", "said": "She has not been seen."} | told
        made = self.do(incidents.take_call, by="call-handler", named=named, **asked)
        self.do(incidents.involve, made, by="call-handler", named=f"{named}_person", person=person, part="subject")
        self.do(incidents.acknowledge_flags, made, by="call-handler", shown=["Nothing."])
        self._thrive(made, "call-handler")
        return made

    def _thrive(self, incident: Any, by: str, level: str = "medium", trigger: str = "call", named: str = "") -> Any:
        letters = ("threat", "harm", "risk", "investigation", "vulnerability", "engagement")
        said = {"level": level, "trigger": trigger, "child_at_risk": False}
        return self.do(incidents.do_thrive, incident, by=by, named=named, **said, **dict.fromkeys(letters, "As told."))

    def _keep_a_diary(self, now: Any) -> None:
        times = {"past_slot": -24, "early_slot": 24, "late_slot": 48}
        for name, hours in times.items():
            told = {"team": self.team, "starts_at": now + timedelta(hours=hours), "minutes": 30, "places": 3}
            self.do(incidents.open_slot, by="sergeant", named=name, **told)
        for name, slot, person in (
            ("bookable", None, self.cat),
            ("waiting", "past_slot", self.cat),
            ("seen", "past_slot", self.eva),
        ):
            made = self._call(name, person)
            self.do(incidents.grade_incident, made, by="call-handler", grade="scheduled", rationale="It can wait.")
            if slot:
                held = {"slot": getattr(self, slot), "interim": "Social care told."}
                self.do(incidents.book_appointment, made, by="call-handler", named=f"{name}_appointment", **held)

    def _settle_the_diary(self, now: Any) -> None:
        self.do(incidents.settle_appointment, self.seen_appointment, by="call-handler", standing="kept")
        missed = {"standing": "no-show", "note": "Nobody was in."}
        self.do(incidents.settle_appointment, self.waiting_appointment, by="call-handler", **missed)
        self._thrive(self.waiting, "sergeant", trigger="appointment")
        held = {"slot": self.early_slot, "interim": "Social care told."}
        moved = self.do(incidents.book_appointment, self.waiting, by="call-handler", **held)
        held |= {"slot": self.late_slot, "note": "Asked for it."}
        self.do(incidents.move_appointment, moved, by="call-handler", named="appointment", **held)

    def _answer_a_call(self, now: Any) -> None:
        home = {"kind": "domestic-abuse", "channel": "999", "children": "not-known", "said": "He is back."}
        self._call("incident", self.ada, **home)
        self.do(incidents.involve, self.incident, by="call-handler", part="witness", named="unknown", described="A boy")
        self.do(incidents.involve, self.incident, by="call-handler", part="witness", named="known", described="A girl")
        self.do(incidents.identify, self.known, by="call-handler", person=self.cat)
        self.do(incidents.amend_incident, self.incident, by="call-handler", suspect="present")
        self.do(
            incidents.acknowledge_flags, self.incident, by="call-handler", named="flag_check", shown=["Ada: marked."]
        )
        self.do(incidents.grade_incident, self.incident, by="call-handler", grade="priority", rationale="Children.")
        said = {"kind": "no-resource", "says": "All units are committed."}
        self.do(incidents.record_update, self.incident, by="call-handler", named="update", **said)
        self._thrive(self.incident, "call-handler", level="high", trigger="no-resource", named="thrive")
        up = {"step": 1, "reason": "A child is there, and nobody is free."}
        self.do(incidents.escalate, self.incident, by="call-handler", named="first_step", **up)
        self.do(incidents.acknowledge_escalation, self.first_step, by="sergeant", decision="Ask the next district.")
        self.do(incidents.escalate, self.incident, by="call-handler", **up)
        self.do(incidents.escalate, self.incident, by="call-handler", named="escalation", **up | {"step": 2})

    def _watch_the_call(self) -> None:
        told = {"grade_is_right": True, "thrive_is_right": True, "direction": "Send the next free unit."}
        ahead = clock.now() + timedelta(hours=1)
        self.do(incidents.review_incident, self.incident, by="sergeant", next_review_at=ahead, **told)
        with clock.frozen(clock.now() + timedelta(minutes=5)):
            again = {"named": "incident_review", "next_review_at": ahead}
            self.do(incidents.review_incident, self.incident, by="sergeant", **again, **told)
        gone = self.do(incidents.send_unit, self.incident, by="call-handler", unit="NR12")
        self.do(incidents.stand_down, gone, by="call-handler")
        there = self.do(incidents.send_unit, self.incident, by="call-handler", unit="NR13")
        self.do(incidents.arrive, there, by="response-officer")
        self.do(incidents.send_unit, self.incident, by="call-handler", named="sent_unit", unit="NR14")
        heard = {"is_seen": True, "is_spoken_to": True, "words": "He threw a plate.", "happened_at": clock.now()}
        self.do(incidents.meet_child, self.incident_person, by="response-officer", named="met", **heard)

    def _end_calls(self) -> None:
        self._call("closable", self.ben)
        self._call("call_over", self.ben)
        told = {"result": "safe", "closing_summary": "He is at home, and well."}
        self.do(incidents.close_incident, self.call_over, by="sergeant", **told)
        self.do(incidents.reopen_incident, self.call_over, by="sergeant")
        self.do(incidents.close_incident, self.call_over, by="sergeant", **told)

    def _listen_again(self) -> None:
        """The handler of the south takes no call here: their month is opened and stays empty."""
        watch, first = {"by": "control-room-supervisor"}, clock.today().replace(day=1)
        handler = self.users["call-handler"]
        self.do(incidents.open_check_month, handler, **watch, named="check_month", month=first)
        marks = {"vulnerability": "good", "prevention": "n/a", "preservation": "improve", "repeat_check": "good"}
        for incident in (self.incident, self.call_over, self.closable):
            named = "call_check" if incident == self.incident else "told_check"
            self.do(incidents.check_call, incident, **watch, named=named, note="Calm, and asked twice.", **marks)
        self.do(incidents.feed_back, self.told_check, **watch)

    # -- police protection -----------------------------------------------------------------------------------------

    def protect_children(self, now: Any) -> None:
        """Gus is in police protection and was in a police station for an hour; Ivy was, and nobody has said where she went."""
        take = {"by": "response-officer", "team": self.team, "limb": "remove"}
        with clock.frozen(now - timedelta(hours=4)):
            why = {"grounds": "Left alone with a man who was drunk.", "found_where": "1 Canal Side"}
            told = {"taken_at": clock.now(), "found_authority": "Northshire"}
            born = date(clock.today().year - 7, 1, 1)
            gus = {"given_name": "Gus", "surname": "Lane", "date_of_birth": born}
            gus = self.do(people.add_person, by="response-officer", **gus)
            self.do(powers.take_child, gus, **take, **why, **told, named="protection")
            self.do(powers.amend_protection, self.protection, by="response-officer", home_authority="Southshire")
            self._place_and_tell()
        with clock.frozen(now - timedelta(hours=3)):
            home = {"kind": "authority", "where": "The foster carers", "happened_at": clock.now()}
            self.do(powers.accommodate_child, self.protection, by="response-officer", **home)
            goes_on = {"kind": "keep", "happened_at": clock.now(), "because": "The man is not traced."}
            self.do(powers.decide, self.protection, by="duty-inspector", **goes_on)
            ivy = {"given_name": "", "distinguishing_features": "A girl of about four in a red coat."}
            self.do(people.add_person, by="response-officer", named="ivy", **ivy)
            why = {"grounds": "Alone in the street at night.", "found_where": "High Street", "taken_at": clock.now()}
            self.do(powers.take_child, self.ivy, **take, **why, named="over")
            ended = {"ended_at": clock.now(), "ending": "released"}
            self.do(powers.end_protection, self.over, by="duty-inspector", **ended)
            dan = self.do(people.add_person, by="response-officer", named="dan", given_name="Dan", surname="Pool")
            gone = self.do(powers.take_child, dan, **take, **why)
            self.do(powers.end_protection, gone, by="duty-inspector", **ended)
            to = {"handed_over_at": clock.now(), "handed_to": "His aunt, June Pool"}
            self.do(powers.hand_over, gone, by="response-officer", **to)

    def _place_and_tell(self) -> None:
        at, constable = {"happened_at": clock.now()}, {"by": "response-officer"}
        inspector = {"authorised_by": self.users["duty-inspector"], "authorised_at": clock.now()}
        station = {"kind": "station", "where": "Northfield", "reason": "The carers come within the hour."}
        self.do(powers.accommodate_child, self.protection, **constable, **at, **station, **inspector, named="stay")
        self.do(powers.designate_officer, self.protection, **constable, **at, officer=self.users["duty-inspector"])
        said = {"is_told": True, "said": "What was done, why, and what may follow."}
        self.do(powers.record_telling, self.protection, **constable, **at, **said, audience="child")
        not_told = {"is_told": False, "why_not": "not-reached", "said": "Rang three times."}
        self.do(powers.record_telling, self.protection, **constable, **at, **not_told, audience="parent")
        words = {"is_seen": True, "is_spoken_to": True, "words": "I want to be with my nan."}
        self.do(powers.hear_child, self.protection, **constable, **at, **words)

    # -- investigations --------------------------------------------------------------------------------------------

    def investigate(self, now: Any) -> None:
        """The home of Ada and Cat is looked into; another investigation is closed, and one may be about no crime."""
        told = {"by": "call-handler", "team": self.team, "kind": "child-abuse", "alleged": "He hits them with a belt."}
        supervisor = {"by": "detective-supervisor"}
        with clock.frozen(now - timedelta(minutes=18)):
            ref = self.incident.ref()
            self.do(investigations.open_investigation, self.ada, **told, named="investigation", origin=ref)
            first, ada = self.investigation, self.investigation.children.get()
            self.do(investigations.name_child, first, by="investigator", named="investigated_child", person=self.cat)
            self._allocate(first)
            why = {"because": "She knows the family.", "officer": self.users["response-officer"], "team": self.team}
            self.do(investigations.allocate, first, **supervisor, **why, happened_at=clock.now())
            number = {"crime_number": "NR/4711/26", "crime_recorded_at": clock.now()}
            self.do(investigations.record_crime, first, by="response-officer", **number)
            asked = {"is_seen": True, "is_spoken_to": False, "reason_not_spoken_to": "refused"}
            self.do(investigations.hear_child, ada, by="response-officer", happened_at=clock.now(), **asked)
            looked = {"found": "Reviewed, noted.", "happened_at": clock.now()}
            self.do(investigations.review_investigation, first, **supervisor, named="investigation_review", **looked)
        with clock.frozen(now - timedelta(minutes=16)):
            looked = {"found": "She said no more.", "happened_at": clock.now(), "direction": "See the aunt by Friday."}
            self.do(investigations.review_investigation, first, **supervisor, **looked)
            told |= {"kind": "domestic-abuse", "reported_at": clock.now()}
            self.do(investigations.open_investigation, self.eva, **told, named="uncertain")
            self.do(investigations.open_investigation, self.ben, **told, named="looked_into")
            self._allocate(self.looked_into)
            no_crime = {"no_crime_reason": "They were making a film."}
            self.do(investigations.decide_no_crime, self.looked_into, **supervisor, **no_crime)
            self._look_and_close(supervisor)

    def _allocate(self, investigation: Any) -> None:
        given = {"officer": self.users["investigator"], "team": self.team, "happened_at": clock.now()}
        self.do(investigations.allocate, investigation, by="detective-supervisor", **given)

    def _look_and_close(self, supervisor: Any) -> None:
        ended = {"outcome": "no-crime", "closing_summary": "Nothing happened; his mother was told."}
        looked = {"found": "A film.", "happened_at": clock.now(), "direction": "Tell the mother."}
        self.do(investigations.review_investigation, self.looked_into, **supervisor, **looked)
        self.do(investigations.close_investigation, self.looked_into, **supervisor, **ended)
        again = {"found": "His sister says otherwise.", "direction": "Ask her."}
        self.do(investigations.reopen_investigation, self.looked_into, **supervisor, **again)
        self.do(investigations.close_investigation, self.looked_into, **supervisor, **ended)

    # -- briefing --------------------------------------------------------------------------------------------------

    def briefing_world(self, now: Any) -> None:
        """Northfield meets three mornings: closed with something left; the last of another series; and one that goes on."""
        with clock.frozen(now - timedelta(hours=25)):
            self._meet("earlier_dmm")
            item = self.earlier_dmm.items.filter(section="missing", person=self.ben).get()
            told = {
                "what": "Call the aunt.",
                "owner": self.users["sergeant"],
                "due_at": clock.now() + timedelta(hours=7),
            }
            self.do(briefing.discuss_item, item, **CHAIR, decision="Ask where he slept.")
            for name in ("finished", "dropped", "undertaken"):
                self.do(briefing.set_action, item, **CHAIR, named=name, **told)
            self.do(briefing.finish_action, self.finished, by="sergeant", note="She has not seen him.")
            self.do(briefing.drop_action, self.dropped, **CHAIR, dropped_because="Set twice.")
            self.do(briefing.close_meeting, self.earlier_dmm, **CHAIR, summary="More tomorrow.")
        with clock.frozen(now - timedelta(hours=2)):
            self._meet("dmm")
            self._named["dmm_item"] = self.dmm.items.filter(section="missing", person=self.ada).get()
            self._named["dmm_seat"] = self.dmm.seats.get(role="sergeant")
            there = {"officer": self.users["sergeant"]}
            self.do(briefing.note_seat, self.dmm_seat, **CHAIR, **there, stands_in_for="PS Jones")
            self.do(briefing.note_guest, self.dmm, **CHAIR, officer=self.users["missing-coordinator"])
            told["due_at"] = now + timedelta(hours=6)
            self.do(briefing.decide, self.dmm_item, **CHAIR, decision="Go on looking.", **told)
            self.do(briefing.refresh_agenda, type(self.dmm).objects.get(pk=self.dmm.pk), **CHAIR)
            self.dmm.refresh_from_db()
        with clock.frozen(now - timedelta(hours=1)):
            met = {"kind": "district-morning", "district": self.south}
            self.do(briefing.open_meeting, by="south_duty-inspector", named="last_dmm", **met)
            self.do(briefing.close_meeting, self.last_dmm, by="south_duty-inspector")
            why = "Joined with the force's."
            self.do(briefing.end_series, self.last_dmm, by="south_duty-inspector", last_because=why)

    def _meet(self, name: str) -> None:
        self.do(briefing.open_meeting, **CHAIR, named=name, kind="district-morning", district=self.north)


CHAIR = {"by": "duty-inspector"}
NO_TO_ALL = {question["code"]: {"answer": "no", "reason": ""} for question in questions()}
