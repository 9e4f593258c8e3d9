from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Пользователи")

    def ready(self) -> None:
        # The library names itself in English only.
        apps.get_app_config("axes").verbose_name = _("Ограничение входа")
