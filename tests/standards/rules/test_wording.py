import pytest

from standards.rules.wording import (
    Order,
    begins_with_infinitive,
    infinitive_share,
    judge_wording,
)

SKILLS = ["Вести прополку", "Беречь кору", "Регулировать плуг"]
KNOWLEDGE = ["Устройство плуга", "Правила ухода", "Сорта яблони"]


@pytest.mark.parametrize(
    "text",
    [
        "Выполнять пахоту",
        "1. Настраивать плуг",
        "– вести журнал",
        "«Читать» схемы",
        "Беречь посевы",
        "Расти профессионально",
        "Пользоваться картой",
        "Учиться новому",
        "Нести ответственность",
        "Не допускать потерь",
        "Объективно оценивать результат",
        "Технически грамотно выполнять работу",
        "Умение проектировать севооборот",
    ],
)
def test_skill_wording_begins_with_infinitive(text: str) -> None:
    assert begins_with_infinitive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Особенности почв",
        "Возможность ремонта",
        "Области применения",
        "Части машины",
        "Сети водоснабжения",
        "Устройство и части трактора",
        "Законодательство, действующее в отрасли",
        "Знать устройство плуга",
        "Методы, позволяющие считать потери",
        "1С:Предприятие",
        "",
    ],
)
def test_knowledge_wording_does_not_begin_with_infinitive(text: str) -> None:
    assert not begins_with_infinitive(text)


def test_share_of_no_items_is_none() -> None:
    assert infinitive_share([]) is None
    assert infinitive_share(["Вести журнал", "Правила"]) == 0.5


def test_lists_in_place_are_as_named() -> None:
    wording = judge_wording(skills=SKILLS, knowledge=KNOWLEDGE)

    assert (wording.skills_share, wording.knowledge_share) == (1.0, 0.0)
    assert wording.order is Order.AS_NAMED


def test_lists_in_each_others_place_are_swapped() -> None:
    assert judge_wording(skills=KNOWLEDGE, knowledge=SKILLS).order is Order.SWAPPED


@pytest.mark.parametrize(
    ("skills", "knowledge"),
    [
        (SKILLS[:1], KNOWLEDGE[:1]),
        (KNOWLEDGE, KNOWLEDGE),
        (SKILLS, SKILLS),
        ([*SKILLS, *KNOWLEDGE], []),
        ([], []),
    ],
)
def test_lists_that_say_little_are_undecided(skills: list[str], knowledge: list[str]) -> None:
    assert judge_wording(skills=skills, knowledge=knowledge).order is Order.UNDECIDED


@pytest.mark.parametrize(
    ("skills", "knowledge", "order"),
    [
        ([*SKILLS, "Полоть"], [], Order.AS_NAMED),
        ([*KNOWLEDGE, "Нормы"], [], Order.SWAPPED),
        ([], [*KNOWLEDGE, "Нормы"], Order.AS_NAMED),
        ([], [*SKILLS, "Полоть"], Order.SWAPPED),
    ],
)
def test_one_clear_list_decides_alone(
    skills: list[str], knowledge: list[str], order: Order
) -> None:
    assert judge_wording(skills=skills, knowledge=knowledge).order is order
