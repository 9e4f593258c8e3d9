from tests.architecture.access import Access

ROUTES: dict[str, Access] = {}
