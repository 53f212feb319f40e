"""The ledger's tables. Nothing changes a row once written, and nothing but an erasure takes one away.

An entry's *content* (its sentence, what changed from what to what) stands in a row of its own, `Told`, so that it can be
erased with the record it tells of while the entry itself stays for ever: section 62 asks who, when and what kind, and an
erasure must leave no copy. Digests bind the two.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from plumbline.kernel.fields import MomentField

ERASED = "[erased]"


class Operation(models.TextChoices):
    """The operations that DPA 2018 s62(1) requires to be logged."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


class Entry(models.Model):
    """One act, or one read of people's data: who, when, what kind, about which case. `told` holds what was said and changed."""

    at = MomentField()
    operation = models.CharField(max_length=12, choices=Operation.choices)
    event = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True, help_text="the user, or none where a part of the system acted")
    actor = models.CharField(max_length=120, help_text="the actor's name as it then was")
    purpose = models.CharField(max_length=80, blank=True)
    terminal = models.CharField(max_length=64, blank=True, help_text="network address of the device")
    recipient = models.CharField(max_length=200, blank=True, help_text="to whom data were disclosed")
    room = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    case_id = models.BigIntegerField(null=True)
    submission = models.CharField(max_length=40, null=True, help_text="mark of the form that was submitted, if one was")
    told_digest = models.BinaryField(max_length=32, help_text="SHA-256 of what was told; stays when that is erased")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of this entry, of whom it names and of told_digest")

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(name="ledger_operation_known", condition=models.Q(operation__in=Operation.values)),
            models.UniqueConstraint(name="ledger_submission_once", fields=["submission"]),
        ]
        indexes = [
            models.Index(fields=["room", "kind", "case_id", "id"], name="ledger_case"),
            models.Index(fields=["actor_id", "at"], name="ledger_actor"),
            models.Index(fields=["at", "id"], name="ledger_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor}: {self.sentence}"

    @property
    def is_erased(self) -> bool:
        """Lists read many entries with `select_related("told")`, or this asks once for each."""
        return not hasattr(self, "told")

    @property
    def sentence(self) -> str:
        return ERASED if self.is_erased else self.told.sentence

    @property
    def changes(self) -> list[dict[str, Any]]:
        return [] if self.is_erased else json.loads(self.told.changes)


class Told(models.Model):
    """What an entry tells: its sentence and its changes. The salt keeps anyone from proving a guess at what was erased."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="told")
    salt = models.BinaryField(max_length=16)
    sentence = models.TextField()
    changes = models.TextField(
        default="[]", help_text="JSON, kept as text so that its bytes are the same on every database"
    )

    def __str__(self) -> str:
        return self.sentence


class EntryPerson(models.Model):
    """A person whose data an entry touched or showed: the answer to *who has looked at this record*."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="people", db_index=False)
    person_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="ledger_person_once", fields=["entry", "person_id"])]
        indexes = [models.Index(fields=["person_id", "entry"], name="ledger_person")]

    def __str__(self) -> str:
        return f"person {self.person_id} in entry {self.entry_id}"


class Erased(models.Model):
    """Leave to take away what one entry told, given by the erasure that did it. Numbers alone."""

    told = models.BigIntegerField(primary_key=True, help_text="number of the entry that lost its content")
    erasure = models.BigIntegerField(help_text="number of the entry of the erasure")

    class Meta:
        verbose_name_plural = "erased"

    def __str__(self) -> str:
        return f"entry {self.told}, by entry {self.erasure}"


class Seal(models.Model):
    """A batch of entries bound together and to the batch before; its head is signed and kept outside the database too."""

    number = models.PositiveBigIntegerField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    ids = models.TextField(help_text='numbers of the entries in it, as ranges: "1-50,52-60"')
    count = models.PositiveIntegerField()
    marks = models.BinaryField(help_text="four bytes of each entry's digest, to tell which entry was altered")
    previous = models.BinaryField(max_length=32, help_text="head of the seal before")
    head = models.BinaryField(max_length=32)
    sealed_at = MomentField()
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"seal {self.number}: entries {self.ids}"
