from django.urls import URLPattern, path

from accounts.views import audit, jobs, look, passwords, people, profile, session

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("login/", session.login, name="login"),
    path("logout/", session.logout, name="logout"),
    path("home/", session.home, name="home"),
    path("role/", session.role_switch, name="role_switch"),
    path("profile/", profile.profile, name="profile"),
    path("appearance/", look.appearance, name="appearance"),
    path("language/", look.language, name="language"),
    path("help/", look.help_page, name="help"),
    path("password/reset/", passwords.password_reset, name="password_reset"),
    path("password/reset/sent/", passwords.password_reset_sent, name="password_reset_sent"),
    path("password/change/", passwords.password_change, name="password_change"),
    path("password/<uidb64>/<token>/", passwords.password_set, name="password_set"),
    path("invitation/<uidb64>/<token>/", passwords.invitation, name="invitation"),
    path("users/", people.user_list, name="user_list"),
    path("users/invite/", people.user_invite, name="user_invite"),
    path("users/students/<uuid:uid>/", people.student_invite, name="student_invite"),
    path("users/<int:pk>/", people.user_detail, name="user_detail"),
    path("users/<int:pk>/activity/", people.user_activity, name="user_activity"),
    path("memberships/<int:pk>/end/", people.membership_end, name="membership_end"),
    path("memberships/<int:pk>/letter/", people.invitation_resend, name="invitation_resend"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job_detail"),
    path("jobs/<int:pk>/progress/", jobs.job_progress, name="job_progress"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job_retry"),
    path("audit/", audit.audit_list, name="audit_list"),
]
