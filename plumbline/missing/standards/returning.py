"""The return: seen, heard, and learnt from. Nothing here falls away because the child is back."""

from django.db.models import F, Q

from plumbline.missing.facts import MISSING_CHILD, EpisodeFacts
from plumbline.missing.models import Risk
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard

# Every absence of every child, one away from placement included. One who turned 18 while away is owed none.
BACK_AS_CHILD = Q(is_child=True, located_at__isnull=False) & ~Q(turns_18_at__lte=F("returned_at"))


class Wellbeing(Standard):
    """A child whose whereabouts are known is still missing until somebody has seen that they are well."""

    key = "missing.wellbeing"
    title = "Wellbeing confirmed"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "located_at"
    due = After("located_at", policy("wellbeing"))
    done = "wellbeing_confirmed_at"
    ends = None
    owed_by = "response-officer"
    topic = "response"
    authority = ("pole-missing-person",)
    rules = ("M1",)
    answers = ("K28",)
    act = "missing:wellbeing"


class PreventionInterview(Standard):
    """An officer interviews the child on return, to learn what happened and why they went."""

    key = "missing.prevention-interview"
    title = "Prevention interview"
    facts = EpisodeFacts
    applies = MISSING_CHILD & ~Q(current_level=Risk.HIGH)
    starts = "located_at"
    due = After("located_at", policy("prevention_interview"))
    done = "interviewed_at"
    ends = None
    owed_by = "response-officer"
    topic = "investigation"
    authority = ("missing-people-return", "prevention-training-notes")
    rules = ("M26", "M27")
    answers = ("W8", "W36", "K28")
    act = "missing:interview"


class PreventionInterviewHigh(Standard):
    """A child who was at high risk is interviewed as soon as they are found."""

    key = "missing.prevention-interview-high"
    title = "Prevention interview, high risk"
    facts = EpisodeFacts
    applies = MISSING_CHILD & Q(current_level=Risk.HIGH)
    starts = "located_at"
    due = After("located_at", policy("prevention_interview_high"))
    done = "interviewed_at"
    ends = None
    owed_by = "response-officer"
    topic = "investigation"
    authority = ("missing-people-return", "prevention-training-notes")
    rules = ("M26", "M27")
    answers = ("W8", "W36", "K28")
    act = "missing:interview"


class SeenFaceToFace(Standard):
    """An officer sees the returned child face to face; a telephone call does not show a bruise."""

    key = "missing.seen-face-to-face"
    title = "Child seen face to face"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "located_at"
    due = After("located_at", policy("seen_face_to_face"))
    done = "seen_at"
    ends = None
    owed_by = "response-officer"
    topic = "investigation"
    authority = ("missing-people-return",)
    rules = ("M26",)
    answers = ("W36",)
    act = "missing:interview"


class ChildHeard(Standard):
    """The child is asked, and what they say is written down in their own words."""

    key = "missing.child-heard"
    title = "Child heard, and their words recorded"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "located_at"
    due = After("located_at", policy("child_heard"))
    done = "heard_at"
    ends = "declined_at"  # a child may refuse to speak; nobody is then at fault
    owed_by = "response-officer"
    topic = "investigation"
    authority = ("hmicfrs-wiltshire-2023", "vkpp-voice-of-the-child")
    rules = ("M26", "V1", "V2", "V6", "V7")
    answers = ("W36", "W37")
    act = "missing:interview"


class ReturnInterviewAsked(Standard):
    """The local authority hears from us that the child is back, soon enough to offer the interview it owes."""

    key = "missing.return-interview-asked"
    title = "Local authority told of the return"
    facts = EpisodeFacts
    applies = BACK_AS_CHILD
    starts = "returned_at"
    due = After("returned_at", policy("return_interview_asked"))
    done = "interview_requested_at"
    ends = "interview_offered_at"  # an authority that offered it unasked had heard
    owed_by = "missing-coordinator"
    topic = "partnership"
    authority = ("dfe-missing-2014",)
    rules = ("M28",)
    answers = ("K28",)
    act = "missing:return-interview"


class ReturnInterviewOffered(Standard):
    """Every child who comes back is offered an independent return interview, however short the absence."""

    key = "missing.return-interview-offered"
    title = "Return interview offered"
    facts = EpisodeFacts
    applies = BACK_AS_CHILD
    starts = "returned_at"
    due = After("returned_at", policy("return_interview"))
    done = "interview_offered_at"
    ends = None
    owed_by = "missing-coordinator"
    topic = "partnership"
    authority = ("dfe-missing-2014",)
    rules = ("M28",)
    answers = ("W36", "K28")
    act = "missing:return-interview"


class ReturnInterviewCompleted(Standard):
    """Every child who comes back has an independent return interview, unless they do not want one."""

    key = "missing.return-interview-completed"
    title = "Return interview held"
    facts = EpisodeFacts
    applies = BACK_AS_CHILD
    starts = "returned_at"
    due = After("returned_at", policy("return_interview"))
    done = "interview_completed_at"
    ends = "interview_refused_at"
    owed_by = "missing-coordinator"
    topic = "partnership"
    authority = ("dfe-missing-2014",)
    rules = ("M28",)
    answers = ("W36", "K28")
    act = "missing:return-interview"


class ReturnInterviewReceived(Standard):
    """What a child said in a return interview reaches the police."""

    key = "missing.return-interview-received"
    title = "Return interview received"
    facts = EpisodeFacts
    applies = Q(is_child=True)
    starts = "interview_completed_at"
    due = After("interview_completed_at", policy("return_interview_received"))
    done = "interview_received_at"
    ends = None
    owed_by = "missing-coordinator"
    topic = "partnership"
    authority = ("home-office-21087",)
    rules = ("M29",)
    answers = ("K39", "K41")
    act = "missing:return-interview"


class ReturnInterviewLearnt(Standard):
    """What the return interview told goes into the trigger plan or intelligence, so that it helps the next time."""

    key = "missing.return-interview-learnt"
    title = "Return interview learnt from"
    facts = EpisodeFacts
    applies = Q(is_child=True)
    starts = "interview_received_at"
    due = After("interview_received_at", policy("return_interview_learnt"))
    done = "interview_fed_back_at"
    ends = None
    owed_by = "missing-coordinator"
    topic = "investigation"
    authority = ("home-office-21087",)
    rules = ("M29",)
    answers = ("W26", "K39", "K41", "K46")
    act = "missing:return-interview"
