"""The ledger's only writers: entries, and the seals over them. They insert; what one erasure takes away is content alone."""

from plumbline.ledger.actions.entries import (
    consulted,
    disclosed,
    enter_act,
    forget,
    received_by,
    signed,
    turned_away,
)

__all__ = ["consulted", "disclosed", "enter_act", "forget", "received_by", "signed", "turned_away"]
