from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "plumbline.web"
    label = "web"
    verbose_name = "Design system"
