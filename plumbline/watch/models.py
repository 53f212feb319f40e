"""What was told, to whom, and whether they said so; and the outbox, from which it leaves by mail or webhook."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.fields import MomentField
from plumbline.kernel.records import Record
from plumbline.people.models import Person


class Step(models.IntegerChoices):
    """How far a duty has climbed, in order."""

    AHEAD = 0, "about to fall due"
    OWNER = 1, "told its owner"
    SUPERVISOR = 2, "climbed to the supervisor"
    INSPECTOR = 3, "climbed to the duty inspector"
    SUPERINTENDENT = 4, "climbed to the superintendent"


IN_SHORT = {
    Step.AHEAD: "About to fall due",
    Step.OWNER: "Overdue",
    Step.SUPERVISOR: "To supervisor",
    Step.INSPECTOR: "To duty inspector",
    Step.SUPERINTENDENT: "To superintendent",
}


class Pace(models.TextChoices):
    """How fast duties of a standard climb. The numbers of each stand in standards/policy.yaml."""

    QUICK = "quick", "Quick: due within hours"
    STEADY = "steady", "Steady: due within days"
    SLOW = "slow", "Slow: due within weeks"


class Message(Record):
    """One or more duties about one child or case, or whatever was left over in a busy hour, told to the same people at once.

    It holds no word about anyone: what it says is put together for whoever reads it, from what they may see then.
    """

    told_at = MomentField()
    step = models.PositiveSmallIntegerField(
        choices=Step.choices, help_text="the furthest that one of its duties has climbed"
    )
    pace = models.CharField(max_length=6, choices=Pace.choices, help_text="of its most urgent duty")
    role = models.CharField(max_length=40, blank=True, help_text="the role told, where it is no one person")
    told_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district_id = models.BigIntegerField(null=True, blank=True)
    team_id = models.BigIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(help_text="how many duties it tells of")
    is_gathered = models.BooleanField(
        default=False, help_text="told together, because its people had had enough that hour"
    )
    acknowledged_at = MomentField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled_at = MomentField(null=True, blank=True, help_text="when nothing that it told of was left to be done")

    keeps = {"role": "the key of a role"}

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="message_step_known",
                condition=Q(step__in=Step.values),
                violation_error_message="Choose how far it has climbed from the list.",
            ),
            models.CheckConstraint(
                name="message_pace_known",
                condition=Q(pace__in=Pace.values),
                violation_error_message="Choose a pace from the list.",
            ),
            models.CheckConstraint(
                name="message_acknowledged_paired",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                violation_error_message="A message that is acknowledged says when and by whom.",
            ),
            models.CheckConstraint(
                name="message_to_person_or_role",
                condition=Q(role="", told_to__isnull=False) | Q(role__gt="", told_to=None),
                violation_error_message="A message is told to a person or to a role.",
            ),
        ]
        indexes = [
            models.Index(fields=["told_at"], name="message_open", condition=Q(acknowledged_at=None, settled_at=None)),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}, {self.number} {'duty' if self.number == 1 else 'duties'}"

    def person_ids(self) -> list[int]:
        return [self.person_id] if self.person_id else []

    def whose(self) -> list[int]:
        """To say that one was told is not to read the record of the child."""
        return []

    def owners(self) -> list[int]:
        return list(self.copies.values_list("user_id", flat=True))

    @property
    def is_open(self) -> bool:
        return self.acknowledged_at is None and self.settled_at is None

    @property
    def tone(self) -> str:
        return "pending" if self.step == Step.AHEAD else "warning" if self.step <= Step.SUPERVISOR else "danger"

    @property
    def step_words(self) -> str:
        """Short, for a tag on a phone. Its reader is the owner where it went no further."""
        return IN_SHORT[Step(self.step)]


class Rung(Record):
    """One step of one duty, told once: the database refuses a second."""

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    standard = models.CharField(max_length=60)
    due_at = MomentField()
    step = models.PositiveSmallIntegerField(choices=Step.choices)
    duty_id = models.BigIntegerField(help_text="number of the duty when it was told; the duty itself may fall away")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="rungs")
    passed_on = models.CharField(
        max_length=300, blank=True, help_text="why it was told to others than those of this step"
    )

    keeps = {
        "kind": "a kind of record",
        "standard": "the key of a standard",
        "passed_on": "sentences of the watch, with roles",
    }

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="rung_once",
                fields=["kind", "subject_id", "standard", "due_at", "step"],
                violation_error_message="This step of this duty was told already.",
            ),
            models.CheckConstraint(
                name="rung_step_known",
                condition=Q(step__in=Step.values),
                violation_error_message="Choose how far it has climbed from the list.",
            ),
        ]
        indexes = [
            models.Index(fields=["duty_id", "step"], name="rung_duty"),
            models.Index(fields=["recorded_at", "duty_id"], name="rung_climbed", condition=Q(step__gte=2)),
        ]

    def __str__(self) -> str:
        return f"{self.standard}: {self.get_step_display()}"

    def case(self) -> Record:
        return self.message or self

    def subject_ref(self) -> CaseRef:
        room, kind = self.kind.split(".")
        return CaseRef(room, kind, self.subject_id)


class Copy(models.Model):
    """One person to whom a message went. Follows from the message."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="copies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    told_at = MomentField()
    is_open = models.BooleanField(
        default=True, help_text="nobody has acknowledged it, and something is left to be done"
    )

    class Meta:
        verbose_name_plural = "copies"
        constraints = [models.UniqueConstraint(name="copy_once", fields=["message", "user"])]
        indexes = [
            models.Index(fields=["user", "told_at"], name="copy_told"),
            models.Index(fields=["user", "message"], name="copy_open", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return f"Message {self.message_id} to {self.user_id}"


class Channel(models.TextChoices):
    """By what a message leaves the system. In the page it needs none."""

    MAIL = "mail", "E-mail"
    WEBHOOK = "webhook", "Webhook"


class Delivery(models.Model):
    """The outbox: a message on its way by one channel, written with the message and kept until it has left."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    key = models.CharField(
        max_length=32, unique=True, help_text="by which a receiver knows one that it has had already"
    )
    due_at = MomentField(help_text="when it is next tried")
    attempts = models.PositiveIntegerField(default=0)
    taken_until = MomentField(
        null=True, help_text="until when some worker has it; a worker that died holds it no longer"
    )
    taken_by = models.CharField(max_length=32, blank=True)
    sent_at = MomentField(null=True)
    given_up_at = MomentField(null=True)
    fault = models.CharField(max_length=200, blank=True, help_text="why the last attempt failed")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(name="delivery_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="delivery_sent_or_given_up", condition=Q(sent_at=None) | Q(given_up_at=None)),
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at"], name="delivery_waiting", condition=Q(sent_at=None, given_up_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"


class Noted(models.Model):
    """Duties of this subject came or changed in an act. Written in the act's transaction, and gone once the watch has looked."""

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "noted"

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Mark(models.Model):
    """Up to when the watch has looked, and by which numbers. One row."""

    until = MomentField()
    numbers = models.CharField(max_length=32, blank=True, help_text="digest of the times by which it looked")

    def __str__(self) -> str:
        return f"looked until {self.until}"
