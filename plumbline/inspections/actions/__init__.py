"""The only writers of the inspections room, by noun. Each is one act: permission, transaction, ledger row, duties."""

# -- audit
from plumbline.inspections.actions.audit import (
    begin_marking,
    close_round,
    make_programme,
    moderate_case,
    open_round,
    record_safeguarding,
    save_draft,
    set_case_aside,
    submit_marking,
)

__all__ = [
    # -- audit
    "begin_marking", "close_round", "make_programme", "moderate_case", "open_round", "record_safeguarding", "save_draft",
    "set_case_aside", "submit_marking",
]  # fmt: skip
