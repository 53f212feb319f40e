from django.apps import AppConfig


class PowersConfig(AppConfig):
    name = "plumbline.powers"
    verbose_name = "Police protection"

    def ready(self) -> None:
        from plumbline.powers import panels, standards  # noqa: F401  reading the standards registers them

        panels.register()
