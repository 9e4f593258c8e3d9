from django.urls import path

from reports.views import public, releases

app_name = "reports"
urlpatterns = [
    path("", public.home, name="public_home"),
    path("method/", public.method, name="method"),
    path("reports/<slug:slug>/", public.release, name="release_public"),
    path("reports/<slug:slug>/<str:extension>/", public.download, name="release_download"),
    path("releases/", releases.release_list, name="release_list"),
    path("releases/new/", releases.release_create, name="release_create"),
    path("releases/<int:pk>/", releases.release_detail, name="release_detail"),
    path("releases/<int:pk>/files/<str:extension>/", releases.release_file, name="release_file"),
    path("releases/<int:pk>/approve/", releases.release_approve, name="release_approve"),
    path("releases/<int:pk>/publish/", releases.release_publish, name="release_publish"),
    path("releases/<int:pk>/withdraw/", releases.release_withdraw, name="release_withdraw"),
]
