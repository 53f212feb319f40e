from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "plumbline.people"
    verbose_name = "People"

    def ready(self) -> None:
        from django.urls import reverse

        from plumbline.kernel import caserefs
        from plumbline.people import actions, panels, queries  # noqa: F401  acts and panels register themselves
        from plumbline.web import slots

        def page(pk: int) -> str:
            return reverse("people:child", args=[pk])

        slots.navigation("Children", "people:children", order=30, permission="people.see")
        slots.names("person", queries.person_names)
        slots.links("person", page)
        caserefs.pages("people", "person", page)
