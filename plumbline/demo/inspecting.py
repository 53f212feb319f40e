"""How Northshire was inspected, what it did about it, and the published inspections of two other forces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from plumbline.access.models import User
from plumbline.demo.force import Force
from plumbline.inspections import actions
from plumbline.inspections.models import Inspection, Recommendation
from plumbline.inspections.queries.measure import (
    count_between,
    month_after,
    months_before,
)
from plumbline.inspections.queries.recommendation import lacking
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.kernel.workdays import midnight
from plumbline.standards.models import Duty
from plumbline.workforce.models import District

DEMO = system("demo")
WORSE = "HF"  # the district that gets worse over the two years (places.AREAS)

FINDINGS = (
    (
        "1",
        "bad",
        "Supervisors are slow to review the search for a missing child.",
        "missing.first-review missing.next-review",
        "",
    ),
    ("2", "bad", "Enquiries are written on the missing record and often not done.", "missing.enquiry-resulted", ""),
    (
        "3",
        "bad",
        "Trigger plans are out of date, and some direct nobody.",
        "missing.plan-in-date missing.plan-directs",
        "",
    ),
    ("4", "good", "A record is made as soon as a child is reported missing.", "missing.record-made", ""),
    (
        "5",
        "bad",
        "Children wait too long for an appropriate adult in custody.",
        "",
        "the room for custody is not built",
    ),
)


@dataclass(frozen=True)
class Asked:
    """One invented recommendation, and how far it has come: closed, put forward, worked on, or hardly begun."""

    says: str
    urgency: str
    due: int
    owner: str
    measures: tuple[str, ...]
    came: str
    district: str = ""  # its measures count this one, "" the force
    closed: int = 0  # so many days after publication; its measures are watched from then on


ASKED = (
    Asked(
        "See to it at once that a supervisor reviews every search in time.",
        urgency="immediately",
        due=30,
        owner="grant",
        measures=("missing.first-review", "missing.next-review"),
        came="closed",
        district=WORSE,
        closed=150,
    ),
    Asked(
        "Within three months, see to it that enquiries set for a missing child are done and checked.",
        urgency="three-months",
        due=92,
        owner="grant",
        measures=("missing.enquiry-resulted",),
        came="closed",
        closed=345,
    ),
    Asked(
        "Within six months, bring trigger plans up to date and let each of them direct somebody.",
        urgency="six-months",
        due=183,
        owner="moss",
        measures=("missing.plan-in-date", "missing.plan-directs"),
        came="put forward",
    ),
    Asked(
        "Within six months, see to it that children who come back are heard and that what they say is used.",
        urgency="six-months",
        due=183,
        owner="pike",
        measures=("missing.prevention-interview", "missing.return-interview-learnt"),
        came="worked on",
    ),
    Asked(
        "Within six months, see to it that no child waits for an appropriate adult in custody.",
        urgency="six-months",
        due=183,
        owner="stone",
        measures=(),
        came="begun",
    ),
)
DONE = (
    (
        "Write to every supervisor what is expected of a review.",
        "Sent to all 48 sergeants; each has confirmed that they read it.",
    ),
    ("Show each district its own figures every month.", "On the agenda of the monthly performance meeting since then."),
)


def tell(force: Force, now: datetime) -> None:
    """An inspection published thirteen months ago, a review published six weeks ago, and all that lies between."""
    with clock.frozen(now - timedelta(days=420)):
        actions.load_reference(by=DEMO)
    _Inspected({name: member.user for name, member in force.named.items()}, now).tell()


class _Inspected:
    def __init__(self, users: dict[str, User], now: datetime) -> None:
        self.users, self.now = users, now
        self.published = clock.local(now).date() - timedelta(days=400)

    def at(self, days: int, act: Callable[..., Any], *about: Any, by: str = "pike", **told: Any) -> Any:
        """Carry out an act so many days after publication, at ten in the morning."""
        moment = midnight(self.published + timedelta(days=days)) + timedelta(hours=10)
        with clock.frozen(min(moment, self.now)):
            return act(*about, by=self.users[by], **told)

    def day(self, days: int) -> date:
        return self.published + timedelta(days=days)

    def tell(self) -> None:
        found = self._inspection()
        asked = [self._recommendation(found, number, each) for number, each in enumerate(ASKED, 1)]
        self._watch()
        self._review(found, asked)

    def _inspection(self) -> Inspection:
        visited = f"{self.day(-75):%B %Y}"
        words = {
            "kind": "child-protection",
            "title": f"Northshire: national child protection inspection, {self.day(0):%Y}",
        }
        found: Inspection = self.at(-60, actions.record_inspection, visited=visited, **words)
        counts = {"audited_good": 14, "audited_requires_improvement": 21, "audited_inadequate": 19}
        self.at(0, actions.publish_inspection, found, published_on=self.day(0), recommendations_published=5, **counts)
        for number, sentiment, says, standards, not_yet in FINDINGS:
            told = {"number": number, "sentiment": sentiment, "says": says, "standards": standards, "not_yet": not_yet}
            self.at(1, actions.record_finding, found, **told)
        self.at(38, actions.send_action_plan, found)
        answer = {"published_on": self.day(56), "has_chief_comments": True, "covers_all": True}
        self.at(60, actions.record_response, found, **answer)  # day 57: a day too late, as the standard shows
        why = "Progress on the review of searches is not fast enough."
        self.at(90, actions.enter_stage, found, stage="scan", entered_on=self.day(90), reason=why)
        return found

    def _recommendation(self, found: Inspection, number: int, asked: Asked) -> Recommendation:
        told = {"number": number, "says": asked.says, "kind": "recommendation", "urgency": asked.urgency}
        told |= {"due_on": self.day(asked.due), "owner": self.users[asked.owner]}
        made: Recommendation = self.at(2, actions.make_recommendation, found, **told)
        for standard in asked.measures:
            self._measure(made, standard, asked)
        self._work(made, asked)
        if asked.measures:
            self._prove(made, asked.measures[0], asked.owner)
        if asked.came in ("closed", "put forward"):
            self._judge(made, asked)
        return made

    def _measure(self, made: Recommendation, standard: str, asked: Asked) -> None:
        """Ten points above where it starts, which the owner reads off the standard's page; held where it starts at the top."""
        there = District.objects.filter(code=asked.district).first()
        morning = midnight(self.day(10)) + timedelta(hours=10)
        months = months_before(self.day(0))
        start = count_between(standard, there.pk if there else None, *months, as_of=morning).rate
        share = 80 if start is None else int(start * 100)
        told = {"standard": standard, "target": min(97, share + 10), "direction": "rise" if share < 97 else "hold"}
        self.at(10, actions.set_measure, made, by=asked.owner, district=there, baseline_on=self.day(0), **told)

    def _work(self, made: Recommendation, asked: Asked) -> None:
        owner = asked.owner
        for what, note in DONE if asked.came != "begun" else ():
            action = self.at(11, actions.set_action, made, what=what, owner=self.users[owner], due_on=self.day(45))
            self.at(40, actions.finish_action, action, by=owner, note=note)
        if asked.came in ("worked on", "begun"):
            late = "Agree with the local authority who is called first, and by when."
            self.at(300, actions.set_action, made, what=late, owner=self.users[owner], due_on=self.day(390))
            ahead = "Report to the chief officers' group what has changed for children."
            self.at(380, actions.set_action, made, what=ahead, owner=self.users[owner], due_on=self.day(440))

    def _prove(self, made: Recommendation, standard: str, owner: str) -> None:
        since = self.day(0).replace(day=1)
        paper = {
            "kind": "document",
            "what": "Instruction to all supervisors",
            "held_where": "Force library, PP/2025/014",
        }
        self.at(45, actions.gather_evidence, made, by=owner, **paper)
        audit = {"kind": "audit", "what": "Dip sample by the audit team", "held_where": "Audit file 7", "good": 11}
        self.at(100, actions.gather_evidence, made, by=owner, requires_improvement=6, inadequate=3, **audit)
        if Duty.objects.filter(standard=standard, month__gte=since, starts_at__lt=midnight(self.day(100))).exists():
            rows = {"kind": "duties", "what": "Every case since publication", "standard": standard, "since": since}
            first = self.at(100, actions.gather_evidence, made, by=owner, **rows)
            self.at(148, actions.refresh_evidence, first, by=owner)

    def _judge(self, made: Recommendation, asked: Asked) -> None:
        if lacking(made):
            return
        note = "Reviews are done sooner, and each district reads its own figures."
        owner = asked.owner
        if asked.came == "put forward":
            self.at(385, actions.put_forward, made, by=owner, note=note)
            return
        self.at(asked.closed - 30, actions.put_forward, made, by=owner, note=note)
        self.at(
            asked.closed - 25, actions.send_back, made, by="stone", note="Show three more weeks before I close this."
        )
        self.at(asked.closed - 2, actions.put_forward, made, by=owner, note="Three more weeks, as asked.")
        self.at(asked.closed, actions.close_recommendation, made, by="stone", note="The figures and the audit agree.")

    def _watch(self) -> None:
        """The watch as it would have run, on the second morning of each month since."""
        month = month_after(self.day(min(each.closed for each in ASKED if each.closed)).replace(day=1), 1)
        while (morning := midnight(month + timedelta(days=1)) + timedelta(hours=6)) <= self.now:
            with clock.frozen(morning):
                actions.watch_closed()
            month = month_after(month, 1)

    def _review(self, found: Inspection, asked: list[Recommendation]) -> None:
        title = f"Northshire: post-inspection review, {self.day(358):%Y}"
        visited = f"{self.day(320):%B %Y}"
        review = self.at(310, actions.record_inspection, kind="review", title=title, visited=visited, follows=found)
        counts = {"audited_good": 13, "audited_requires_improvement": 12, "audited_inadequate": 8}
        self.at(
            362, actions.publish_inspection, review, published_on=self.day(362), recommendations_published=0, **counts
        )
        outcomes = ("still-requires-improvement", "improved", "improved", "still-requires-improvement", "not-assessed")
        for recommendation, outcome in zip(asked, outcomes, strict=True):
            current = Recommendation.objects.select_related("inspection").get(pk=recommendation.pk)
            self.at(363, actions.give_verdict, current, review=review, outcome=outcome)
