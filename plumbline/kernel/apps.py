from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "plumbline.kernel"
    verbose_name = "Kernel"
