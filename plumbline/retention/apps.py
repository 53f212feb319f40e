from functools import partial

from django.apps import AppConfig

from plumbline.kernel import recurring
from plumbline.kernel.actors import system

DAY = 24 * 60 * 60  # seconds


class RetentionConfig(AppConfig):
    name = "plumbline.retention"
    verbose_name = "Retention"

    def ready(self) -> None:
        from plumbline.retention import actions, panels, standards  # noqa: F401  they register themselves

        panels.register()
        recurring.every(DAY, "retention.due", partial(actions.open_due_reviews, by=system("retention")))
