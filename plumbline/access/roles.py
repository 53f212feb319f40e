"""Who may do what, in words. A superintendent should be able to read this page and say whether it is right.

A permission is `room.what`. A grant gives a person one of these roles over the whole force, one district or one team,
from a day and until a day. A person without a current grant sees nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A kind of work, and what it needs.

    `supervises` means that duties owed by others in the same reach are shown as theirs to watch. `states_purpose` means
    that the role must say why before it is shown a person's record (the force asks for it; statute does not, domain L4).
    """

    key: str
    name: str
    description: str
    permissions: frozenset[str]
    supervises: bool = False
    states_purpose: bool = False


READS = frozenset({"missing.see", "people.see", "standards.see"})
WORKS = READS | {"missing.report", "missing.work", "people.record", "people.voice"}
SUPERVISES = WORKS | {"missing.supervise", "people.mark"}
# Sees what inspectors asked for, and works on what was given to them.
ANSWERS_INSPECTORS = frozenset({"inspections.see", "inspections.work"})

CALL_HANDLER = Role(
    "call-handler",
    "Call handler",
    "Takes the report that a child is missing and makes the first risk assessment. May search for a person so as to see "
    "earlier episodes and warning markers. Does not review, close or waive anything.",
    READS | {"missing.report", "missing.assess", "people.record"},
)
RESPONSE_OFFICER = Role(
    "response-officer",
    "Response officer",
    "Looks for the child: carries out enquiries and records their result, sightings and contacts, sees the child on "
    "return and records what the child said.",
    WORKS | {"missing.report", "missing.assess"},
)
SERGEANT = Role(
    "sergeant",
    "Sergeant",
    "Supervises the search: reviews the risk, sets and checks enquiries, opens the trigger plan, closes an episode when "
    "the child's wellbeing is confirmed. Never checks an enquiry that they resulted themselves.",
    SUPERVISES | {"missing.assess", "missing.close"},
    supervises=True,
)
DUTY_INSPECTOR = Role(
    "duty-inspector",
    "Duty inspector",
    "Endorses or amends the risk level, is the reviewing officer, may grade a child below medium with a reason, and may "
    "waive a duty with a reason.",
    SUPERVISES | {"missing.assess", "missing.close", "missing.endorse", "missing.override", "standards.waive"},
    supervises=True,
)
SUPERINTENDENT = Role(
    "superintendent",
    "Superintendent",
    "Decides on a Child Rescue Alert, and has the duty inspector's powers over the whole of their grant. Answers for "
    "recommendations of inspectors and does the actions given to them.",
    ANSWERS_INSPECTORS
    | SUPERVISES
    | {"missing.assess", "missing.close", "missing.endorse", "missing.override", "standards.waive"},
    supervises=True,
)
MISSING_COORDINATOR = Role(
    "missing-coordinator",
    "Missing-person co-ordinator",
    "Keeps trigger plans, return interviews and work with children who go missing often. Does the actions given to them "
    "for a recommendation of inspectors.",
    ANSWERS_INSPECTORS | SUPERVISES | {"missing.assess", "missing.close"},
    supervises=True,
)
PROTECTION_LEAD = Role(
    "protection-lead",
    "Public-protection lead",
    "Answers for the force's child-protection work: sees every duty and rate, may waive a duty with a reason. Records "
    "inspections, recommendations, actions and evidence; closes no recommendation.",
    ANSWERS_INSPECTORS | READS | {"inspections.manage"} | {"standards.waive", "standards.export", "missing.export"},
    supervises=True,
)
CHIEF_OFFICER = Role(
    "chief-officer",
    "Chief officer",
    "Sees the force's rates and what stands behind them. Closes a recommendation of inspectors, or sends it back, unless it "
    "is their own. Must state a purpose before opening a child's record.",
    ANSWERS_INSPECTORS | READS | {"inspections.close"} | {"standards.export"},
    states_purpose=True,
)
AUDITOR = Role(
    "auditor",
    "Auditor",
    "Reads cases so as to grade them; changes nothing. Must state a purpose before opening a child's record.",
    READS | {"inspections.see"} | {"standards.export", "missing.export"},
    states_purpose=True,
)
INSPECTOR_OF_CONSTABULARY = Role(
    "inspector-of-constabulary",
    "Inspector of constabulary",
    "Reads on behalf of the inspectorate for the time of an inspection; changes nothing. Must state a purpose.",
    READS | {"inspections.see"} | {"standards.export"},
    states_purpose=True,
)
ADMINISTRATOR = Role(
    "administrator",
    "Administrator",
    "Runs the system: accounts and grants. Reads no case.",
    frozenset({"access.administer", "standards.see"}),
)

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        CALL_HANDLER,
        RESPONSE_OFFICER,
        SERGEANT,
        DUTY_INSPECTOR,
        SUPERINTENDENT,
        MISSING_COORDINATOR,
        PROTECTION_LEAD,
        CHIEF_OFFICER,
        AUDITOR,
        INSPECTOR_OF_CONSTABULARY,
        ADMINISTRATOR,
    )
}

PURPOSES: tuple[tuple[str, str], ...] = (
    ("responding", "Responding to or investigating this child's case"),
    ("supervising", "Supervising or reviewing the work on it"),
    ("safeguarding", "Planning how to keep the child safe"),
    ("audit", "Audit or inspection"),
    ("performance", "Understanding a measure"),
    ("correction", "Correcting or answering about the data held"),
)
