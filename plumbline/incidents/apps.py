from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "plumbline.incidents"
    verbose_name = "Incidents"

    def ready(self) -> None:
        from plumbline.incidents import panels, standards  # noqa: F401  reading the standards registers them

        panels.register()
