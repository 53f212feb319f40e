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
    SUPERVISES | {"missing.assess", "missing.close", "access.break-glass"},
    supervises=True,
)
DUTY_INSPECTOR = Role(
    "duty-inspector",
    "Duty inspector",
    "Endorses or amends the risk level, is the reviewing officer, may grade a child below medium with a reason, and may "
    "waive a duty with a reason.",
    SUPERVISES
    | {
        "missing.assess",
        "missing.close",
        "missing.endorse",
        "missing.override",
        "standards.waive",
        "access.break-glass",
        "access.restrict",
    },
    supervises=True,
)
SUPERINTENDENT = Role(
    "superintendent",
    "Superintendent",
    "Decides on a Child Rescue Alert, and has the duty inspector's powers over the whole of their grant. Reviews who may "
    "see and do what there, never for themselves.",
    DUTY_INSPECTOR.permissions | {"access.review"},
    supervises=True,
)
MISSING_COORDINATOR = Role(
    "missing-coordinator",
    "Missing-person co-ordinator",
    "Keeps trigger plans, return interviews and work with children who go missing often.",
    SUPERVISES | {"missing.assess", "missing.close"},
    supervises=True,
)
PROTECTION_LEAD = Role(
    "protection-lead",
    "Public-protection lead",
    "Answers for the force's child-protection work: sees every duty and rate, may waive a duty with a reason.",
    READS | {"standards.waive", "standards.export", "missing.export", "access.review", "access.restrict"},
    supervises=True,
)
CHIEF_OFFICER = Role(
    "chief-officer",
    "Chief officer",
    "Sees the force's rates and what stands behind them. Must state a purpose before opening a child's record.",
    READS | {"standards.export"},
    states_purpose=True,
)
AUDITOR = Role(
    "auditor",
    "Auditor",
    "Reads cases so as to grade them; changes nothing. Must state a purpose before opening a child's record.",
    READS | {"standards.export", "missing.export"},
    states_purpose=True,
)
INSPECTOR_OF_CONSTABULARY = Role(
    "inspector-of-constabulary",
    "Inspector of constabulary",
    "Reads on behalf of the inspectorate for the time of an inspection; changes nothing. Must state a purpose.",
    READS | {"standards.export"},
    states_purpose=True,
)
ADMINISTRATOR = Role(
    "administrator",
    "Administrator",
    "Runs the system: accounts and grants. Reads no case.",
    frozenset({"access.administer", "standards.see"}),
)
INFORMATION_SECURITY = Role(
    "information-security",
    "Information-security officer",
    "Verifies that people's data was looked at and changed lawfully: searches the whole ledger, looks into patterns worth a "
    "look, reviews grants, and answers the Information Commissioner. Works no case. Must state a purpose that section 62(4) "
    "of the Data Protection Act 2018 allows before each look at the ledger.",
    frozenset({"access.review", "ledger.see", "ledger.export", "standards.see"}),
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
        INFORMATION_SECURITY,
    )
}

# What each permission lets its holder do, in words that follow "may". Rooms not yet built are worded already.
PERMISSIONS: dict[str, str] = {
    "access.administer": "open and close accounts, give and end grants, post and move officers",
    "access.break-glass": "open a restricted record in an emergency, with a reason, for others to review afterwards",
    "access.restrict": "restrict the record of a person, and open it to named people",
    "access.review": "review who may see and do what, keep or end a grant, and judge each opening in an emergency",
    "inspections.audit": "grade cases in an audit",
    "inspections.close": "close a recommendation",
    "inspections.manage": "plan audits, and keep recommendations and action plans",
    "inspections.see": "see audits, inspections and recommendations",
    "ledger.export": "take an extract of the ledger out for the Information Commissioner",
    "ledger.see": "search the whole ledger of who did and who saw what, and look into patterns in it",
    "missing.assess": "assess the risk to a missing child",
    "missing.close": "close an episode once the child’s wellbeing is confirmed, and reopen it",
    "missing.endorse": "endorse a risk assessment, or amend it as reviewing officer",
    "missing.export": "take lists of missing episodes out as a file",
    "missing.override": "grade a child below medium risk, with a reason",
    "missing.report": "take the report that a child is missing, and what follows from it on the same call",
    "missing.see": "read every missing episode",
    "missing.supervise": "review a search, set, allocate and check enquiries",
    "missing.work": "carry out enquiries on a missing episode and record what came of them",
    "people.mark": "set, review and remove warning markers",
    "people.merge": "join two records of one person",
    "people.record": "add people and amend what is recorded of them",
    "people.see": "search for people and read their records",
    "people.voice": "record what a child said",
    "retention.approve": "approve that a record is disposed of, where another proposed it",
    "retention.confirm": "confirm that a record is still needed",
    "retention.dispose": "propose that a record is disposed of",
    "retention.hold": "hold a record so that it is not disposed of",
    "retention.review": "review whether a record is still needed",
    "retention.see": "see which records are due for review",
    "standards.export": "take duties and rates out as a file",
    "standards.recalculate": "decide on the control limits of a measure",
    "standards.see": "see every standard and how the force does against it",
    "standards.waive": "waive a duty, with a reason, where someone else owes it",
}

PURPOSES: tuple[tuple[str, str], ...] = (
    ("responding", "Responding to or investigating this child's case"),
    ("supervising", "Supervising or reviewing the work on it"),
    ("safeguarding", "Planning how to keep the child safe"),
    ("audit", "Audit or inspection"),
    ("performance", "Understanding a measure"),
    ("correction", "Correcting or answering about the data held"),
)
