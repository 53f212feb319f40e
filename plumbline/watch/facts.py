"""What is known of a message: the columns of the watch's own standards."""

from __future__ import annotations

from plumbline.standards.facts import Facts, Own
from plumbline.watch.models import Message


class MessageFacts(Facts):
    """One message of the watch."""

    subject = Message
    person = "person_id"
    district = "district_id"
    team = "team_id"
    month_of = "told_at"
    ends = "settled_at"
    owners = {"sergeant": "told_to_id"}

    told_at = Own("told_at", says="when it was told")
    step = Own("step", says="how far its furthest duty has climbed: 0 is about to fall due, 4 the superintendent")
    pace = Own("pace", says="how fast its most urgent duty climbs")
    role = Own(
        "role",
        says="the role told; empty where it is one person",
        caveat="a role is several people, each of whom may answer",
    )
    acknowledged_at = Own("acknowledged_at", says="when somebody who was told said that they know")
    settled_at = Own("settled_at", says="when nothing that it told of was left to be done")
