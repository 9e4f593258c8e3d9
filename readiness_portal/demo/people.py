"""Names of people who do not exist: surnames made of field and garden words."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from colleges.enums import Sex

# Stems of surnames; the woman's form ends in «а».
SURNAMES: Final = (
    "Колосков Зернов Пшеницын Овсов Ячменёв Просов Гречихин Подсолнухов Клеверов Люцернов Рожков"
    " Полев Степнов Садовников Яблоков Грушин Вишнёв Сливин Абрикосов Виноградарев Тыквин Арбузов"
    " Огурцов Помидоров Капустин Морковин Свекольников Картофелев Чесноков Луковкин Укропов"
    " Ромашкин Васильков Полынин Ковылёв Тюльпанов Шиповников Боярышников Тополёв Вербин Ивняков"
    " Дубравин Ясенёв Клёнов Акациев Плугов Боронин Сеялкин Комбайнов Тракторов Молотилов Снопов"
    " Стогов Скирдов Амбаров Закромов Мельников Жерновов Хлебников Караваев Медов Пасечников"
).split()
FIRST_NAMES: Final = {
    Sex.MALE: (
        "Алексей Артём Богдан Виктор Глеб Данил Егор Захар Иван Кирилл Лев Максим Никита"
        " Олег Павел Руслан Семён Тимур Фёдор Ярослав"
    ).split(),
    Sex.FEMALE: (
        "Алина Валерия Дарья Ева Жанна Зоя Инна Кира Лидия Марина Нина Ольга Полина"
        " Рита София Таисия Ульяна Фаина Элина Юлия"
    ).split(),
}
PATRONYMICS: Final = {
    Sex.MALE: [
        "Андреевич",
        "Борисович",
        "Викторович",
        "Глебович",
        "Денисович",
        "Захарович",
        "Иванович",
        "Кириллович",
        "Максимович",
        "Олегович",
        "Павлович",
        "Степанович",
    ],
    Sex.FEMALE: [
        "Андреевна",
        "Борисовна",
        "Викторовна",
        "Глебовна",
        "Денисовна",
        "Захаровна",
        "Ивановна",
        "Кирилловна",
        "Максимовна",
        "Олеговна",
        "Павловна",
        "Степановна",
    ],
}


@dataclass(frozen=True, slots=True)
class Person:
    last_name: str
    first_name: str
    patronymic: str
    sex: str
    birth_date: date


def make_person(random: Random, *, intake_year: int, share_of_women: float) -> Person:
    """Make a person of 15 to 17 years at intake; one in twelve has no patronymic on the list."""
    sex = Sex.FEMALE if random.random() < share_of_women else Sex.MALE
    surname = random.choice(SURNAMES) + ("а" if sex == Sex.FEMALE else "")
    patronymic = "" if random.random() < 1 / 12 else random.choice(PATRONYMICS[sex])
    born = date(intake_year - 16, 1, 1) + timedelta(days=random.randrange(-300, 600))
    return Person(surname, random.choice(FIRST_NAMES[sex]), patronymic, sex, born)


def make_mentor_name(random: Random) -> str:
    """Make a mentor's name as enterprises give it, the surname by its first letter."""
    surname = random.choice(SURNAMES)
    patronymic = random.choice(PATRONYMICS[Sex.MALE])
    return f"{random.choice(FIRST_NAMES[Sex.MALE])} {patronymic} {surname[0]}."
