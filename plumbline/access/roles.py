"""Who may do what, in words. A superintendent should be able to read this page and say whether it is right.

A permission is `room.what`. A grant gives a person one of these roles over the whole force, one district, one team or
their own cases alone, from a day and until a day. A person without a current grant sees nothing.

A restricted record is closed to every role, however far its grant reaches, until someone gives special access to it or
its holder breaks the glass (docs/security.md).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A kind of work, and what it needs.

    `supervises` means that duties owed by others in the same reach are shown as theirs to watch. `states_purpose` means
    that the role must say why before it is shown a person's record (the force asks for it; statute does not, domain L4).
    `most_days` is the longest that a grant of the role may last; such a grant always has a last day (force policy).
    """

    key: str
    name: str
    description: str
    permissions: frozenset[str]
    supervises: bool = False
    states_purpose: bool = False
    most_days: int | None = None


READS = frozenset(
    {"investigations.see"}
    | {
        "incidents.see",
        "inspections.learn",
        "missing.see",
        "people.see",
        "powers.see",
        "referrals.see",
        "standards.see",
    }
)
# -- investigations: whoever is told of a crime opens one and records it; works on it; allocates, reviews and closes it.
OPENS = frozenset({"investigations.open"})
INVESTIGATES = OPENS | {"investigations.work"}
RUNS_INVESTIGATIONS = INVESTIGATES | {"investigations.supervise"}
# Whoever meets a child may refer them, and records what the child said (domain R1, V2).
REFERS = frozenset({"people.voice", "referrals.make", "referrals.see"})
WORKS = (
    READS
    | REFERS
    | OPENS
    | {"incidents.attend", "missing.report", "missing.work", "people.record", "people.voice", "powers.use"}
)
SUPERVISES = WORKS | {"missing.supervise", "people.mark"}
BREAKS_GLASS = frozenset({"access.break-glass"})
SEES_CUSTODY = frozenset({"custody.see"})
RESTRICTS = frozenset({"access.restrict"})
REVIEWS = frozenset({"access.review"})
HUB = frozenset({"referrals.triage", "referrals.finish", "referrals.unit"})
COMMANDS = frozenset({"incidents.take", "incidents.supervise"})  # incidents, from the first call to the last review
# Sees what inspectors asked for, and works on what was given to them.
ANSWERS_INSPECTORS = frozenset({"inspections.see", "inspections.work"})

# -- briefing: sees meetings; does the actions that they set; chairs them; takes minutes out; has the wall board.
MEETS = frozenset({"briefing.see"})
ATTENDS = MEETS | {"briefing.work"}
CHAIRS = ATTENDS | {"briefing.chair", "briefing.export", "briefing.wall"}

CALL_HANDLER = Role(
    "call-handler",
    "Call handler",
    "Takes the call, does THRIVE, grades it and sends someone; takes the report that a child is missing and makes the first "
    "risk assessment. May search for a person so as to see earlier episodes and warning markers. Does not review, close or "
    "waive anything.",
    READS | REFERS | OPENS | BREAKS_GLASS | {"incidents.take", "missing.report", "missing.assess", "people.record"},
)
CONTROL_ROOM_SUPERVISOR = Role(
    "control-room-supervisor",
    "Control-room supervisor",
    "Watches over the calls: has the call handler's powers, reviews open incidents, lowers a grade, closes incidents, checks "
    "how calls are handled, and sees what is overdue in the room. Does not review or close a search, which is a sergeant's.",
    READS
    | REFERS
    | OPENS
    | ATTENDS
    | BREAKS_GLASS
    | {"incidents.take", "incidents.supervise", "incidents.check"}
    | {"briefing.wall", "missing.report", "missing.assess", "people.record"},
    supervises=True,
)
RESPONSE_OFFICER = Role(
    "response-officer",
    "Response officer",
    "Looks for the child: carries out enquiries and records their result, sightings and contacts, sees the child on "
    "return and records what the child said. Takes a child into police protection, and records who was told.",
    WORKS | INVESTIGATES | SEES_CUSTODY | {"missing.report", "missing.assess"},
)
SERGEANT = Role(
    "sergeant",
    "Sergeant",
    "Supervises the search: reviews the risk, sets and checks enquiries, opens the trigger plan, closes an episode when "
    "the child's wellbeing is confirmed. Never checks an enquiry that they resulted themselves.",
    COMMANDS
    | SUPERVISES
    | RUNS_INVESTIGATIONS
    | SEES_CUSTODY
    | ATTENDS
    | BREAKS_GLASS
    | {"missing.assess", "missing.close"},
    supervises=True,
)
DUTY_INSPECTOR = Role(
    "duty-inspector",
    "Duty inspector",
    "Endorses or amends the risk level, is the reviewing officer, may grade a child below medium with a reason, and may "
    "waive a duty with a reason. Reviews the detention of children; never one that they authorised. "
    "May mark a person's records restricted and say who keeps access; never themselves. "
    "Chairs the daily meeting, and takes its minutes out.",
    COMMANDS
    | SUPERVISES
    | RUNS_INVESTIGATIONS
    | CHAIRS
    | BREAKS_GLASS
    | RESTRICTS
    | SEES_CUSTODY
    | {"custody.review"}
    | {"missing.assess", "missing.close", "missing.endorse", "missing.override", "powers.decide", "standards.waive"},
    supervises=True,
)
SUPERINTENDENT = Role(
    "superintendent",
    "Superintendent",
    "Decides on a Child Rescue Alert, extends the detention of a child without charge, and has the duty inspector's powers "
    "over the whole of their grant. Reviews grants and special access; never their own. Answers for recommendations of "
    "inspectors and does the actions given to them. "
    "Chairs the daily meeting, and takes its minutes out.",
    ANSWERS_INSPECTORS
    | CHAIRS
    | COMMANDS
    | SUPERVISES
    | RUNS_INVESTIGATIONS
    | BREAKS_GLASS
    | RESTRICTS
    | REVIEWS
    | SEES_CUSTODY
    | {"custody.review", "custody.extend"}
    | {"missing.assess", "missing.close", "missing.endorse", "missing.override", "powers.decide", "standards.waive"},
    supervises=True,
)
MISSING_COORDINATOR = Role(
    "missing-coordinator",
    "Missing-person co-ordinator",
    "Keeps trigger plans, return interviews and work with children who go missing often. Does the actions given to them "
    "for a recommendation of inspectors.",
    ANSWERS_INSPECTORS | ATTENDS | SUPERVISES | {"missing.assess", "missing.close", "people.merge"},
    supervises=True,
)
PROTECTION_LEAD = Role(
    "protection-lead",
    "Public-protection lead",
    "Answers for the force's child-protection work: sees every duty and rate, may waive a duty with a reason, and decides "
    "when the control limits of a rate are reckoned anew. Records inspections, recommendations, actions and evidence, and "
    "closes none. Plans case audits, settles what two auditors grade differently, and answers for a child whom an auditor "
    "found still at risk. Approves people of the referral unit, its supervisor among them. May mark a person's records "
    "restricted, and reviews grants and special access; never their own.",
    ANSWERS_INSPECTORS
    | CHAIRS
    | READS
    | RESTRICTS
    | REVIEWS
    | {"standards.waive", "standards.export", "standards.recalculate", "missing.export", "powers.export"}
    | {"inspections.manage", "retention.see", "retention.approve"}
    | {"incidents.export", "investigations.export"}
    | SEES_CUSTODY
    | {"custody.export", "referrals.export"}
    | {"referrals.approve", "referrals.unit"},
    supervises=True,
)
CHIEF_OFFICER = Role(
    "chief-officer",
    "Chief officer",
    "Sees the force's rates and what stands behind them. Closes a recommendation of inspectors, or sends it back, unless it "
    "is their own. Must state a purpose before opening a child's record.",
    ANSWERS_INSPECTORS | READS | SEES_CUSTODY | MEETS | {"inspections.close"} | {"standards.export"},
    states_purpose=True,
)
AUDITOR = Role(
    "auditor",
    "Auditor",
    "Reads cases so as to grade them, but none in which they had a part; changes nothing in a case. Must state a purpose "
    "before opening a child's record.",
    READS
    | SEES_CUSTODY
    | MEETS
    | {"inspections.see", "inspections.audit", "standards.export", "missing.export", "powers.export"}
    | {"incidents.export", "investigations.export"},
    states_purpose=True,
)
INSPECTOR_OF_CONSTABULARY = Role(
    "inspector-of-constabulary",
    "Inspector of constabulary",
    "Reads on behalf of the inspectorate for the time of an inspection; changes nothing. Must state a purpose. The grant "
    "always has a last day, no more than 90 days ahead.",
    READS | SEES_CUSTODY | MEETS | {"inspections.see", "standards.export"},
    states_purpose=True,
    most_days=90,
)
REFERRAL_TRAINEE = Role(
    "referral-trainee",
    "Referral-unit practitioner in training",
    "Learns the work of the referral unit beside someone who is signed off: reads cases and proposes what becomes of a "
    "referral. Nothing that they decide has effect until a signed-off practitioner agrees, and they share nothing.",
    READS | REFERS | {"referrals.triage", "referrals.unit"},
)
REFERRAL_PRACTITIONER = Role(
    "referral-practitioner",
    "Referral-unit practitioner",
    "Signed off as competent: decides on referrals, shares them with partners, records what these answer, and signs off "
    "what those in training decided; never their own. Keeps the record, markers and voice of children.",
    READS | REFERS | OPENS | SEES_CUSTODY | HUB | {"people.record", "people.mark"},
)
REFERRAL_SUPERVISOR = Role(
    "referral-supervisor",
    "Referral supervisor",
    "Supervises the referral unit: has the practitioner's powers, watches what waits, takes lists out as a file, and says "
    "which agencies referrals go to and who signs in for them. Keeps who of the unit is trained, has a mentor and works alone; "
    "never of themselves.",
    READS
    | REFERS
    | OPENS
    | SEES_CUSTODY
    | ATTENDS
    | HUB
    | BREAKS_GLASS
    | {"people.record", "people.mark", "referrals.approve", "referrals.export", "referrals.manage"},
    supervises=True,
)
INVESTIGATOR = Role(
    "investigator",
    "Investigator",
    "Investigates abuse and exploitation of children: has cases, records the crime and what the child said. Never reviews or "
    "closes a case.",
    READS | REFERS | INVESTIGATES | SEES_CUSTODY | {"people.record", "people.voice", "powers.use"},
)
DETECTIVE_SUPERVISOR = Role(
    "detective-supervisor",
    "Detective supervisor",
    "Supervises investigators: allocates investigations, reviews them, decides that there was no crime, closes them; never "
    "one of which they are the officer. Keeps markers, and takes the list out as a file.",
    READS
    | REFERS
    | RUNS_INVESTIGATIONS
    | SEES_CUSTODY
    | ATTENDS
    | BREAKS_GLASS
    | {"investigations.export", "people.record", "people.voice", "people.mark", "powers.use"},
    supervises=True,
)
OFFENDER_MANAGER = Role(
    "offender-manager",
    "Offender manager",
    "Manages registered sex offenders: may look up a child or an adult, and sees no missing episode. The room of offenders "
    "is not built.",
    REFERS | {"people.see", "standards.see"},
)
OFFENDER_SUPERVISOR = Role(
    "offender-supervisor",
    "Offender-management supervisor",
    "Supervises offender managers and their load; keeps markers. The room of offenders is not built.",
    BREAKS_GLASS | REFERS | {"people.see", "people.mark", "standards.see"},
)
CUSTODY_SERGEANT = Role(
    "custody-sergeant",
    "Custody sergeant",
    "Answers for a child in police detention: authorises it, finds an appropriate adult, charges, and moves the child after "
    "charge or certifies to the court why not. Sees whether the child is missing and what warns about them, and records what "
    "the child said. Reviews no detention.",
    READS
    | REFERS
    | SEES_CUSTODY
    | ATTENDS
    | BREAKS_GLASS
    | {"custody.work", "missing.report", "people.record", "people.voice"},
)
LEARNING_DEVELOPMENT = Role(
    "learning-development",
    "Learning and development",
    "Plans training from what the standards show. Reads rates and no case.",
    frozenset({"standards.see"}),
)
SOCIAL_CARE_PARTNER = Role(
    "social-care-partner",
    "Social-care partner",
    "A social worker outside the force. Sees, acknowledges and answers what was shared with the agency for which they sign "
    "in, and nothing else.",
    frozenset({"referrals.answer"}),
)
INFORMATION_SECURITY = Role(
    "information-security",
    "Information security",
    "Watches who looks at what: is told at once when someone breaks the glass, and reviews grants and special access; never "
    "their own. Takes extracts of the ledger out for the Information Commissioner. Reads no case.",
    REVIEWS | {"ledger.see", "ledger.export"},
)
RECORDS_MANAGER = Role(
    "records-manager",
    "Records manager",
    "Decides how long what is known of a person is kept: reviews, holds, disposal, and the periods by which they fall due. "
    "Combines two records of one person. Never approves a disposal that they decided themselves.",
    READS
    | {"people.merge", "retention.see", "retention.review", "retention.hold", "retention.confirm"}
    | {"retention.dispose", "retention.approve"},
)
WALL_BOARD = Role(
    "wall-board",
    "Wall board",
    "A screen on a wall, and no person: shows how many children are missing, in police protection or in custody, and what is "
    "overdue, by initials and reference. Opens no record and changes nothing.",
    frozenset({"briefing.wall"}),
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
        CONTROL_ROOM_SUPERVISOR,
        RESPONSE_OFFICER,
        SERGEANT,
        DUTY_INSPECTOR,
        SUPERINTENDENT,
        MISSING_COORDINATOR,
        REFERRAL_TRAINEE,
        REFERRAL_PRACTITIONER,
        REFERRAL_SUPERVISOR,
        INVESTIGATOR,
        DETECTIVE_SUPERVISOR,
        OFFENDER_MANAGER,
        OFFENDER_SUPERVISOR,
        CUSTODY_SERGEANT,
        LEARNING_DEVELOPMENT,
        PROTECTION_LEAD,
        CHIEF_OFFICER,
        AUDITOR,
        INSPECTOR_OF_CONSTABULARY,
        SOCIAL_CARE_PARTNER,
        RECORDS_MANAGER,
        INFORMATION_SECURITY,
        WALL_BOARD,
        ADMINISTRATOR,
    )
}

PERMISSIONS: dict[str, str] = {
    "access.administer": "open and close accounts, give and end grants, post and move officers",
    "access.break-glass": "open a restricted record in an emergency, with a reason, for others to review afterwards",
    "access.restrict": "restrict the record of a person, and open it to named people",
    "access.review": "review who may see and do what, keep or end a grant, and judge each opening in an emergency",
    "inspections.audit": "grade cases in an audit",
    "inspections.close": "close a recommendation of inspectors, send it back, or open it again",
    "inspections.learn": "see how case audits came out, without the children or the auditors",
    "inspections.manage": "plan audits; record inspections, recommendations, actions and what inspectors said of them",
    "inspections.see": "see inspections, what they found, and how recommendations stand",
    "inspections.work": "report an action done, and gather evidence for a recommendation",
    "investigations.export": "take lists of investigations out as a file",
    "investigations.open": "open an investigation, and record its crime",
    "investigations.see": "read every investigation",
    "investigations.supervise": "allocate and review investigations, decide that there was no crime, close and reopen them",
    "investigations.work": "be the officer in the case, record what its children said, and name another child in it",
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
    "powers.decide": "decide as designated officer on police protection, and end it",
    "powers.export": "take lists of police protection out as a file",
    "powers.see": "read every use of police protection",
    "powers.use": "take a child into police protection, and record who was told, where the child is and what they said",
    "standards.export": "take duties and rates out as a file",
    "standards.recalculate": "decide on the control limits of a measure",
    "standards.see": "see every standard and how the force does against it",
    "standards.waive": "waive a duty, with a reason, where someone else owes it",
    # custody
    "custody.export": "take lists of children in custody out as a file",
    "custody.extend": "extend the detention of a child without charge",
    "custody.review": "review the detention of a child that another authorised, and undo an ending that was a mistake",
    "custody.see": "read the custody records of children",
    "custody.work": "authorise and carry on the detention of a child, charge, transfer or certify, and let the child go",
    # -- briefing
    "briefing.chair": "open and close a meeting, write down what is decided and who was there, and set actions",
    "briefing.export": "take minutes and lists of meetings out as a file",
    "briefing.see": "read meetings, with those of their items that the role shows elsewhere",
    "briefing.wall": "show the wall board",
    "briefing.work": "be given an action by a meeting, and report it done",
    # -- referrals
    "referrals.answer": "see, acknowledge and answer what was shared with one’s own agency",
    "referrals.approve": "keep who of the referral unit is trained, has a mentor and is approved to work alone",
    "referrals.export": "take lists of referrals out as a file",
    "referrals.finish": "decide on referrals without another, sign off decisions made in training, and share with partners",
    "referrals.make": "refer a child, and tell later what the referral lacks",
    "referrals.manage": "say which agencies referrals go to, and who signs in for them",
    "referrals.see": "read referrals",
    "referrals.triage": "read the queue of referrals and decide; without effect until signed off where that is all one may",
    "referrals.unit": "see who is in the referral unit, and who of it works alone",
    # incidents
    "incidents.attend": "go to an incident, and record what was met there",
    "incidents.check": "check how calls were handled",
    "incidents.export": "take lists of incidents out as a file",
    "incidents.see": "read every incident",
    "incidents.supervise": "review an open incident, lower its grade, close it, and keep the diary",
    "incidents.take": "take a call, do THRIVE, grade it, send someone, and book an appointment",
}

PURPOSES: tuple[tuple[str, str], ...] = (
    ("responding", "Responding to or investigating this child's case"),
    ("supervising", "Supervising or reviewing the work on it"),
    ("safeguarding", "Planning how to keep the child safe"),
    ("audit", "Audit or inspection"),
    ("performance", "Understanding a measure"),
    ("correction", "Correcting or answering about the data held"),
)
