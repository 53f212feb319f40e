"""Trigger plans."""

from __future__ import annotations

from typing import Any

from plumbline.missing.forms.policy import ahead, hours
from plumbline.missing.forms.rows import WithRows, rows
from plumbline.missing.models import EnquiryKind, TriggerPlan
from plumbline.people.forms import choice, line, passage
from plumbline.web import forms


@rows(
    "tasks",
    8,
    kind=choice("What kind of enquiry?", EnquiryKind.choices, required=False),
    who_does=line("Who does it?", 120, help_text="A role or unit: response, control room, placement staff."),
    where=line("Where?", 300),
    what=passage("What is to be done?", 1000, rows=2),
)
class PlanForm(WithRows):
    """A trigger plan, or the next version of one."""

    reason = line("Why is the plan made or changed?", 500, required=True)
    informs = passage(
        "What should those who search know?",
        5000,
        rows=4,
        help_text="Places, people, what worked before. This informs; the tasks below direct.",
    )
    review_due_at = forms.MomentField(label="When is the plan looked at again?")

    NEEDED = {"kind": "Choose the kind of enquiry", "who_does": "Enter who does it", "what": "Enter what is to be done"}

    @classmethod
    def of(cls, plan: TriggerPlan | None, data: Any) -> PlanForm:
        """Begun with what the current version says."""
        initial: dict[str, Any] = {"review_due_at": ahead(hours("plan_review", 28 * 24))}
        for number, task in enumerate(plan.tasks.all()[:8] if plan else []):
            initial |= {f"tasks-{number}-{key}": getattr(task, key) for key in ("kind", "who_does", "where", "what")}
        return cls(data, initial=initial | {"informs": plan.informs if plan else ""})


class ConfirmPlanForm(forms.Form):
    review_due_at = forms.MomentField(label="When is the plan looked at again?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_due_at"].initial = ahead(hours("plan_review", 28 * 24))
