"""A meeting: what was on its agenda, what was decided, what is to be done, and who was there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.access.roles import ROLES
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.constraints import paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.kernel.references import reference
from plumbline.people.models import Person
from plumbline.workforce.models import District, Team


class Meeting(Record):
    """One meeting of a kind, for one district or the force. What its agenda was made of is kept with it."""

    scrubs = ("summary", "last_because")

    kind = models.CharField(max_length=40, help_text="the key of a kind of meeting")
    title = models.CharField(max_length=80, help_text="what that kind was called then")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = MomentField()
    opened_by = who()
    chaired_by = who("who chairs it")
    sections = models.CharField(max_length=400, help_text="sections of the agenda, in order")
    absent = models.CharField(max_length=400, blank=True, help_text="sections whose room is not installed")
    refreshed_at = MomentField(null=True, blank=True, help_text="when new arrivals were last looked for")
    refreshed_by = who(null=True)
    writings = models.PositiveIntegerField(default=0, help_text="how often something was written down at it")
    follows = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    next_due_at = MomentField(help_text="by when the next of its kind is to be held")
    followed_at = MomentField(null=True, blank=True, help_text="when the next of its kind was opened")
    closed_at = MomentField(null=True, blank=True)
    closed_by = who(null=True)
    summary = Text(blank=True, max_length=2000, help_text="what the chair said at the end")
    last_at = MomentField(null=True, blank=True, help_text="when it was said that no other of its kind follows")
    last_by = who(null=True)
    last_because = models.CharField(max_length=500, blank=True)

    class Meta(Record.Meta):
        constraints = [
            paired("refreshed", "Looking for new arrivals"),
            paired("closed", "Closing a meeting"),
            paired("last", "Ending a series of meetings"),
            models.UniqueConstraint(
                name="meeting_open_once_in_district",
                fields=["kind", "district"],
                condition=Q(closed_at=None, district__isnull=False),
                violation_error_message="A meeting of this kind is open there already. Go on with that one.",
            ),
            models.UniqueConstraint(
                name="meeting_open_once_in_force",
                fields=["kind"],
                condition=Q(closed_at=None, district=None),
                violation_error_message="A meeting of this kind is open already. Go on with that one.",
            ),
            models.CheckConstraint(
                name="meeting_closed_after_opened",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                violation_error_message="A meeting cannot end before it began.",
            ),
        ]
        indexes = [models.Index(fields=["kind", "district", "-opened_at"], name="meeting_series")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference("MT", self.opened_at, self.pk)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def section_keys(self) -> list[str]:
        return self.sections.split()

    @property
    def absent_keys(self) -> list[str]:
        return self.absent.split()

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, None


class Seat(PartRecord):
    """Someone who must be at the meeting, or who was there besides."""

    part_of = "meeting"
    scrubs = ("stands_in_for", "apology")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=40, blank=True, help_text="the role that must be there; blank for a guest")
    is_required = models.BooleanField(default=True)
    officer = who("who was there", null=True)
    attended_at = MomentField(null=True, blank=True, help_text="from when; the opening where nothing else is said")
    stands_in_for = models.CharField(max_length=120, blank=True, help_text="in whose place")
    apology = models.CharField(max_length=300, blank=True, help_text="why nobody of that role was there")
    noted_at = MomentField(null=True, blank=True)
    noted_by = who(null=True)
    ended_at = MomentField(null=True, blank=True, help_text="from when it can no longer be made good")

    class Meta(Record.Meta):
        constraints = [
            paired("noted", "Attendance"),
            models.UniqueConstraint(
                name="seat_role_once",
                fields=["meeting", "role"],
                condition=~Q(role=""),
                violation_error_message="This role has its seat already.",
            ),
            models.UniqueConstraint(
                name="seat_officer_once",
                fields=["meeting", "officer"],
                condition=Q(officer__isnull=False),
                violation_error_message="This officer has a seat at the meeting already.",
            ),
            models.CheckConstraint(
                name="seat_attended_by_someone",
                condition=Q(officer=None, attended_at=None) | Q(officer__isnull=False, attended_at__isnull=False),
                violation_error_message="Who was there, and from when, go together.",
            ),
            models.CheckConstraint(
                name="seat_there_or_not",
                condition=Q(officer=None) | Q(apology=""),
                violation_error_message="Either someone was there, or there is an apology.",
            ),
        ]

    def __str__(self) -> str:
        return self.role_name

    @property
    def role_name(self) -> str:
        role = ROLES.get(self.role)
        return role.name if role else (self.role or "Guest")


class AgendaItem(Record):
    """One child, or one thing to be talked about, as it stood when it came onto the agenda. What stood there is evidence."""

    scrubs = ("decision", "why", "reference")
    keeps = {
        "section": "a section of an agenda",
        "room": "a room of the product",
        "kind": "a kind of record",
        "risk": "a coded grade",
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    section = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(help_text="in its section")
    room = models.CharField(max_length=30)
    kind = models.CharField(max_length=40)
    case_id = models.BigIntegerField(help_text="0 where it stands for more than can be listed")
    reference = models.CharField(max_length=40, blank=True, help_text="what people call the case")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, help_text="why it is on the agenda")
    risk = models.CharField(max_length=10, blank=True)
    since = MomentField(null=True, blank=True, help_text="since when it is so")
    overdue = models.PositiveSmallIntegerField(default=0, help_text="duties overdue then")
    added_at = MomentField()
    is_arrival = models.BooleanField(default=False, help_text="came while the meeting was open")
    carried_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    discussed_at = MomentField(null=True, blank=True)
    discussed_by = who("who wrote down what was decided", null=True)
    decision = Text(blank=True, max_length=3000)
    settled_at = MomentField(
        null=True, blank=True, help_text="when it was discussed, at this meeting or at one to which it was carried"
    )
    not_discussed_at = MomentField(null=True, blank=True, help_text="the meeting ended without it")

    class Meta(Record.Meta):
        constraints = [
            paired("discussed", "Discussing an item"),
            models.UniqueConstraint(
                name="agendaitem_once",
                fields=["meeting", "section", "room", "kind", "case_id"],
                violation_error_message="This is on the agenda already.",
            ),
            models.CheckConstraint(
                name="agendaitem_discussed_or_not",
                condition=Q(discussed_at=None) | Q(not_discussed_at=None),
                violation_error_message="An item is discussed or not discussed, not both.",
            ),
            models.CheckConstraint(
                name="agendaitem_decision_said",
                condition=Q(discussed_at=None) | ~Q(decision=""),
                violation_error_message="Say what was decided.",
            ),
            models.CheckConstraint(
                name="agendaitem_discussed_is_settled",
                condition=Q(discussed_at=None) | Q(settled_at__isnull=False),
                violation_error_message="What was discussed is settled.",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "kind", "case_id"], name="agendaitem_of_case"),
            models.Index(
                fields=["meeting"],
                name="agendaitem_waiting",
                condition=Q(discussed_at=None, not_discussed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference or self.why}"[:90]

    def about(self) -> CaseRef | None:
        """The record that it is about, in whichever room."""
        return CaseRef(self.room, self.kind, self.case_id) if self.case_id else None

    @property
    def is_waiting(self) -> bool:
        return self.discussed_at is None and self.not_discussed_at is None

    def case(self) -> Record:
        return self.meeting

    def person_ids(self) -> list[int]:
        return [self.person_id] if self.person_id else []

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id or self.meeting.district_id, self.team_id

    def root(self) -> Record:
        return Person(pk=self.person_id) if self.person_id else self.meeting


class MeetingAction(Record):
    """Something that someone is to do by a time, set at a meeting. Written down is not done."""

    scrubs = ("what", "note", "dropped_because")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what = Text(max_length=1000)
    owner = who("who does it", related_name="briefing_actions")
    set_at = MomentField()
    set_by = who()
    due_at = MomentField()
    done_at = MomentField(null=True, blank=True)
    done_by = who(null=True)
    note = Text(blank=True, max_length=2000, help_text="what was done")
    dropped_at = MomentField(null=True, blank=True)
    dropped_by = who(null=True)
    dropped_because = models.CharField(max_length=500, blank=True)

    class Meta(Record.Meta):
        constraints = [
            paired("done", "An action done"),
            paired("dropped", "An action dropped"),
            models.CheckConstraint(
                name="briefing_action_due_after_set",
                condition=Q(due_at__gt=F("set_at")),
                violation_error_message="An action is due after it is set.",
            ),
            models.CheckConstraint(
                name="briefing_action_done_or_dropped",
                condition=Q(done_at=None) | Q(dropped_at=None),
                violation_error_message="An action is done or dropped, not both.",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="briefing_action_open", condition=Q(done_at=None, dropped_at=None)),
        ]

    def __str__(self) -> str:
        return self.what if len(self.what) <= 90 else f"{self.what[:87].rstrip()}…"

    @property
    def reference(self) -> str:
        return reference("MA", self.set_at, self.pk)

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None

    def case(self) -> Record:
        return self.meeting

    def person_ids(self) -> list[int]:
        return [self.person_id] if self.person_id else []

    def owners(self) -> list[int]:
        return [self.owner_id]

    def root(self) -> Record:
        return Person(pk=self.person_id) if self.person_id else self.meeting
