from django.urls import path

from reports.views import comments, practices, public, releases, ticket_questions, tickets

app_name = "reports"
urlpatterns = [
    path("", public.home, name="public_home"),
    path("method/", public.method, name="method"),
    path("reports/<slug:slug>/", public.release, name="release_public"),
    path("reports/<slug:slug>/discussion/", comments.discussion, name="discussion"),
    path("reports/<slug:slug>/discussion/new/", comments.comment_create, name="comment_create"),
    path("reports/<slug:slug>/<str:extension>/", public.download, name="release_download"),
    path("reports/<slug:slug>/figures/new/", ticket_questions.ticket_create, name="ticket_create"),
    path("figures/", tickets.ticket_list, name="ticket_list"),
    path("figures/new/", ticket_questions.page_ticket_create, name="page_ticket_create"),
    path("figures/<int:pk>/", tickets.ticket_detail, name="ticket_detail"),
    path("figures/<int:pk>/answer/", tickets.ticket_answer, name="ticket_answer"),
    path("figures/<int:pk>/withdraw/", tickets.ticket_withdraw, name="ticket_withdraw"),
    path("comments/", comments.comment_list, name="comment_list"),
    path("comments/<int:pk>/", comments.comment_detail, name="comment_detail"),
    path("practices/", practices.practice_list, name="practice_list"),
    path("practices/new/", practices.practice_create, name="practice_create"),
    path("practices/<int:pk>/", practices.practice_detail, name="practice_detail"),
    path("practices/<int:pk>/change/", practices.practice_change, name="practice_change"),
    path("practices/<int:pk>/decide/", practices.practice_decide, name="practice_decide"),
    path("releases/", releases.release_list, name="release_list"),
    path("releases/new/", releases.release_create, name="release_create"),
    path("releases/<int:pk>/", releases.release_detail, name="release_detail"),
    path("releases/<int:pk>/files/<str:extension>/", releases.release_file, name="release_file"),
    path("releases/<int:pk>/approve/", releases.release_approve, name="release_approve"),
    path("releases/<int:pk>/publish/", releases.release_publish, name="release_publish"),
    path("releases/<int:pk>/withdraw/", releases.release_withdraw, name="release_withdraw"),
]
