from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "plumbline.oversight"
    verbose_name = "Oversight"

    def ready(self) -> None:
        from plumbline.oversight import actions, panels, standards  # noqa: F401  acts and standards register themselves

        panels.register()
