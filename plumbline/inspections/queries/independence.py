"""Whether an auditor had no part in a case. Checked against the record each time, never taken on trust."""

from __future__ import annotations

from typing import Any

from plumbline.inspections.models import SampledCase
from plumbline.ledger.queries import has_acted_on
from plumbline.missing.models import Episode
from plumbline.missing.queries import everyone_on
from plumbline.workforce.queries import everyone_below, officer_of


def why_not_independent(user: Any, sample: SampledCase) -> str:
    """Why this person may not judge this case, in words; "" if they may."""
    episode = Episode.objects.filter(pk=sample.case_id).select_related("officer", "team").first()
    if episode is None:
        return "The case is not there any more, so nobody can mark it. Set it aside."
    if (part := everyone_on(episode.pk).get(user.pk)) is not None:
        return f"You are named on this case ({part}). Someone who had no part in it must mark it."
    if has_acted_on(episode.ref(), user.pk):
        return "You have done something on this case: the ledger says so. Someone who had no part in it must mark it."
    return _too_near(user, episode)


def _too_near(user: Any, episode: Episode) -> str:
    """In the team that worked it, or above whoever did."""
    own, in_charge = officer_of(user), officer_of(episode.officer) if episode.officer else None
    teams = {episode.team_id, in_charge.team_id if in_charge else None} - {None}
    if own is not None and own.team_id in teams:
        return "You are in the team that worked this case. Someone of another team must mark it."
    if episode.officer_id is not None and episode.officer_id in everyone_below(user):
        return "The officer in this case answers to you. Someone who does not lead them must mark it."
    return ""
