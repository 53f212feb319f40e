from django.apps import AppConfig

from plumbline.kernel import acts


class StandardsConfig(AppConfig):
    name = "plumbline.standards"
    verbose_name = "Standards"

    def ready(self) -> None:
        from plumbline.standards import actions, panels

        acts.witness("standards", actions.bring_into_line_after)
        panels.register()
