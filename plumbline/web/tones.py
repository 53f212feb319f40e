"""What a colour means, said once: levels of risk, states of duties, and how an answer went."""

from typing import Any

COLOURS = {
    "high": "red",
    "medium": "orange",
    "low": "blue",
    "none": "grey",
    "met": "green",
    "late": "yellow",
    "pending": "blue",
    "overdue": "red",
    "cannot tell": "purple",
    "waived": "grey",
    "danger": "red",
    "warning": "yellow",
    "success": "green",
    "information": "blue",
    "neutral": "grey",
}
RISKS = {"high": "High risk", "medium": "Medium risk", "low": "Low risk", "none": "No apparent risk"}


def known(tone: Any) -> str:
    """The tone under the name used here: "CANNOT_TELL" and "cannot-tell" are one; "no apparent risk" is "none"."""
    plain = str(getattr(tone, "value", tone)).lower().replace("_", " ").replace("-", " ").strip()
    return "none" if plain in {"no apparent", "no apparent risk"} else plain


def colour(tone: Any) -> str:
    return COLOURS.get(known(tone), "grey")


def words(tone: Any) -> str:
    plain = known(tone)
    return RISKS.get(plain, plain.capitalize())


def variant(tone: Any) -> str:
    """Of the four looks of an alert: information, success, warning, error."""
    plain = known(tone)
    if plain in {"information", "success", "warning", "error"}:
        return plain
    return {
        "danger": "error",
        "high": "error",
        "overdue": "error",
        "late": "warning",
        "medium": "warning",
        "met": "success",
    }.get(plain, "information")
