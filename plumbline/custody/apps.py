from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "plumbline.custody"
    verbose_name = "Custody"

    def ready(self) -> None:
        from plumbline.custody import panels, standards  # noqa: F401  reading the standards registers them

        panels.register()
