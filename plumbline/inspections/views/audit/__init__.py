"""Pages of case audits: programmes, rounds, cases, markings, and what was published."""

from plumbline.inspections.views.audit import cases, markings, programmes, published, rounds

__all__ = ["cases", "markings", "programmes", "published", "rounds"]
