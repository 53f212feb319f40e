from django.apps import AppConfig

from plumbline.kernel import acts


class AccessConfig(AppConfig):
    name = "plumbline.access"
    verbose_name = "Access"

    def ready(self) -> None:
        from plumbline.access import access

        acts.authorise_with(access.authorise)
