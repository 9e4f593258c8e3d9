"""Who may open what: every route of the portal, every role, the expected answer."""

from tests.architecture import (
    routes_accounts,
    routes_assessments,
    routes_colleges,
    routes_dashboards,
    routes_employers,
    routes_health,
    routes_reports,
    routes_standards,
)
from tests.architecture.access import Access

ROUTES: dict[str, Access] = {
    **routes_accounts.ROUTES,
    **routes_assessments.ROUTES,
    **routes_colleges.ROUTES,
    **routes_dashboards.ROUTES,
    **routes_employers.ROUTES,
    **routes_health.ROUTES,
    **routes_reports.ROUTES,
    **routes_standards.ROUTES,
}
