from django.urls import path

from employers.views import links

app_name = "employers"
urlpatterns = [
    path("r/", links.link_lost, name="link_lost"),
    path("r/worker.js", links.rate_worker, name="rate_worker"),
    path("r/<str:token>/", links.rate, name="rate"),
    path("r/<str:token>/fresh/", links.link_renew, name="link_renew"),
    path("r/<str:token>/mute/", links.link_mute, name="link_mute"),
]
