"""What the force's index of people holds of each child: family, homes, care, markers, trigger plans."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from plumbline.demo import calibration as known
from plumbline.demo import words
from plumbline.demo.children import Child, PlanVersion
from plumbline.demo.conduct import Conduct, of_crew
from plumbline.demo.dice import HOUR, in_office_hours
from plumbline.demo.force import World
from plumbline.demo.names import SHORT
from plumbline.demo.places import AUTHORITIES, COUNTY, FAR_HOMES, STREETS, house, landline, mobile, postcode
from plumbline.demo.rows import Rows
from plumbline.kernel import clock
from plumbline.missing.models import PlanTask, TriggerPlan
from plumbline.people.models import Address, Alias, CareStatus, Marker, MarkerReview, Person, Relationship
from plumbline.people.models.person import coming_of_age

LANGUAGES = {
    "pl_PL": "Polish", "ro_RO": "Romanian", "tr_TR": "Turkish", "pt_PT": "Portuguese", "lt_LT": "Lithuanian", "somali": "Somali",
    "vi_VN": "Vietnamese", "pakistani": "Urdu", "bangladeshi": "Sylheti", "chinese": "Cantonese", "tw_GH": "Twi",
}  # fmt: skip
KINDS_OF_CARE = {"C1": 10, "C2": 48, "V2": 38, "J1": 2, "L2": 2}
CARERS = {
    "childrens-home": ("Keyworker", "Residential worker", "Night support worker", "Deputy manager"),
    "supported": ("Support worker",),
    "foster": ("Foster carer",),
    "residential-school": ("House parent",),
}
MEDICAL = (
    "Asthma, blue inhaler",
    "Epilepsy, tablets at eight in the evening",
    "Diabetes, insulin with meals",
    "Melatonin at night",
    "Hay fever",
)
DISABILITY = ("Autism", "Attention deficit hyperactivity disorder", "Mild learning disability", "Hearing impairment")
COMMUNICATION = (
    "Short sentences, one question at a time",
    "Prefers text messages to calls",
    "Speak on the left side; hearing aid on the right",
)
BUILDS, HAIR = (
    ("slim", "medium", "stocky", "tall and slim", "small"),
    ("brown", "blond", "black", "red", "dyed blue", "dark brown"),
)
EYES, FEATURES = (
    ("brown", "blue", "green", "hazel"),
    ("Scar on left eyebrow", "Braces", "Freckles", "Pierced nose", "Glasses", "Birthmark on the neck"),
)


class Family:
    """Makes the rows of one child."""

    def __init__(self, world: World, rows: Rows) -> None:
        self.world, self.rows = world, rows
        self.dice, self.names, self.force, self.now = world.dice, world.names, world.force, world.now
        self.parents: list[tuple[Child, Person, list[tuple[Person, str]]]] = []  # lately made, for brothers and sisters

    def settle(self, child: Child) -> None:
        known_from = child.first_at - timedelta(minutes=self.dice.randint(2, 15))
        person = self._person(child, known_from)
        kin = self._relatives(child, person, known_from)
        self._lives(child, person, known_from)
        if child.is_looked_after:
            self._care(child, person, known_from)
        self._carer(child, kin)
        self._markers(child, person)
        Plans(self.world, self.rows).make(child)

    def _person(self, child: Child, known_from: datetime) -> Person:
        dice = self.dice
        person = child.person = Person(given_name=child.given, surname=child.surname, date_of_birth=child.born)
        person.gender, person.ethnicity = child.gender, child.ethnicity
        person.middle_names = self.names.given(child.origin, child.gender != "male") if dice.chance(0.3) else ""
        person.known_as = SHORT.get(child.given, "") if dice.chance(0.6) else ""
        person.education_setting = child.school
        person.education_contact = f"{self.names.someone()}, {landline(dice)}" if dice.chance(0.6) else ""
        person.has_social_worker = child.is_looked_after or dice.chance(0.24)
        child.social_worker = self.names.someone() if person.has_social_worker else ""
        self._description(person, child)
        return self.rows.add(person, known_from)

    def _description(self, person: Person, child: Child) -> None:
        dice = self.dice
        person.build, person.hair_colour = dice.pick(BUILDS), dice.pick(HAIR) if dice.chance(0.85) else ""
        person.eye_colour = dice.pick(EYES) if dice.chance(0.7) else ""
        person.distinguishing_features = dice.pick(FEATURES) if dice.chance(0.3) else ""
        person.telephone = mobile(dice) if dice.chance(0.8) else ""
        person.social_media = (
            f"{child.given.lower()}.{dice.randint(10, 99)} on a photograph app" if dice.chance(0.25) else ""
        )
        person.medical_needs = dice.pick(MEDICAL) if dice.chance(0.14) else ""
        person.disability = dice.pick(DISABILITY) if dice.chance(0.15) else ""
        person.communication_needs = dice.pick(COMMUNICATION) if dice.chance(0.1) else ""
        person.first_language = LANGUAGES.get(child.origin, "English") if dice.chance(0.7) else ""
        person.is_interpreter_needed = person.first_language not in ("", "English") and dice.chance(0.12)
        if dice.chance(0.09):
            said = {
                "kind": "nickname",
                "given_name": dice.pick(("Jay", "Ace", "Bee", "Kit", "Roo", "Tee", "Zee")),
                "surname": "",
            }
            former = {"kind": "former", "given_name": child.given, "surname": self.names.surname("en_GB")}
            self.rows.add(Alias(person=person, **dice.pick((said, former))), child.first_at)

    # Whom they belong to

    def _relatives(self, child: Child, person: Person, known_from: datetime) -> list[tuple[Person, str]]:
        kin = self._siblings_parents(child, person, known_from) or self._new_parents(child, known_from)
        for parent, kind in kin:
            shares = kind in ("mother", "father") and (kind == "mother" or self.dice.chance(0.7))
            related = Relationship(person=person, other=parent, kind=kind, has_parental_responsibility=shares)
            related.note = (
                f"Shared with {child.authority}." if shares and child.is_looked_after and self.dice.chance(0.5) else ""
            )
            self.rows.add(related, known_from)
        self.parents = [*self.parents[-20:], (child, person, kin)]
        return kin

    def _new_parents(self, child: Child, known_from: datetime) -> list[tuple[Person, str]]:
        kin = [(self._grown_up(child, True, 0.6, known_from), "mother")] if self.dice.chance(0.88) else []
        kin += [(self._grown_up(child, False, 0.75, known_from), "father")] if self.dice.chance(0.5) else []
        kin += [(self._grown_up(child, False, 0.1, known_from), "step-parent")] if self.dice.chance(0.14) else []
        kin += [(self._grown_up(child, True, 0.4, known_from, 55), "grandparent")] if self.dice.chance(0.15) else []
        return kin

    def _grown_up(self, child: Child, is_woman: bool, same_name: float, known_from: datetime, least: int = 0) -> Person:
        dice = self.dice
        person = Person(
            given_name=self.names.adult_given(child.origin, is_woman), gender="female" if is_woman else "male"
        )
        person.surname = child.surname if dice.chance(same_name) else self.names.surname(child.origin)
        oldest = max(least, 18 + (known_from.year - child.born.year))
        if dice.chance(0.7):
            person.date_of_birth = date(
                known_from.year - oldest - dice.randint(1, 20), dice.randint(1, 12), dice.randint(1, 28)
            )
        person.telephone = mobile(dice) if dice.chance(0.75) else ""
        return self.rows.add(person, known_from)

    def _siblings_parents(self, child: Child, person: Person, known_from: datetime) -> list[tuple[Person, str]]:
        """One child in sixteen is the brother or sister of another: the same parents and surname."""
        near = [
            other
            for other in self.parents
            if other[2] and other[0].patch is child.patch and other[0].origin == child.origin
        ]
        if not near or not self.dice.chance(0.09):
            return []
        other, sibling, kin = self.dice.pick(near)
        if abs((other.born - child.born).days) < 280 or sibling.given_name == person.given_name:
            return []
        child.surname = person.surname = other.surname
        for one, another in ((person, sibling), (sibling, person)):
            self.rows.add(Relationship(person=one, other=another, kind="sibling"), known_from)
        return kin

    # Where they live

    def _lives(self, child: Child, person: Person, known_from: datetime) -> None:
        dice, area = self.dice, child.patch.area
        street = house(dice)
        lines = f"{street}\n{dice.pick(area.towns)}"
        kind = "family" if child.is_looked_after else "home"
        home = Address(person=person, kind=kind, lines=lines, postcode=postcode(dice, area))
        home.from_on = max(child.born, known_from.date() - timedelta(days=dice.randint(200, 4000)))
        self.rows.add(home, known_from)
        child.home = street
        if len(child.absences) > 1 and dice.chance(0.5):
            kind = dice.pick(
                (
                    "frequented",
                    "friend",
                    "concern" if child.is_sexually_exploited or child.is_criminally_exploited else "friend",
                )
            )
            often = Address(
                person=person, kind=kind, lines=f"{house(dice)}\n{dice.pick(area.towns)}", postcode=postcode(dice, area)
            )
            self.rows.add(often, min(self.now, child.absences[1].reported_at))

    def _care(self, child: Child, person: Person, known_from: datetime) -> None:
        """Up to three placements, the last of them open unless care has ended."""
        dice = self.dice
        begins = max(child.born, known_from.date() - timedelta(days=dice.randint(20, 1600)))
        last = clock.local(child.absences[-1].reported_at).date()
        child.care_ends = self._care_ends(child, last)
        moves = sorted(
            begins + timedelta(days=dice.randint(1, max(2, (last - begins).days))) for _ in range(dice.randint(0, 2))
        )
        starts = [begins, *(day for day in dict.fromkeys(moves) if begins < day <= last)]
        for i, day in enumerate(starts):
            ends = starts[i + 1] if i + 1 < len(starts) else child.care_ends
            self._stay(child, person, day, ends, max(known_from, self._noon(day)))
        person.is_looked_after = child.care_ends is None
        person.has_social_worker = child.care_ends is None or dice.chance(0.5)

    def _care_ends(self, child: Child, last: date) -> date | None:
        """On the 18th birthday at the latest; for one in eight some weeks after the last episode."""
        adult_from, today = coming_of_age(child.born), clock.local(self.now).date()
        if adult_from is not None and adult_from <= today:
            return adult_from
        ends = last + timedelta(days=self.dice.randint(20, 200))
        return ends if ends < today and self.dice.chance(0.12) else None

    def _noon(self, day: date) -> datetime:
        return min(self.now, clock.whole(datetime.combine(day, time(12), clock.LONDON)))

    def _stay(self, child: Child, person: Person, begins: date, ends: date | None, recorded_at: datetime) -> None:
        dice, area = self.dice, child.patch.area
        child.placement = dice.weighed(known.PLACEMENTS | ({} if child.age > 15 else {"supported": 0}))
        named = child.placement in ("childrens-home", "supported", "residential-school")
        homes = (
            area.homes
            if child.placement == "childrens-home"
            else (f"{dice.pick(area.towns)} {dice.pick(('House', 'Lodge', 'Court'))}",)
        )
        child.home = dice.pick(homes) if named else house(dice)
        is_out = child.is_far or (named and dice.chance(0.06))
        if is_out and not child.is_far and child.placement == "childrens-home":
            child.home = dice.pick(FAR_HOMES)
        stay = CareStatus(
            person=person, legal_status=dice.weighed(KINDS_OF_CARE), responsible_authority=child.authority
        )
        stay.placement_kind, stay.placement_name = child.placement, child.home if named else ""
        stay.is_out_of_area = is_out
        stay.host_authority = (
            COUNTY if child.is_far else dice.pick([a for a in AUTHORITIES if a != COUNTY]) if is_out else ""
        )
        stay.started_on, stay.ended_on = begins, ends
        stay.social_worker_name = child.social_worker if dice.chance(0.93) else ""
        stay.social_worker_contact = f"{landline(dice)}; out of hours 01632 960999" if stay.social_worker_name else ""
        self.rows.add(stay, recorded_at)
        lines = f"{child.home}\n{dice.pick(area.towns)}"
        lived = Address(
            person=person, kind="placement", lines=lines, postcode=postcode(dice, area), from_on=begins, to_on=ends
        )
        self.rows.add(lived, recorded_at)

    def _carer(self, child: Child, kin: list[tuple[Person, str]]) -> None:
        """Whoever has the child in daily care, and so reports and is rung."""
        dice = self.dice
        child.carer_contact = landline(dice) if child.placement == "childrens-home" else mobile(dice)
        if child.placement in CARERS:
            child.carer, child.carer_is = self.names.someone(), dice.pick(CARERS[child.placement])
        elif kin and child.placement != "kinship":
            parent, kind = kin[0] if dice.chance(0.65) else dice.pick(kin)
            child.carer, child.carer_is = parent.name, kind.capitalize()
        else:
            child.carer, child.carer_is = self.names.adult(child.origin, True), dice.pick(("Aunt", "Grandmother"))

    # What warns about them

    def _markers(self, child: Child, person: Person) -> None:
        dice, middle = self.dice, child.absences[len(child.absences) // 2].reported_at
        if child.is_sexually_exploited:
            self._marker(child, person, "sexual-exploitation", child.first_at - timedelta(minutes=1))
        if child.is_criminally_exploited:
            self._marker(child, person, "criminal-exploitation", child.first_at - timedelta(minutes=1))
        if child.is_looked_after and dice.chance(0.75):
            self._marker(child, person, "looked-after", child.first_at)
        if len(child.absences) > 3 and dice.chance(0.45):
            self._marker(child, person, "high-risk-missing", dice.after(middle, 40 * HOUR))
        if not child.is_looked_after and person.has_social_worker and dice.chance(0.45):
            self._marker(child, person, "protection-plan", child.first_at)
        if dice.chance(0.05):
            self._marker(child, person, dice.pick(("domestic-abuse", "police-protection", "bail")), middle)

    def _marker(self, child: Child, person: Person, kind: str, set_at: datetime) -> None:
        dice, today = self.dice, clock.local(self.now).date()
        set_at = min(set_at, self.now)
        owner = dice.pick((self.force.named["moss"], child.patch.missing.leads)).user  # type: ignore[union-attr]
        marker = Marker(person=person, kind=kind, reason=words.say(dice, words.MARKER_REASONS[kind], child.slots()))
        marker.set_at, marker.set_by, marker.owner = set_at, dice.pick(child.patch.response).leads.user, owner
        marker.review_on = clock.local(set_at).date() + timedelta(days=90)
        self.rows.add(marker, set_at)
        while marker.review_on < today - timedelta(days=7) and dice.chance(0.88):
            self._look_again(marker)
            if marker.removed_at is not None:
                return

    def _look_again(self, marker: Marker) -> None:
        dice = self.dice
        at = min(
            self.now, self._noon(marker.review_on) + timedelta(days=dice.randint(-14, 9), minutes=dice.randint(0, 240))
        )
        review = MarkerReview(marker=marker, was_due_on=marker.review_on, reviewed_at=at, reviewed_by=marker.owner)
        review.decision = "remove" if dice.chance(0.12) else "keep"
        review.note = dice.pick(words.MARKER_REMOVED if review.decision == "remove" else words.MARKER_KEPT)
        if review.decision == "remove":
            marker.removed_at, marker.removed_by, marker.removal_reason = at, marker.owner, review.note
        else:
            marker.review_on = review.next_review_on = clock.local(at).date() + timedelta(days=dice.pick((90, 90, 180)))
        self.rows.add(review, at)


MOST_VERSIONS = 30


class Plans:
    """Trigger plans: for most children who are missing often, though some out of date, and some that only inform (K41, K42)."""

    def __init__(self, world: World, rows: Rows) -> None:
        self.world, self.rows = world, rows
        self.dice, self.force, self.now = world.dice, world.force, world.now

    def make(self, child: Child) -> None:
        """After the absence that shows that it is needed; then a version after each review."""
        needed = next((a for a in child.absences if a.recent >= 3 or a.number >= 4), None)
        if needed is None or not self.dice.chance(0.82):
            return
        at: datetime | None = in_office_hours(self.dice, self.dice.after(needed.found_at, 60 * HOUR, 0.8))
        directs = self._conduct(child, needed.found_at).does(0.72)
        last = child.absences[-1].found_at + timedelta(days=45)
        while at is not None and at < self.now and len(child.plans) < MOST_VERSIONS:
            version = self._version(child, at, last, directs)
            directs = directs or self.dice.chance(0.3)
            at = self._looked_at_again(child, version)

    def _looked_at_again(self, child: Child, version: PlanVersion) -> datetime | None:
        """After one of the next absences, or by the day that the plan itself named, whichever comes first; or never."""
        made_at, due_at = version.plan.made_at, version.plan.review_due_at
        conduct = self._conduct(child, made_at)
        following = [a.found_at for a in child.absences if a.found_at > made_at][:3]
        times = [self.dice.after(found_at, 70 * HOUR, 0.6) for found_at in following if conduct.does(0.5)]
        if conduct.does(0.62):
            times.append(due_at - timedelta(hours=self.dice.randint(1, 96)))
        elif self.dice.chance(0.8):
            times.append(self.dice.after(due_at, 15 * 24 * HOUR, 0.8))
        ahead = [at for at in times if at > made_at + timedelta(hours=12)]
        return in_office_hours(self.dice, min(ahead)) if ahead else None

    def _conduct(self, child: Child, at: datetime) -> Conduct:
        crew = child.patch.missing
        assert crew is not None
        return of_crew(self.world, child.patch, crew, at)

    def _version(self, child: Child, at: datetime, last: datetime, directs: bool) -> PlanVersion:
        dice, slots = self.dice, child.slots() | self._around(child)
        makers = (self.force.named["moss"], child.patch.missing.leads, *child.patch.missing.members)  # type: ignore[union-attr]
        maker = dice.pick(makers).user
        plan = TriggerPlan(person=child.person, number=len(child.plans) + 1, made_at=at, made_by=maker)
        plan.review_due_at = at + timedelta(days=28 if at < last else 180)
        earlier = self._replaces(child, plan)
        if earlier is not None and bool(earlier.tasks) == directs and dice.chance(0.55):
            plan.informs, plan.reason = earlier.plan.informs, words.UNCHANGED
            if earlier.plan.made_by is maker:  # nobody confirms what they wrote
                plan.made_by = earlier.plan.reviewed_by = next(m.user for m in makers if m.user is not maker)
            tasks = [self._task(plan, t.order, (t.kind, t.who_does, t.where, t.what), at) for t in earlier.tasks]
        else:
            plan.informs = " ".join(
                said.format_map(slots) for said in dice.sample(words.BACKGROUND, dice.randint(1, 2))
            )
            plan.reason = dice.pick(words.PLAN_REASONS if earlier else words.PLAN_REASONS[:2])
            tasks = self._tasks(plan, slots, at) if directs else []
        version = PlanVersion(self.rows.add(plan, at), tasks)
        child.plans.append(version)
        return version

    def _replaces(self, child: Child, plan: TriggerPlan) -> PlanVersion | None:
        """The version before it, which this one thereby reviews."""
        if not child.plans:
            return None
        earlier = child.plans[-1].plan
        earlier.is_current, earlier.reviewed_at, earlier.reviewed_by = False, plan.made_at, plan.made_by
        return child.plans[-1]

    def _tasks(self, plan: TriggerPlan, slots: dict[str, str], at: datetime) -> list[PlanTask]:
        chosen = self.dice.sample(words.PLAN_TASKS, self.dice.randint(2, 4))
        told = [(kind, who, where.format_map(slots), what.format_map(slots)) for kind, who, where, what in chosen]
        return [self._task(plan, order, task, at) for order, task in enumerate(told, 1)]

    def _task(self, plan: TriggerPlan, order: int, told: tuple[str, str, str, str], at: datetime) -> PlanTask:
        kind, who, where, what = told
        return self.rows.add(PlanTask(plan=plan, order=order, kind=kind, who_does=who, where=where, what=what), at)

    def _around(self, child: Child) -> dict[str, str]:
        dice = self.dice
        return {
            "place": dice.pick(words.PLACES),
            "street": dice.pick(STREETS),
            "town": dice.pick(child.patch.area.towns),
        }
