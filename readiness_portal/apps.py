from django.apps import AppConfig


class ReadinessPortalConfig(AppConfig):
    name = "readiness_portal"
