"""The room's standards, by theme. Numbers stand in policy.yaml, worked cases in cases.yaml, both beside this."""

from plumbline.inspections.standards import recommendation

__all__ = ["recommendation"]
