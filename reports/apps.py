from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Отчёты")

    def ready(self) -> None:
        # The models that selectors read are there only now.
        from dashboards.place_notes import tell_notes  # noqa: PLC0415 -- app registry
        from reports.selectors.tickets import page_notes  # noqa: PLC0415 -- app registry

        tell_notes(page_notes)
