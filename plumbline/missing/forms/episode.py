"""The episode as a whole."""

from __future__ import annotations

from typing import Any

from plumbline.missing.models import Episode
from plumbline.people.forms import passage
from plumbline.web import forms
from plumbline.workforce.forms import OfficerField, TeamField


class EmptyForm(forms.Form):
    """Nothing to say but yes."""


class AllocateForm(forms.Form):
    """Who looks for the child, and who watches over it."""

    officer = OfficerField(label="Officer in the case", required=False)
    supervisor = OfficerField(label="Supervisor", required=False)
    team = TeamField(label="Team", required=False, help_text="Another team takes the episode and its duties with it.")

    def __init__(
        self, *args: Any, episode: Episode, officers: Any, supervisors: Any, teams: Any, **kwargs: Any
    ) -> None:
        now = {"officer": episode.officer_id, "supervisor": episode.supervisor_id, "team": episode.team_id}
        super().__init__(*args, initial=now, version=episode.version, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        self.fields["supervisor"].queryset = supervisors  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    closing_summary = passage("What happened, and what was learnt?", 5000, required=True, rows=5)
