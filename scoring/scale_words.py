"""Words that stand in grade sheets instead of numbers, and how a cell is folded for look-up."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

_Meaning = TypeVar("_Meaning")

# Letters that sheets mix up: Latin ones inside Russian words, Cyrillic ones in letter grades.
_LATIN_TO_CYRILLIC: Final = str.maketrans("aceopxyhkmtb", "асеорхункмтв")
_CYRILLIC_TO_LATIN: Final = str.maketrans("АВСЕ", "ABCE")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−﹣－", "-"))
_SPACES: Final = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+")
_RUSSIAN: Final = re.compile("[а-я]")
_NOT_IN_KEY: Final = re.compile(r"[\s.,;:!()\[\]«»\"'`*_]+")

TICKS: Final = frozenset({"+", "v", "✓", "✔", "☑", "√", "х", "x", "истина", "true"})

FIVE_POINT: Final = {
    5.0: "отл отлично пять",
    4.0: "хор хорошо четыре",
    3.0: "уд удов удовл удовлетв удовлетворительно три",
    2.0: "неуд неудов неудовл неудовлетв неудовлетворительно два",
}
PASS: Final = {
    1.0: (
        "зач зачт зачет зачтено зачтен сдал сдала сдано сдан да освоен освоена освоено"
        " выполнено выполнил выполнила соответствует"
    ),
    0.0: (
        "незач незачт незачет незачтено незачтен н/з нз несдал несдала несдано несдан нет"
        " неосвоен неосвоена неосвоено невыполнено невыполнил невыполнила несоответствует"
        " ложь false"
    ),
}
EXTENT: Final = {
    1.0: "полностью полное полная полный вполномобъеме сформирована сформированаполностью"
    " полностьюсформирована сформированавполномобъеме освоенаполностью да",
    0.5: "частично частичное частичная частичный сформированачастично частичносформирована"
    " освоеначастично ½",
    0.0: "нет несформирована несформировано неосвоена",
}
QUALITY: Final = {
    1.0: "высокое высокий высокая выс",
    0.5: "среднее средний средняя средн сред",
    0.0: "низкое низкий низкая низк",
}
FREQUENCY: Final = {
    1.0: "регулярно проявлялрегулярно проявляларегулярно",
    0.5: "эпизодически проявлялэпизодически проявлялаэпизодически",
    0.0: "непроявлял непроявляла непроявлялось",
}
ATTAINMENT: Final = {
    1.0: "повышенный повышенныйуровень",
    0.5: "пороговый обязательный пороговыйуровень пороговый/обязательный",
}
ANCHOR: Final = {
    3.0: "безпомощи самостоятельно выполняетбезпомощи выполняетсамостоятельно",
    2.0: "сподсказкой сподсказками выполняетсподсказкой",
    1.0: "подконтролем выполняетподконтролем",
    0.0: "неможет неможетвыполнить",
}

ABSENT: Final = {
    "не явился": "н/я ня н н/б нб неявка неявился неявилась нея отсутствовал отсутствовала отс"
    " болел болела болен больна болезнь",
    "не аттестован": "н/а на неатт неаттест неаттестован неаттестована неаттестация",
    "не допущен": "недопущен недопущена",
}
EXEMPT: Final = {
    "освобождён": "осв освоб освобожден освобождена освобождение",
    "перезачтено": "перезач перезачет перезачтено перезачтен",
    "академический отпуск": "академ академотпуск академическийотпуск вакадемотпуске а/о",
    "отчислен": "отчислен отчислена отч выбыл выбыла",
}
CREDITED: Final = frozenset(EXEMPT["перезачтено"].split())
NOT_OBSERVED: Final = {
    "не наблюдал": "ненаблюдал ненаблюдала ненаблюдали ненаблюдалось ненаблюдался",
    "не было такой работы": "небылотакойработы такойработынебыло нетработы нетакойработы"
    " неттакойработы",
}
# Words beside a number that say nothing more than the number does.
UNITS: Final = frozenset({"балл", "балла", "баллов", "баллы", "б", "оценка", "отметка", "%"})

# Percent bands of the Kazakh letter scale (lower bounds), best first.
KZ_BANDS: Final = (
    ("A", 95.0, 100.0),
    ("A-", 90.0, 94.0),
    ("B+", 85.0, 89.0),
    ("B", 80.0, 84.0),
    ("B-", 75.0, 79.0),
    ("C+", 70.0, 74.0),
    ("C", 65.0, 69.0),
    ("C-", 60.0, 64.0),
    ("D+", 55.0, 59.0),
    ("D", 50.0, 54.0),
    ("FX", 25.0, 49.0),
    ("F", 0.0, 24.0),
)


def clean(text: str) -> str:
    """Return the text with every kind of space as one blank, every dash as «-», trimmed."""
    return _SPACES.sub(" ", text.translate(_DASHES)).strip()


def word_key(text: str) -> str:
    """Fold a word for look-up: case, ё, points, blanks and Latin letters in Russian words."""
    key = _NOT_IN_KEY.sub("", text.casefold().replace("ё", "е"))
    if _RUSSIAN.search(key):
        key = key.translate(_LATIN_TO_CYRILLIC)
    return key


def letter_key(text: str) -> str:
    """Fold a letter grade to Latin capitals: «а−» in Cyrillic becomes «A-»."""
    return _NOT_IN_KEY.sub("", text.upper()).translate(_CYRILLIC_TO_LATIN)


def table_of(groups: Mapping[_Meaning, str]) -> dict[str, _Meaning]:
    """Turn {meaning: "word word"} into {word: meaning}."""
    return {word: meaning for meaning, words in groups.items() for word in words.split()}
