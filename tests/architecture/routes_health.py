from tests.architecture.access import Access, everyone

ROUTES: dict[str, Access] = {
    "health:live": Access(everyone(), anonymous=200),
    "health:ready": Access(everyone(), anonymous=200),
    "health:metrics": Access(everyone(), anonymous=200),
}
