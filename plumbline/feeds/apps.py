from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "plumbline.feeds"
    verbose_name = "Feeds"

    def ready(self) -> None:
        from plumbline.feeds import ssda903
        from plumbline.missing.facts import EpisodeFacts
        from plumbline.standards import sources

        sources.supplies(ssda903.SOURCE, EpisodeFacts, ssda903.SUPPLIED)
