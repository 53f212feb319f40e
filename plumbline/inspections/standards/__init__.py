"""The inspections room's standards, by theme. Numbers stand in policy.yaml, worked cases in cases.yaml, both beside this."""

# -- audit
from plumbline.inspections.standards import audit

__all__ = ["audit"]
