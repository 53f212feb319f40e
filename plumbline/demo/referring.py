"""Referrals out of missing episodes and detentions: made, decided, shared, answered; some homes with domestic abuse, their
schools told; who of the unit works alone; and what they work beyond their hours.

Made after all episodes, with dice of their own, so that the rest of the force stays as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from plumbline.custody.models import Detention
from plumbline.demo.calibration import (
    REFERRAL_AWAY,
    REFERRAL_COMPLETE,
    REFERRAL_CONCERNS,
    REFERRAL_DOMESTIC,
    REFERRAL_GRADES,
    REFERRAL_OUTCOMES,
    REFERRALS_PER_DETENTION,
    REFERRALS_PER_EPISODE,
)
from plumbline.demo.dice import HOUR, Dice
from plumbline.demo.force import World
from plumbline.demo.places import AUTHORITIES, COUNTY
from plumbline.demo.rows import Rows
from plumbline.demo.words import REFERRED
from plumbline.kernel import clock
from plumbline.kernel.workdays import midnight
from plumbline.missing.models import Episode
from plumbline.people.models import Person, Relationship, Voice
from plumbline.referrals.models import (
    Acceptance,
    Answer,
    ChildVictim,
    Concern,
    Conference,
    Decision,
    DomesticIncident,
    HouseholdLow,
    Notification,
    Overtime,
    PartnerAccount,
    Practitioner,
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


# Overtime: how many weeks back, which day of that week, who, how many quarters of an hour, why. One week long ago, then five
# running, which is more than a peak.
OVERTIME = (
    (10, 2, "finch", 8, "peak"),
    (10, 3, "hale", 6, "peak"),
    (5, 1, "finch", 6, "peak"),
    (4, 0, "finch", 8, "backlog"),
    (4, 3, "byrd", 4, "backlog"),
    (3, 2, "hale", 10, "away"),
    (3, 4, "finch", 8, "away"),
    (2, 1, "finch", 12, "backlog"),
    (2, 3, "byrd", 6, "backlog"),
    (2, 5, "hale", 16, "urgent"),
    (1, 0, "finch", 8, "vacancy"),
    (1, 2, "hale", 7, "vacancy"),
    (1, 4, "finch", 10, "vacancy"),
)


@dataclass(frozen=True)
class Case:
    """What a referral comes of: when it was, and who referred."""

    origin: tuple[str, str]
    pk: int
    person: Person
    at: datetime
    by_id: int
    district_id: int | None
    team: Any


class Referring:
    """Tells the referral unit's two years."""

    def __init__(self, world: World) -> None:
        self.world, self.dice, self.rows = world, Dice(17), Rows()
        self.hub = [world.force.named[name].user for name in ("finch", "hale")]
        self.trainee, self.partner = world.force.named["byrd"].user, world.force.named["marlow"].user
        self.schools: dict[str, Setting] = {}

    def tell(self) -> Rows:
        self._unit()
        self._partners()
        self._terms()
        for case, share in (*_episodes(), *_detentions()):
            if self.dice.chance(share):
                self._refer(case)
        self._read_together()
        self._work_beyond_hours()
        return self.rows

    def _unit(self) -> None:
        """Two work alone and cover each other; the third works beside one of them."""
        named, since = self.world.force.named, self.world.since
        chief = named["pike"].user
        for one, beside in (("hale", chief), ("finch", named["hale"].user), ("byrd", named["finch"].user)):
            began = since if one != "byrd" else self.world.now - 70 * DAY
            made = Practitioner(user=named[one].user, team=named[one].post.team, began_at=began, began_by=chief)
            made.training, made.trained_at, made.trained_by = "Four days, made for the unit", began + 6 * DAY, chief
            made.mentor, made.mentored_by, made.mentored_at = beside, chief, began + 8 * DAY
            made.first_mentored_at, made.stage = made.mentored_at, "mentored"
            if one != "byrd":
                made.competent_at, made.competent_by, made.competence = (
                    began + 40 * DAY,
                    chief,
                    "Twelve referrals read together.",
                )
                made.approved_at, made.approved_by, made.stage = began + 41 * DAY, chief, "approved"
                made.may_decide = made.may_sign_off = made.may_share = True
            self.rows.add(made, began)

    def _work_beyond_hours(self) -> None:
        """Recorded on the morning after, by the supervisor; the supervisor's own by whoever is above."""
        named, today = self.world.force.named, clock.local(self.world.now).date()
        monday, waits = today - timedelta(days=today.weekday()), list(self._waits())
        for weeks, day, one, quarters, reason in OVERTIME:
            worked_on = monday - timedelta(weeks=weeks) + timedelta(days=day)
            until = midnight(worked_on + timedelta(days=1)) - timedelta(seconds=1)
            made = Overtime(user=named[one].user, team=named[one].post.team, worked_on=worked_on, quarters=quarters)
            made.reason, made.recorded_by = reason, named["pike" if one == "hale" else "hale"].user
            made.queued_at, made.queued = until, sum(since <= until < ended for since, ended in waits)
            self.rows.add(made, until + 9 * timedelta(hours=1))

    def _waits(self) -> Iterator[tuple[datetime, datetime]]:
        """From when until when each referral waited for a decision."""
        decided = {id(each.referral): each.effective_at for each in self.rows.of(Decision) if each.effective_at}
        for referral in self.rows.of(Referral):
            yield referral.submitted_at, decided.get(id(referral), self.world.now)

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

    def _refer(self, case: Case) -> None:
        dice, person = self.dice, case.person
        noticed = case.at + timedelta(minutes=dice.randint(5, 90))
        submitted = dice.after(noticed, 3.2 * HOUR, 0.9)
        if submitted >= self.world.now:
            return
        domestic = dice.chance(REFERRAL_DOMESTIC)
        grade = dice.weighed(REFERRAL_GRADES)
        referral = Referral(
            person=person,
            origin_room=case.origin[0],
            origin_kind=case.origin[1],
            origin_id=case.pk,
            district_id=case.district_id,
            team=case.team,
            noticed_at=noticed,
            submitted_at=submitted,
            submitted_by_id=case.by_id,
            submitted_month=clock.local_month(submitted),
            first_grade=grade,
            grade=grade,
            is_domestic=domestic,
            circumstances=dice.pick(REFERRED["circumstances"]),
        )
        self._tell_of(referral, person, case)
        self.rows.add(referral, submitted)
        plain = "missing" if case.origin[0] == "missing" else "offending"
        kinds = {dice.weighed(REFERRAL_CONCERNS) for _ in range(dice.randint(1, 2))} | {plain}
        for kind in sorted(kinds | ({"domestic"} if domestic else set())):
            self.rows.add(Concern(referral=referral, kind=kind), submitted)
        if domestic:
            self._domestic(referral, person)
        if dice.chance(REFERRAL_AWAY):
            self._away(referral)
        self._decide(referral)

    def _tell_of(self, referral: Referral, person: Person, case: Case) -> None:
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
            referral.voice = self._hear(referral, person, case)
            referral.voiced_at = referral.submitted_at
        values = {name: getattr(referral, name) for name in referral.values_held()} | {
            "is_voiced": referral.voiced_at is not None
        }
        whole = completeness(values, person)
        referral.score, referral.lacks = whole.score, whole.names
        referral.lacks_at_submission = whole.names
        referral.completed_at = None if whole.essentials else referral.submitted_at

    def _hear(self, referral: Referral, person: Person, case: Case) -> Voice:
        spoke = self.dice.chance(0.74)
        voice = Voice(
            person=person,
            room=case.origin[0],
            kind=case.origin[1],
            case_id=case.pk,
            happened_at=referral.noticed_at,
        )
        voice.by_id, voice.is_seen, voice.is_spoken_to = referral.submitted_by_id, spoke, spoke
        if spoke:
            voice.words = self.dice.pick(REFERRED["words"])
        else:
            voice.reason_not_spoken_to = self.dice.pick(("not-present", "refused", "asleep", "did-not-try"))
        return self.rows.add(voice, referral.submitted_at)

    def _away(self, referral: Referral) -> None:
        """Found here, at home elsewhere; most often the home authority takes the child on, and not always in time."""
        dice, now, at = self.dice, self.world.now, referral.submitted_at
        referral.host_authority, referral.away_at = COUNTY, at
        referral.home_authority = dice.pick([name for name in AUTHORITIES if name != COUNTY])
        informed = dice.after(at, 5 * HOUR, 0.8)
        if informed >= now or dice.chance(0.04):
            return
        made = Acceptance(referral=referral, informed_at=informed, informed_by=dice.pick(self.hub))
        made.informed_name = "The duty worker"
        accepted = dice.after(informed, 30 * HOUR, 0.8)
        if accepted < now and dice.chance(0.9):
            made.accepted_at, made.accepted_by = accepted, dice.pick(self.hub)
            made.accepted_name, made.accepted_writing = "A team manager", f"E-mail of {clock.local(accepted):%d %B %Y}"
        self.rows.add(made, informed)

    def _read_together(self) -> None:
        """Low referrals of three months, of one child and of brothers and sisters: which count, and whether they were read."""
        low: dict[int, list[Referral]] = defaultdict(list)
        for each in self.rows.of(Referral):
            if each.first_grade == "low":
                low[each.person_id].append(each)
        kin = _kin(low)
        for person_id, own in low.items():
            for each in own:
                near = [o for key in (person_id, *kin[person_id]) for o in low[key] if _is_near(o, each)]
                days = self._count(each, near) if any(o.person_id != person_id for o in near) else 0
                often = max(days, sum(o.person_id == person_id for o in near)) >= 3  # as policy.yaml ships
                read = self.dice.after(each.submitted_at, 14 * HOUR, 0.7)
                if often and read < self.world.now and self.dice.chance(0.8):
                    each.pattern_read_at, each.pattern_read_by = read, self.dice.pick([*self.hub, self.trainee])
                    each.pattern_note = "Read together: the worry is growing."

    def _count(self, referral: Referral, near: Iterable[Referral]) -> int:
        """Of one day one counts, the referral itself first."""
        days = set()
        others = sorted((o for o in near if o is not referral), key=lambda o: o.submitted_at, reverse=True)
        for each in (referral, *others):
            day = clock.local(each.submitted_at).date()
            row = HouseholdLow(referral=referral, counted=each, is_counted=day not in days)
            self.rows.add(row, referral.submitted_at)
            days.add(day)
        return len(days)

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
        sent = self._told(victim)
        if sent is not None and sent.failed_at is None:
            victim.told_at = sent.sent_at
        self.rows.add(victim, at)
        if sent is not None:
            self.rows.add(sent, sent.sent_at)

    def _told(self, victim: ChildVictim) -> Notification | None:
        dice = self.dice
        at = dice.after(victim.reported_at, 7 * HOUR, 0.8)
        if victim.setting is None or victim.notify_by is None or at >= self.world.now or dice.chance(0.05):
            return None
        sent = Notification(victim=victim, setting=victim.setting, way="email", sent_at=at, sent_by=dice.pick(self.hub))
        sent.told_to, sent.content = victim.setting.contact_name or "School office", victim.incident.circumstances
        if dice.chance(0.05):
            sent.failed_at, sent.failed_by = at + timedelta(hours=1), sent.sent_by
            sent.failed_reason = "The message came back."
            if sent.failed_at >= self.world.now:
                sent.failed_at, sent.failed_by, sent.failed_reason = None, None, ""
        return sent


def _episodes() -> Iterator[tuple[Case, float]]:
    episodes = Episode.objects.filter(is_child=True, source="", officer__isnull=False).select_related("person", "team")
    for each in episodes.order_by("reported_at", "pk"):
        case = Case(
            ("missing", "episode"), each.pk, each.person, each.reported_at, each.officer_id, each.district_id, each.team
        )
        yield case, REFERRALS_PER_EPISODE


def _detentions() -> Iterator[tuple[Case, float]]:
    """Those of which nobody wrote down that the child was referred elsewhere."""
    detentions = Detention.objects.filter(referral_made_at=None).select_related("person", "team")
    for each in detentions.order_by("authorised_at", "pk"):
        by_id = each.custody_officer_id or each.authorised_by_id
        case = Case(
            ("custody", "detention"), each.pk, each.person, each.authorised_at, by_id, each.district_id, each.team
        )
        yield case, REFERRALS_PER_DETENTION


def _kin(children: Iterable[int]) -> dict[int, list[int]]:
    """Of each child, those known as brother or sister."""
    found: dict[int, list[int]] = defaultdict(list)
    known = Relationship.objects.filter(kind="sibling", is_current=True).order_by("pk")
    low = set(children)
    for one, other in known.values_list("person_id", "other_id"):
        if one in low and other in low:
            found[one].append(other)
    return found


def _is_near(other: Referral, referral: Referral) -> bool:
    """Whether it lies in the three months up to this one."""
    return referral.submitted_at - 91 * DAY <= other.submitted_at <= referral.submitted_at


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
