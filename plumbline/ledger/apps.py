from django.apps import AppConfig

from plumbline.kernel import acts, recurring


class LedgerConfig(AppConfig):
    name = "plumbline.ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        from plumbline.ledger import actions, queries
        from plumbline.ledger.actions import seals

        acts.witness("ledger", actions.enter_act)
        acts.recognise_with(queries.case_of_submission)
        recurring.every(2, "ledger.seal", seals.seal)
