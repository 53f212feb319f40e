from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "plumbline.watch"
    verbose_name = "Watch"

    def ready(self) -> None:
        from plumbline.kernel import recurring
        from plumbline.standards.actions import hear_of_open
        from plumbline.watch import actions, panels, standards  # noqa: F401  acts and standards register themselves
        from plumbline.watch.queries import steps

        steps.heard()
        hear_of_open(actions.note)
        recurring.every(1, "watch.look", actions.look)
        recurring.every(30, "watch.settle", actions.look_for_settled)
        recurring.every(2, "watch.mail", actions.deliver_mail, aside=True)
        recurring.every(2, "watch.webhook", actions.deliver_by_webhook, aside=True)
        panels.register()
