"""The only way a page gets a person.

The force keeps one index of people, so that reach is not by district; a grant over own cases reaches those whom these are
about. Restricted people are left out of everything that names others too: their relationships, their children. Each read is
written to the ledger with everyone whom the page shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from plumbline.access.access import (
    authorise,
    closed_to,
    may_do,
    people_reached,
    require_open,
    require_purpose,
    unrestricted,
)
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, Refused, TooMany
from plumbline.ledger.actions import consulted
from plumbline.ledger.queries import times_since
from plumbline.people import queries
from plumbline.people.models import CareStatus, Marker, Merge, Person, Relationship, Voice
from plumbline.people.models.index import plain

SEE, MERGE, SEARCHED = "people.see", "people.merge", "people.people.searched"
# Force policy, no national figure: more than a person types who looks for one child, few for what would copy the index.
MOST_SEARCHES, WITHIN = 30, timedelta(minutes=1)


def person_for(actor: Actor, pk: int, *, to: str = SEE) -> Person:
    """The person with all that their page shows. `to` is what the actor is about to do, refused here if not theirs."""
    _require_sight(actor)
    person = _whole(actor).filter(_reach(actor, "pk"), pk=pk).first()
    if person is None:
        raise Missing
    require_open(actor, person.whose())
    authorise(actor, to, person)
    _name_mother(person, actor)
    person.set_markers = sorted(  # type: ignore[attr-defined]
        (marker for marker in person.markers.all() if marker.removed_at is None), key=lambda marker: marker.review_on
    )
    consulted(actor, "people.person.read", f"Record of {person.name} read", _shown(person), person.ref())
    return person


def marker_for(actor: Actor, pk: int, *, to: str = SEE) -> Marker:
    _require_sight(actor)
    reach = _reach(actor, "person_id")
    marker = Marker.objects.filter(reach, pk=pk).select_related("person__mother", "owner", "set_by").first()
    if marker is None:
        raise Missing
    require_open(actor, marker.person.whose())
    authorise(actor, to, marker)
    sentence = f"Marker of {marker.person.name} read: {marker}"
    consulted(actor, "people.marker.read", sentence, [marker.person_id], marker.person.ref())
    return marker


def relationship_for(actor: Actor, pk: int, *, to: str = SEE) -> Relationship:
    _require_sight(actor)
    reach = _reach(actor, "person_id")
    named = Relationship.objects.select_related("person__mother", "other__mother")
    relationship = named.filter(reach, pk=pk).first()
    if relationship is None:
        raise Missing
    require_open(actor, [*relationship.person.whose(), *relationship.other.whose()])
    authorise(actor, to, relationship)
    sentence = f"Relationship of {relationship.person.name} read"
    consulted(actor, "people.relationship.read", sentence, relationship.person_ids(), relationship.person.ref())
    return relationship


def merges_for(actor: Actor) -> QuerySet[Merge]:
    """Records that were combined, the latest first. The caller names those that it shows by `merges_shown`."""
    _require_sight(actor)
    authorise(actor, MERGE, None)
    people = ("kept__mother", "other__mother", "merged_by")
    within = _open(actor, "kept_id") & _open(actor, "other_id")
    return QuerySet(Merge).filter(within).select_related(*people).order_by("-merged_at", "-pk")


def merges_shown(actor: Actor, merges: Iterable[Merge]) -> None:
    """A list of combined records was shown: one ledger row that names whose they are."""
    if people := {pk for merge in merges for pk in merge.person_ids()}:
        consulted(actor, "people.merges.read", "List of combined records read", people)


def merge_for(actor: Actor, pk: int) -> Merge:
    _require_sight(actor)
    people = ("kept__mother", "other__mother", "merged_by", "undone_by")
    reached = people_reached(actor.user, MERGE, "kept_id")
    merge = QuerySet(Merge).filter(reached, pk=pk).select_related(*people).first()
    if merge is None:
        raise Missing
    require_open(actor, merge.whose())
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
    _refuse_trawling(actor)
    found = queries.find_people(text, limit=limit, within=_findable(actor))
    shut = {} if actor.is_system else closed_to(actor.user)
    found = [each.veiled() if shut.keys() & set(each.person.whose()) else each for each in found]
    whole: list[Any] = [each.person for each in found if not each.is_veiled]
    prefetch_related_objects(whole, _set_markers(), "aliases")
    consulted(actor, SEARCHED, f"Searched for “{text[:200]}”", [each.person.pk for each in found])
    return found


def _refuse_trawling(actor: Actor) -> None:
    """The ledger holds each search, so it can say how many there were, whichever server answered them."""
    since = clock.now() - WITHIN
    if not actor.is_system and times_since(actor.user.pk, SEARCHED, since) >= MOST_SEARCHES:
        raise TooMany(f"You have searched {MOST_SEARCHES} times within a minute. Wait a minute, then go on.")


def _require_sight(actor: Actor) -> None:
    require_purpose(actor)
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Missing


def _set_markers() -> Prefetch:
    standing = Marker.objects.filter(removed_at=None).select_related("owner").order_by("review_on")
    return Prefetch("markers", standing, to_attr="set_markers")


def _reach(actor: Actor, column: str) -> Q:
    return Q() if actor.is_system else people_reached(actor.user, SEE, column)


def _open(actor: Actor, column: str, *, or_told: bool = False) -> Q:
    return Q() if actor.is_system else unrestricted(actor.user, column, or_told=or_told)


def _findable(actor: Actor) -> Q:
    """Whom a search may meet: people in reach, and of the restricted those of whom the actor is told."""
    found = _reach(actor, "pk") & _open(actor, "pk", or_told=True)
    mother = _open(actor, "mother_id", or_told=True)
    return found & (Q(is_unborn=False) | mother) if mother else found


def _name_mother(person: Person, actor: Actor) -> None:
    """`known_mother` is whom the page may name; `has_veiled_mother` that it says there is a restricted record."""
    shut = {} if actor.is_system else closed_to(actor.user)
    person.known_mother = None if person.mother_id in shut else person.mother  # type: ignore[attr-defined]
    person.has_veiled_mother = bool(shut.get(person.mother_id or 0))  # type: ignore[attr-defined]


def _whole(actor: Actor) -> QuerySet[Person]:
    voices = Voice.objects.select_related("by").order_by("-happened_at", "-pk")
    open_other, open_person = (_open(actor, column) for column in ("other_id", "person_id"))
    others = Relationship.objects.filter(open_other).select_related("other__mother")
    inverse = Relationship.objects.filter(open_person, is_current=True).select_related("person__mother")
    return Person.objects.select_related("mother__mother", "disposed_by").prefetch_related(
        Prefetch("markers", Marker.objects.select_related("owner", "set_by", "removed_by").order_by("-set_at", "-pk")),
        Prefetch("voices", voices),
        Prefetch("care_periods", CareStatus.objects.order_by("-started_on", "-pk")),
        Prefetch("relationships", others.order_by("-is_current", "kind", "pk")),
        Prefetch("related_to", inverse.order_by("kind", "pk")),
        "aliases",
        "addresses",
        Prefetch("children", Person.objects.filter(_open(actor, "pk"))),
    )


def _shown(person: Person) -> set[int]:
    """Everyone whose name the page shows."""
    mother = person.known_mother  # type: ignore[attr-defined]
    shown = {person.pk, mother and mother.pk, *(child.pk for child in person.children.all())}
    shown |= {r.other_id for r in person.relationships.all()} | {r.person_id for r in person.related_to.all()}
    return {pk for pk in shown if pk is not None}
