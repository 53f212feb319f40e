"""The missing room's standards, by theme. Numbers stand in policy.yaml, worked cases in cases.yaml, both beside this.

`rules_elsewhere.yaml` says of each rule that no standard carries where in the product it is kept instead.
"""

from plumbline.missing.standards import enquiry, partners, plan, repeat, report, returning, review, risk

__all__ = ["enquiry", "partners", "plan", "repeat", "report", "returning", "review", "risk"]
