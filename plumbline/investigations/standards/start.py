"""The first day: a crime that is told of is recorded, and somebody has the case."""

from plumbline.investigations.facts import InvestigationFacts
from plumbline.standards.expressions import earlier_of
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class CrimeRecorded(Standard):
    """What is told of as a crime is recorded soon after the report, or a supervisor decides with a reason that there is none."""

    key = "investigations.crime-recorded"
    title = "Crime recorded, or ruled out"
    facts = InvestigationFacts
    starts = "reported_at"
    due = After("reported_at", policy("crime_recorded"))
    done = earlier_of("crime_recorded_at", "no_crime_at")
    ends = None
    owed_by = "investigator"
    topic = "investigation"
    authority = ("hmicfrs-devon-cornwall-crime", "investigations-force-policy")
    rules = ("I17",)
    answers = ("W6", "W16")
    act = "investigations:crime"


class OfficerAllocated(Standard):
    """Every investigation has an officer in the case soon after it is opened."""

    key = "investigations.officer-allocated"
    title = "Officer in the case allocated"
    facts = InvestigationFacts
    starts = "opened_at"
    due = After("opened_at", policy("investigation_allocated"))
    done = "allocated_at"
    owed_by = "detective-supervisor"
    topic = "investigation"
    authority = ("hmicfrs-wiltshire-2023", "investigations-force-policy")
    answers = ("W6", "W16")
    act = "investigations:allocate"
