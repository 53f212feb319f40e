"""The watch's standards. Numbers stand in policy.yaml, which standard climbs how fast in steps.yaml, worked cases in
cases.yaml, all beside this."""

from plumbline.watch.standards import answers

__all__ = ["answers"]
