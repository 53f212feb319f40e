from django.apps import AppConfig


class BriefingConfig(AppConfig):
    name = "plumbline.briefing"
    verbose_name = "Briefing"

    def ready(self) -> None:
        from plumbline.briefing import panels, standards  # noqa: F401  reading the standards registers them
        from plumbline.briefing.models import meeting_kinds
        from plumbline.briefing.queries.section import check

        panels.register()
        for kind in meeting_kinds().values():  # a force's own file that cannot be read stops the start
            check(kind)
