from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "plumbline.workforce"
    verbose_name = "Workforce"

    def ready(self) -> None:
        from plumbline.web import slots
        from plumbline.workforce import queries

        slots.names("district", queries.district_names)
        slots.names("team", queries.team_names)
        slots.names("officer", queries.officer_names)
