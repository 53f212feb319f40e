from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "plumbline.feeds"
    verbose_name = "Feeds"

    def ready(self) -> None:
        from plumbline.feeds import case_audits, ssda903  # noqa: F401  reading a feed registers it
        from plumbline.missing.facts import EpisodeFacts
        from plumbline.standards import sources

        sources.supplies(ssda903.SOURCE, EpisodeFacts, ssda903.SUPPLIED)
