from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from core.databases import teach_sqlite_cyrillic


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Служебное")

    def ready(self) -> None:
        connection_created.connect(teach_sqlite_cyrillic, dispatch_uid="core.sqlite_cyrillic")
