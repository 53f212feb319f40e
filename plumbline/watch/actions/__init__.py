"""The only writers of the watch: what is told, what is acknowledged, and what is on its way out."""

from plumbline.watch.actions.answering import acknowledge, acknowledge_all, look_for_settled, settle
from plumbline.watch.actions.outbox import by_mail, by_webhook, deliver, deliver_by_webhook, deliver_mail, signature
from plumbline.watch.actions.telling import look, note, tell

__all__ = [
    "acknowledge",
    "acknowledge_all",
    "by_mail",
    "by_webhook",
    "deliver",
    "deliver_by_webhook",
    "deliver_mail",
    "look",
    "look_for_settled",
    "note",
    "settle",
    "signature",
    "tell",
]
