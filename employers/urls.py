from django.urls import path

from employers.views import board, cabinet, directory, links, paper, placements

app_name = "employers"
urlpatterns = [
    # The mentor's own pages, opened by a secret in the address.
    path("r/", links.link_lost, name="link_lost"),
    path("r/worker.js", links.rate_worker, name="rate_worker"),
    path("r/<str:token>/", links.rate, name="rate"),
    # The college's.
    path("placements/", board.placement_list, name="placement_list"),
    path("placements/file/", board.placement_list_file, name="placement_list_file"),
    path("placements/new/", placements.placement_create, name="placement_create"),
    path("placements/ask/", board.request_create, name="request_create"),
    path("placements/<int:pk>/", placements.placement_detail, name="placement_detail"),
    path("placements/<int:pk>/change/", placements.placement_change, name="placement_change"),
    path("placements/<int:pk>/remove/", placements.placement_remove, name="placement_remove"),
    path("placements/<int:pk>/enter/", paper.evaluation_enter, name="evaluation_enter"),
    path("placements/links/<int:pk>/revoke/", placements.request_revoke, name="request_revoke"),
    path("employers/", directory.employer_list, name="employer_list"),
    path("employers/new/", directory.employer_create, name="employer_create"),
    path("employers/<int:pk>/", directory.employer_detail, name="employer_detail"),
    path("employers/<int:pk>/change/", directory.employer_change, name="employer_change"),
    path("employers/<int:pk>/contacts/new/", directory.contact_create, name="contact_create"),
    path("employers/contacts/<int:pk>/", directory.contact_change, name="contact_change"),
    # The employer's.
    path("cabinet/", cabinet.cabinet, name="cabinet"),
    path("cabinet/<int:pk>/rate/", cabinet.cabinet_rate, name="cabinet_rate"),
]
