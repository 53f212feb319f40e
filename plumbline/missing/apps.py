from django.apps import AppConfig


class MissingConfig(AppConfig):
    name = "plumbline.missing"
    verbose_name = "Missing"

    def ready(self) -> None:
        from plumbline.missing import panels, standards  # noqa: F401  reading the standards registers them

        panels.register()
