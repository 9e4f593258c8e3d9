"""A portal in which only the pages of accounts exist."""

from django.urls import include, path

urlpatterns = [path("", include("accounts.urls"))]
