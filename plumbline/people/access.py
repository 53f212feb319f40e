"""The only way a page gets a person.

The force keeps one index of people, so that reach is not by district. Each read is written to the ledger with everyone
whom the page shows.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from plumbline.access.access import authorise, may_do, require_purpose
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, Refused
from plumbline.ledger.actions import consulted
from plumbline.people import queries
from plumbline.people.models import CareStatus, Marker, Merge, Person, Relationship, Voice
from plumbline.people.models.index import plain

SEE, MERGE = "people.see", "people.merge"


def person_for(actor: Actor, pk: int, *, to: str = SEE) -> Person:
    """The person with all that their page shows. `to` is what the actor is about to do, refused here if not theirs."""
    _require_sight(actor)
    person = _whole().filter(pk=pk).first()
    if person is None:
        raise Missing
    authorise(actor, to, person)
    consulted(actor, "people.person.read", f"Record of {person.name} read", _shown(person), person.ref())
    return person


def marker_for(actor: Actor, pk: int, *, to: str = SEE) -> Marker:
    _require_sight(actor)
    marker = Marker.objects.filter(pk=pk).select_related("person__mother", "owner", "set_by").first()
    if marker is None:
        raise Missing
    authorise(actor, to, marker)
    sentence = f"Marker of {marker.person.name} read: {marker}"
    consulted(actor, "people.marker.read", sentence, [marker.person_id], marker.person.ref())
    return marker


def relationship_for(actor: Actor, pk: int, *, to: str = SEE) -> Relationship:
    _require_sight(actor)
    relationship = Relationship.objects.filter(pk=pk).select_related("person__mother", "other__mother").first()
    if relationship is None:
        raise Missing
    authorise(actor, to, relationship)
    sentence = f"Relationship of {relationship.person.name} read"
    consulted(actor, "people.relationship.read", sentence, relationship.person_ids(), relationship.person.ref())
    return relationship


def merges_for(actor: Actor) -> QuerySet[Merge]:
    """Records that were combined, the latest first. The caller names those that it shows by `merges_shown`."""
    _require_sight(actor)
    authorise(actor, MERGE, None)
    people = ("kept__mother", "other__mother", "merged_by")
    return QuerySet(Merge).select_related(*people).order_by("-merged_at", "-pk")


def merges_shown(actor: Actor, merges: Iterable[Merge]) -> None:
    """A list of combined records was shown: one ledger row that names whose they are."""
    if people := {pk for merge in merges for pk in merge.person_ids()}:
        consulted(actor, "people.merges.read", "List of combined records read", people)


def merge_for(actor: Actor, pk: int) -> Merge:
    _require_sight(actor)
    people = ("kept__mother", "other__mother", "merged_by", "undone_by")
    merge = QuerySet(Merge).filter(pk=pk).select_related(*people).first()
    if merge is None:
        raise Missing
    authorise(actor, MERGE, merge)
    consulted(actor, "people.merge.read", f"Combined records read: {merge}", merge.person_ids(), merge.kept.ref())
    return merge


def people_found(actor: Actor, text: str, *, limit: int = 25) -> list[queries.Found]:
    """What a search shows, each person with live markers and aliases. The ledger keeps the search and its answer."""
    require_purpose(actor)
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Refused("Your role does not let you search for people. Ask your supervisor if you think it should.")
    if not plain(text):
        return []
    found = queries.find_people(text, limit=limit)
    prefetch_related_objects([each.person for each in found], _set_markers(), "aliases")
    consulted(actor, "people.people.searched", f"Searched for “{text[:200]}”", [each.person.pk for each in found])
    return found


def _require_sight(actor: Actor) -> None:
    require_purpose(actor)
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Missing


def _set_markers() -> Prefetch:
    standing = Marker.objects.filter(removed_at=None).select_related("owner").order_by("review_on")
    return Prefetch("markers", standing, to_attr="set_markers")


def _whole() -> QuerySet[Person]:
    voices = Voice.objects.select_related("by").order_by("-happened_at", "-pk")
    others = Relationship.objects.select_related("other__mother").order_by("-is_current", "kind", "pk")
    inverse = Relationship.objects.filter(is_current=True).select_related("person__mother").order_by("kind", "pk")
    return Person.objects.select_related("mother__mother", "disposed_by").prefetch_related(
        _set_markers(),
        Prefetch("markers", Marker.objects.select_related("owner", "set_by", "removed_by").order_by("-set_at", "-pk")),
        Prefetch("voices", voices),
        Prefetch("care_periods", CareStatus.objects.order_by("-started_on", "-pk")),
        Prefetch("relationships", others),
        Prefetch("related_to", inverse),
        "aliases",
        "addresses",
        "children",
    )


def _shown(person: Person) -> set[int]:
    """Everyone whose name the page shows."""
    shown = {person.pk, person.mother_id, *(child.pk for child in person.children.all())}
    shown |= {r.other_id for r in person.relationships.all()} | {r.person_id for r in person.related_to.all()}
    return {pk for pk in shown if pk is not None}
