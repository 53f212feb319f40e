"""The child comes back: the police interview, and the independent one that the local authority must offer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.missing.models.episode import Episode, EpisodeRecord
from plumbline.people.models import Voice


class Method(models.TextChoices):
    FACE_TO_FACE = "face-to-face", "Face to face"
    PHONE = "phone", "By telephone"
    NOT_SEEN = "not-seen", "Child not seen or spoken to"


class PreventionInterview(EpisodeRecord):
    """A police officer sees the child on return, to learn whether they are safe, what happened and why (M26)."""

    scrubs = ("why_not_face_to_face", "harm", "reasons", "with_whom")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="prevention_interviews")
    happened_at = MomentField()
    interviewed_by = who()
    method = models.CharField(max_length=12, choices=Method.choices)
    why_not_face_to_face = Text(blank=True, max_length=1000)
    agreed_by = who("supervisor who agreed that a child was not seen face to face", null=True)
    is_safe = models.BooleanField()
    harm = Text(blank=True, help_text="harm suffered or crime disclosed")
    reasons = Text(blank=True, help_text="why the child went, in their words as far as can be")
    with_whom = Text(blank=True, max_length=1000, help_text="where they were and with whom")
    voice = models.ForeignKey(Voice, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        constraints = [
            known("method", Method),
            models.CheckConstraint(
                name="prevention_why_not_seen",
                condition=Q(method=Method.FACE_TO_FACE) | (~Q(why_not_face_to_face="") & Q(agreed_by__isnull=False)),
                violation_error_message="A child not seen face to face needs a reason and a supervisor who agreed.",
            ),
        ]

    def __str__(self) -> str:
        return f"Prevention interview, {self.get_method_display().lower()}"


class NotOffered(models.TextChoices):
    """Why no return interview was offered. It is due to every child, however short the absence (M28)."""

    ADULT = "adult", "Was 18 on return"
    ELSEWHERE = "elsewhere", "Another authority is to offer it"
    AUTHORITY = "authority", "The local authority did not offer it"


class ReturnInterview(EpisodeRecord):
    """The independent return interview: offered, accepted or refused, completed, received by the police, and learnt from."""

    scrubs = ("authority", "refused_reason", "completed_with", "learnt")

    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, related_name="return_interview")
    authority = models.CharField(max_length=120, blank=True, help_text="local authority asked to offer it")
    requested_at = MomentField(null=True, blank=True)
    requested_by = who(null=True)
    offered_at = MomentField(null=True, blank=True)
    not_offered = models.CharField(max_length=10, choices=NotOffered.choices, blank=True)
    accepted_at = MomentField(null=True, blank=True)
    refused_at = MomentField(null=True, blank=True)
    refused_reason = models.CharField(max_length=500, blank=True)
    completed_at = MomentField(null=True, blank=True)
    completed_with = models.CharField(
        max_length=120, blank=True, help_text="who held it; not someone who cares for the child"
    )
    received_at = MomentField(null=True, blank=True)
    received_by = who(null=True)
    learnt = Text(blank=True, help_text="what it told that matters for the next time")
    fed_back_at = MomentField(null=True, blank=True)
    fed_back_by = who("who put what was learnt into the trigger plan or intelligence", null=True)

    class Meta(Record.Meta):
        constraints = [
            known("not_offered", NotOffered),
            paired("requested", "Asking for a return interview"),
            paired("received", "Receiving the interview"),
            paired("fed_back", "Feeding it back"),
            models.CheckConstraint(
                name="returninterview_one_answer",
                condition=Q(accepted_at=None) | Q(refused_at=None),
                violation_error_message="An interview is accepted or refused, not both.",
            ),
            models.CheckConstraint(
                name="returninterview_in_order",
                condition=(Q(accepted_at=None) | Q(offered_at__isnull=False))
                & (Q(refused_at=None) | Q(offered_at__isnull=False))
                & (Q(completed_at=None) | Q(accepted_at__isnull=False))
                & (Q(received_at=None) | Q(completed_at__isnull=False)),
                violation_error_message="An interview is offered, then accepted, then completed, then received.",
            ),
        ]

    def __str__(self) -> str:
        return "Return interview"

    @property
    def stage(self) -> str:
        """The furthest that it has come, in a word."""
        for name in ("received", "completed", "refused", "accepted", "offered"):
            if getattr(self, f"{name}_at"):
                return name
        return "not offered" if self.not_offered else "asked for"
