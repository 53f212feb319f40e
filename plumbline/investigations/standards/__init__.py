"""The room's standards, by theme. Numbers stand in policy.yaml, worked cases in cases.yaml, both beside this.

`rules_elsewhere.yaml` says of each rule that no standard carries where in the product it is kept instead.
"""

from plumbline.investigations.standards import child, start, supervision

__all__ = ["child", "start", "supervision"]
