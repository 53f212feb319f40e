from django.apps import AppConfig


class InvestigationsConfig(AppConfig):
    name = "plumbline.investigations"
    verbose_name = "Investigations"

    def ready(self) -> None:
        from plumbline.investigations import panels, standards  # noqa: F401  reading the standards registers them

        panels.register()
