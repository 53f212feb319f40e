"""Enquiries: begun, given to someone, done, and seen to be done. Written down is none of these."""

from django.db.models import Case, DateTimeField, F, Q, Value, When

from plumbline.missing.facts import MISSING_CHILD, EnquiryFacts, EpisodeFacts
from plumbline.missing.models import Risk
from plumbline.standards.expressions import earlier_of
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class FirstEnquiry(Standard):
    """Somebody starts to look for the child."""

    key = "missing.first-enquiry"
    title = "First enquiry started"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("first_enquiry"))
    done = "first_enquiry_started_at"
    owed_by = "response-officer"
    topic = "response"
    authority = ("app-missing-investigation", "hmicfrs-met-2025")
    rules = ("M33",)
    answers = ("W8", "W24", "K28")
    act = "missing:enquiries"


class FirstTrace(Standard):
    """A medium or high grade leads to something done: an enquiry to find the child is finished, not just written down."""

    key = "missing.first-trace"
    title = "First enquiry to trace completed"
    facts = EpisodeFacts
    applies = MISSING_CHILD & Q(current_level__in=[Risk.HIGH, Risk.MEDIUM])
    starts = "first_medium_at"
    due = After("first_medium_at", policy("first_trace"))
    done = "first_trace_resulted_at"
    owed_by = "response-officer"
    topic = "investigation"
    authority = ("hmicfrs-warwickshire-2023", "app-missing-investigation")
    rules = ("M9", "M33")
    answers = ("W8", "W24", "K28", "K45", "K46")
    act = "missing:enquiries"


class EnquiryAllocated(Standard):
    """An enquiry that has been set is somebody's."""

    key = "missing.enquiry-allocated"
    title = "Enquiry given to someone"
    facts = EnquiryFacts
    applies = MISSING_CHILD
    starts = "set_at"
    due = After("set_at", policy("enquiry_allocated"))
    done = earlier_of("allocated_at", "resulted_at")  # one that was done was somebody's
    owed_by = "sergeant"
    topic = "investigation"
    authority = ("app-missing-supervisors",)
    rules = ("M10",)
    answers = ("K47",)
    act = "missing:enquiry-allocate"


class EnquiryResulted(Standard):
    """An enquiry that has been set is done by the time its setter gave, and its result is on the record."""

    key = "missing.enquiry-resulted"
    title = "Enquiry done in time"
    facts = EnquiryFacts
    applies = MISSING_CHILD
    starts = "set_at"
    due = "due_at"
    done = "resulted_at"
    owed_by = "response-officer"
    topic = "investigation"
    authority = ("app-missing-supervisors", "hmicfrs-warwickshire-2023")
    rules = ("M10",)
    answers = ("W27", "K45", "K47")
    act = "missing:enquiry-result"


class EnquiryChecked(Standard):
    """A supervisor reads the result of every enquiry and is content with it."""

    key = "missing.enquiry-checked"
    title = "Enquiry checked by a supervisor"
    facts = EnquiryFacts
    applies = MISSING_CHILD
    starts = "resulted_at"
    due = After("resulted_at", policy("enquiry_checked"))
    done = "checked_at"
    ends = None  # whether the work was good does not cease to matter when the child is home
    owed_by = "sergeant"
    topic = "investigation"
    authority = ("app-missing-reviewing", "hmicfrs-warwickshire-2023")
    rules = ("M10", "M12")
    answers = ("K47", "K49")
    act = "missing:enquiry-check"


class EnquiriesBeforeReturn(Standard):
    """By the time the child is back, every enquiry that had come due was done; dropping one afterwards does not make it so."""

    key = "missing.enquiries-before-return"
    title = "Enquiries done before the child was back"
    facts = EpisodeFacts
    applies = MISSING_CHILD & Q(enquiries_due_by_return__gte=1)
    starts = "first_enquiry_set_at"
    due = "located_at"
    done = Case(
        When(enquiries_undone_at_return=0, then=F("located_at")),
        When(enquiries_never_done=0, then=F("last_resulted_at")),
        default=Value(None),
        output_field=DateTimeField(),
    )
    ends = None
    owed_by = "response-officer"
    topic = "investigation"
    authority = ("hmicfrs-warwickshire-2023", "app-missing-supervisors")
    rules = ("M9", "M10")
    answers = ("K46", "K47")
    act = "missing:enquiries"


class Closed(Standard):
    """Once the child has been seen to be well, the sergeant sums up and closes the episode rather than leaving it open."""

    key = "missing.closed"
    title = "Episode closed"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "wellbeing_confirmed_at"
    due = After("wellbeing_confirmed_at", policy("closed"))
    done = "closed_at"
    ends = None
    owed_by = "sergeant"
    topic = "investigation"
    authority = ("app-missing-supervisors",)
    rules = ("M1", "M10")
    act = "missing:close"
