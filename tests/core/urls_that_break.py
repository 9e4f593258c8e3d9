"""The portal's addresses and one whose view fails, to see what people see then."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from core.http import public
from readiness_portal.urls import urlpatterns as whole


@public()
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Секретная Фамилия")


urlpatterns = [path("broken/", broken), *whole]
