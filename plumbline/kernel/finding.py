"""How rows are found among very many."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet


def among(first: QuerySet[Any], *others: QuerySet[Any]) -> Q:
    """That a row is in one of these, each of which is few rows and found by an index of its own.

    An OR of the same conditions would do, but a planner that expects many rows behind one of them reads the whole table.
    """
    return Q(pk__in=first.order_by().values("pk").union(*(each.order_by().values("pk") for each in others), all=True))
