from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "plumbline.retention"
    verbose_name = "Retention"

    def ready(self) -> None:
        from plumbline.retention import actions, panels, standards  # noqa: F401  they register themselves

        panels.register()
