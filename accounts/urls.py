from django.urls import URLPattern, path

from accounts.views import look, profile, session

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
]
