"""The charge and the bail decision; then transferred or certified, exactly one of the two (PACE 1984, section 38(6))."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.custody.actions.adult import record_step
from plumbline.custody.actions.detention import still_here, within
from plumbline.custody.models import (
    SECURE_FROM_AGE,
    Accommodation,
    AccommodationKind,
    AccommodationRequest,
    Answer,
    AppropriateAdult,
    Bail,
    BailGround,
    CertificateGround,
    Charge,
    Detention,
    Ending,
    Harm,
    Impracticable,
    Outcome,
    Refusal,
    StepKind,
)
from plumbline.custody.states import next_state
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future

SUPERSEDED = "A place was found: the child was transferred."


@act("custody.child.charged", permission="custody.work", says="{0.detention.reference}: {0}")
def charge_child(
    detention: Detention,
    *,
    by: Any,
    charged_at: datetime,
    offence: str,
    bail: str,
    bail_decided_at: datetime | None = None,
    ground: str = "",
    reasons: str = "",
    conditions: str = "",
    adult: AppropriateAdult | None = None,
    without_adult_because: str = "",
) -> Charge:
    """The child is charged and bail is decided. A refusal needs its ground and reasons; it starts the duty to move the child.

    It is a step like others, for which an appropriate adult is there or the reason why none was; not for one who has turned 18.
    """
    still_here(detention)
    decided = bail_decided_at or charged_at
    within(detention, charged_at=charged_at, bail_decided_at=decided)
    if decided < charged_at:
        raise Invalid(bail_decided_at="Bail is decided after the charge, not before.")
    _refusal_in_writing(bail, ground, reasons, conditions)
    detention.state = next_state(detention.state, "charge")
    detention.save()
    made = Charge(detention=detention, charged_at=charged_at, offence=offence, bail=bail, bail_decided_at=decided)
    made.ground, made.reasons, made.conditions = ground, reasons, conditions
    made.charged_by = made.bail_decided_by = actor_of(by).user
    made.save()
    if not detention.is_adult_at(charged_at):
        there = {"adult": adult, "without_adult_because": without_adult_because}
        record_step(detention, by=by, kind=StepKind.CHARGE, happened_at=charged_at, **there)
    return made


def _refusal_in_writing(bail: str, ground: str, reasons: str, conditions: str) -> None:
    if bail not in Bail.values:
        raise Invalid(bail="Say what was decided about bail.")
    if bail == Bail.REFUSED and ground not in BailGround.values:
        raise Invalid(ground="Bail is refused only on one of these grounds: choose the main one.")
    if bail == Bail.REFUSED and not reasons.strip():
        raise Invalid(reasons="Write down the reasons: a refusal without them does not stand.")
    if bail != Bail.REFUSED and ground:
        raise Invalid(ground="Bail was not refused: there is no ground to give.")
    if bail == Bail.CONDITIONS and not conditions.strip():
        raise Invalid(conditions="Write down the conditions.")


def refused_bail(detention: Detention) -> Charge:
    """The charge of a child who was refused bail; nothing of what follows is asked for any other."""
    charge = Charge.objects.filter(detention=detention).first()
    if charge is None or not charge.is_refused:
        raise Invalid("This comes after the child is charged and refused bail.")
    return charge


@act(
    "custody.accommodation.requested",
    permission="custody.work",
    says="{0.detention.reference}: {0}",
    operation="disclosure",
)
def request_accommodation(
    detention: Detention,
    *,
    by: Any,
    requested_at: datetime,
    kind: str,
    authority: str,
    spoke_to: str = "",
    harm: str = "",
    serious_harm: str = "",
) -> AccommodationRequest:
    """Ask the local authority to take the child. Secure accommodation only where the public is in danger of serious harm."""
    still_here(detention)
    charge = refused_bail(detention)
    within(detention, requested_at=requested_at)
    in_order(charge.charged_at, requested_at, requested_at="The local authority is asked after the charge, not before.")
    if kind not in AccommodationKind.values:
        raise Invalid(kind="Say which kind was asked for.")
    if kind == AccommodationKind.SECURE:
        _may_be_secure(detention, requested_at, harm, serious_harm)
    elif harm:
        raise Invalid(harm="Non-secure accommodation needs no danger to the public: leave this empty.")
    made = AccommodationRequest(detention=detention, kind=kind, authority=authority, spoke_to=spoke_to)
    made.requested_at, made.requested_by = requested_at, actor_of(by).user
    made.harm, made.serious_harm = harm, serious_harm if harm else ""
    made.save()
    return made


def _may_be_secure(detention: Detention, at: datetime, harm: str, serious_harm: str) -> None:
    age = _age(detention, at)
    if age is None or age < SECURE_FROM_AGE:
        raise Invalid(
            kind=f"Secure accommodation is asked for a child known or believed to be {SECURE_FROM_AGE} or older."
        )
    if harm not in Harm.values:
        raise Invalid(
            harm="Say which serious harm to the public is feared: without it, ask for non-secure accommodation."
        )
    if not serious_harm.strip():
        raise Invalid(serious_harm="Say why the public would be in danger of serious harm.")


def _age(detention: Detention, at: datetime) -> int | None:
    return detention.person.age_on(clock.local(at).date())


@act(
    "custody.accommodation.answered",
    permission="custody.work",
    says="{0.detention.reference}: local authority answered",
)
def answer_request(
    request: AccommodationRequest,
    *,
    by: Any,
    answered_at: datetime,
    answer: str,
    answer_from: str = "",
    refusal: str = "",
    answer_in_words: str = "",
    offered_where: str = "",
) -> AccommodationRequest:
    """What the local authority said. A second answer stands beside the first only as a new request."""
    if request.answer:
        raise Invalid("The answer is recorded already. If the authority was asked again, record a new request.")
    not_future(answered_at=answered_at)
    in_order(request.requested_at, answered_at, answered_at="The authority answered after it was asked, not before.")
    if answer not in Answer.values:
        raise Invalid(answer="Say what it answered.")
    if answer == Answer.REFUSED and refusal not in Refusal.values:
        raise Invalid(refusal="Say why it refused.")
    if answer != Answer.REFUSED and refusal:
        raise Invalid(refusal="It did not refuse: leave this empty.")
    if answer == Answer.OFFERED and not offered_where.strip():
        raise Invalid(offered_where="Say which place was offered.")
    request.answer, request.answered_at = answer, max(answered_at, request.requested_at)
    request.answer_from, request.refusal, request.answer_in_words = answer_from, refusal, answer_in_words
    request.offered_where = offered_where
    request.save()
    return request


@act(
    "custody.refusal.escalated",
    permission="custody.work",
    says="{0.detention.reference}: refusal of non-secure accommodation escalated",
    operation="disclosure",
)
def escalate_refusal(request: AccommodationRequest, *, by: Any, escalated_to: str) -> AccommodationRequest:
    """A local authority always accepts a non-secure request: one that does not is taken up with its senior manager."""
    if not request.must_be_escalated:
        raise Invalid("Only a non-secure request that was refused, or never answered, is escalated.")
    if request.escalated_at is not None:
        raise Invalid("It is escalated already.")
    if not escalated_to.strip():
        raise Invalid(escalated_to="Name who was spoken to.")
    request.escalated_at, request.escalated_by, request.escalated_to = current().at, actor_of(by).user, escalated_to
    request.save()
    return request


@act(
    "custody.accommodation.transferred",
    permission="custody.work",
    says="{0.detention.reference}: transferred to local authority accommodation",
    operation="disclosure",
)
def transfer_child(
    detention: Detention, *, by: Any, happened_at: datetime, authority: str, moved_to: str, kind: str, handed_to: str
) -> Accommodation:
    """The child leaves for local authority accommodation, and custody ends. A certificate that stood is thereby withdrawn."""
    still_here(detention)
    charge = refused_bail(detention)
    within(detention, happened_at=happened_at)
    in_order(charge.bail_decided_at, happened_at, happened_at="The child is moved after bail was refused, not before.")
    if kind not in AccommodationKind.values:
        raise Invalid(kind="Say which kind of place it is.")
    _withdraw(_standing(detention), by, SUPERSEDED)
    made = Accommodation(detention=detention, outcome=Outcome.TRANSFERRED, happened_at=happened_at, authority=authority)
    made.moved_to, made.kind, made.settled_by, made.age = (
        moved_to,
        kind,
        actor_of(by).user,
        _age(detention, happened_at),
    )
    made.request = detention.requests.filter(kind=kind).order_by("-requested_at", "-pk").first()
    made.save()
    detention.state = next_state(detention.state, "transfer")
    detention.ended_at, detention.ended_by = max(happened_at, detention.authorised_at), actor_of(by).user
    detention.ending, detention.handed_to, detention.handed_to_relationship = (
        Ending.LOCAL_AUTHORITY,
        handed_to,
        authority,
    )
    detention.save()
    return made


@act(
    "custody.detention.certified",
    permission="custody.work",
    says="{0.detention.reference}: certificate for the court, ground {0.ground}",
)
def certify_detention(
    detention: Detention,
    *,
    by: Any,
    happened_at: datetime,
    ground: str,
    explanation: str,
    impracticable: str = "",
) -> Accommodation:
    """Certify to the court why the child stays at the station: (a) impracticable, or (b) from the age of 12, no secure place.

    The local authority must have been asked. Ground (b) rests on a secure request that brought no place.
    """
    still_here(detention)
    charge = refused_bail(detention)
    within(detention, happened_at=happened_at)
    in_order(
        charge.bail_decided_at, happened_at, happened_at="The certificate comes after bail was refused, not before."
    )
    if ground not in CertificateGround.values:
        raise Invalid(ground="A certificate needs one of the two grounds. Without one, the child must be moved.")
    if not explanation.strip():
        raise Invalid(explanation="Say to the court what was tried, and why the child could not be moved.")
    standing = _standing(detention)
    if standing is not None:
        raise Invalid("A certificate or a transfer stands already. Withdraw it first.")
    _grounds_hold(detention, happened_at, ground, impracticable)
    made = Accommodation(detention=detention, outcome=Outcome.CERTIFIED, happened_at=happened_at, ground=ground)
    made.impracticable, made.explanation, made.settled_by = impracticable, explanation, actor_of(by).user
    made.age = _age(detention, happened_at)
    made.request = detention.requests.order_by("-requested_at", "-pk").first()
    made.save()
    return made


def _grounds_hold(detention: Detention, at: datetime, ground: str, impracticable: str) -> None:
    asked = list(detention.requests.all())
    if not asked:
        raise Invalid("Ask the local authority first: nobody can certify what was not tried.")
    if ground == CertificateGround.IMPRACTICABLE:
        if impracticable not in Impracticable.values:
            raise Invalid(impracticable="Say what makes a move impracticable: close to impossible, not inconvenient.")
        return
    if impracticable:
        raise Invalid(impracticable="This belongs to ground (a): leave it empty.")
    age = _age(detention, at)
    if age is None or age < SECURE_FROM_AGE:
        raise Invalid(ground=f"Ground (b) is open only for a child known or believed to be {SECURE_FROM_AGE} or older.")
    secure = [request for request in asked if request.kind == AccommodationKind.SECURE]
    if not secure:
        raise Invalid(
            ground="Ground (b) needs a secure request. The lack of a secure bed is no reason where none was asked for."
        )
    if any(request.answer == Answer.OFFERED for request in secure):
        raise Invalid(ground="A secure place was offered: the child is moved there, or the move is impracticable.")
    if not all(request.answer for request in secure):
        raise Invalid(
            ground="The local authority has not answered the secure request. Record its answer, or that it gave none."
        )


def _standing(detention: Detention) -> Accommodation | None:
    return Accommodation.objects.filter(detention=detention, withdrawn_at=None).first()


def _withdraw(standing: Accommodation | None, by: Any, because: str) -> None:
    if standing is not None:
        standing.withdrawn_at, standing.withdrawn_by = current().at, actor_of(by).user
        standing.withdrawn_because = because
        standing.save()


@act("custody.certificate.withdrawn", permission="custody.work", says="{0.detention.reference}: {0} withdrawn")
def withdraw_certificate(accommodation: Accommodation, *, by: Any, withdrawn_because: str) -> Accommodation:
    """A certificate, or a transfer that was recorded by mistake, no longer stands; it is kept with why."""
    if accommodation.withdrawn_at is not None:
        raise Invalid("It is withdrawn already.")
    still_here(accommodation.detention)
    if not withdrawn_because.strip():
        raise Invalid(withdrawn_because="Say why.")
    _withdraw(accommodation, by, withdrawn_because)
    return accommodation
