import pytest

from tests.cast import RoleClient

pytestmark = pytest.mark.django_db


def html_tag(client, path="/login/") -> str:
    page = client.get(path).text
    return page[page.index("<html") : page.index(">", page.index("<html")) + 1]


def test_pages_speak_russian_whatever_the_browser_prefers(client):
    page = client.get("/login/", headers={"accept-language": "en-US,en;q=0.9"})
    assert html_tag(client) == '<html lang="ru">'
    assert page.headers["Content-Language"] == "ru"
    assert "Cookie" in page.headers["Vary"]


def test_language_chosen_is_kept_for_people_without_account(client):
    answer = client.post("/language/", {"language": "kk", "next": "/login/"})
    assert (answer.status_code, answer.url) == (302, "/login/")
    assert html_tag(client) == '<html lang="kk">'


def test_language_unknown_is_ignored(client):
    client.cookies["django_language"] = "xx"
    assert html_tag(client) == '<html lang="ru">'


def test_appearance_chosen_stands_on_the_page(client):
    form = {"size": "200", "scheme": "blue", "spacing": "wide", "next": "/login/"}
    answer = client.post("/appearance/", form)
    assert (answer.status_code, answer.url) == (302, "/login/")
    cookie = answer.cookies["appearance"]
    assert cookie["httponly"] is True
    assert html_tag(client) == (
        '<html lang="ru" data-size="200" data-scheme="blue" data-spacing="wide">'
    )
    assert "css/accessibility.css" in client.get("/login/").text


def test_appearance_ordinary_page_does_not_load_the_special_styles(client):
    page = client.get("/login/").text
    assert "css/accessibility.css" not in page
    assert 'media="screen and (prefers-color-scheme: dark)"' in page


@pytest.mark.parametrize(
    ("theme", "expected"),
    [("dark", 'tokens-dark.css" media="screen"'), ("light", None)],
)
def test_appearance_theme_decides_about_the_dark_values(client, theme, expected):
    client.post("/appearance/", {"theme": theme})
    page = client.get("/login/").text
    assert (expected in page) if expected else ("tokens-dark.css" not in page)


def test_appearance_reset_forgets_the_choice(client):
    client.post("/appearance/", {"size": "150"})
    client.post("/appearance/", {"size": "150", "reset": "1"})
    assert html_tag(client) == '<html lang="ru">'


def test_appearance_does_not_lead_to_another_host(client):
    answer = client.post("/appearance/", {"size": "150", "next": "//evil.example/"})
    assert "evil" not in answer.url


def test_missing_page_says_so_in_the_portals_look(client, region_officer):
    for browser in (client, RoleClient(region_officer)):
        page = browser.get("/such/page/does/not/exist/")
        assert page.status_code == 404
        assert "Страница не найдена" in page.text


def test_foreign_page_says_no_access(region_officer_client):
    page = region_officer_client.get("/users/")
    assert page.status_code == 403
    assert "Нет доступа" in page.text


def test_form_without_token_is_refused_with_an_explanation(region_officer):
    browser = RoleClient(region_officer, enforce_csrf_checks=True)
    page = browser.post("/profile/", {"display_name": "Имя"})
    assert page.status_code == 403
    assert "Форма устарела" in page.text
