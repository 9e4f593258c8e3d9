from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ReadinessPortalConfig(AppConfig):
    name = "readiness_portal"

    def ready(self) -> None:
        # Whoever enqueues a job must know its kind, so every process loads every app's handlers.
        autodiscover_modules("tasks")
