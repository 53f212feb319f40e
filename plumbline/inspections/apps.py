from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "plumbline.inspections"
    verbose_name = "Inspections"

    def ready(self) -> None:
        from plumbline.inspections import panels, standards  # noqa: F401  reading the standards registers them

        panels.register()
        # -- audit
        from plumbline.inspections.models import question_sets

        question_sets()  # a force's own file that cannot be read stops the start, as its file of numbers does
