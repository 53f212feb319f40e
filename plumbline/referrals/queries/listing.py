"""The list of referrals: its columns and its filter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from plumbline.kernel.references import number_in
from plumbline.kernel.workdays import midnight
from plumbline.people.queries import find_people
from plumbline.referrals.models import Grade, Referral
from plumbline.referrals.queries.backlog import URGENT_FIRST
from plumbline.web.tables import Column

COLUMNS = [
    Column("child", "Child", "person.name", order=("person__surname", "person__given_name")),
    Column("reference", "Reference", "reference", sortable=False),
    Column("grade", "Risk", "get_grade_display", order="urgency"),
    Column("state", "State", "get_state_display", order="state"),
    Column("submitted", "Made", "submitted_at", order="submitted_at"),
    Column("score", "Complete", "score", order="score", numeric=True),
    Column("district", "District", "district.name", order="district__name"),
    Column("domestic", "Domestic abuse", "is_domestic", sortable=False),
]
LISTED = [column for column in COLUMNS if column.key != "domestic"]


def filtered(referrals: QuerySet[Referral], said: dict[str, Any]) -> QuerySet[Referral]:
    """The list as the filter asks, with `urgency` to sort by."""
    wanted = Q()
    for name, column in (("state", "state__in"), ("grade", "grade__in"), ("district", "district_id")):
        wanted &= Q(**{column: said[name]}) if name in said else Q()
    if "domestic" in said:
        wanted &= Q(is_domestic=said["domestic"] == "yes")
    if "since" in said:
        wanted &= Q(submitted_at__gte=midnight(said["since"]))
    if "until" in said:
        wanted &= Q(submitted_at__lt=midnight(said["until"] + timedelta(days=1)))
    return referrals.filter(wanted & _called(said.get("q", ""))).annotate(urgency=URGENT_FIRST)


def _called(text: str) -> Q:
    """Referrals of that reference, or of children with a name like this."""
    if not text:
        return Q()
    number = number_in("RF", text)
    if number is not None:
        return Q(pk=number)
    return Q(person_id__in=[found.person.pk for found in find_people(text, limit=100)])


def grade_words(grade: str) -> str:
    return dict(Grade.choices).get(grade, "Not graded")
