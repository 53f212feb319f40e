"""The room's standards. Numbers stand in policy.yaml, worked cases in cases.yaml, both beside this."""

from plumbline.briefing.standards import meeting

__all__ = ["meeting"]
