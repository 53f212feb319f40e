"""What each feed does not supply, so that a record from it is never judged on silence.

A record that came in by a feed carries the feed's name. Where a standard needs a fact that the feed has no column for, the
duty's state is *cannot tell* and the fact is named: an absent fact is neither a pass nor a failure.
"""

from __future__ import annotations

from plumbline.standards.facts import Facts

_supplied: dict[tuple[str, str], frozenset[str]] = {}


def supplies(source: str, facts: type[Facts], names: set[str]) -> None:
    """A feed says, at start-up, which facts of a subject its files tell."""
    unheard = names - set(facts.facts)
    if unheard:
        raise ValueError(f"{source} claims to supply what {facts.__name__} does not have: {', '.join(sorted(unheard))}")
    _supplied[source, facts.kind()] = frozenset(names | {n for n in facts.facts if n.startswith("its_")})


def forget(source: str, facts: type[Facts]) -> None:
    """A feed that was only supposed, as worked cases do, is gone again."""
    _supplied.pop((source, facts.kind()), None)


def lacking(facts: type[Facts]) -> dict[str, frozenset[str]]:
    """For each feed that brings in this kind of subject: the facts that it does not supply."""
    return {
        source: frozenset(facts.facts) - names for (source, kind), names in _supplied.items() if kind == facts.kind()
    }
