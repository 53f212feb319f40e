"""Referrals out of missing episodes: made, decided, shared, answered; and some homes with domestic abuse, their schools told.

Made after all episodes, with dice of their own, so that the rest of the force stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from plumbline.demo.calibration import (
    REFERRAL_COMPLETE,
    REFERRAL_CONCERNS,
    REFERRAL_DOMESTIC,
    REFERRAL_GRADES,
    REFERRAL_OUTCOMES,
    REFERRALS_PER_EPISODE,
)
from plumbline.demo.dice import HOUR, Dice
from plumbline.demo.force import World
from plumbline.demo.rows import Rows
from plumbline.demo.words import REFERRED
from plumbline.kernel import clock
from plumbline.missing.models import Episode
from plumbline.people.models import Person, Voice
from plumbline.referrals.models import (
    Answer,
    ChildVictim,
    Concern,
    Conference,
    Decision,
    DomesticIncident,
    Notification,
    PartnerAccount,
    Recipient,
    Referral,
    Setting,
    Sharing,
    StrategyDiscussion,
    Term,
    TermCalendar,
)
from plumbline.referrals.queries import completeness, next_school_day

DAY = timedelta(days=1)
TRIAGE = {"high": 1.6 * HOUR, "medium": 12 * HOUR, "low": 22 * HOUR}
# First and last day of the halves of a term, by month and day; a school year of England.
HALVES = (
    ((9, 2), (10, 23)),
    ((11, 2), (12, 18)),
    ((1, 5), (2, 13)),
    ((2, 23), (3, 27)),
    ((4, 13), (5, 22)),
    ((6, 1), (7, 21)),
)


class Referring:
    """Tells the referral unit's two years."""

    def __init__(self, world: World) -> None:
        self.world, self.dice, self.rows = world, Dice(17), Rows()
        self.hub = [world.force.named[name].user for name in ("finch", "hale")]
        self.trainee, self.partner = world.force.named["byrd"].user, world.force.named["marlow"].user
        self.schools: dict[str, Setting] = {}

    def tell(self) -> Rows:
        self._partners()
        self._terms()
        episodes = Episode.objects.filter(is_child=True, source="").select_related("person", "team")
        for episode in episodes.order_by("reported_at", "pk"):
            if self.dice.chance(REFERRALS_PER_EPISODE) and episode.officer_id is not None:
                self._refer(episode)
        return self.rows

    def _partners(self) -> None:
        since = self.world.since
        named = (("social-care", "Northshire children’s social care"), ("health", "Northshire health trust"))
        self.social_care, self.health = (self.rows.add(Recipient(kind=kind, name=name), since) for kind, name in named)
        account = PartnerAccount(recipient=self.social_care, user=self.partner, given_at=since, given_by=self.hub[1])
        self.rows.add(account, since)

    def _terms(self) -> None:
        """Term dates as far as somebody typed them in; those of the free school nobody did."""
        since, today = self.world.since, clock.local(self.world.now).date()
        self.calendar = self.rows.add(TermCalendar(name="Northshire schools"), since)
        self.spans = list(_halves(clock.local(since).date().year - 1, today))
        for starts, ends in self.spans:
            self.rows.add(Term(calendar=self.calendar, starts_on=starts, ends_on=ends), since)

    def _school(self, person: Person) -> Setting:
        name = person.education_setting
        if name not in self.schools:
            knows = len(self.schools) % 14 != 13  # of one in nine nobody knows by which dates it goes
            setting = Setting(kind="school", name=name, calendar=self.calendar if knows else None)
            setting.contact_name = person.education_contact[:120]
            self.schools[name] = self.rows.add(setting, self.world.since)
        return self.schools[name]

    # -- one referral --------------------------------------------------------------------------------------------------

    def _refer(self, episode: Episode) -> None:
        dice, person = self.dice, episode.person
        noticed = episode.reported_at + timedelta(minutes=dice.randint(5, 90))
        submitted = dice.after(noticed, 3.2 * HOUR, 0.9)
        if submitted >= self.world.now:
            return
        domestic = dice.chance(REFERRAL_DOMESTIC)
        grade = dice.weighed(REFERRAL_GRADES)
        referral = Referral(
            person=person,
            origin_room="missing",
            origin_kind="episode",
            origin_id=episode.pk,
            district_id=episode.district_id,
            team=episode.team,
            noticed_at=noticed,
            submitted_at=submitted,
            submitted_by_id=episode.officer_id,
            submitted_month=clock.local_month(submitted),
            first_grade=grade,
            grade=grade,
            is_domestic=domestic,
            circumstances=dice.pick(REFERRED["circumstances"]),
        )
        self._tell_of(referral, person, episode)
        self.rows.add(referral, submitted)
        kinds = {dice.weighed(REFERRAL_CONCERNS) for _ in range(dice.randint(1, 2))} | {"missing"}
        for kind in sorted(kinds | ({"domestic"} if domestic else set())):
            self.rows.add(Concern(referral=referral, kind=kind), submitted)
        if domestic:
            self._domestic(referral, person)
        self._decide(referral)

    def _tell_of(self, referral: Referral, person: Person, episode: Episode) -> None:
        """Parts are left out as inspectors found: school, ethnicity, who has parental responsibility, voice."""
        dice, told = self.dice, REFERRAL_COMPLETE
        referral.ethnicity = person.ethnicity
        if dice.chance(told["school"]) and person.education_setting:
            referral.education, referral.school = "school", person.education_setting
        for name in ("responsibility", "household", "alleged", "background", "child_where", "child_condition"):
            if dice.chance(told.get(name, told["rest"])):
                setattr(referral, name, dice.pick(REFERRED[name]))
        referral.language = person.first_language or ("English" if dice.chance(told["rest"]) else "")
        referral.needs_protection_now = dice.chance(0.06) if dice.chance(0.9) else None
        if dice.chance(told["voice"]):
            referral.voice = self._hear(referral, person, episode)
            referral.voiced_at = referral.submitted_at
        values = {name: getattr(referral, name) for name in referral.values_held()} | {
            "is_voiced": referral.voiced_at is not None
        }
        whole = completeness(values, person)
        referral.score, referral.lacks = whole.score, whole.names
        referral.lacks_at_submission = whole.names
        referral.completed_at = None if whole.essentials else referral.submitted_at

    def _hear(self, referral: Referral, person: Person, episode: Episode) -> Voice:
        spoke = self.dice.chance(0.74)
        voice = Voice(
            person=person, room="missing", kind="episode", case_id=episode.pk, happened_at=referral.noticed_at
        )
        voice.by_id, voice.is_seen, voice.is_spoken_to = referral.submitted_by_id, spoke, spoke
        if spoke:
            voice.words = self.dice.pick(REFERRED["words"])
        else:
            voice.reason_not_spoken_to = self.dice.pick(("not-present", "refused", "asleep", "did-not-try"))
        return self.rows.add(voice, referral.submitted_at)

    # -- the hub ---------------------------------------------------------------------------------------------------------

    def _decide(self, referral: Referral) -> None:
        dice, now = self.dice, self.world.now
        at = dice.after(referral.submitted_at, TRIAGE[referral.first_grade], 0.8)
        if at >= now or (referral.submitted_at > now - 20 * DAY and dice.chance(0.04)):
            return  # still in the queue
        verdict, threshold = REFERRED["verdicts"][dice.weighed(REFERRAL_OUTCOMES)]
        decision = Decision(referral=referral, verdict=verdict, threshold=threshold, grade=referral.grade, made_at=at)
        decision.rationale, decision.made_by = dice.pick(REFERRED["rationale"]), dice.pick(self.hub)
        decision.is_in_training, decision.effective_at = False, at
        signed = at
        if dice.chance(0.22):
            signed = dice.after(at, 3 * HOUR, 0.9)
            decision.made_by, decision.is_in_training, decision.effective_at = self.trainee, True, None
            if signed < now:
                decision.signed_at = decision.effective_at = signed
                decision.signed_by = dice.pick(self.hub)
        self.rows.add(decision, at)
        referral.state = "decided" if decision.effective_at else "proposed"
        if decision.effective_at:
            last = signed if verdict == "not-shared" else self._share(referral, decision, signed)
            self._close(referral, last)

    def _share(self, referral: Referral, decision: Decision, after: datetime) -> datetime:
        """When the last thing about it happened."""
        dice = self.dice
        at = dice.after(after, 1.1 * HOUR, 1.1)
        if at >= self.world.now:
            return at
        sharing = Sharing(referral=referral, recipient=self.social_care, way="account", shared_at=at)
        sharing.content, sharing.shared_by = f"{referral.person.name}. {referral.circumstances}", dice.pick(self.hub)
        known = dice.after(at, 7 * HOUR, 0.9)
        if known < self.world.now and dice.chance(0.9):
            sharing.acknowledged_at, sharing.acknowledged_by = known, self.partner
            sharing.acknowledged_name = self.partner.display_name
        self.rows.add(sharing, at)
        answered = dice.after(known, 26 * HOUR, 0.8)
        if sharing.acknowledged_at and answered < self.world.now and dice.chance(0.85):
            self._answer(sharing, decision, answered)
            return answered
        return known

    def _answer(self, sharing: Sharing, decision: Decision, at: datetime) -> None:
        outcome = REFERRED["answers"][decision.threshold]
        if self.dice.chance(0.05):
            outcome = "insufficient"
        answer = Answer(sharing=sharing, number=1, outcome=outcome, answered_at=at, answered_by=self.partner)
        answer.answered_name = self.partner.display_name
        answer.says = "Which school, and who lives there?" if outcome == "insufficient" else ""
        self.rows.add(answer, at)
        if outcome == "section-47":
            self._meet(sharing.referral, at)

    def _meet(self, referral: Referral, at: datetime) -> None:
        dice = self.dice
        strategy = StrategyDiscussion(referral=referral, is_immediate=dice.chance(0.25), requested_at=at)
        strategy.requested_by = dice.pick(self.hub)
        held = dice.after(at, (4 if strategy.is_immediate else 30) * HOUR, 0.6)
        if held < self.world.now:
            strategy.held_at, strategy.held_by, strategy.means = held, dice.pick(self.hub), "video"
            strategy.decisions = "Enquiries begin; a joint visit with social care."
            strategy.police_took_part, strategy.social_care_took_part = dice.chance(0.94), True
            strategy.health_took_part, strategy.is_joint = dice.chance(0.7), dice.chance(0.5)
            # England 2017-18: 79,470 initial conferences out of 198,090 enquiries under section 47.
            strategy.needs_conference = dice.chance(0.4)
        self.rows.add(strategy, at)
        conferred = dice.after(held, 13 * 24 * HOUR, 0.35)
        if strategy.needs_conference and conferred < self.world.now and dice.chance(0.95):
            plan = dice.chance(0.85)
            conference = Conference(
                strategy=strategy, held_at=conferred, held_by=dice.pick(self.hub), is_plan_made=plan
            )
            conference.category = dice.pick(("neglect", "emotional", "physical", "sexual")) if plan else ""
            conference.police_took_part, conference.police_sent_report = dice.chance(0.6), dice.chance(0.8)
            conference.decisions = "A child protection plan begins." if plan else "No plan; support as a child in need."
            self.rows.add(conference, conferred)

    def _close(self, referral: Referral, last: datetime) -> None:
        at = last + timedelta(days=self.dice.randint(5, 30))
        if at < self.world.now - 2 * DAY:
            referral.state, referral.closed_at, referral.closed_by = "closed", at, self.dice.pick(self.hub)
            referral.closing_note = "Social care has it; nothing is left for the police."

    # -- domestic abuse ----------------------------------------------------------------------------------------------------

    def _domestic(self, referral: Referral, person: Person) -> None:
        dice, at = self.dice, referral.submitted_at
        if referral.team is None or referral.district_id is None:
            return
        incident = DomesticIncident(person=person, district_id=referral.district_id, team=referral.team)
        incident.happened_at, incident.reported_at = referral.noticed_at - timedelta(hours=1), referral.noticed_at
        incident.recorded_by_id, incident.ticks = referral.submitted_by_id, dice.randint(1, 18)
        incident.level = "high" if incident.ticks >= 14 else "medium" if incident.ticks >= 10 else "standard"
        incident.circumstances = dice.pick(REFERRED["domestic"])
        self.rows.add(incident, at)
        victim = ChildVictim(incident=incident, person=person, reported_at=incident.reported_at)
        victim.was_present = dice.chance(0.6)
        if person.education_setting and dice.chance(0.85):
            victim.education, victim.setting = "school", self._school(person)
            if victim.setting.calendar is not None:
                victim.notify_by = next_school_day(self.spans, incident.reported_at)
        if victim.setting is None and person.education_setting and dice.chance(0.8):
            victim.gap_at, victim.gap_closed_at = at, dice.after(at, 2.5 * HOUR, 0.9)
            victim.education, victim.setting = "school", self._school(person)
            known = victim.setting.calendar is not None and victim.gap_closed_at < self.world.now
            victim.notify_by = next_school_day(self.spans, incident.reported_at) if known else None
        if victim.notify_by is None:
            victim.gap_at, victim.gap_closed_at = at, None
        self.rows.add(victim, at)
        self._notify(victim)

    def _notify(self, victim: ChildVictim) -> None:
        dice = self.dice
        at = dice.after(victim.reported_at, 7 * HOUR, 0.8)
        if victim.setting is None or victim.notify_by is None or at >= self.world.now or dice.chance(0.05):
            return
        sent = Notification(victim=victim, setting=victim.setting, way="email", sent_at=at, sent_by=dice.pick(self.hub))
        sent.told_to, sent.content = victim.setting.contact_name or "School office", victim.incident.circumstances
        if dice.chance(0.05):
            sent.failed_at, sent.failed_by = at + timedelta(hours=1), sent.sent_by
            sent.failed_reason = "The message came back."
            if sent.failed_at >= self.world.now:
                sent.failed_at, sent.failed_by, sent.failed_reason = None, None, ""
        self.rows.add(sent, at)


def _halves(year: int, today: date) -> Iterator[tuple[date, date]]:
    """Halves of terms from the autumn of that year to the end of the one after today."""
    ahead = 0
    for begins in range(year, today.year + 2):
        for (month, day), (last_month, last_day) in HALVES:
            turned = begins + (month < 9)
            starts, ends = date(turned, month, day), date(turned, last_month, last_day)
            ahead += starts > today
            if ahead > 1:
                return
            yield starts, ends


def refer(world: World) -> Any:
    """All rows of the room, for one act to write."""
    return Referring(world).tell()
