"""Two looks at a group's answers never tell what one student has answered."""

import pytest

from assessments.rules.motivation import may_be_told
from assessments.rules.parameters import default_parameter_values
from assessments.selectors.group_answers import group_motivation
from assessments.services.surveys import heed_withdrawal, submit_motivation
from tests.factories.assessments import MethodologyFactory, MotivationFormFactory
from tests.factories.colleges import ConsentFactory, EnrolmentFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings, frozen_now):
    settings.MINIMUM_CELL = 3
    MethodologyFactory(published=True, parameters=default_parameter_values())
    return Desk(frozen_now)


class Desk:
    """A group whose students come one after another."""

    def __init__(self, now):
        self.now, self.group, self.consents = now, StudyGroupFactory(), {}
        self.form = MotivationFormFactory()

    def come(self):
        student = EnrolmentFactory(group=self.group).student
        self.consents[student] = self.agree(student)
        return student

    def agree(self, student):
        return ConsentFactory(student=student, purpose="questionnaire", given_by="representative")

    def say(self, student, **values):
        submit_motivation(
            student=student,
            values={int(item.removeprefix("item_")): value for item, value in values.items()},
            actor_id=None,
            now=self.now,
            form_version=self.form.version,
        )
        return student

    def withdraw(self, student):
        consent = self.consents[student]
        consent.withdrawn_at = self.now
        consent.save()
        heed_withdrawal(student_id=student.pk, now=self.now)

    def seen(self, number=1):
        line = group_motivation(group=self.group, today=self.now.date())[number - 1]
        return line.count, line.mean


def test_figures_move_when_enough_answers_have_changed(desk):
    people = [desk.say(desk.come(), item_1=3) for _number in range(2)]
    assert desk.seen() == (None, None)
    people.append(desk.say(desk.come(), item_1=3))
    assert desk.seen() == (3, 1.0)
    people += [desk.say(desk.come(), item_1=0) for _number in range(2)]
    assert desk.seen() == (3, 1.0)
    # Who answers again is one changed answer, however often.
    for value in (1, 2, 0):
        desk.say(people[3], item_1=value)
    assert desk.seen() == (3, 1.0)
    desk.say(people[0], item_1=0)
    assert desk.seen() == (5, 0.4)


def test_statement_that_fewer_have_answered_waits_for_its_own_step(desk):
    for _number in range(3):
        desk.say(desk.come(), item_1=3, item_2=3)
    for _number in range(3):
        desk.say(desk.come(), item_1=0)
    desk.say(desk.come(), item_2=0)
    assert desk.seen(1) == (6, 0.5)
    assert desk.seen(2) == (3, 1.0)


def test_answer_without_a_consent_hides_the_figure_until_the_next_step(desk):
    people = [desk.say(desk.come(), item_1=3) for _number in range(3)]
    assert desk.seen() == (3, 1.0)
    desk.withdraw(people[0])
    assert desk.seen() == (None, None)
    # One has gone and one has come: the difference would tell of those two.
    desk.say(desk.come(), item_1=0)
    assert desk.seen() == (None, None)
    desk.say(desk.come(), item_1=0)
    assert desk.seen() == (4, 0.5)
    # What was annulled does not count again with a new paper.
    desk.agree(people[0])
    for _number in range(3):
        desk.say(desk.come(), item_1=0)
    assert desk.seen() == (7, pytest.approx(2 / 7))


@pytest.mark.parametrize(
    ("now", "told", "expected"),
    [
        ({1: 10, 2: 20}, [], False),
        ({1: 10, 2: 20, 3: 30}, [], True),
        ({1: 10, 2: 20, 3: 30, 4: 40, 5: 50}, [{1: 10, 2: 20, 3: 30}], False),
        ({1: 10, 2: 20, 3: 31, 4: 40, 5: 50}, [{1: 10, 2: 20, 3: 30}], True),
        # Far from the last figure, too near the one before it.
        ({1: 10, 2: 20, 6: 60}, [{1: 10, 2: 20, 3: 30}, {4: 40, 5: 50, 7: 70}], False),
    ],
)
def test_every_figure_told_earlier_is_held_against_the_new_one(now, told, expected):
    assert may_be_told(now, told, minimum=3) is expected
