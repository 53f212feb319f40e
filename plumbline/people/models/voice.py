"""The voice of the child: one record, used by every room."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.fields import MomentField, Text
from plumbline.people.models.person import AboutPerson, Person


class NotSpokenTo(models.TextChoices):
    """Why a child was not spoken to."""

    NOT_PRESENT = "not-present", "The child was not there"
    REFUSED = "refused", "The child did not want to speak"
    PRE_VERBAL = "pre-verbal", "Too young to speak, or does not speak: observed instead"
    ASLEEP = "asleep", "The child was asleep"
    RISK = "risk", "Speaking would have put the child at risk"
    DID_NOT_TRY = "did-not-try", "Nobody tried"
    OTHER = "other", "Another reason"


class VoiceState(models.TextChoices):
    """*Not spoken to* and *spoken to but not recorded* are different failures (W36, W37; domain V6)."""

    RECORDED = "recorded", "Spoken to, and recorded"
    OBSERVED = "observed", "Observed: too young to speak, or does not speak"
    NOT_RECORDED = "not-recorded", "Spoken to, but what the child said was not recorded"
    NOT_SPOKEN_TO = "not-spoken-to", "Not spoken to"
    NOT_KNOWN = "not-known", "Not known whether the child was spoken to"


class Voice(AboutPerson):
    """One contact with a child: whether they were seen and heard, their own words, and what came of it."""

    scrubs = (
        "words",
        "demeanour",
        "home_conditions",
        "wishes_and_feelings",
        "how_it_changed_the_decision",
        "reason_in_words",
    )
    keeps = {"room": "the name of a room", "kind": "a kind of record", "source": "the name of a feed"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="voices")
    room = models.CharField(max_length=30, blank=True, help_text="the case in which it happened, if in one")
    kind = models.CharField(max_length=40, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)
    happened_at = MomentField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="voices",
        help_text="who met the child; empty only where a feed named nobody",
    )
    is_seen = models.BooleanField(null=True, blank=True, help_text="empty only where a feed does not say")
    is_spoken_to = models.BooleanField(null=True, blank=True, help_text="empty only where a feed does not say")
    is_alone = models.BooleanField(null=True, blank=True, help_text="without the adults of the home")
    words = Text(blank=True, help_text="the child's own words")
    demeanour = Text(blank=True, max_length=2000)
    home_conditions = Text(blank=True, max_length=2000)
    wishes_and_feelings = Text(blank=True, max_length=2000)
    how_it_changed_the_decision = Text(blank=True, max_length=2000)
    reason_not_spoken_to = models.CharField(max_length=12, choices=NotSpokenTo.choices, blank=True)
    reason_in_words = Text(blank=True, max_length=2000)
    source = models.CharField(max_length=30, blank=True, editable=False, help_text="the feed it came from, if one")

    class Meta(AboutPerson.Meta):
        verbose_name = "voice of the child"
        verbose_name_plural = "voices of children"
        constraints = [
            models.CheckConstraint(
                name="voice_case_whole",
                condition=Q(room="", kind="", case_id=None) | (~Q(room="") & ~Q(kind="") & Q(case_id__isnull=False)),
                violation_error_message="A case is named by its room, its kind and its number.",
            ),
            models.CheckConstraint(
                name="voice_reason_known",
                condition=Q(reason_not_spoken_to="") | Q(reason_not_spoken_to__in=NotSpokenTo.values),
                violation_error_message="Choose a reason from the list.",
            ),
            models.CheckConstraint(
                name="voice_words_if_spoken_to",
                condition=~Q(source="") | Q(is_spoken_to=False) | ~Q(words=""),
                violation_error_message="Write down what the child said, in the child's own words.",
            ),
            models.CheckConstraint(
                name="voice_reason_if_not_spoken_to",
                condition=~Q(source="") | Q(is_spoken_to=True) | ~Q(reason_not_spoken_to=""),
                violation_error_message="Say why the child was not spoken to.",
            ),
            models.CheckConstraint(
                name="voice_reason_only_if_not_spoken_to",
                condition=Q(reason_not_spoken_to="") | Q(is_spoken_to=False),
                violation_error_message="A child who was spoken to needs no reason for not speaking to them.",
            ),
            models.CheckConstraint(
                name="voice_known_unless_fed",
                condition=~Q(source="") | Q(is_seen__isnull=False, is_spoken_to__isnull=False, by__isnull=False),
                violation_error_message="Say whether the child was seen and spoken to, and by whom.",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "happened_at"], name="voice_of_person"),
            models.Index(fields=["room", "kind", "case_id"], name="voice_in_case"),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}: {self.state.label}"

    @property
    def state(self) -> VoiceState:
        if self.is_spoken_to is None:
            return VoiceState.NOT_KNOWN
        if self.is_spoken_to:
            return VoiceState.RECORDED if self.words else VoiceState.NOT_RECORDED
        observed = self.reason_not_spoken_to == NotSpokenTo.PRE_VERBAL and self.demeanour
        return VoiceState.OBSERVED if observed else VoiceState.NOT_SPOKEN_TO

    @property
    def case_ref(self) -> CaseRef | None:
        return CaseRef(self.room, self.kind, self.case_id) if self.case_id is not None else None
