from django.apps import AppConfig

DAY = 86_400


class InspectionsConfig(AppConfig):
    name = "plumbline.inspections"
    verbose_name = "Inspections"

    def ready(self) -> None:
        from plumbline.inspections import actions, panels, standards  # noqa: F401  reading the standards registers them
        from plumbline.inspections.models import question_sets
        from plumbline.kernel import recurring

        panels.register()
        question_sets()  # a force's own file that cannot be read stops the start, as its file of numbers does
        recurring.every(DAY, "inspections.watch", actions.watch_closed)
