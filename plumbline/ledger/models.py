"""The ledger's tables. Nothing changes or deletes a row once written, but for an erasure: it takes the content away."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from plumbline.kernel.fields import MomentField


class Operation(models.TextChoices):
    """The operations that DPA 2018 s62(1) requires to be logged."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


class Entry(models.Model):
    """One act, or one read of people's data: who, when, what, in a sentence; what changed from what to what."""

    at = MomentField()
    operation = models.CharField(max_length=12, choices=Operation.choices)
    event = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True, help_text="the user, or none where a part of the system acted")
    actor = models.CharField(max_length=120, help_text="the actor's name as it then was")
    purpose = models.CharField(max_length=80, blank=True)
    terminal = models.CharField(max_length=64, blank=True, help_text="network address of the device")
    room = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    case_id = models.BigIntegerField(null=True)
    sentence = models.TextField()
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    submission = models.CharField(max_length=40, null=True, help_text="mark of the form that was submitted, if one was")

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(name="ledger_operation_known", condition=models.Q(operation__in=Operation.values)),
            models.UniqueConstraint(name="ledger_submission_once", fields=["submission"]),
        ]
        indexes = [
            models.Index(fields=["room", "kind", "case_id", "id"], name="ledger_case"),
            models.Index(fields=["actor_id", "at"], name="ledger_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor}: {self.sentence}"


class EntryPerson(models.Model):
    """A person whose data an entry touched or showed: the answer to *who has looked at this record*."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="people", db_index=False)
    person_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="ledger_person_once", fields=["entry", "person_id"])]
        indexes = [models.Index(fields=["person_id", "entry"], name="ledger_person")]

    def __str__(self) -> str:
        return f"person {self.person_id} in entry {self.entry_id}"
