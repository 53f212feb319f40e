"""Children in need returns for tests, made of a few words: `message(child("A1", referral("2024-02-05")))`."""

from __future__ import annotations

HEAD = (
    "<Header><CollectionDetails><Collection>CIN</Collection><Year>2024</Year><ReferenceDate>2024-03-31</ReferenceDate>"
    "</CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>975</LEA><DateTime>2024-05-10T09:00:00Z</DateTime></Source></Header>"
)


def message(*children: str, head: str = HEAD, until: str = "2024-03-31") -> str:
    """A whole return, each child on a line of its own: the first stands on line 3."""
    head = head.replace("2024-03-31", until)
    return (
        "\n".join(
            ['<?xml version="1.0" encoding="UTF-8"?>', f"<Message>{head}<Children>", *children, "</Children></Message>"]
        )
        + "\n"
    )


def child(key: str, *referrals: str, ethnicity: str = "WBRI", **identifiers: str) -> str:
    told = {"LAchildID": key, "PersonBirthDate": "2014-05-06", "GenderCurrent": "2"} | identifiers
    more = f"<ChildCharacteristics><Ethnicity>{ethnicity}</Ethnicity></ChildCharacteristics>" if ethnicity else ""
    return f"<Child>{group('ChildIdentifiers', **told)}{more}{''.join(referrals)}</Child>"


def referral(day: str, *parts: str, **told: str) -> str:
    told = {"CINreferralDate": day, "ReferralSource": "6", "PrimaryNeedCode": "N1", "ReferralNFA": "false"} | told
    return group("CINdetails", *parts, **told)


def section47(day: str, **told: str) -> str:
    return group("Section47", S47ActualStartDate=day, **told)


def assessment(day: str, **told: str) -> str:
    return group("Assessments", AssessmentActualStartDate=day, **told)


def plan(day: str, **told: str) -> str:
    return group("ChildProtectionPlans", CPPstartDate=day, **told)


def group(tag: str, *parts: str, **told: str) -> str:
    said = "".join(f"<{name}>{value}</{name}>" for name, value in told.items() if value)
    return f"<{tag}>{said}{''.join(parts)}</{tag}>"
