from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "plumbline.inspections"
    verbose_name = "Inspections"

    def ready(self) -> None:
        from plumbline.inspections import panels, standards  # noqa: F401  reading the standards registers them

        panels.register()
