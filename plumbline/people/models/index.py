"""What names are searched by. Derived from people and aliases by the acts, and no record of anything itself."""

from __future__ import annotations

import re
import unicodedata

from django.db import models

from plumbline.people.models.person import Person

# Letters that Unicode does not take apart into a plain letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_APOSTROPHES = re.compile("['\u2018\u2019\u02bb\u02bc\u00b4`]")
_PREFIXES = re.compile(r"\b(o|mc) (?=[a-z]{3})")
LONGEST = 200


def plain(name: str) -> str:
    """The name in the form that is compared: Siân O'Neill-Ward is sian oneill ward, and so is SIAN O NEILL WARD."""
    letters = unicodedata.normalize("NFKD", name[:LONGEST]).casefold().translate(_LETTERS)
    bare = "".join(c for c in _APOSTROPHES.sub("", letters) if not unicodedata.combining(c))
    spaced = " ".join("".join(c if c.isalnum() else " " for c in bare).split())
    return _PREFIXES.sub(r"\1", spaced)[:LONGEST]


class SearchName(models.Model):
    """One name of one person, put into the form that is compared: SQLite's FTS5 and PostgreSQL's pg_trgm both index it.

    Migration 0002 makes both indexes, on SQLite with triggers; a later migration that alters this table there rebuilds
    it and must make the triggers again.
    """

    class Kind(models.TextChoices):
        NAME = "name", "Name"
        KNOWN_AS = "known-as", "Known as"
        ALIAS = "alias", "Alias"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="search_names")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    shown = models.CharField(max_length=300, help_text="the name as it is written")
    text = models.CharField(max_length=300, help_text="in lower case, without accents, a space at either end")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="search_name_kind_known",
                condition=models.Q(kind__in=["name", "known-as", "alias"]),
                violation_error_message="A name is the person's own, in daily use, or an alias.",
            ),
        ]

    def __str__(self) -> str:
        return self.shown


class NameVariant(models.Model):
    """Two spellings or forms of one name, such as Stephen and Steven; each pair stands both ways round."""

    name = models.CharField(max_length=40)
    variant = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="name_variant_once",
                fields=["name", "variant"],
                violation_error_message="That pair of names is known already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.variant}"
