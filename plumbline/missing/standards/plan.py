"""Trigger plans: there, in date, directing, opened and carried out. Each is its own failure (M25)."""

from django.db.models import F, Q

from plumbline.missing.facts import MISSING_CHILD, EpisodeFacts, PlanFacts
from plumbline.standards.expressions import when
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class PlanExists(Standard):
    """A child who keeps going missing has a trigger plan."""

    key = "missing.plan-exists"
    title = "Trigger plan exists"
    facts = EpisodeFacts
    applies = MISSING_CHILD & Q(in_90_days__gte=policy("plan_times"))
    starts = "reported_at"
    due = After("reported_at", policy("plan_made"))
    done = "first_plan_made_at"
    ends = "turns_18_at"  # the plan is for the next time, so it is owed after the return as before
    owed_by = "missing-coordinator"
    topic = "investigation"
    authority = ("hmicfrs-warwickshire-2023", "hmicfrs-wiltshire-2023")
    rules = ("M25",)
    answers = ("K39", "K40", "K46")
    act = "missing:episode"


class PlanInDate(Standard):
    """A trigger plan is looked at again by the day on which it said it would be."""

    key = "missing.plan-in-date"
    title = "Trigger plan in date"
    facts = PlanFacts
    starts = "made_at"
    due = "review_due_at"
    done = "reviewed_at"
    owed_by = "missing-coordinator"
    topic = "investigation"
    authority = ("hmicfrs-warwickshire-2023",)
    rules = ("M25",)
    answers = ("W26", "K41")
    act = "missing:plan"


class PlanDirects(Standard):
    """A trigger plan tells somebody to do something: background alone finds nobody."""

    key = "missing.plan-directs"
    title = "Trigger plan directs enquiries"
    facts = PlanFacts
    starts = "made_at"
    due = After("made_at", policy("plan_directs"))
    done = "first_task_at"
    ends = "reviewed_at"  # a version is never added to; the one that replaces it is judged for itself
    owed_by = "missing-coordinator"
    topic = "investigation"
    authority = ("hmicfrs-warwickshire-2023", "hmicfrs-wiltshire-2023")
    rules = ("M25",)
    answers = ("W26", "K42")
    act = "missing:plan"


class PlanOpened(Standard):
    """When a child with a trigger plan goes missing, the plan is opened."""

    key = "missing.plan-opened"
    title = "Trigger plan opened"
    facts = EpisodeFacts
    applies = MISSING_CHILD & Q(first_plan_made_at__lte=F("reported_at"))
    starts = "reported_at"
    due = After("reported_at", policy("plan_opened"))
    done = "plan_opened_at"
    owed_by = "sergeant"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2023", "hmicfrs-warwickshire-2023")
    rules = ("M25",)
    answers = ("W8", "W24", "W27", "K40")
    act = "missing:plan-open"


class PlanActioned(Standard):
    """Everything that the trigger plan told us to do is done."""

    key = "missing.plan-actioned"
    title = "Trigger plan carried out"
    facts = EpisodeFacts
    applies = MISSING_CHILD & Q(plan_enquiries__gte=1)
    starts = "plan_opened_at"
    due = After("plan_opened_at", policy("plan_tasks_done"))
    done = when(Q(plan_enquiries_unresulted=0), "last_plan_resulted_at")
    owed_by = "response-officer"
    topic = "investigation"
    authority = ("hmicfrs-wiltshire-2023", "hmicfrs-warwickshire-2023")
    rules = ("M25",)
    answers = ("W27", "K40", "K45", "K46")
    act = "missing:enquiries"


class PlanAfterEpisode(Standard):
    """After each time missing the trigger plan is looked at again: was it right, did it help."""

    key = "missing.plan-after-episode"
    title = "Trigger plan looked at after return"
    facts = EpisodeFacts
    applies = MISSING_CHILD & Q(first_plan_made_at__lte=F("located_at"))
    starts = "located_at"
    due = After("located_at", policy("plan_after_episode"))
    done = "next_plan_at"
    ends = "turns_18_at"
    owed_by = "missing-coordinator"
    topic = "investigation"
    authority = ("hmicfrs-warwickshire-2023",)
    rules = ("M25",)
    answers = ("W26", "K41")
    act = "missing:episode"
