import pytest

from accounts.appearance import (
    Appearance,
    appearance_of_cookie,
    appearance_questions,
    read_appearance,
)


def test_appearance_survives_the_cookie():
    look = Appearance(size="200", scheme="blue", spacing="wide", images="off", theme="dark")
    assert appearance_of_cookie(look.as_cookie()) == look


@pytest.mark.parametrize(
    "cookie",
    ["", "size=999", "scheme=%3Cscript%3E", "colour=red", "size=150;theme", "&&==", "x" * 5000],
)
def test_appearance_of_strange_cookie_is_the_ordinary_look(cookie):
    assert appearance_of_cookie(cookie) == Appearance()


def test_appearance_keeps_known_values_beside_unknown_ones():
    assert read_appearance({"size": "150", "scheme": "pink"}) == Appearance(size="150")


def test_appearance_theme_alone_is_not_the_special_version():
    assert not Appearance(theme="dark").is_special
    assert Appearance(size="150").is_special
    assert Appearance(images="off").is_special


def test_appearance_questions_mark_what_is_chosen():
    questions = {one["name"]: one for one in appearance_questions(Appearance(size="150"))}
    chosen = [answer["value"] for answer in questions["size"]["answers"] if answer["chosen"]]
    assert chosen == ["150"]
    assert [answer["value"] for answer in questions["theme"]["answers"] if answer["chosen"]] == [""]
