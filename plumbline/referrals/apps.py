from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "plumbline.referrals"
    verbose_name = "Referrals"

    def ready(self) -> None:
        from plumbline.referrals import panels, standards  # noqa: F401  reading the standards registers them

        panels.register()
