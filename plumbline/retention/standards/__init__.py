"""The standards of retention. Numbers stand in policy.yaml, the table of groups in groups.yaml, the questions of a review in
assessment.yaml, worked cases in cases.yaml, all beside this."""

from plumbline.retention.standards import holds, reviews

__all__ = ["holds", "reviews"]
