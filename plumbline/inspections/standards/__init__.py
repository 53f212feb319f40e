"""The room's standards, by theme. Numbers stand in policy.yaml, worked cases in cases.yaml, both beside this."""

from plumbline.inspections.standards import audit, recommendation

__all__ = ["audit", "recommendation"]
