"""What models of every room say alike: who did it, when and by whom together, a list that the database holds to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


def who(said: str = "", *, null: bool = False, related_name: str = "+") -> Any:
    """A person of the force, by account. Accounts named in records are never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=null,
        blank=null,
        on_delete=models.PROTECT,
        related_name=related_name,
        help_text=said,
    )


def paired(name: str, said: str) -> models.CheckConstraint:
    """When and by whom go together: both or neither."""
    both = Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False})
    neither = Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True})
    return models.CheckConstraint(
        name=f"%(class)s_{name}_paired",
        condition=both | neither,
        violation_error_message=f"{said} needs both a time and a person.",
    )


def known(field: str, choices: type[models.TextChoices], *, blank: bool = True) -> models.CheckConstraint:
    """A coded list that the database holds to; empty counts as not said yet, unless it must be said (`blank=False`)."""
    return models.CheckConstraint(
        name=f"%(class)s_{field}_known",
        condition=Q(**{f"{field}__in": [*([""] if blank else []), *choices.values]}),
        violation_error_message=f"That is not one of the values for {field.replace('_', ' ')}.",
    )
