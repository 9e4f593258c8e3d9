"""A student offered to another college: both directors act, on a desk and on a phone."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from colleges.models import CollegeTransfer, Enrolment
from tests.factories.accounts import MembershipFactory
from tests.factories.colleges import CollegeFactory, EnrolmentFactory, StudyGroupFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}


@pytest.fixture
def place():
    return EnrolmentFactory(
        group=StudyGroupFactory(
            programme__college=CollegeFactory(short_name="Колледж «Нива»"), name="М-31"
        ),
        started_on=dt.date(2025, 9, 1),
        student__last_name="Абдурахманова-Константинопольская",
    )


@pytest.fixture
def directors(browser_page, log_in, place):
    """The browsers of the old college's director and of the new one's."""
    new = CollegeFactory(short_name="Степной колледж")
    StudyGroupFactory(programme__college=new, name="Т-21")
    pages = browser_page(**DESK), browser_page(**DESK)
    for page, college in zip(pages, (place.student.college, new), strict=True):
        log_in(page, MembershipFactory(college_manager=True, college=college))
    return pages


def test_offered_refused_offered_again_and_taken_in(live_server, directors, place, show):
    sender, receiver = directors

    def offer():
        sender.goto(f"{live_server.url}/students/{place.student.uid}/order/college/")
        sender.get_by_label("В какой колледж").select_option(label="Степной колледж")
        show(sender, "transfers-1-offer")
        sender.get_by_role("button", name="Предложить другому колледжу").click()
        expect(sender.get_by_text("Перевод предложен")).to_be_visible()

    def open_incoming():
        receiver.goto(f"{live_server.url}/tasks/")
        expect(receiver.get_by_text("примите или откажите")).to_be_visible()
        show(receiver, "transfers-2-tasks")
        receiver.get_by_role("link", name="Абдурахманова").click()
        expect(receiver.get_by_text("Отказать", exact=True)).to_be_visible()
        receiver.set_viewport_size(PHONE)
        show(receiver, "transfers-3-incoming-phone")
        assert receiver.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        receiver.set_viewport_size(DESK)

    offer()
    open_incoming()
    receiver.get_by_text("Отказать", exact=True).click()
    receiver.get_by_label("Причина").fill("нет мест на курсе")
    receiver.get_by_role("button", name="Отказать в переводе").click()
    expect(receiver.get_by_text("Отказ записан")).to_be_visible()
    sender.goto(f"{live_server.url}/tasks/")
    expect(sender.get_by_text("нет мест на курсе")).to_be_visible()
    show(sender, "transfers-4-refused")
    sender.get_by_role("link", name="Абдурахманова").click()
    show(sender, "transfers-5-refused-page")
    sender.get_by_role("button", name="Понятно").click()
    expect(sender.get_by_role("button", name="Понятно")).to_have_count(0)

    offer()
    open_incoming()
    receiver.get_by_label("В какую группу").select_option(index=1)
    show(receiver, "transfers-6-accept")
    receiver.get_by_role("button", name="Принять в группу").click()
    expect(receiver.get_by_text("Обучающийся зачислен")).to_be_visible()
    assert Enrolment.objects.current().get(student=place.student).group.name == "Т-21"
    assert set(CollegeTransfer.objects.values_list("state", flat=True)) == {"refused", "accepted"}
