from django.apps import AppConfig

from plumbline.kernel import acts


class LedgerConfig(AppConfig):
    name = "plumbline.ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        from plumbline.ledger import actions, queries

        acts.witness("ledger", actions.enter_act)
        acts.recognise_with(queries.case_of_submission)
