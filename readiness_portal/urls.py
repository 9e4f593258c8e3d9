"""The map of the portal."""

urlpatterns: list = []
