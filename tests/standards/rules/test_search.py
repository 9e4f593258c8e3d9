import pytest

from standards.rules.search import Part, looks_into_texts, marked, stems_of


def shown(text: str, query: str, *, is_excerpt: bool = False) -> str:
    parts = marked(text, stems_of(query), is_excerpt=is_excerpt)
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in parts)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("сеялки", "Готовить [сеялку] и ёлочный агрегат, сцепку"),
        ("ЕЛОЧНАЯ", "Готовить сеялку и [ёлочный] агрегат, сцепку"),
        ("агрегат сцепка", "Готовить сеялку и ёлочный [агрегат], [сцепку]"),
        ("агрегат трактор", "Готовить сеялку и ёлочный агрегат, сцепку"),
        ("fuhtufn", "Готовить сеялку и ёлочный [агрегат], сцепку"),
        ("", "Готовить сеялку и ёлочный агрегат, сцепку"),
    ],
)
def test_words_found_are_marked_without_their_punctuation(query: str, expected: str) -> None:
    assert shown("Готовить сеялку и ёлочный агрегат, сцепку", query) == expected


def test_neighbours_are_joined_and_nothing_is_lost() -> None:
    assert marked("(Зябь)", stems_of("зябь")) == [
        Part("(", is_hit=False),
        Part("Зябь", is_hit=True),
        Part(")", is_hit=False),
    ]
    assert marked("одно  слово", []) == [Part("одно слово", is_hit=False)]


def test_excerpt_of_a_long_text_begins_shortly_before_the_hit() -> None:
    text = " ".join([f"до{number}" for number in range(60)] + ["зябь"] + ["после"] * 60)

    excerpt = shown(text, "зябь", is_excerpt=True)
    assert excerpt.startswith("… до52 до53")
    assert "[зябь]" in excerpt
    assert excerpt.endswith("после …")
    assert len(excerpt.split()) == 32 + 2


def test_excerpt_of_a_hit_at_the_end_is_as_long_as_any() -> None:
    text = " ".join([f"до{number}" for number in range(60)] + ["зябь"])

    excerpt = shown(text, "зябь", is_excerpt=True)
    assert excerpt.startswith("… до29 ")
    assert excerpt.endswith("до59 [зябь]")


def test_excerpt_of_a_short_text_is_the_text() -> None:
    assert shown("Вспашка зяби", "зяби", is_excerpt=True) == "Вспашка [зяби]"


@pytest.mark.parametrize(("query", "looks"), [("на", False), ("пар", True), ("на пар", True)])
def test_only_longer_words_are_looked_for_in_texts(query: str, looks: bool) -> None:
    assert looks_into_texts(stems_of(query)[0]) == looks
