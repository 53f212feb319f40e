"""Oversight's standards. Numbers stand in policy.yaml, worked cases in cases.yaml, both beside this; `patterns.yaml` holds the
numbers of the patterns worth a look, which are no standards: a pattern says where to look, never that anything was missed."""

from plumbline.oversight.standards import grants

__all__ = ["grants"]
